/* From counts of frames to time, for what is made of several frames.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/stretch.h"

#include "base/timing.h"

void
gst_gls_stretch_init (GstGlsStretch *self, guint rate, guint64 stride)
{
  self->rate = rate;
  self->stride = stride;
  self->last_duration = 0;
  self->is_untimed = FALSE;
  gst_gls_stretch_reset (self);
}

void
gst_gls_stretch_set_untimed (GstGlsStretch *self, gboolean is_untimed)
{
  self->is_untimed = is_untimed;
}

void
gst_gls_stretch_reset (GstGlsStretch *self)
{
  self->base = GST_CLOCK_TIME_NONE;
  self->n = 0;
}

static GstClockTime
get_frame_time (const GstGlsStretch *self, guint64 k)
{
  return gst_gls_time_at (self->base, k * self->stride, self->rate);
}

static GstClockTime
get_frame_duration (const GstGlsStretch *self)
{
  return gst_gls_time_at (0, self->stride, self->rate);
}

gboolean
gst_gls_stretch_is_broken_by (const GstGlsStretch *self, GstBuffer *frame)
{
  GstClockTime pts = GST_BUFFER_PTS (frame);
  GstClockTimeDiff off;

  if (GST_BUFFER_IS_DISCONT (frame))
    return TRUE;
  if (self->n == 0 || self->is_untimed || !GST_CLOCK_TIME_IS_VALID (pts))
    return FALSE;
  off = GST_CLOCK_DIFF (get_frame_time (self, self->n), pts);
  return (GstClockTime) ABS (off) > get_frame_duration (self) / 2;
}

void
gst_gls_stretch_add (GstGlsStretch *self, GstBuffer *frame, GstClockTime start)
{
  GstClockTime pts = GST_BUFFER_PTS (frame);
  GstClockTime duration = get_frame_duration (self);

  if (self->n == 0)
    self->base = GST_CLOCK_TIME_IS_VALID (pts) ? pts : start;
  if (!self->is_untimed)
    gst_gls_follow (&self->base, get_frame_time (self, self->n), pts);
  self->n++;
  self->last_duration = GST_BUFFER_DURATION_IS_VALID (frame)
      ? MIN (duration, GST_BUFFER_DURATION (frame))
      : duration;
}

GstClockTime
gst_gls_stretch_get_position (const GstGlsStretch *self)
{
  return self->n > 0 ? get_frame_time (self, self->n) : GST_CLOCK_TIME_NONE;
}

void
gst_gls_stretch_stamp (const GstGlsStretch *self, GstBuffer *buffer,
    guint64 first, guint64 n)
{
  GstClockTime pts = get_frame_time (self, first);

  GST_BUFFER_PTS (buffer) = pts;
  GST_BUFFER_DURATION (buffer) =
      get_frame_time (self, first + n - 1) + self->last_duration - pts;
  GST_BUFFER_OFFSET (buffer) = first;
  GST_BUFFER_OFFSET_END (buffer) = first + n;
}
