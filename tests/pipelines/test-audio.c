/* How audio comes into the program: the mix to one channel, and inputs that do
 * not answer.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <gst/base/gstpushsrc.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>

#include "errand.h"
#include "audio/mono.h"
#include "audio/run.h"

#define RATE 8000
#define SECOND ((size_t) RATE)

/* --- mono --- */

/* Two tones, the second one minus factor times the first in channel 1. */
static double *
make_stereo (size_t n, double factor)
{
  double *x = g_new (double, 2 * n);

  for (size_t i = 0; i < n; i++) {
    double tone = 0.5 * sin (2 * G_PI * 440 * (double) i / RATE)
        + 0.2 * sin (2 * G_PI * 1234.5 * (double) i / RATE);

    x[2 * i] = tone;
    x[2 * i + 1] = factor * tone;
  }
  return x;
}

/* Returns: float[n], given in pieces of @cut samples */
static float *
mix (const double *x, guint n_channels, size_t n, size_t cut,
    MonoFindings *findings)
{
  g_autoptr (Mono) mono = mono_new (n_channels, RATE);
  float *all = g_new (float, n);
  const float *y;
  size_t n_out = 0, got;

  *findings = (MonoFindings){ 0 };
  for (size_t at = 0; at < n;) {
    at += mono_push (mono, x + at * n_channels, MIN (cut, n - at));
    while ((got = mono_pull (mono, &y, findings)) > 0) {
      memcpy (all + n_out, y, got * sizeof *y);
      n_out += got;
    }
  }
  mono_drain (mono);
  while ((got = mono_pull (mono, &y, findings)) > 0) {
    memcpy (all + n_out, y, got * sizeof *y);
    n_out += got;
  }
  g_assert_cmpuint (n_out, ==, n);
  g_assert_cmpuint (findings->n_samples, ==, n);
  return all;
}

/* Ordinary stereo is the plain mean, even with one channel silent. */
static void
test_mono_is_the_mean (void)
{
  static const double factors[] = { 1, 0.3, 0, -0.3 };
  const size_t n = 3 * SECOND + 77;

  for (size_t k = 0; k < G_N_ELEMENTS (factors); k++) {
    g_autofree double *x = make_stereo (n, factors[k]);
    MonoFindings findings;
    g_autofree float *y = mix (x, 2, n, 1000, &findings);

    for (size_t i = 0; i < n; i++)
      g_assert_cmpfloat (y[i], ==,
          (float) (x[2 * i] * 0.5 + x[2 * i + 1] * 0.5));
    g_assert_cmpuint (findings.n_cancelled, ==, 0);
    g_assert_cmpfloat_with_epsilon (findings.peak, 0.7, 0.01);
  }
}

/* One of many channels sounds: a small mean, but nothing cancels. */
static void
test_mono_of_many (void)
{
  enum
  {
    CHANNELS = 100
  };
  const size_t n = SECOND;
  g_autofree double *x = g_new0 (double, n *CHANNELS);
  MonoFindings findings;
  g_autofree float *y = NULL;

  for (size_t i = 0; i < n; i++)
    x[i * CHANNELS + 42] = sin (0.3 * (double) i);
  y = mix (x, CHANNELS, n, 333, &findings);
  for (size_t i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (y[i],
        (float) x[i * CHANNELS + 42] / CHANNELS, 1e-7f);
  g_assert_cmpuint (findings.n_cancelled, ==, 0);
}

/* Where channels cancel, the louder one is heard as it is. */
static void
test_mono_does_not_cancel (void)
{
  static const double factors[] = { -1, -0.95, -1.1 };
  const size_t n = 2 * SECOND + 5;

  for (size_t k = 0; k < G_N_ELEMENTS (factors); k++) {
    g_autofree double *x = make_stereo (n, factors[k]);
    MonoFindings findings;
    g_autofree float *y = mix (x, 2, n, 1000, &findings);
    const size_t louder = factors[k] < -1 ? 1 : 0;

    for (size_t i = 0; i < n; i++)
      g_assert_cmpfloat (y[i], ==, (float) x[2 * i + louder]);
    g_assert_cmpuint (findings.n_cancelled, ==, n);
  }
}

/* From the mean to a channel there is a slope, not a jump. */
static void
test_mono_changes_its_mind_softly (void)
{
  const size_t n = 4 * SECOND;
  g_autofree double *x = g_new (double, 2 * n);
  MonoFindings findings;
  g_autofree float *y = NULL;

  for (size_t i = 0; i < n; i++) {
    x[2 * i] = 1;
    x[2 * i + 1] = CLAMP (3 - 2 * (double) i / RATE, -1, 1);
  }
  y = mix (x, 2, n, 4096, &findings);
  g_assert_cmpuint (findings.n_cancelled, ==, 2 * SECOND);
  g_assert_cmpfloat_with_epsilon (y[2 * SECOND - 1], 0, 1e-3f);
  g_assert_cmpfloat (y[n - 1], ==, 1);
  for (size_t i = 1; i < n; i++)
    g_assert_cmpfloat (fabsf (y[i] - y[i - 1]), <, 0.02f);
}

/* How the samples are cut changes no bit. */
static void
test_mono_does_not_depend_on_buffers (void)
{
  static const size_t cuts[] = { 1, 441, 4000, 4001, 50000 };
  const size_t n = 5 * SECOND + 1234;
  g_autofree double *x = make_stereo (n, 0.7);
  MonoFindings findings;
  g_autofree float *whole = NULL;

  for (size_t i = SECOND + 333; i < 3 * SECOND; i++)
    x[2 * i + 1] = -x[2 * i];
  whole = mix (x, 2, n, n, &findings);
  g_assert_cmpuint (findings.n_cancelled, >, 0);
  for (size_t k = 0; k < G_N_ELEMENTS (cuts); k++) {
    g_autofree float *y = mix (x, 2, n, cuts[k], &findings);

    g_assert_cmpmem (y, n * sizeof *y, whole, n * sizeof *whole);
  }
}

/* Values that are no numbers are counted and decide nothing. */
static void
test_mono_counts_what_is_no_number (void)
{
  const size_t n = SECOND;
  g_autofree double *x = make_stereo (n, 0.5);
  MonoFindings findings;
  g_autofree float *y = NULL;

  x[100] = NAN;
  x[303] = INFINITY;
  y = mix (x, 2, n, n, &findings);
  g_assert_cmpuint (findings.n_not_finite, ==, 2);
  g_assert_cmpuint (findings.n_cancelled, ==, 0);
  g_assert_true (isfinite (findings.peak));
  g_assert_cmpfloat (y[200], ==, (float) (0.75 * x[400]));
}

/* --- errands --- */

static void
wait_for_gate (gpointer gate)
{
  g_mutex_lock (gate);
  g_mutex_unlock (gate);
}

/* A call that does not return keeps nobody; when it does, that is seen. */
static void
test_errand (void)
{
  GMutex gate;
  GlsErrand *errand;

  g_mutex_init (&gate);
  g_mutex_lock (&gate);
  errand = gls_errand_start (wait_for_gate, &gate, NULL);
  g_assert_false (gls_errand_wait (errand, 0));
  g_assert_false (gls_errand_wait (errand, 20 * G_TIME_SPAN_MILLISECOND));
  g_mutex_unlock (&gate);
  g_assert_true (gls_errand_wait (errand, 20 * G_TIME_SPAN_SECOND));
  gls_errand_leave (errand);
}

/* --- inputs that do not answer --- */

/* never://state, never://data, never://middle, never://duration: an element
 * that never returns from a change of state, without data, after two seconds of
 * audio, or, with all data given, from a query. */
typedef struct
{
  GstPushSrc parent;
  char *where;
  guint n_pushed;
} Never;

typedef struct
{
  GstPushSrcClass parent;
} NeverClass;

static GType never_get_type (void);
static void never_uri_init (gpointer iface, gpointer data);
G_DEFINE_TYPE_WITH_CODE (Never, never, GST_TYPE_PUSH_SRC,
    G_IMPLEMENT_INTERFACE (GST_TYPE_URI_HANDLER, never_uri_init))

static GMutex stuck;

static GstURIType
never_uri_type (GType type)
{
  return GST_URI_SRC;
}

static const char *const *
never_protocols (GType type)
{
  static const char *const protocols[] = { "never", NULL };

  return protocols;
}

static char *
never_get_uri (GstURIHandler *handler)
{
  return g_strconcat ("never://", ((Never *) handler)->where, NULL);
}

static gboolean
never_set_uri (GstURIHandler *handler, const char *uri, GError **error)
{
  ((Never *) handler)->where = g_strdup (uri + strlen ("never://"));
  return TRUE;
}

static void
never_uri_init (gpointer iface, gpointer data)
{
  GstURIHandlerInterface *handler = iface;

  handler->get_type = never_uri_type;
  handler->get_protocols = never_protocols;
  handler->get_uri = never_get_uri;
  handler->set_uri = never_set_uri;
}

static gboolean
is_at (Never *self, const char *where)
{
  return g_strcmp0 (self->where, where) == 0;
}

static void
hang_if (gboolean condition)
{
  if (!condition)
    return;
  g_mutex_lock (&stuck);
  g_mutex_unlock (&stuck);
}

static gboolean
never_start (GstBaseSrc *src)
{
  hang_if (is_at ((Never *) src, "state"));
  gst_base_src_set_format (src, GST_FORMAT_TIME);
  return TRUE;
}

static GstFlowReturn
never_create (GstPushSrc *src, GstBuffer **buffer)
{
  Never *self = (Never *) src;

  hang_if (is_at (self, "data"));
  hang_if (is_at (self, "middle") && self->n_pushed == 20);
  if (self->n_pushed == 40)
    return GST_FLOW_EOS;
  *buffer = gst_buffer_new_allocate (NULL, RATE / 10 * sizeof (gint16), NULL);
  gst_buffer_memset (*buffer, 0, 33, RATE / 10 * sizeof (gint16));
  GST_BUFFER_PTS (*buffer) = self->n_pushed * GST_SECOND / 10;
  GST_BUFFER_DURATION (*buffer) = GST_SECOND / 10;
  self->n_pushed++;
  return GST_FLOW_OK;
}

static gboolean
never_query (GstBaseSrc *src, GstQuery *query)
{
  hang_if (is_at ((Never *) src, "duration")
      && GST_QUERY_TYPE (query) == GST_QUERY_DURATION);
  return GST_BASE_SRC_CLASS (never_parent_class)->query (src, query);
}

static void
never_finalize (GObject *object)
{
  g_free (((Never *) object)->where);
  G_OBJECT_CLASS (never_parent_class)->finalize (object);
}

static void
never_class_init (NeverClass *klass)
{
  static GstStaticPadTemplate src = GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC,
      GST_PAD_ALWAYS,
      GST_STATIC_CAPS (
          "audio/x-raw,format=S16LE,rate=8000,channels=1,layout=interleaved"));

  G_OBJECT_CLASS (klass)->finalize = never_finalize;
  GST_BASE_SRC_CLASS (klass)->start = never_start;
  GST_BASE_SRC_CLASS (klass)->query = never_query;
  GST_PUSH_SRC_CLASS (klass)->create = never_create;
  gst_element_class_add_static_pad_template (GST_ELEMENT_CLASS (klass), &src);
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass), "Never",
      "Source", "Does not answer", "Glissando");
}

static void
never_init (Never *self)
{
}

static GstElement *
add_nothing (GstBin *pipeline, GstElement *source, gpointer data)
{
  return source;
}

static gboolean
count (GstSample *sample, gpointer n_samples)
{
  *(size_t *) n_samples +=
      gst_buffer_get_size (gst_sample_get_buffer (sample)) / sizeof (float);
  return TRUE;
}

/* Returns: (transfer full) (nullable): the sentence */
static char *
run_never (const char *uri, RunEnd end, size_t *n_samples)
{
  const RunClient client = {
    .follow = add_nothing, .take = count, .patience_us = G_TIME_SPAN_SECOND
  };
  SourceReport report;
  char *failure;

  *n_samples = 0;
  g_assert_cmpint (run_uri (uri, &client, n_samples, &report, &failure), ==,
      end);
  g_assert_cmpuint (report.n_samples, ==, *n_samples);
  return failure;
}

/* An element that never answers is left behind, and that is said; what came
 * before is kept. */
static void
test_stuck_inputs_are_left (void)
{
  static const struct
  {
    const char *uri;
    size_t n_samples;
  } cases[] = { { "never://state", 0 }, { "never://data", 0 },
    { "never://middle", 2 * RATE } };

  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++) {
    size_t n_samples;
    g_autofree char *failure = run_never (cases[k].uri, RUN_FAILED, &n_samples);

    g_test_message ("%s", cases[k].uri);
    g_assert_cmpstr (failure, ==, "nothing has come of it for 1 s");
    g_assert_cmpuint (n_samples, ==, cases[k].n_samples);
  }
}

/* Who is asked for a duration and never answers may be heard all the same. */
static void
test_unanswered_queries_do_not_matter (void)
{
  size_t n_samples;
  g_autofree char *failure =
      run_never ("never://duration", RUN_DONE, &n_samples);

  g_assert_null (failure);
  g_assert_cmpuint (n_samples, ==, 4 * RATE);
}

/* Where too few files may be open, that is said, and nothing is tried. */
static void
test_few_descriptors (void)
{
  struct rlimit kept, few;
  size_t n_samples;
  g_autofree char *failure = NULL;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &kept), ==, 0);
  few = (struct rlimit){ .rlim_cur = 8, .rlim_max = kept.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &few), ==, 0);
  failure = run_never ("never://whole", RUN_FAILED, &n_samples);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &kept), ==, 0);
  g_assert_nonnull (strstr (failure, "too few files"));
  g_assert_cmpuint (n_samples, ==, 0);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  gst_element_register (NULL, "never", GST_RANK_PRIMARY, never_get_type ());
  g_mutex_lock (&stuck);
  g_test_add_func ("/mono/mean", test_mono_is_the_mean);
  g_test_add_func ("/mono/many", test_mono_of_many);
  g_test_add_func ("/mono/cancel", test_mono_does_not_cancel);
  g_test_add_func ("/mono/soft", test_mono_changes_its_mind_softly);
  g_test_add_func ("/mono/buffers", test_mono_does_not_depend_on_buffers);
  g_test_add_func ("/mono/no-number", test_mono_counts_what_is_no_number);
  g_test_add_func ("/errand", test_errand);
  g_test_add_func ("/stuck/left", test_stuck_inputs_are_left);
  g_test_add_func ("/stuck/queries", test_unanswered_queries_do_not_matter);
  g_test_add_func ("/stuck/descriptors", test_few_descriptors);
  return g_test_run ();
}
