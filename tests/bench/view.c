/* Frames per second that tensorview draws, as live video: with what stands
 * around the panels, and without.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <gst/check/gstharness.h>
#include <stdio.h>

#include "plugin.h"
#include "support.h"

#define N_ROWS 136
#define N_TENSORS 250 /* at 15.625 a second: 16 s, 400 frames */
#define TENSOR_NS G_GUINT64_CONSTANT (64000000)

static GstBuffer *
make_tensor (GRand *random, guint i)
{
  float *x = g_new (float, N_ROWS);
  GstBuffer *buffer;

  for (guint k = 0; k < N_ROWS; k++)
    x[k] = (float) g_rand_double (random);
  buffer = gst_buffer_new_wrapped (x, N_ROWS * sizeof *x);
  GST_BUFFER_PTS (buffer) = i * TENSOR_NS;
  GST_BUFFER_DURATION (buffer) = TENSOR_NS;
  return buffer;
}

static void
measure (const char *properties)
{
  g_autofree char *launch = g_strconcat ("tensorview ", properties, NULL);
  GstHarness *h = gst_harness_new_parse (launch);
  GRand *random = g_rand_new_with_seed (1);
  double start;
  guint n;

  gst_harness_set_drop_buffers (h, TRUE);
  gst_harness_set_src_caps_str (h,
      "other/tensors,format=(string)static,num_tensors=1,types=(string)float32,"
      "dimensions=(string)136,framerate=125/8,transform=(string)scalogram,"
      "rate=16000,octaves=13,q=(string)\"12,2\",stride=1024");
  for (guint i = 0; i < 16; i++)
    gst_harness_push (h, make_tensor (random, i));
  n = gst_harness_buffers_received (h);
  start = bench_processor_time ();
  for (guint i = 16; i < N_TENSORS; i++)
    gst_harness_push (h, make_tensor (random, i));
  n = gst_harness_buffers_received (h) - n;
  printf ("%-40s %7.0f frames per second of one processor\n", launch,
      n / (bench_processor_time () - start));
  g_rand_free (random);
  gst_harness_teardown (h);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  gst_glissando_register (NULL);
  measure ("");
  measure ("axes=false");
  measure ("width=1920 height=1080");
  return 0;
}
