/* The elements, for who links them in instead of loading the plugin.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_PLUGIN_H
#define GST_GLISSANDO_PLUGIN_H

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * gst_glissando_register:
 * @plugin: (nullable): the plugin that they belong to; %NULL for elements that
 *   belong to the application
 *
 * Registers scalogram, jtfst, packnet and tagsink. May be given to
 * gst_plugin_register_static() as it is.
 *
 * Returns: %FALSE if one of them could not be registered
 */
gboolean gst_glissando_register (GstPlugin *plugin);

G_END_DECLS

#endif
