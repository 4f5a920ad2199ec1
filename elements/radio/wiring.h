/* How the elements of a connection come together.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_WIRING_H
#define GST_GLISSANDO_WIRING_H

#include <gst/gst.h>

#include "radio/join.h"
#include "radio/playlist-probe.h"

G_BEGIN_DECLS

/* What the signals of the elements know. Elements that were left behind may still
 * emit some, so that each signal holds it. */
typedef struct _GstRadioWiring GstRadioWiring;

/**
 * gst_radio_wiring_new:
 * @decode: a uridecodebin with its address
 * @join: what the first audio is linked to
 * @playlist: (nullable): what looks for one in the bytes that come
 * @timeout_s: how long a server may be silent, for what can be told so
 *
 * Returns: (transfer full): to be released with gst_radio_wiring_unref()
 */
GstRadioWiring *gst_radio_wiring_new (GstElement *decode, GstRadioJoin *join,
    GstRadioPlaylistProbe *playlist, guint timeout_s);
GstRadioWiring *gst_radio_wiring_ref (GstRadioWiring *self);
void gst_radio_wiring_unref (GstRadioWiring *self);

/* Adds the uridecodebin to @bin, and from now on what else it takes. */
void gst_radio_wiring_put_in (GstRadioWiring *self, GstBin *bin);

/* Returns: (transfer full) (element-type GstElement): what was in the bin, the
 *   uridecodebin first */
GPtrArray *gst_radio_wiring_take_out (GstRadioWiring *self);

/* Whether anything has come from a server. */
gboolean gst_radio_wiring_has_data (GstRadioWiring *self);

/* Whether audio comes in pieces, as with HLS. */
gboolean gst_radio_wiring_is_adaptive (GstRadioWiring *self);

G_END_DECLS

#endif
