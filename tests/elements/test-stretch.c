/* When the frames of a stretch are, and what breaks it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include "base/stretch.h"

#define FRAME samples_to_time (TICK)

static GstBuffer *
make_frame (GstClockTime pts, GstClockTime duration)
{
  GstBuffer *frame = gst_buffer_new ();

  GST_BUFFER_PTS (frame) = pts;
  GST_BUFFER_DURATION (frame) = duration;
  return frame;
}

static void
add (GstGlsStretch *self, GstClockTime pts, GstClockTime duration)
{
  g_autoptr (GstBuffer) frame = make_frame (pts, duration);

  g_assert_false (gst_gls_stretch_is_broken_by (self, frame));
  gst_gls_stretch_add (self, frame, 7 * GST_SECOND);
}

static gboolean
breaks (const GstGlsStretch *self, GstClockTime pts)
{
  g_autoptr (GstBuffer) frame = make_frame (pts, FRAME);

  return gst_gls_stretch_is_broken_by (self, frame);
}

static void
assert_stamp (const GstGlsStretch *self, guint64 first, guint64 n,
    GstClockTime start, GstClockTime end)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new ();

  gst_gls_stretch_stamp (self, buffer, first, n);
  g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, start);
  g_assert_cmpuint (start + GST_BUFFER_DURATION (buffer), ==, end);
  g_assert_cmpuint (GST_BUFFER_OFFSET (buffer), ==, first);
  g_assert_cmpuint (GST_BUFFER_OFFSET_END (buffer), ==, first + n);
}

/* Frames are counted from the first one, whose time stamp rules; where it has
 * none, the segment's start does. */
static void
test_times (void)
{
  GstGlsStretch self;

  gst_gls_stretch_init (&self, RATE, TICK);
  add (&self, GST_SECOND, FRAME);
  add (&self, GST_CLOCK_TIME_NONE, FRAME);
  add (&self, GST_SECOND + 2 * FRAME + 3, GST_CLOCK_TIME_NONE);
  assert_stamp (&self, 0, 2, GST_SECOND, GST_SECOND + 2 * FRAME);
  assert_stamp (&self, 1, 2, GST_SECOND + FRAME, GST_SECOND + 3 * FRAME);

  gst_gls_stretch_reset (&self);
  add (&self, GST_CLOCK_TIME_NONE, FRAME);
  assert_stamp (&self, 0, 1, 7 * GST_SECOND, 7 * GST_SECOND + FRAME);
}

/* A last frame may be cut short, but none is longer than the stride. */
static void
test_last_frame (void)
{
  GstGlsStretch self;

  gst_gls_stretch_init (&self, RATE, TICK);
  add (&self, 0, 2 * FRAME);
  assert_stamp (&self, 0, 1, 0, FRAME);
  add (&self, FRAME, samples_to_time (10));
  assert_stamp (&self, 0, 2, 0, samples_to_time (TICK + 10));
}

/* A frame is in its place up to half a frame from it. Before the first one
 * there is no place to be wrong. */
static void
test_breaks (void)
{
  const GstClockTime place = GST_SECOND + FRAME;
  g_autoptr (GstBuffer) flagged = make_frame (place, FRAME);
  GstGlsStretch self;

  gst_gls_stretch_init (&self, RATE, TICK);
  g_assert_false (breaks (&self, 5 * GST_SECOND));
  add (&self, GST_SECOND, FRAME);
  g_assert_false (breaks (&self, GST_CLOCK_TIME_NONE));
  g_assert_false (breaks (&self, place + FRAME / 2));
  g_assert_false (breaks (&self, place - FRAME / 2));
  g_assert_true (breaks (&self, place + FRAME / 2 + 1));
  g_assert_true (breaks (&self, place - FRAME / 2 - 1));
  GST_BUFFER_FLAG_SET (flagged, GST_BUFFER_FLAG_DISCONT);
  g_assert_true (gst_gls_stretch_is_broken_by (&self, flagged));
  gst_gls_stretch_reset (&self);
  g_assert_false (breaks (&self, place + FRAME));
}

static void
add_tests (void)
{
  g_test_add_func ("/stretch/times", test_times);
  g_test_add_func ("/stretch/last-frame", test_last_frame);
  g_test_add_func ("/stretch/breaks", test_breaks);
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
