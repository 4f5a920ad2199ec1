/* One connection to one address: a uridecodebin, and what becomes of it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_CONNECTION_H
#define GST_GLISSANDO_CONNECTION_H

#include <gst/gst.h>

#include "radio/join.h"

G_BEGIN_DECLS

typedef struct _GstRadioConnection GstRadioConnection;

/**
 * gst_radio_connection_new:
 * @uri: what to connect to
 * @timeout_s: how long a server may be silent, for what can be told so
 * @as_it_is: do not look for playlists
 * @join: what the first audio is linked to
 * @bell: rung when there is something new
 *
 * Returns: (transfer full) (nullable): a connection that has not begun, to be
 *   ended by gst_radio_connection_free(); %NULL if GStreamer's base plugins are
 *   not there
 */
GstRadioConnection *gst_radio_connection_new (const char *uri, guint timeout_s,
    gboolean as_it_is, GstRadioJoin *join, GstRadioBell *bell);

/* Adds it to @bin and begins. It is not part of the bin's changes of state. */
void gst_radio_connection_start (GstRadioConnection *self, GstBin *bin);

/* Takes it out of its bin, and ends it. Elements that do not come to their end
 * within a second are left behind with their threads. The join must be closed. */
void gst_radio_connection_free (GstRadioConnection *self);

/**
 * gst_radio_connection_take_message:
 * @message: (transfer none): one that was posted below the bin
 * @has_begun: whether audio has come over it
 *
 * Returns: whether it is an error of this connection, which is noted and is to
 *   go no further
 */
gboolean gst_radio_connection_take_message (GstRadioConnection *self,
    GstMessage *message, gboolean has_begun);

/* Returns: (transfer full) (nullable): why it has failed, in words for users,
 * with the domain and code that GStreamer gave; NULL if it has not. debug: (out)
 * (transfer full) (nullable) */
GError *gst_radio_connection_get_error (GstRadioConnection *self, char **debug);

/* Returns: (transfer full) (nullable) (element-type utf8): the addresses of a
 * playlist, if that is what has come; is_hls: (out): it is HLS after all */
GPtrArray *gst_radio_connection_take_playlist (GstRadioConnection *self,
    gboolean *is_hls);

/* Whether anything has come from a server. */
gboolean gst_radio_connection_has_data (GstRadioConnection *self);

/* Whether audio comes in pieces, as with HLS. */
gboolean gst_radio_connection_is_adaptive (GstRadioConnection *self);

/* Whether it is a download of so and so many bytes, as the server says. */
gboolean gst_radio_connection_has_length (GstRadioConnection *self);

/* Whether it is a radio station, by the headers of the answer, or HLS without
 * an end. Waits for a second at most. */
gboolean gst_radio_connection_is_endless (GstRadioConnection *self);

G_END_DECLS

#endif
