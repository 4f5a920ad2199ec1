/* Any transform, from audio to frames, behind one face.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/transform.h"

#include <string.h>

#include "scattering/compress.h"
#include "scattering/jtfst.h"
#include "scattering/mel.h"
#include "scattering/scalogram.h"

struct _GlsTransformPlan
{
  gatomicrefcount refs;
  GlsSpec spec;
  GlsMelPlan *mel; /* mel only, and then nothing else */
  GlsScalogramPlan *scalogram;
  GlsJtfstPlan *jtfst; /* NULL for a scalogram */
  size_t stride;
};

struct _GlsTransformStream
{
  GlsTransformPlan *plan;
  GlsMelStream *mel;
  GlsScalogramStream *scalogram;
  GlsJtfstStream *jtfst;
  float *u[GLS_SCALOGRAM_MAX_GROUPS]; /* a tick */
  GlsTick tick;
  size_t n_columns, column; /* frames of the tick of a scalogram */
  gboolean draining;
};

GlsTransformPlan *
gls_transform_plan_new (const GlsSpec *spec, GError **error)
{
  GlsTransformPlan *self = g_new0 (GlsTransformPlan, 1);

  g_atomic_ref_count_init (&self->refs);
  self->spec = *spec;
  self->stride = gls_spec_stride (spec);
  if (spec->transform == GLS_TRANSFORM_TIMESCATTERING) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        "the transform “timescattering” is not available yet");
    goto fail;
  }
  if (spec->transform == GLS_TRANSFORM_MEL) {
    self->mel = gls_mel_plan_new (spec, error);
    if (self->mel == NULL)
      goto fail;
    return self;
  }
  self->scalogram = gls_scalogram_plan_new (spec, error);
  if (self->scalogram == NULL)
    goto fail;
  if (spec->transform == GLS_TRANSFORM_JTFST) {
    self->jtfst = gls_jtfst_plan_new (spec, error);
    if (self->jtfst == NULL)
      goto fail;
  }
  return self;

fail:
  gls_transform_plan_unref (self);
  return NULL;
}

GlsTransformPlan *
gls_transform_plan_ref (GlsTransformPlan *plan)
{
  g_atomic_ref_count_inc (&plan->refs);
  return plan;
}

void
gls_transform_plan_unref (GlsTransformPlan *plan)
{
  if (!g_atomic_ref_count_dec (&plan->refs))
    return;
  g_clear_pointer (&plan->mel, gls_mel_plan_unref);
  g_clear_pointer (&plan->jtfst, gls_jtfst_plan_unref);
  g_clear_pointer (&plan->scalogram, gls_scalogram_plan_unref);
  g_free (plan);
}

void
gls_transform_plan_get_shape (const GlsTransformPlan *plan,
    GlsTransformShape *shape)
{
  GlsJtfstShape s;

  if (plan->mel != NULL)
    *shape = (GlsTransformShape){ 1, { plan->spec.bands }, { "mel" } };
  else if (plan->jtfst != NULL) {
    gls_jtfst_plan_get_shape (plan->jtfst, &s);
    *shape = (GlsTransformShape){ 4, { s.n_lambda, s.n_theta, s.n_mu, s.n_ell },
      { "lambda", "theta", "mu", "ell" } };
  } else
    *shape = (GlsTransformShape){ 1,
      { gls_scalogram_plan_get_n_lambda (plan->scalogram) }, { "lambda" } };
}

size_t
gls_transform_plan_get_frame_size (const GlsTransformPlan *plan)
{
  GlsTransformShape shape;
  size_t size = 1;

  gls_transform_plan_get_shape (plan, &shape);
  for (size_t a = 0; a < shape.n_axes; a++)
    size *= shape.size[a];
  return size;
}

size_t
gls_transform_plan_get_stride (const GlsTransformPlan *plan)
{
  return plan->stride;
}

size_t
gls_transform_plan_get_latency_samples (const GlsTransformPlan *plan)
{
  size_t latency;

  if (plan->mel != NULL)
    return gls_mel_plan_get_latency_samples (plan->mel);
  latency = gls_scalogram_plan_get_latency_samples (plan->scalogram);
  return plan->jtfst
      ? latency + gls_jtfst_plan_get_latency_samples (plan->jtfst)
      : latency;
}

void
gls_transform_plan_get_axis_values (const GlsTransformPlan *plan, size_t axis,
    double *values)
{
  if (plan->mel != NULL) {
    gls_mel_plan_get_hz (plan->mel, values);
    return;
  }
  if (plan->jtfst != NULL) {
    gls_jtfst_plan_get_axis_values (plan->jtfst, axis, values);
    return;
  }
  gls_scalogram_plan_get_xi (plan->scalogram, values);
  for (size_t i = 0; i < gls_scalogram_plan_get_n_lambda (plan->scalogram); i++)
    values[i] *= plan->spec.rate;
}

GlsTransformStream *
gls_transform_stream_new (GlsTransformPlan *plan)
{
  GlsTransformStream *self = g_new0 (GlsTransformStream, 1);
  const GlsScalogramGroup *group;
  size_t n;

  self->plan = gls_transform_plan_ref (plan);
  if (plan->mel != NULL) {
    self->mel = gls_mel_stream_new (plan->mel);
    return self;
  }
  self->scalogram = gls_scalogram_stream_new (plan->scalogram);
  if (plan->jtfst != NULL)
    self->jtfst = gls_jtfst_stream_new (plan->jtfst);
  group = gls_scalogram_plan_get_groups (plan->scalogram, &n);
  for (size_t g = 0; g < n; g++)
    self->u[g] = g_new0 (float, group[g].n_lambda *group[g].n_times);
  return self;
}

void
gls_transform_stream_free (GlsTransformStream *self)
{
  if (self == NULL)
    return;
  gls_mel_stream_free (self->mel);
  gls_scalogram_stream_free (self->scalogram);
  gls_jtfst_stream_free (self->jtfst);
  for (size_t g = 0; g < GLS_SCALOGRAM_MAX_GROUPS; g++)
    g_free (self->u[g]);
  gls_transform_plan_unref (self->plan);
  g_free (self);
}

size_t
gls_transform_stream_push (GlsTransformStream *self, const float *x, size_t n)
{
  return self->mel ? gls_mel_stream_push (self->mel, x, n)
                   : gls_scalogram_stream_push (self->scalogram, x, n);
}

/* A scalogram's column: the mean of a wavelet over the stride that follows, or
 * where it is sampled more slowly than that, its last sample held. */
static void
take_column (GlsTransformStream *self, float *frame)
{
  const GlsTransformPlan *plan = self->plan;
  size_t n_groups, start = self->column * plan->stride;
  const GlsScalogramGroup *group =
      gls_scalogram_plan_get_groups (plan->scalogram, &n_groups);

  for (size_t g = 0; g < n_groups; g++)
    for (size_t i = 0; i < group[g].n_lambda; i++) {
      size_t n = MAX (plan->stride >> group[g].j, 1);
      const float *row = self->u[g] + i * group[g].n_times;
      float sum = 0.0f;

      for (size_t t = 0; t < n; t++)
        sum += row[(start >> group[g].j) + t];
      frame[group[g].first + i] = sum / (float) n;
    }
  if (plan->spec.compress == GLS_COMPRESS_LOG)
    gls_compress_log (frame, gls_scalogram_plan_get_n_lambda (plan->scalogram),
        GLS_LOG_UNIT);
  self->column++;
}

static gboolean
pull_tick (GlsTransformStream *self)
{
  return gls_scalogram_stream_pull (self->scalogram, self->u, &self->tick);
}

static gboolean
pull_column (GlsTransformStream *self, float *frame)
{
  while (self->column == self->n_columns) {
    if (!pull_tick (self))
      return FALSE;
    self->column = 0;
    self->n_columns =
        (self->tick.n_inside + self->plan->stride - 1) / self->plan->stride;
  }
  take_column (self, frame);
  return TRUE;
}

gboolean
gls_transform_stream_pull (GlsTransformStream *self, float *frame)
{
  if (self->mel != NULL)
    return gls_mel_stream_pull (self->mel, frame);
  if (self->jtfst == NULL)
    return pull_column (self, frame);
  while (!gls_jtfst_stream_pull (self->jtfst, frame)) {
    if (pull_tick (self))
      gls_jtfst_stream_push (self->jtfst, (const float *const *) self->u,
          &self->tick);
    else if (self->draining) {
      gls_jtfst_stream_drain (self->jtfst);
      return gls_jtfst_stream_pull (self->jtfst, frame);
    } else
      return FALSE;
  }
  return TRUE;
}

void
gls_transform_stream_drain (GlsTransformStream *self)
{
  self->draining = TRUE;
  if (self->mel != NULL)
    gls_mel_stream_drain (self->mel);
  else
    gls_scalogram_stream_drain (self->scalogram);
}

void
gls_transform_stream_reset (GlsTransformStream *self)
{
  if (self->mel != NULL)
    gls_mel_stream_reset (self->mel);
  else
    gls_scalogram_stream_reset (self->scalogram);
  if (self->jtfst != NULL)
    gls_jtfst_stream_reset (self->jtfst);
  self->n_columns = self->column = 0;
  self->draining = FALSE;
}

uint64_t
gls_transform_stream_get_n_not_finite (const GlsTransformStream *self)
{
  return self->mel ? gls_mel_stream_get_n_not_finite (self->mel)
                   : gls_scalogram_stream_get_n_not_finite (self->scalogram);
}
