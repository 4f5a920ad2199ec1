/* Predictions as messages on the bus.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_TAGMESSAGES_H
#define GST_GLISSANDO_TAGMESSAGES_H

#include <gst/gst.h>

#include "tags/prediction.h"

G_BEGIN_DECLS

/**
 * gst_gls_tag_message:
 * @running_time: of its start; NONE in a summary
 *
 * Returns: (transfer full): what docs/elements.md calls glissando-tags, or
 *   glissando-summary
 */
GstStructure *gst_gls_tag_message (const GlsPrediction *prediction,
    GstClockTime running_time);

/**
 * gst_gls_tag_list:
 * @field: the kind of tag that they become: %GST_TAG_KEYWORDS, which players
 *   know, or another one that takes several texts
 *
 * Returns: (transfer full) (nullable): the selected tags; NULL if there is none
 */
GstTagList *gst_gls_tag_list (const GlsPrediction *prediction,
    const GlsSelection *selection, const char *field);

G_END_DECLS

#endif
