/* When the frames of a stretch of audio are.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Time is counted in samples from the first frame, so that rounding never piles
 * up and a time stamp that upstream left out does no harm.
 */
#ifndef GST_GLISSANDO_STRETCH_H
#define GST_GLISSANDO_STRETCH_H

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * GstGlsStretch:
 * @rate: in Hz
 * @stride: samples from a frame to the next
 * @base: time of its first frame
 * @n: frames that came
 * @last_duration: of the frame that came last
 * @is_untimed: time stamps say nothing, but that of the first frame
 */
typedef struct
{
  guint rate;
  guint64 stride;
  GstClockTime base;
  guint64 n;
  GstClockTime last_duration;
  gboolean is_untimed;
} GstGlsStretch;

void gst_gls_stretch_init (GstGlsStretch *self, guint rate, guint64 stride);
/* Of frames whose caps know no rate, time stamps may tell anything, as when they
 * were worked out. */
void gst_gls_stretch_set_untimed (GstGlsStretch *self, gboolean is_untimed);
/* The next frame is the first of another stretch. */
void gst_gls_stretch_reset (GstGlsStretch *self);

/* Whether this frame is flagged as one after a break, or its time stamp is more
 * than half a frame from where it would be without one. */
gboolean gst_gls_stretch_is_broken_by (const GstGlsStretch *self,
    GstBuffer *frame);

/**
 * gst_gls_stretch_add:
 * @frame: the next one
 * @start: its time if it is the first one and has no time stamp
 *
 * A drift of the time stamps beyond %GST_GLS_TOLERANCE is followed.
 */
void gst_gls_stretch_add (GstGlsStretch *self, GstBuffer *frame,
    GstClockTime start);

/* Returns: the time of the next frame; NONE before the first one */
GstClockTime gst_gls_stretch_get_position (const GstGlsStretch *self);

/* Sets PTS, duration, offset and offset end (in frames) of a buffer that stands
 * for @n frames from @first on. If the frame that came last is its last one, it
 * ends where that did. */
void gst_gls_stretch_stamp (const GstGlsStretch *self, GstBuffer *buffer,
    guint64 first, guint64 n);

G_END_DECLS

#endif
