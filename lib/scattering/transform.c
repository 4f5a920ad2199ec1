/* Any transform, from audio to frames, behind one face.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/transform.h"

#include <math.h>
#include <string.h>

#include "scattering/jtfst.h"
#include "scattering/scalogram.h"

struct _GlsTransformPlan
{
  gatomicrefcount refs;
  GlsSpec spec;
  GlsScalogramPlan *scalogram;
  GlsJtfstPlan *jtfst; /* NULL for a scalogram */
  size_t stride;
};

struct _GlsTransformStream
{
  GlsTransformPlan *plan;
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
  if (spec->transform != GLS_TRANSFORM_SCALOGRAM
      && spec->transform != GLS_TRANSFORM_JTFST) {
    g_autofree char *name = gls_spec_get (spec, "transform");
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        "the transform “%s” is not available yet; use scalogram or jtfst",
        name);
    goto fail;
  }
  self->scalogram = gls_scalogram_plan_new (spec, error);
  if (self->scalogram == NULL)
    goto fail;
  if (spec->transform == GLS_TRANSFORM_JTFST) {
    self->jtfst = gls_jtfst_plan_new (spec, error);
    if (self->jtfst == NULL)
      goto fail;
  }
  self->stride = gls_spec_stride (spec);
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
  g_clear_pointer (&plan->jtfst, gls_jtfst_plan_unref);
  g_clear_pointer (&plan->scalogram, gls_scalogram_plan_unref);
  g_free (plan);
}

void
gls_transform_plan_get_shape (const GlsTransformPlan *plan,
    GlsTransformShape *shape)
{
  GlsJtfstShape s;

  memset (shape, 0, sizeof *shape);
  if (plan->jtfst == NULL) {
    shape->n_axes = 1;
    shape->size[0] = gls_scalogram_plan_get_n_lambda (plan->scalogram);
    shape->axis[0] = "lambda";
    return;
  }
  gls_jtfst_plan_get_shape (plan->jtfst, &s);
  *shape = (GlsTransformShape){ 4, { s.n_lambda, s.n_theta, s.n_mu, s.n_ell },
    { "lambda", "theta", "mu", "ell" } };
}

size_t
gls_transform_plan_get_frame_size (const GlsTransformPlan *plan)
{
  return plan->jtfst ? gls_jtfst_plan_get_frame_size (plan->jtfst)
                     : gls_scalogram_plan_get_n_lambda (plan->scalogram);
}

size_t
gls_transform_plan_get_stride (const GlsTransformPlan *plan)
{
  return plan->stride;
}

size_t
gls_transform_plan_get_latency_samples (const GlsTransformPlan *plan)
{
  size_t latency = gls_scalogram_plan_get_latency_samples (plan->scalogram);

  return plan->jtfst
      ? latency + gls_jtfst_plan_get_latency_samples (plan->jtfst)
      : latency;
}

void
gls_transform_plan_get_axis_values (const GlsTransformPlan *plan, size_t axis,
    double *values)
{
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
  return gls_transform_stream_new_threaded (plan, 1);
}

GlsTransformStream *
gls_transform_stream_new_threaded (GlsTransformPlan *plan, guint n_threads)
{
  GlsTransformStream *self = g_new0 (GlsTransformStream, 1);
  size_t n;
  const GlsScalogramGroup *group =
      gls_scalogram_plan_get_groups (plan->scalogram, &n);

  self->plan = gls_transform_plan_ref (plan);
  self->scalogram = gls_scalogram_stream_new (plan->scalogram);
  if (plan->jtfst != NULL)
    self->jtfst = gls_jtfst_stream_new_threaded (plan->jtfst, n_threads);
  for (size_t g = 0; g < n; g++)
    self->u[g] = g_new0 (float, group[g].n_lambda *group[g].n_times);
  return self;
}

void
gls_transform_stream_free (GlsTransformStream *self)
{
  if (self == NULL)
    return;
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
  return gls_scalogram_stream_push (self->scalogram, x, n);
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
  gls_scalogram_stream_drain (self->scalogram);
}

void
gls_transform_stream_reset (GlsTransformStream *self)
{
  gls_scalogram_stream_reset (self->scalogram);
  if (self->jtfst != NULL)
    gls_jtfst_stream_reset (self->jtfst);
  self->n_columns = self->column = 0;
  self->draining = FALSE;
}

uint64_t
gls_transform_stream_get_n_not_finite (const GlsTransformStream *self)
{
  return gls_scalogram_stream_get_n_not_finite (self->scalogram);
}
