/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "train/architecture.h"
#include "plugin.h"
#include "scratch.h"
#include "scattering/transform.h"

static char *folder;

int
test_main (int argc, char **argv, void (*add_tests) (void))
{
  int failed;

  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_assert_true (gst_glissando_register (NULL));
  folder = g_dir_make_tmp ("glissando-XXXXXX", NULL);
  g_assert_nonnull (folder);

  add_tests ();
  failed = g_test_run ();
  scratch_remove (folder);
  g_clear_pointer (&folder, g_free);
  /* Warns of what the leaks tracer found; a warning is fatal in a test. */
  gst_deinit ();
  return failed;
}

static void
give_up (int number)
{
  static const char word[] = "Bail out! The test is stuck.\n";
  ssize_t written = write (STDOUT_FILENO, word, sizeof word - 1);

  (void) written;
  abort ();
}

void
limit_time (guint seconds)
{
  signal (SIGALRM, give_up);
  alarm (seconds);
}

char *
temporary_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

float *
make_noise (size_t n)
{
  float *x = g_new (float, n);
  guint32 state = 1;

  for (size_t i = 0; i < n; i++) {
    state = state * 1664525u + 1013904223u;
    x[i] = (float) (state >> 8) / 16777216.0f - 0.5f;
  }
  return x;
}

GstClockTime
samples_to_time (guint64 samples)
{
  return gst_util_uint64_scale_int (samples, GST_SECOND, RATE);
}

GstBuffer *
make_audio (const float *x, size_t at, size_t n, GstClockTime base)
{
  GstBuffer *buffer = gst_buffer_new_memdup (x + at, n * sizeof *x);

  GST_BUFFER_PTS (buffer) = base + samples_to_time (at);
  GST_BUFFER_DURATION (buffer) =
      samples_to_time (at + n) - samples_to_time (at);
  return buffer;
}

void
push_audio (GstHarness *h, const float *x, size_t n, size_t cut,
    GstClockTime base)
{
  for (size_t at = 0; at < n; at += cut)
    g_assert_cmpint (gst_harness_push (h,
                         make_audio (x, at, MIN (cut, n - at), base)),
        ==, GST_FLOW_OK);
}

Output *
take_output (GstHarness *h)
{
  Output *self = g_new0 (Output, 1);
  GstBuffer *buffer;

  self->buffers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_buffer_unref);
  self->bytes = g_string_new (NULL);
  while ((buffer = gst_harness_try_pull (h)) != NULL) {
    g_autofree gpointer bytes = NULL;
    gsize size;

    gst_buffer_extract_dup (buffer, 0, -1, &bytes, &size);
    g_string_append_len (self->bytes, bytes, (gssize) size);
    g_ptr_array_add (self->buffers, buffer);
  }
  return self;
}

GstHarness *
start (const char *launch)
{
  GstHarness *h = gst_harness_new_parse (launch);

  gst_harness_set_src_caps_str (h, AUDIO);
  return h;
}

Output *
analyse (const char *launch, const float *x, size_t n, size_t cut)
{
  GstHarness *h = start (launch);
  Output *out;

  push_audio (h, x, n, cut, 0);
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  out = take_output (h);
  stop (h);
  return out;
}

void
flush (GstHarness *h)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  g_assert_true (gst_harness_push_event (h, gst_event_new_flush_start ()));
  g_assert_true (gst_harness_push_event (h, gst_event_new_flush_stop (TRUE)));
  g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
}

void
assert_is_the_library (const char *launch, const GlsSpec *spec, const float *x,
    size_t n)
{
  g_autoptr (GlsTransformPlan) plan = gls_transform_plan_new (spec, NULL);
  g_autoptr (GlsTransformStream) stream = gls_transform_stream_new (plan);
  size_t size = gls_transform_plan_get_frame_size (plan) * sizeof (float);
  size_t stride = gls_transform_plan_get_stride (plan), at = 0;
  g_autofree float *frame = g_malloc (size);
  g_autoptr (Output) out = analyse (launch, x, n, 1000);
  guint i = 0;

  g_assert_cmpuint (out->buffers->len, ==, (n + stride - 1) / stride);
  do {
    at += gls_transform_stream_push (stream, x + at, n - at);
    if (at == n)
      gls_transform_stream_drain (stream);
    while (gls_transform_stream_pull (stream, frame)) {
      g_assert_cmpuint (gst_buffer_get_size (output_get (out, i)), ==, size);
      g_assert_cmpint (gst_buffer_memcmp (output_get (out, i), 0, frame, size),
          ==, 0);
      i++;
    }
  } while (at < n);
  g_assert_cmpuint (i, ==, out->buffers->len);
}

void
output_free (Output *self)
{
  g_ptr_array_unref (self->buffers);
  g_string_free (self->bytes, TRUE);
  g_free (self);
}

GstBuffer *
output_get (const Output *self, guint i)
{
  g_assert_cmpuint (i, <, self->buffers->len);
  return g_ptr_array_index (self->buffers, i);
}

void
assert_same_bytes (const Output *a, const Output *b)
{
  g_assert_cmpuint (a->buffers->len, ==, b->buffers->len);
  g_assert_cmpmem (a->bytes->str, a->bytes->len, b->bytes->str, b->bytes->len);
}

void
assert_same_output (const Output *a, const Output *b)
{
  assert_same_bytes (a, b);
  for (guint i = 0; i < a->buffers->len; i++) {
    g_assert_cmpuint (GST_BUFFER_PTS (output_get (a, i)), ==,
        GST_BUFFER_PTS (output_get (b, i)));
    g_assert_cmpuint (GST_BUFFER_DURATION (output_get (a, i)), ==,
        GST_BUFFER_DURATION (output_get (b, i)));
    g_assert_cmpuint (GST_BUFFER_OFFSET (output_get (a, i)), ==,
        GST_BUFFER_OFFSET (output_get (b, i)));
  }
}

GstBus *
watch (GstHarness *h)
{
  GstBus *bus = gst_bus_new ();

  gst_element_set_bus (h->element, bus);
  return bus;
}

void
stop (GstHarness *h)
{
  GstBus *bus = gst_element_get_bus (h->element);

  /* A message that nobody took would keep its element alive. */
  if (bus != NULL)
    gst_bus_set_flushing (bus, TRUE);
  gst_clear_object (&bus);
  gst_harness_teardown (h);
}

char *
pop_text (GstBus *bus, GstMessageType type)
{
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, type);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (message);
  if (type == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, NULL);
  else if (type == GST_MESSAGE_WARNING)
    gst_message_parse_warning (message, &error, NULL);
  else
    gst_message_parse_info (message, &error, NULL);
  g_test_message ("%s", error->message);
  return g_strdup (error->message);
}

GstStructure *
pop_element (GstBus *bus, const char *name)
{
  g_autoptr (GstMessage) message =
      gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT);

  g_assert_nonnull (message);
  g_assert_cmpstr (gst_structure_get_name (gst_message_get_structure (message)),
      ==, name);
  return gst_structure_copy (gst_message_get_structure (message));
}

guint
count_messages (GstBus *bus, GstMessageType type)
{
  GstMessage *message;
  guint n = 0;

  while ((message = gst_bus_pop_filtered (bus, type)) != NULL) {
    gst_message_unref (message);
    n++;
  }
  return n;
}

/* The front end as JSON, from its full list of parameters. */
static char *
front_end_to_json (char **strv)
{
  GString *json = g_string_new (NULL);

  for (guint i = 0; strv[i] != NULL; i++) {
    g_auto (GStrv) part = g_strsplit (strv[i], "=", 2);
    gboolean bare = strspn (part[1], "0123456789") == strlen (part[1])
        || g_str_equal (part[1], "true") || g_str_equal (part[1], "false");

    g_string_append_printf (json, bare ? "%s\"%s\": %s" : "%s\"%s\": \"%s\"",
        i > 0 ? ", " : "", part[0], part[1]);
  }
  return g_string_free (json, FALSE);
}

char *
make_model (const char *front_end, size_t n_frames, size_t hop)
{
  static const char *const labels[] = { "one", "two", "three", NULL };
  static guint count;
  g_auto (GStrv) extra = g_strsplit (front_end, ";", -1);
  g_auto (GStrv) strv = NULL;
  g_autofree char *fields = NULL, *json = NULL, *name = NULL;
  g_autoptr (GlsAxes) axes = NULL;
  g_autoptr (GlsArchitecture) architecture = NULL;
  g_autoptr (GlsModel) model = NULL;
  g_autoptr (GError) error = NULL;
  size_t size[GLS_MAX_AXES + 1], n_axes = 0;
  GlsSpec spec;
  char *path;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  spec.rate = RATE;
  spec.J = OCTAVES;
  spec.Q1 = 8;
  spec.Q2 = 1;
  spec.J_fr = 3;
  spec.Q_fr = 1;
  spec.F = 8;
  for (guint i = 0; extra[i] != NULL; i++) {
    g_auto (GStrv) part = g_strsplit (extra[i], "=", 2);

    if (part[0] != NULL)
      gls_spec_set (&spec, part[0], part[1], &error);
    g_assert_no_error (error);
  }
  axes = gls_axes_new (&spec, &error);
  g_assert_no_error (error);
  /* Without leading ones, but with rows and columns. */
  size[n_axes++] = 1;
  for (size_t i = 0; i < axes->n_axes; i++)
    if (n_axes > 1 || axes->axis[i].size > 1)
      size[n_axes++] = axes->axis[i].size;
  if (n_axes > 2)
    memmove (size, size + 1, --n_axes * sizeof size[0]);

  strv = gls_spec_to_strv (&spec);
  fields = front_end_to_json (strv);
  json = g_strdup_printf (
      "{\"architecture\": 1, \"name\": \"small\", \"about\": \"for tests\","
      " \"front_end\": {%s}, \"frames\": %" G_GSIZE_FORMAT
      ", \"hop\": %" G_GSIZE_FORMAT ", \"layers\": [{\"type\": \"fold\"},"
      " {\"type\": \"conv2d\", \"channels\": \"labels\", \"kernel\": \"all\","
      " \"padding\": \"valid\"}, {\"type\": \"sigmoid\"}]}",
      fields, n_frames, hop);
  architecture = gls_architecture_parse (json, strlen (json), &error);
  g_assert_no_error (error);
  model = gls_model_new_from_arch (architecture, (const char *const *) strv,
      labels, size, n_axes, 1, &error);
  g_assert_no_error (error);
  name = g_strdup_printf ("small-%u.safetensors", count++);
  path = temporary_path (name);
  gls_model_save (model, path, GLS_DTYPE_F32, &error);
  g_assert_no_error (error);
  return path;
}

Output *
assert_flush_forgets (const char *launch, const float *x, size_t n)
{
  g_autoptr (Output) alone = analyse (launch, x, n, n);
  Output *after;
  GstHarness *h = start (launch);

  push_audio (h, x + 100, n - 100, 200, 5 * GST_SECOND);
  flush (h);
  output_free (take_output (h));
  push_audio (h, x, n, n, 0);
  gst_harness_push_event (h, gst_event_new_eos ());
  after = take_output (h);
  assert_same_output (alone, after);
  stop (h);
  return after;
}

void
assert_refused (const char *launch, const char *one, const char *other)
{
  GstHarness *h = gst_harness_new_parse (launch);
  g_autoptr (GstBus) bus = watch (h);
  g_autofree char *text = NULL;

  gst_harness_set_src_caps_str (h, AUDIO);
  text = pop_text (bus, GST_MESSAGE_ERROR);
  assert_holds (text, one);
  assert_holds (text, other);
  stop (h);
}
