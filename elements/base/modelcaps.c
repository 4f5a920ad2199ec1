/* A model's front end and labels in the words of GStreamer.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/modelcaps.h"

#include <math.h>

#include "base/tagreader.h"
#include "base/timing.h"
#include "net/models.h"

/* --- the model --- */

static gboolean
understand_frames (GstGlsModelCaps *self, GError **error)
{
  size_t n_axes;
  const size_t *shape = gls_model_get_frame_shape (self->model, &n_axes);

  if (!gls_spec_from_strv (&self->spec, gls_model_get_front_end (self->model),
          error)) {
    g_prefix_error (error, "its front end is unknown: ");
    return FALSE;
  }
  if (n_axes > GST_GLS_MAX_RANK) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "its frames have %" G_GSIZE_FORMAT " axes", n_axes);
    return FALSE;
  }
  self->frames.n = 1;
  gst_gls_shape_init (&self->frames.shape[0], shape, n_axes);
  gst_gls_tensors_set_framerate (&self->frames, self->spec.rate,
      gls_spec_stride (&self->spec));
  return TRUE;
}

static guint64
count_samples (const GstGlsModelCaps *self, size_t n_frames)
{
  return (guint64) n_frames * gls_spec_stride (&self->spec);
}

static void
understand_tags (GstGlsModelCaps *self)
{
  size_t n_labels;

  gls_model_get_labels (self->model, &n_labels);
  self->tags.n = 1;
  gst_gls_shape_init (&self->tags.shape[0], &n_labels, 1);
  gst_gls_model_caps_set_hop (self, 0);
}

GstGlsModelCaps *
gst_gls_model_caps_open (const char *name, GError **error)
{
  g_autoptr (GstGlsModelCaps) self = g_new0 (GstGlsModelCaps, 1);

  self->model = gls_models_open (name, error);
  if (self->model == NULL)
    return NULL;
  if (!understand_frames (self, error)) {
    g_prefix_error (error,
        "cannot use model \"%s\": ", name ? name : GLS_MODELS_DEFAULT);
    return NULL;
  }
  understand_tags (self);
  return g_steal_pointer (&self);
}

void
gst_gls_model_caps_free (GstGlsModelCaps *self)
{
  if (self == NULL)
    return;
  gls_model_unref (self->model);
  g_free (self);
}

guint64
gst_gls_model_caps_get_samples (const GstGlsModelCaps *self)
{
  return count_samples (self, gls_model_get_n_frames (self->model));
}

gboolean
gst_gls_model_caps_set_hop (GstGlsModelCaps *self, double seconds)
{
  double frames =
      seconds * self->spec.rate / (double) gls_spec_stride (&self->spec);
  size_t hop = seconds > 0 ? (size_t) fmax (round (frames), 1)
                           : gls_model_get_hop_frames (self->model);

  if (hop == self->hop_frames)
    return FALSE;
  self->hop_frames = hop;
  gst_gls_tensors_set_framerate (&self->tags, self->spec.rate,
      count_samples (self, hop));
  return TRUE;
}

/* --- what it takes --- */

/* What the model was trained on; and the same of who does not know the frame
 * rate, apart, so that what upstream leaves open has one answer. */
GstCaps *
gst_gls_model_caps_make_sink (const GstGlsModelCaps *self)
{
  GstCaps *caps = gst_gls_tensors_to_caps (&self->frames);
  GstCaps *rateless;

  gst_gls_caps_set_spellings (caps, &self->frames);
  gst_gls_caps_set_spec (caps, &self->spec);
  rateless = gst_caps_copy (caps);
  gst_caps_set_simple (rateless, "framerate", GST_TYPE_FRACTION, 0, 1, NULL);
  return gst_caps_merge (caps, rateless);
}

/* Fields may be missing: not every element on the way keeps them. */
static gboolean
fits (const GstCaps *caps, const GstGlsTensors *in, const GstCaps *wanted,
    const GstGlsTensors *expected)
{
  g_autoptr (GstCaps) fields = gst_caps_copy (caps);

  gst_structure_remove_field (gst_caps_get_structure (fields, 0), "dimensions");
  return gst_gls_tensors_equal (in, expected)
      && gst_caps_can_intersect (fields, wanted);
}

/* Returns: the model's name, for a message */
static const char *
get_name (const GstGlsModelCaps *self)
{
  const char *name = gls_model_get_name (self->model);

  return name != NULL ? name : "";
}

gboolean
gst_gls_model_caps_check (const GstGlsModelCaps *self, const GstCaps *caps,
    GError **error)
{
  g_autoptr (GstCaps) wanted = gst_gls_model_caps_make_sink (self);
  g_autofree char *ours = NULL, *theirs = NULL;
  GstGlsTensors in;

  if (!gst_gls_tensors_from_caps (&in, caps, error)) {
    ours = gst_gls_tensors_print (&self->frames);
    g_prefix_error (error, "model “%s” expects frames of %s, but ",
        get_name (self), ours);
    return FALSE;
  }
  if (fits (caps, &in, wanted, &self->frames))
    return TRUE;
  ours = gst_gls_caps_describe (wanted, caps);
  theirs = gst_gls_caps_describe (caps, wanted);
  g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
      "model “%s” expects frames of %s, but upstream delivers %s",
      get_name (self), ours, theirs);
  return FALSE;
}

/* --- what it gives --- */

void
gst_gls_model_caps_add_labels (const GstGlsModelCaps *self, GValue *array)
{
  size_t n;
  const char *const *labels = gls_model_get_labels (self->model, &n);

  for (size_t i = 0; i < n; i++) {
    GValue label = G_VALUE_INIT;

    g_value_init (&label, G_TYPE_STRING);
    g_value_set_string (&label, labels[i]);
    gst_value_array_append_and_take_value (array, &label);
  }
}

static void
add_synonyms (const GstGlsModelCaps *self, GValue *array)
{
  const size_t *synonyms = gls_model_get_synonyms (self->model);
  size_t n = 0;

  if (synonyms != NULL)
    gls_model_get_labels (self->model, &n);
  for (size_t i = 0; i < n; i++) {
    GValue place = G_VALUE_INIT;

    g_value_init (&place, G_TYPE_INT);
    g_value_set_int (&place, (gint) synonyms[i]);
    gst_value_array_append_and_take_value (array, &place);
  }
}

/* NAN is no value that caps could have in common. */
static void
add_thresholds (const GstGlsModelCaps *self, GValue *array)
{
  const float *thresholds = gls_model_get_thresholds (self->model);
  size_t n = 0;

  if (thresholds != NULL)
    gls_model_get_labels (self->model, &n);
  for (size_t i = 0; i < n; i++) {
    GValue threshold = G_VALUE_INIT;

    g_value_init (&threshold, G_TYPE_FLOAT);
    g_value_set_float (&threshold,
        isnan (thresholds[i]) ? GST_GLS_NO_THRESHOLD : thresholds[i]);
    gst_value_array_append_and_take_value (array, &threshold);
  }
}

static void
add_untaught (const GstGlsModelCaps *self, GValue *array)
{
  const gboolean *untaught = gls_model_get_untaught (self->model);
  size_t n = 0;

  if (untaught != NULL)
    gls_model_get_labels (self->model, &n);
  for (size_t i = 0; i < n; i++) {
    GValue value = G_VALUE_INIT;

    g_value_init (&value, G_TYPE_BOOLEAN);
    g_value_set_boolean (&value, untaught[i]);
    gst_value_array_append_and_take_value (array, &value);
  }
}

/* An array that is empty is no field. */
static void
set_array (GstCaps *caps, const char *field, const GstGlsModelCaps *self,
    void (*add) (const GstGlsModelCaps *self, GValue *array))
{
  GValue array = G_VALUE_INIT;

  g_value_init (&array, GST_TYPE_ARRAY);
  add (self, &array);
  if (gst_value_array_get_size (&array) > 0)
    gst_caps_set_value (caps, field, &array);
  g_value_unset (&array);
}

static GstCaps *
make_src (const GstGlsModelCaps *self)
{
  const char *name = gls_model_get_name (self->model);
  GstCaps *caps = gst_gls_tensors_to_caps (&self->tags);

  set_array (caps, "labels", self, gst_gls_model_caps_add_labels);
  set_array (caps, "synonyms", self, add_synonyms);
  set_array (caps, "thresholds", self, add_thresholds);
  set_array (caps, "untaught", self, add_untaught);
  gst_caps_set_simple (caps, "frames", G_TYPE_INT,
      (gint) gls_model_get_n_frames (self->model), "segment-duration",
      G_TYPE_UINT64,
      gst_gls_time_at (0, gst_gls_model_caps_get_samples (self),
          self->spec.rate),
      NULL);
  if (name != NULL)
    gst_caps_set_simple (caps, "model", G_TYPE_STRING, name, NULL);
  return caps;
}

GstCaps *
gst_gls_model_caps_choose_src (const GstGlsModelCaps *self, const GstCaps *peer,
    GError **error)
{
  g_autoptr (GstCaps) caps = make_src (self);
  g_autofree char *offer =
      g_strdup_printf ("model “%s” delivers tags of", get_name (self));

  if (!gst_gls_caps_agree (caps, peer, offer, error))
    return NULL;
  return g_steal_pointer (&caps);
}

/* Of a whole segment. */
static double
get_seconds (const GstGlsModelCaps *self)
{
  return (double) gst_gls_model_caps_get_samples (self)
      / (double) self->spec.rate;
}

char *
gst_gls_model_caps_describe_short (const GstGlsModelCaps *self,
    GstClockTime heard)
{
  return g_strdup_printf ("The audio lasts %.1f s, less than the %.1f s that "
                          "the model hears at "
                          "once: it was repeated to fill them.",
      (double) heard / (double) GST_SECOND, get_seconds (self));
}

char *
gst_gls_model_caps_describe_left_out (const GstGlsModelCaps *self,
    GstClockTime left_out)
{
  return g_strdup_printf ("The audio has breaks: %.1f s of it, in pieces of "
                          "less than %.1f s, are in no prediction.",
      (double) left_out / (double) GST_SECOND, get_seconds (self) / 2);
}
