/* The list of elements.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "plugin.h"

#include "default-model.h"
#include "elements.h"

gboolean
gst_glissando_register (GstPlugin *plugin)
{
  gboolean ok = TRUE;

  /* The program has them linked in, and may load the plugin too: then the
   * first ones stay. */
  if (g_type_from_name ("GstScalogram") != 0)
    return TRUE;
  /* GLib makes built-in files known on the first look at them, and a second
   * thread that looks meanwhile finds nothing there (GLib 2.74). */
  gst_glissando_get_resource ();
  ok &= GST_ELEMENT_REGISTER (scalogram, plugin);
  ok &= GST_ELEMENT_REGISTER (jtfst, plugin);
  ok &= GST_ELEMENT_REGISTER (melspectrogram, plugin);
  ok &= GST_ELEMENT_REGISTER (packnet, plugin);
  ok &= GST_ELEMENT_REGISTER (tagsink, plugin);
  ok &= GST_ELEMENT_REGISTER (timescattering, plugin);
  ok &= GST_ELEMENT_REGISTER (tensorview, plugin);
  return ok;
}
