/* A sink that is ready as soon as a segment starts, and never again waits for
 * what may come half a minute later.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GstBaseSink prerolls on a buffer, blocks there, and wants another one each
 * time that a pipeline pauses. Where tags take longer than a player's queues
 * are long, neither would come. Without any preroll, on the other hand, a fast
 * change to PLAYING can overtake decodebin's to PAUSED, and the bin loses the
 * end of stream. So the base class has none (its async is off), and here is one
 * that is over when the segment starts, blocks nothing, and comes again with a
 * flush only, since applications wait for ASYNC_DONE after a seek.
 */
#ifndef GST_GLISSANDO_PREROLL_H
#define GST_GLISSANDO_PREROLL_H

#include <gst/base/gstbasesink.h>

G_BEGIN_DECLS

/* Before the base class goes to PAUSED: the change will be over later, and
 * change_state() returns %GST_STATE_CHANGE_ASYNC. */
void gst_gls_preroll_begin (GstElement *sink, gboolean *awaited);
/* After a FLUSH_START that the base class has handled: the same again. */
void gst_gls_preroll_repeat (GstElement *sink, gboolean *awaited);
/* In a serialised event: the change that is pending is over. */
void gst_gls_preroll_end (GstBaseSink *sink, gboolean *awaited);
/* On the way to READY: nobody need wait any longer. */
void gst_gls_preroll_abandon (GstElement *sink, gboolean *awaited);

G_END_DECLS

#endif
