/* Columns of a scalogram: all wavelets at one rate.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A column holds the mean of each wavelet over the stride that follows, or
 * where a wavelet is sampled more slowly than that, its last sample held.
 */
#include "scattering/compress.h"
#include "scattering/transform-class.h"

typedef struct
{
  GlsScalogramPlan *scalogram;
  size_t stride;
  GlsCompress compress;
} Plan;

typedef struct
{
  const Plan *plan;
  const float *const *u; /* the tick that columns are taken of */
  size_t n_columns, column;
} Stream;

static gpointer
plan_new (GlsBanks *banks, GlsScalogramPlan *scalogram)
{
  Plan *self = g_new (Plan, 1);

  self->scalogram = gls_scalogram_plan_ref (scalogram);
  self->stride = gls_spec_stride (&banks->spec);
  self->compress = banks->spec.compress;
  return self;
}

static void
plan_free (gpointer plan)
{
  gls_scalogram_plan_unref (((Plan *) plan)->scalogram);
  g_free (plan);
}

static size_t
get_latency_samples (gconstpointer plan)
{
  return 0;
}

static gpointer
stream_new (gpointer plan, guint n_threads)
{
  Stream *self = g_new0 (Stream, 1);

  self->plan = plan;
  return self;
}

static void
push_tick (gpointer stream, const float *const *u, const GlsTick *tick)
{
  Stream *self = stream;
  size_t stride = self->plan->stride;

  self->u = u;
  self->column = 0;
  self->n_columns = (tick->n_inside + stride - 1) / stride;
}

static float
mean (const float *x, size_t n)
{
  float sum = 0.0f;

  for (size_t t = 0; t < n; t++)
    sum += x[t];
  return sum / (float) n;
}

static gboolean
pull (gpointer stream, float *frame)
{
  Stream *self = stream;
  const Plan *plan = self->plan;
  size_t n_groups, start = self->column * plan->stride;
  const GlsScalogramGroup *group =
      gls_scalogram_plan_get_groups (plan->scalogram, &n_groups);

  if (self->column == self->n_columns)
    return FALSE;
  for (size_t g = 0; g < n_groups; g++)
    for (size_t i = 0; i < group[g].n_lambda; i++)
      frame[group[g].first + i] =
          mean (self->u[g] + i * group[g].n_times + (start >> group[g].j),
              MAX (plan->stride >> group[g].j, 1));
  if (plan->compress == GLS_COMPRESS_LOG)
    gls_compress_log (frame, gls_scalogram_plan_get_n_lambda (plan->scalogram),
        GLS_LOG_UNIT);
  self->column++;
  return TRUE;
}

static void
reset (gpointer stream)
{
  Stream *self = stream;

  self->n_columns = self->column = 0;
}

const GlsTransformClass gls_columns_class = {
  .plan_new = plan_new,
  .plan_free = plan_free,
  .get_latency_samples = get_latency_samples,
  .stream_new = stream_new,
  .stream_free = g_free,
  .push_tick = push_tick,
  .pull = pull,
  .reset = reset,
};
