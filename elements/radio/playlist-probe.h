/* A playlist that comes where audio was expected.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_PLAYLIST_PROBE_H
#define GST_GLISSANDO_PLAYLIST_PROBE_H

#include <gst/gst.h>

#include "radio/bell.h"
#include "radio/playlist.h"

G_BEGIN_DECLS

/* Any thread may hold one. */
typedef struct _GstRadioPlaylistProbe GstRadioPlaylistProbe;

/**
 * gst_radio_playlist_probe_new:
 * @uri: what is read
 * @bell: rung when a playlist is there
 *
 * Returns: (transfer full): to be released with
 *   gst_radio_playlist_probe_unref()
 */
GstRadioPlaylistProbe *gst_radio_playlist_probe_new (const char *uri,
    GstRadioBell *bell);
GstRadioPlaylistProbe *
gst_radio_playlist_probe_ref (GstRadioPlaylistProbe *self);
void gst_radio_playlist_probe_unref (GstRadioPlaylistProbe *self);

/* Looks at what comes out of a source. A playlist, but HLS, is kept back and
 * collected; everything else goes on untouched. */
void gst_radio_playlist_probe_install (GstRadioPlaylistProbe *self,
    GstPad *pad);

/* Whether a playlist has come to its end. */
gboolean gst_radio_playlist_probe_is_done (GstRadioPlaylistProbe *self);

/* Returns: (transfer full) (nullable) (element-type utf8): the addresses in a
 *   playlist that has come to its end; %NULL if it turned out to be HLS */
GPtrArray *gst_radio_playlist_probe_take (GstRadioPlaylistProbe *self);

G_END_DECLS

#endif
