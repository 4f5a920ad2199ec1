/* A decoder for MPEG audio that another codec may follow.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_ELEMENTARY_H
#define GST_GLISSANDO_ELEMENTARY_H

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_RADIO_ELEMENTARY (gst_radio_elementary_get_type ())
G_DECLARE_FINAL_TYPE (GstRadioElementary, gst_radio_elementary, GST,
    RADIO_ELEMENTARY, GstBin)

/* Whether these caps, of bytes whose type was just found, are its concern. */
gboolean gst_radio_elementary_takes (const GstCaps *caps);

/**
 * gst_radio_elementary_new:
 *
 * A bin with a pad “sink” for the bytes of a stream of MP3 or AAC in ADTS frames,
 * and a pad of raw audio that comes and goes: a new one whenever one of the two
 * follows the other, as when a station strings recordings together. Only the
 * end of the last of them is sent on.
 *
 * Returns: (transfer floating)
 */
GstElement *gst_radio_elementary_new (void);

G_END_DECLS

#endif
