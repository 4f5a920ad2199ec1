/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bindings.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (GlsModel, gls_model, gls_model_ref, gls_model_unref)
G_DEFINE_BOXED_TYPE (GlsTagger, gls_tagger, gls_tagger_ref, gls_tagger_free)
G_DEFINE_BOXED_TYPE (GlsPrediction, gls_prediction, gls_prediction_copy,
    gls_prediction_free)
G_DEFINE_BOXED_TYPE (GlsTransformPlan, gls_transform_plan,
    gls_transform_plan_ref, gls_transform_plan_unref)

/* What is cut out of something else need not lie where floats may.
 * Returns: (transfer full): float[n] */
static float *
get_samples (GBytes *bytes, size_t *n)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  float *x;

  *n = size / sizeof *x;
  x = g_new (float, MAX (*n, 1));
  if (*n > 0)
    memcpy (x, data, *n * sizeof *x);
  return x;
}

/* --- tags --- */

/* segments: (inout): the last one first */
static void
take_ready (GlsTagger *self, GList **segments)
{
  GlsPrediction segment;

  while (gls_tagger_pull (self, &segment))
    *segments = g_list_prepend (*segments, gls_prediction_copy (&segment));
}

GList *
gls_tagger_hear (GlsTagger *self, GBytes *samples)
{
  GList *segments = NULL;
  size_t n;
  g_autofree float *x = get_samples (samples, &n);

  for (size_t at = 0, taken = 1; at < n && taken > 0; at += taken) {
    taken = gls_tagger_push (self, x + at, n - at);
    take_ready (self, &segments);
  }
  return g_list_reverse (segments);
}

GList *
gls_tagger_end (GlsTagger *self)
{
  GList *segments = NULL;

  gls_tagger_drain (self);
  take_ready (self, &segments);
  return g_list_reverse (segments);
}

GlsPrediction *
gls_tagger_get_whole (GlsTagger *self)
{
  GlsPrediction whole;

  return gls_tagger_sum_up (self, &whole) ? gls_prediction_copy (&whole) : NULL;
}

const char *const *
gls_prediction_get_labels (const GlsPrediction *self, size_t *n)
{
  *n = self->n_tags;
  return self->labels;
}

const float *
gls_prediction_get_probabilities (const GlsPrediction *self, size_t *n)
{
  *n = self->n_tags;
  return self->p;
}

char *
gls_prediction_to_text (const GlsPrediction *self, GlsFormat format, size_t top,
    float threshold)
{
  const GlsSelection selection = {
    .top = top, .threshold = threshold, .taught = format == GLS_FORMAT_TEXT
  };
  GString *text = g_string_new (NULL);

  gls_prediction_append (self, &selection, format, text);
  return g_string_free (text, FALSE);
}

/* --- frames --- */

GlsTransformPlan *
gls_transform_plan_new_from_strv (const char *const *parameters, GError **error)
{
  GlsSpec spec;

  return gls_spec_from_strv (&spec, parameters, error)
      ? gls_transform_plan_get_shared (&spec, error)
      : NULL;
}

size_t *
gls_transform_plan_get_shape (const GlsTransformPlan *plan, size_t *n_axes)
{
  const GlsAxes *axes = gls_transform_plan_get_axes (plan);
  size_t *shape = g_new (size_t, MAX (axes->n_axes, 1));

  for (size_t i = 0; i < axes->n_axes; i++)
    shape[i] = axes->axis[i].size;
  *n_axes = axes->n_axes;
  return shape;
}

static void
take_frames (GlsTransformStream *stream, float *frame, size_t size,
    GByteArray *frames)
{
  while (gls_transform_stream_pull (stream, frame))
    g_byte_array_append (frames, (const guint8 *) frame,
        (guint) (size * sizeof *frame));
}

GBytes *
gls_transform_plan_apply (GlsTransformPlan *plan, GBytes *samples)
{
  g_autoptr (GlsTransformStream) stream = gls_transform_stream_new (plan);
  const size_t size = gls_transform_plan_get_frame_size (plan);
  g_autofree float *frame = g_new (float, size);
  GByteArray *frames = g_byte_array_new ();
  size_t n;
  g_autofree float *x = get_samples (samples, &n);

  for (size_t at = 0; at < n;) {
    at += gls_transform_stream_push (stream, x + at, n - at);
    take_frames (stream, frame, size, frames);
  }
  gls_transform_stream_drain (stream);
  take_frames (stream, frame, size, frames);
  return g_byte_array_free_to_bytes (frames);
}
