/* Raw audio of every format that GStreamer has: what was packed comes out.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>

#include "audio/unpack.h"

#define N_SAMPLES 3000
#define CHANNELS 3
/* Not at the start, not a multiple of anything. */
#define AT 701
#define N 1000

/* Of every sample another value, exact in all formats but the smallest. */
static double
value_at (size_t i)
{
  return ((double) (i % 251) - 125) / 128;
}

static GstBuffer *
pack (const GstAudioFormatInfo *format, gboolean planar)
{
  const size_t n = N_SAMPLES * CHANNELS, width = (size_t) format->width / 8;
  g_autofree guint8 *plain = g_malloc (n * sizeof (double));
  guint8 *bytes = g_malloc (n * width);
  GstBuffer *buffer = gst_buffer_new_wrapped (bytes, n * width);

  for (size_t i = 0; i < n; i++) {
    size_t sample = planar ? i % N_SAMPLES : i / CHANNELS;
    size_t channel = planar ? i / N_SAMPLES : i % CHANNELS;
    double x = value_at (sample * CHANNELS + channel);

    if (format->unpack_format == GST_AUDIO_FORMAT_F64)
      ((double *) (gpointer) plain)[i] = x;
    else
      ((gint32 *) (gpointer) plain)[i] = (gint32) (x * 0x1p31);
  }
  format->pack_func (format, GST_AUDIO_PACK_FLAG_TRUNCATE_RANGE, plain, bytes,
      (gint) n);
  return buffer;
}

static void
check (const GstAudioFormatInfo *format, gboolean planar)
{
  g_autoptr (GstCaps) caps =
      gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING, format->name,
          "layout", G_TYPE_STRING, planar ? "non-interleaved" : "interleaved",
          "rate", G_TYPE_INT, 16000, "channels", G_TYPE_INT, CHANNELS, NULL);
  g_autoptr (Unpack) unpack = unpack_new (caps);
  g_autoptr (GstBuffer) buffer = pack (format, planar);
  const double *x;
  GstAudioBuffer audio;

  g_assert_nonnull (unpack);
  if (planar)
    gst_buffer_add_audio_meta (buffer,
        &(GstAudioInfo){ .finfo = format,
            .layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED,
            .rate = 16000,
            .channels = CHANNELS,
            .bpf = CHANNELS * format->width / 8 },
        N_SAMPLES, NULL);
  g_assert_true (unpack_map (unpack, buffer, &audio));
  x = unpack_get (unpack, &audio, AT, N);
  for (size_t i = 0; i < N * CHANNELS; i++)
    if (fabs (x[i] - value_at (AT * CHANNELS + i)) > 1.0 / 128)
      g_error ("%s, %s: sample %zu is %g, not %g", format->name,
          planar ? "planar" : "interleaved", i, x[i],
          value_at (AT * CHANNELS + i));
  gst_audio_buffer_unmap (&audio);
}

/* Formats differ in depth, in width, and in both: S24LE, S24_32LE, S32LE. */
static void
test_every_format (void)
{
  guint n;
  const GstAudioFormat *formats = gst_audio_formats_raw (&n);

  g_assert_cmpuint (n, >, 20);
  for (guint i = 0; i < n; i++) {
    check (gst_audio_format_get_info (formats[i]), FALSE);
    check (gst_audio_format_get_info (formats[i]), TRUE);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unpack/every-format", test_every_format);
  return g_test_run ();
}
