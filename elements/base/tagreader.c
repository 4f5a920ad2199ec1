/* The one place that knows what stands in packnet's caps and buffers.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/tagreader.h"

#include <math.h>
#include <string.h>

#include "base/caps.h"
#include "base/embedding.h"
#include "net/description.h"
#include "tags/summary.h"
#include "text.h"

struct _GstGlsTagReader
{
  GstGlsTensors tensors;
  size_t n_tags;
  GStrv labels;
  size_t *synonyms;           /* [n_tags], or NULL */
  float *thresholds;          /* [n_tags], or NULL */
  gboolean *untaught;         /* [n_tags], or NULL */
  GstClockTime whole_segment; /* a shorter one was padded; or NONE */
  float *p;                   /* [n_tags] */
  GlsSummary *summary;
  size_t n_embedding;     /* 0: nothing has come with an embedding */
  float *embedding;       /* [n_embedding] */
  GlsSummary *embeddings; /* their mean */
};

/* --- caps --- */

/* Names from the caps; numbers if an element on the way has dropped them. */
static GStrv
get_labels (const GstStructure *s, size_t n_tags)
{
  const GValue *labels = gst_structure_get_value (s, "labels");
  GPtrArray *names = g_ptr_array_new ();
  gboolean known = labels != NULL && GST_VALUE_HOLDS_ARRAY (labels);
  size_t n = known ? gst_value_array_get_size (labels) : n_tags;

  for (guint i = 0; i < n; i++) {
    const GValue *label = known ? gst_value_array_get_value (labels, i) : NULL;

    g_ptr_array_add (names,
        label && G_VALUE_HOLDS_STRING (label) && g_value_get_string (label)
            ? gls_text_make_printable (g_value_get_string (label))
            : g_strdup_printf ("%u", i));
  }
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (names, FALSE);
}

/* Returns: (transfer full) (nullable): size_t[n_tags] */
static size_t *
get_synonyms (const GstStructure *s, size_t n_tags)
{
  const GValue *array = gst_structure_get_value (s, "synonyms");
  g_autofree size_t *synonyms = NULL;

  if (array == NULL || !GST_VALUE_HOLDS_ARRAY (array)
      || gst_value_array_get_size (array) != n_tags)
    return NULL;
  synonyms = g_new (size_t, n_tags);
  for (guint i = 0; i < n_tags; i++) {
    const GValue *value = gst_value_array_get_value (array, i);
    gint place = G_VALUE_HOLDS_INT (value) ? g_value_get_int (value) : -1;

    if (place < 0 || (size_t) place >= n_tags)
      return NULL;
    synonyms[i] = (size_t) place;
  }
  return g_steal_pointer (&synonyms);
}

/* Returns: (transfer full) (nullable): float[n_tags] */
static float *
get_thresholds (const GstStructure *s, size_t n_tags)
{
  const GValue *array = gst_structure_get_value (s, "thresholds");
  g_autofree float *thresholds = NULL;

  if (array == NULL || !GST_VALUE_HOLDS_ARRAY (array)
      || gst_value_array_get_size (array) != n_tags)
    return NULL;
  thresholds = g_new (float, n_tags);
  for (guint i = 0; i < n_tags; i++) {
    const GValue *value = gst_value_array_get_value (array, i);
    float threshold = G_VALUE_HOLDS_FLOAT (value) ? g_value_get_float (value)
                                                  : GST_GLS_NO_THRESHOLD;

    thresholds[i] = threshold >= 0 && threshold <= 1 ? threshold : NAN;
  }
  return g_steal_pointer (&thresholds);
}

/* Returns: (transfer full) (nullable): gboolean[n_tags] */
static gboolean *
get_untaught (const GstStructure *s, size_t n_tags)
{
  const GValue *array = gst_structure_get_value (s, "untaught");
  gboolean *untaught;

  if (array == NULL || !GST_VALUE_HOLDS_ARRAY (array)
      || gst_value_array_get_size (array) != n_tags)
    return NULL;
  untaught = g_new (gboolean, n_tags);
  for (guint i = 0; i < n_tags; i++) {
    const GValue *value = gst_value_array_get_value (array, i);

    untaught[i] = G_VALUE_HOLDS_BOOLEAN (value) && g_value_get_boolean (value);
  }
  return untaught;
}

/* A whole segment has at least something of its last frame; a padded one has
 * one frame less, or fewer. */
static GstClockTime
get_whole_segment (const GstStructure *s)
{
  guint64 duration;
  gint n_frames;

  if (!gst_structure_get_uint64 (s, "segment-duration", &duration)
      || !gst_structure_get_int (s, "frames", &n_frames) || n_frames < 1)
    return GST_CLOCK_TIME_NONE;
  return gst_util_uint64_scale_int (duration, n_frames - 1, n_frames)
      + GST_USECOND;
}

/* Before memory is taken for as many tags as caps may claim. */
static gboolean
check_tensors (const GstGlsTagReader *self, const GstStructure *s,
    GError **error)
{
  const char *transform = gst_structure_get_string (s, "transform");

  if (transform != NULL) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "upstream delivers %s frames, not tag probabilities: packnet is missing"
        " between",
        transform);
    return FALSE;
  }
  if (self->n_tags > GLS_MAX_LABELS) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "upstream delivers %zu values, but at most %d can be tags",
        self->n_tags, GLS_MAX_LABELS);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_labels (const GstGlsTagReader *self, GError **error)
{
  g_autofree char *shape = gst_gls_tensors_print (&self->tensors);
  guint n_labels = g_strv_length (self->labels);

  if (n_labels == self->n_tags)
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
      "upstream names %u labels, but delivers tensors of %s", n_labels, shape);
  return FALSE;
}

GstGlsTagReader *
gst_gls_tag_reader_new (const GstCaps *caps, GError **error)
{
  g_autoptr (GstGlsTagReader) self = g_new0 (GstGlsTagReader, 1);
  const GstStructure *s = gst_caps_get_structure (caps, 0);

  if (!gst_gls_tensors_from_caps (&self->tensors, caps, error))
    return NULL;
  self->n_tags = gst_gls_tensors_get_size (&self->tensors) / sizeof (float);
  if (!check_tensors (self, s, error))
    return NULL;
  self->labels = get_labels (s, self->n_tags);
  if (!check_labels (self, error))
    return NULL;
  self->synonyms = get_synonyms (s, self->n_tags);
  self->thresholds = get_thresholds (s, self->n_tags);
  self->untaught = get_untaught (s, self->n_tags);
  self->whole_segment = get_whole_segment (s);
  self->p = g_new (float, self->n_tags);
  self->summary = gls_summary_new (self->n_tags);
  return g_steal_pointer (&self);
}

void
gst_gls_tag_reader_free (GstGlsTagReader *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->labels);
  g_free (self->synonyms);
  g_free (self->thresholds);
  g_free (self->untaught);
  g_free (self->p);
  gls_summary_free (self->summary);
  g_free (self->embedding);
  gls_summary_free (self->embeddings);
  g_free (self);
}

gboolean
gst_gls_tag_reader_equal (const GstGlsTagReader *a, const GstGlsTagReader *b)
{
  return a->whole_segment == b->whole_segment
      && g_strv_equal ((const char *const *) a->labels,
          (const char *const *) b->labels);
}

size_t
gst_gls_tag_reader_get_n_tags (const GstGlsTagReader *self)
{
  return self->n_tags;
}

const float *
gst_gls_tag_reader_get_thresholds (const GstGlsTagReader *self)
{
  return self->thresholds;
}

const gboolean *
gst_gls_tag_reader_get_untaught (const GstGlsTagReader *self)
{
  return self->untaught;
}

/* --- buffers --- */

static double
to_seconds (GstClockTime time)
{
  return (double) time / (double) GST_SECOND;
}

static void
read_times (const GstGlsTagReader *self, GstBuffer *buffer,
    const GstSegment *segment, GlsPrediction *prediction)
{
  GstClockTime pts = GST_BUFFER_PTS (buffer);
  GstClockTime duration = GST_BUFFER_DURATION (buffer);
  GstClockTime start, end;

  if (!GST_CLOCK_TIME_IS_VALID (pts))
    pts = segment->start;
  if (!GST_CLOCK_TIME_IS_VALID (duration))
    duration = 0;
  else
    prediction->padded = GST_CLOCK_TIME_IS_VALID (self->whole_segment)
        && duration < self->whole_segment;
  start = gst_segment_to_stream_time (segment, GST_FORMAT_TIME, pts);
  end = gst_segment_to_stream_time (segment, GST_FORMAT_TIME, pts + duration);
  if (!GST_CLOCK_TIME_IS_VALID (start))
    start = pts;
  if (!GST_CLOCK_TIME_IS_VALID (end))
    end = start + duration;
  prediction->start = to_seconds (start);
  prediction->end = to_seconds (end);
}

static void
give_tags (GstGlsTagReader *self, GlsPrediction *prediction)
{
  prediction->n_tags = self->n_tags;
  prediction->labels = (const char *const *) self->labels;
  prediction->synonyms = self->synonyms;
  prediction->untaught = self->untaught;
  prediction->p = self->p;
}

static void
give_embedding (GstGlsTagReader *self, GlsPrediction *prediction)
{
  prediction->n_embedding = self->n_embedding;
  prediction->embedding = self->embedding;
}

/* One of another length than before begins another mean. */
static void
read_embedding (GstGlsTagReader *self, GstBuffer *buffer,
    GlsPrediction *prediction)
{
  size_t n;
  const float *values = gst_gls_embedding_get (buffer, &n);

  if (values == NULL)
    return;
  if (n != self->n_embedding) {
    self->n_embedding = n;
    self->embedding = g_renew (float, self->embedding, n);
    gls_summary_free (self->embeddings);
    self->embeddings = gls_summary_new (n);
  }
  memcpy (self->embedding, values, n * sizeof *values);
  (prediction->silent ? gls_summary_add_silence
                      : gls_summary_add) (self->embeddings, values,
      prediction->start, prediction->end);
  give_embedding (self, prediction);
}

gboolean
gst_gls_tag_reader_read (GstGlsTagReader *self, GstBuffer *buffer,
    const GstSegment *segment, GlsPrediction *prediction, GError **error)
{
  if (!gst_gls_tensors_check_buffer (&self->tensors, buffer, error))
    return FALSE;
  gst_buffer_extract (buffer, 0, self->p, self->n_tags * sizeof *self->p);
  prediction->silent = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
  read_times (self, buffer, segment, prediction);
  give_tags (self, prediction);
  gls_summary_add_prediction (self->summary, prediction);
  read_embedding (self, buffer, prediction);
  return TRUE;
}

gboolean
gst_gls_tag_reader_sum_up (GstGlsTagReader *self, GlsPrediction *prediction)
{
  give_tags (self, prediction);
  if (self->embeddings != NULL
      && gls_summary_get (self->embeddings, self->embedding, NULL, NULL))
    give_embedding (self, prediction);
  return gls_summary_get_prediction (self->summary, self->p, prediction);
}

void
gst_gls_tag_reader_reset (GstGlsTagReader *self)
{
  gls_summary_reset (self->summary);
  if (self->embeddings != NULL)
    gls_summary_reset (self->embeddings);
}
