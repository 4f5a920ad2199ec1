/* What makes tensors of samples: frames of any transform, or ticks of a
 * multirate scalogram.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/producers.h"

#include "scattering/transform.h"

/* pull() fills what the blank has room for. */
struct _GstGlsProducerClass
{
  void (*free) (GstGlsProducer *self);
  size_t (*push) (GstGlsProducer *self, const float *x, size_t n);
  gboolean (*pull) (GstGlsProducer *self, float *out, GlsTick *place);
  void (*drain) (GstGlsProducer *self);
  void (*reset) (GstGlsProducer *self);
  guint64 (*get_n_not_finite) (const GstGlsProducer *self);
};

void
gst_gls_producer_free (GstGlsProducer *self)
{
  if (self == NULL)
    return;
  gst_gls_blank_clear (&self->blank);
  gst_clear_caps (&self->caps);
  self->klass->free (self);
}

size_t
gst_gls_producer_push (GstGlsProducer *self, const float *x, size_t n)
{
  return self->klass->push (self, x, n);
}

GstBuffer *
gst_gls_producer_pull (GstGlsProducer *self, GlsTick *place)
{
  float *out = gst_gls_blank_open (&self->blank, &self->tensors);

  return self->klass->pull (self, out, place)
      ? gst_gls_blank_take (&self->blank, &self->tensors)
      : NULL;
}

void
gst_gls_producer_drain (GstGlsProducer *self)
{
  self->klass->drain (self);
}

void
gst_gls_producer_reset (GstGlsProducer *self)
{
  self->klass->reset (self);
}

guint64
gst_gls_producer_get_n_not_finite (const GstGlsProducer *self)
{
  return self->klass->get_n_not_finite (self);
}

/* --- frames --- */

typedef struct
{
  GstGlsProducer parent;
  GlsTransformPlan *plan;
  GlsTransformStream *stream;
  guint64 n_samples; /* that came */
  guint64 n_frames;  /* that went */
} Frames;

static void
frames_free (GstGlsProducer *producer)
{
  Frames *self = (Frames *) producer;

  gls_transform_stream_free (self->stream);
  gls_transform_plan_unref (self->plan);
  g_free (self);
}

static size_t
frames_push (GstGlsProducer *producer, const float *x, size_t n)
{
  Frames *self = (Frames *) producer;
  size_t took = gls_transform_stream_push (self->stream, x, n);

  self->n_samples += took;
  return took;
}

static gboolean
frames_pull (GstGlsProducer *producer, float *out, GlsTick *place)
{
  Frames *self = (Frames *) producer;
  guint64 stride = gls_transform_plan_get_stride (self->plan);
  guint64 start = self->n_frames * stride;

  if (!gls_transform_stream_pull (self->stream, out))
    return FALSE;
  self->n_frames++;
  place->start = (gint64) start;
  place->n_inside = MIN (stride, self->n_samples - start);
  return TRUE;
}

static void
frames_drain (GstGlsProducer *producer)
{
  gls_transform_stream_drain (((Frames *) producer)->stream);
}

static void
frames_reset (GstGlsProducer *producer)
{
  Frames *self = (Frames *) producer;

  gls_transform_stream_reset (self->stream);
  self->n_samples = self->n_frames = 0;
}

static guint64
frames_get_n_not_finite (const GstGlsProducer *producer)
{
  return gls_transform_stream_get_n_not_finite (((const Frames *) producer)
                                                    ->stream);
}

static const GstGlsProducerClass frames_class = { frames_free, frames_push,
  frames_pull, frames_drain, frames_reset, frames_get_n_not_finite };

GstGlsProducer *
gst_gls_producer_new_frames (const GlsSpec *spec, GError **error)
{
  GlsTransformPlan *plan = gls_transform_plan_get_shared (spec, error);
  Frames *self;

  if (plan == NULL)
    return NULL;
  self = g_new0 (Frames, 1);
  self->plan = plan;
  self->stream = gls_transform_stream_new (plan);
  self->parent.klass = &frames_class;
  self->parent.spec = *spec;
  self->parent.caps = gst_gls_caps_for_frames (&self->parent.tensors,
      gls_transform_plan_get_axes (plan), spec);
  self->parent.latency = gls_transform_plan_get_latency_samples (plan);
  return &self->parent;
}

/* --- ticks --- */

typedef struct
{
  GstGlsProducer parent;
  GlsScalogramPlan *plan;
  GlsScalogramStream *stream;
  gboolean edges;
} Ticks;

static void
ticks_free (GstGlsProducer *producer)
{
  Ticks *self = (Ticks *) producer;

  gls_scalogram_stream_free (self->stream);
  gls_scalogram_plan_unref (self->plan);
  g_free (self);
}

static size_t
ticks_push (GstGlsProducer *producer, const float *x, size_t n)
{
  return gls_scalogram_stream_push (((Ticks *) producer)->stream, x, n);
}

static gboolean
ticks_pull (GstGlsProducer *producer, float *out, GlsTick *place)
{
  Ticks *self = (Ticks *) producer;
  const GstGlsTensors *tensors = &producer->tensors;
  float *group[GST_GLS_MAX_TENSORS];

  for (guint g = 0; g < tensors->n; g++) {
    group[g] = out;
    out += gst_gls_shape_get_n (&tensors->shape[g]);
  }
  do
    if (!gls_scalogram_stream_pull (self->stream, group, place))
      return FALSE;
  while (place->n_inside == 0 && !self->edges);
  return TRUE;
}

static void
ticks_drain (GstGlsProducer *producer)
{
  gls_scalogram_stream_drain (((Ticks *) producer)->stream);
}

static void
ticks_reset (GstGlsProducer *producer)
{
  gls_scalogram_stream_reset (((Ticks *) producer)->stream);
}

static guint64
ticks_get_n_not_finite (const GstGlsProducer *producer)
{
  return gls_scalogram_stream_get_n_not_finite (((const Ticks *) producer)
                                                    ->stream);
}

static const GstGlsProducerClass ticks_class = { ticks_free, ticks_push,
  ticks_pull, ticks_drain, ticks_reset, ticks_get_n_not_finite };

static GstCaps *
make_caps (const Ticks *self)
{
  const GlsSpec *spec = &self->parent.spec;
  const GlsParameter *precision = gls_parameter_find ("precision");
  GstCaps *caps = gst_gls_tensors_to_caps (&self->parent.tensors);

  gst_gls_caps_set_spec (caps, spec);
  /* These two are about frames. */
  gst_structure_remove_fields (gst_caps_get_structure (caps, 0), "stride",
      "compress", NULL);
  gst_caps_set_simple (caps, "axes", G_TYPE_STRING, "time:lambda", "layout",
      G_TYPE_STRING, "multirate", "edges", G_TYPE_STRING,
      self->edges ? "all" : "inside", "precision", G_TYPE_STRING,
      precision->values[spec->precision], NULL);
  return caps;
}

GstGlsProducer *
gst_gls_producer_new_ticks (const GlsSpec *spec, gboolean edges, GError **error)
{
  GlsScalogramPlan *plan = gls_transform_get_shared_scalogram (spec, error);
  Ticks *self;

  if (plan == NULL)
    return NULL;
  self = g_new0 (Ticks, 1);
  self->plan = plan;
  self->stream = gls_scalogram_stream_new (plan);
  self->edges = edges;
  self->parent.klass = &ticks_class;
  self->parent.spec = *spec;
  self->parent.latency = gls_scalogram_plan_get_latency_samples (plan);
  gst_gls_tensors_for_ticks (&self->parent.tensors, plan, spec->rate);
  self->parent.caps = make_caps (self);
  return &self->parent;
}
