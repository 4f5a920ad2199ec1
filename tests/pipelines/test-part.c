/* Of a file, a part is heard: the same samples that stand there in the whole.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <math.h>

#include "audio/decode.h"
#include "scratch.h"
#include "timespan.h"

#define RATE 48000
#define LENGTH_S 20

/* Nothing may differ. What is lossy need not be decoded to the same bits from
 * another place on: there, what differs may have so much of the energy, in dB.
 * White noise that is a sample early differs by all of it, and more. */
#define EXACT (-1000)
#define ALMOST (-60)

static const struct
{
  const char *name, *elements;
  double error_db;
} formats[] = {
  { "wav", "wavenc", EXACT },
  { "flac", "flacenc", EXACT },
  { "aiff", "aiffmux", EXACT },
  { "mkv", "flacenc ! flacparse ! matroskamux", EXACT },
  { "ogg", "vorbisenc ! oggmux", ALMOST },
  { "opus", "opusenc ! oggmux", ALMOST },
  { "cbr.mp3", "lamemp3enc target=bitrate bitrate=128 cbr=true", ALMOST },
  { "vbr.mp3", "lamemp3enc target=quality quality=4 ! xingmux", ALMOST },
};

static const GlsTimespan spans[] = {
  { 0, 3 },
  { 0.01, 0.5 },
  { 7 + 1. / 75, 11.1 },
  { 15.26, INFINITY },
};

static char *folder;

/* Returns: whether it could be made */
static gboolean
make_file (const char *path, const char *elements)
{
  g_autofree char *launch = g_strdup_printf (
      "audiotestsrc wave=white-noise num-buffers=%d samplesperbuffer=%d ! "
      "audio/x-raw,format=S16LE,rate=%d,channels=1 ! audioconvert ! %s ! "
      "filesink location=\"%s\"",
      LENGTH_S * 10, RATE / 10, RATE, elements, path);
  g_autoptr (GstElement) pipeline = gst_parse_launch (launch, NULL);
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) end = NULL;

  if (pipeline == NULL)
    return FALSE;
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  end = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return end != NULL && GST_MESSAGE_TYPE (end) == GST_MESSAGE_EOS;
}

static gboolean
take (const float *x, size_t n, gpointer data)
{
  g_array_append_vals (data, x, (guint) n);
  return TRUE;
}

static GArray *
decode (const char *path, const GlsTimespan *span, SourceReport *report,
    GError **error)
{
  g_autofree char *whole = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *uri = gls_timespan_join (whole, span);
  GArray *all = g_array_new (FALSE, FALSE, sizeof (float));

  decode_run (uri, RATE, take, all, report, error);
  return all;
}

static guint
to_sample (double seconds, guint n)
{
  return (guint) fmin (round (seconds * RATE), n);
}

static void
check_part (const char *path, const GArray *whole, const GlsTimespan *span,
    double error_db)
{
  const guint from = to_sample (span->start_s, whole->len);
  SourceReport report;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) part = decode (path, span, &report, &error);
  double energy = 0, difference = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (part->len, ==, to_sample (span->end_s, whole->len) - from);
  g_assert_cmpfloat_with_epsilon (report.start_s, span->start_s, 1e-6);
  for (guint i = 0; i < part->len; i++) {
    double x = (double) g_array_index (whole, float, from + i);
    double y = (double) g_array_index (part, float, i);

    energy += x * x;
    difference += (x - y) * (x - y);
  }
  if (error_db <= EXACT)
    g_assert_cmpfloat (difference, ==, 0);
  else
    g_assert_cmpfloat (difference, <=, energy * pow (10, error_db / 10));
}

static void
test_samples_are_those_of_the_whole (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autofree char *path = g_build_filename (folder, formats[i].name, NULL);
  g_autoptr (GArray) whole = NULL;
  SourceReport report;

  if (!make_file (path, formats[i].elements)) {
    g_test_skip ("no such encoder is here");
    return;
  }
  whole = decode (path, &GLS_TIMESPAN_WHOLE, &report, NULL);
  g_assert_cmpuint (whole->len, >=, LENGTH_S * RATE);
  for (guint k = 0; k < G_N_ELEMENTS (spans); k++)
    check_part (path, whole, &spans[k], formats[i].error_db);
}

/* How long it should be, and how long it is. */
static void
test_end_may_be_missing (void)
{
  static const GlsTimespan over_the_end = { 19, 25 }, behind_it = { 30, 31 };
  g_autofree char *path = g_build_filename (folder, "short.flac", NULL);
  g_autoptr (GArray) some = NULL, none = NULL;
  g_autoptr (GError) error = NULL;
  SourceReport report;

  if (!make_file (path, "flacenc")) {
    g_test_skip ("no such encoder is here");
    return;
  }
  some = decode (path, &over_the_end, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (some->len, ==, RATE);
  g_assert_cmpfloat (report.declared_s, ==, 6);
  none = decode (path, &behind_it, &report, &error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, ==,
      "its audio ends before 30.0 s, where this part begins");
}

int
main (int argc, char **argv)
{
  int status;

  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("glissando-part-XXXXXX", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autofree char *name = g_strconcat ("/part/", formats[i].name, NULL);

    g_test_add_data_func (name, GUINT_TO_POINTER (i),
        test_samples_are_those_of_the_whole);
  }
  g_test_add_func ("/part/missing-end", test_end_may_be_missing);
  status = g_test_run ();
  scratch_remove (folder);
  g_free (folder);
  return status;
}
