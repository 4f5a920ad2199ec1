/* Events that wait until what they are about comes out.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A filter that looks ahead has taken in more than it has given. A title that
 * arrives then is about audio of which nothing has come out yet, and must not
 * overtake what has: each event is kept with the time at which it arrived, and
 * goes out before the first buffer whose centre is not before that.
 */
#ifndef GST_GLISSANDO_HELD_H
#define GST_GLISSANDO_HELD_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* All zero to begin with. Belongs to the streaming thread. */
typedef struct
{
  GQueue events;
} GstGlsHeld;

/* Whether an event of this type says something about the audio that follows it,
 * and ends nothing: tags and their kin. */
gboolean gst_gls_held_is_for (GstEventType type);

/* event: (transfer full): kept; @time is not before that of the one before */
void gst_gls_held_add (GstGlsHeld *self, GstEvent *event, GstClockTime time);
/* Sends those of up to @time, in order; all of them if it is NONE. */
void gst_gls_held_release (GstGlsHeld *self, GstPad *srcpad, GstClockTime time);
/* What a queue does when it is flushed: what is sticky, as titles are, nobody
 * would say again, and is sent with what comes next; the rest is dropped. */
void gst_gls_held_flush (GstGlsHeld *self, GstPad *srcpad);
void gst_gls_held_clear (GstGlsHeld *self);

G_END_DECLS

#endif
