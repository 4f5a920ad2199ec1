/* One stream of audio from the pieces that come over several connections.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_JOIN_H
#define GST_GLISSANDO_JOIN_H

#include <gst/gst.h>

#include "radio/bell.h"

G_BEGIN_DECLS

#define GST_TYPE_RADIO_JOIN (gst_radio_join_get_type ())
G_DECLARE_FINAL_TYPE (GstRadioJoin, gst_radio_join, GST, RADIO_JOIN, GstElement)

/**
 * GstRadioJoinReport:
 * @position: running time of all the audio given so far
 * @heard: duration of what came over this connection
 * @moved_us: when audio came last, or the connection began; monotonic
 * @is_pushing: whether what is downstream is at work on a buffer
 * @has_ended: whether this connection has sent EOS
 * @flow: what downstream answered last
 */
typedef struct
{
  GstClockTime position;
  GstClockTime heard;
  gint64 moved_us;
  gboolean is_pushing;
  gboolean has_ended;
  GstFlowReturn flow;
} GstRadioJoinReport;

/**
 * gst_radio_join_new:
 * @bell: rung when the first audio of a connection comes, at its end, and when
 *   downstream wants no more
 *
 * An element with a sink pad, to which one connection after another is linked,
 * and a source pad. Whatever time stamps come in, the audio that goes out is
 * continuous: its time is counted in samples. Each connection and each stream of
 * one begins with STREAM_START, always of the same id, and its first buffer is
 * DISCONT; so does what comes after a jump of more than a second. Tags go
 * through in order. EOS does not.
 *
 * Returns: (transfer floating)
 */
GstElement *gst_radio_join_new (GstRadioBell *bell);

/* Before the first connection: time begins anew. id: (transfer none): of the
 * stream */
void gst_radio_join_restart (GstRadioJoin *self, const char *id);

/* tags: (transfer full) (nullable): what each stream of the connection begins
 * with; to be told before its first audio comes */
void gst_radio_join_set_tags (GstRadioJoin *self, GstTagList *tags);

/* Lets another connection in. */
void gst_radio_join_open (GstRadioJoin *self);

/* Lets nothing in any more, and waits for what is on its way through. */
void gst_radio_join_close (GstRadioJoin *self);

/* Any thread may ask. */
void gst_radio_join_get_report (GstRadioJoin *self, GstRadioJoinReport *report);

/* What comes next, if anything, does not belong to what came before; elements
 * that wait for more give out what they have. */
void gst_radio_join_break (GstRadioJoin *self);

/* There is no more to come; a stream has begun, or a break was told. */
void gst_radio_join_end (GstRadioJoin *self);

G_END_DECLS

#endif
