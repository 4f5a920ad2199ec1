/* Any transform, from audio to frames, behind one face.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/transform.h"

#include <string.h>

#include "scattering/compress.h"
#include "scattering/jtfst.h"
#include "scattering/lowpass.h"
#include "scattering/mel.h"

/* From mel alone, or from a scalogram: its columns, or what one of the two
 * scattering transforms makes of its ticks. */
struct _GlsTransformPlan
{
  gatomicrefcount refs;
  gboolean shared; /* it is in the list of those that are */
  GlsSpec spec;
  GlsMelPlan *mel;
  GlsScalogramPlan *scalogram;
  GlsJtfstPlan *jtfst;
  GlsTimescatteringPlan *times;
  GlsLowpass s0; /* if spec.s0 */
  size_t n_paths;
  GlsPath *path; /* [n_paths] of time scattering, with S0 */
};

struct _GlsTransformStream
{
  GlsTransformPlan *plan;
  GlsMelStream *mel;
  GlsScalogramStream *scalogram; /* NULL if it is fed with ticks */
  GlsJtfstStream *jtfst;
  GlsTimescatteringStream *times;
  GlsLowpassStream s0;
  float *u[GLS_SCALOGRAM_MAX_GROUPS]; /* a tick */
  GlsTick tick;
  size_t n_columns, column; /* frames of the tick of a scalogram */
  gboolean draining;
};

/* ---- plan ---- */

static size_t
scattering_latency (const GlsTransformPlan *self)
{
  return self->jtfst ? gls_jtfst_plan_get_latency_samples (self->jtfst)
      : self->times  ? gls_timescattering_plan_get_latency_samples (self->times)
                     : 0;
}

/* S0 of a frame is there when its S1 and S2 are: it looks no further ahead.
 * Two ticks are what they may come earlier than the longest wait. */
static void
make_s0 (GlsTransformPlan *self)
{
  size_t T = (size_t) 1 << self->spec.J;

  gls_lowpass_init (&self->s0, T, gls_spec_stride (&self->spec),
      gls_transform_plan_get_latency_samples (self) - 2 * T);
}

static void
make_paths (GlsTransformPlan *self)
{
  size_t n, with_s0 = self->spec.s0 ? 1 : 0;
  const GlsPath *path = gls_timescattering_plan_get_paths (self->times, &n);

  self->n_paths = n + with_s0;
  self->path = g_new (GlsPath, self->n_paths);
  self->path[0] = (GlsPath){ 0, -1, -1, 0.0, 0.0 };
  memcpy (self->path + with_s0, path, n * sizeof *path);
}

GlsTransformPlan *
gls_transform_plan_new (const GlsSpec *spec, GError **error)
{
  GlsTransformPlan *self = g_new0 (GlsTransformPlan, 1);
  gboolean ok = FALSE;

  g_atomic_ref_count_init (&self->refs);
  self->spec = *spec;
  self->spec.s0 &= spec->transform == GLS_TRANSFORM_TIMESCATTERING;
  if (spec->transform == GLS_TRANSFORM_MEL)
    ok = (self->mel = gls_mel_plan_new (spec, error)) != NULL;
  else
    ok = (self->scalogram = gls_scalogram_plan_new (spec, error)) != NULL;
  if (ok && spec->transform == GLS_TRANSFORM_JTFST)
    ok = (self->jtfst = gls_jtfst_plan_new (spec, error)) != NULL;
  if (ok && spec->transform == GLS_TRANSFORM_TIMESCATTERING) {
    ok = (self->times = gls_timescattering_plan_new (spec, error)) != NULL;
    if (ok)
      make_paths (self);
    if (ok && self->spec.s0)
      make_s0 (self);
  }
  if (ok)
    return self;
  gls_transform_plan_unref (self);
  return NULL;
}

/* Of all plans that gls_transform_plan_get_shared() gave and that are alive. A
 * shared plan's last reference goes under the lock, so that none is taken out
 * of the list that is about to be freed. */
static GMutex sharing;
static GSList *shared_plans;

static GlsTransformPlan *
find_shared (const GlsSpec *spec)
{
  for (GSList *l = shared_plans; l != NULL; l = l->next) {
    GlsTransformPlan *plan = l->data;

    if (memcmp (&plan->spec, spec, sizeof *spec) == 0)
      return gls_transform_plan_ref (plan);
  }
  return NULL;
}

GlsTransformPlan *
gls_transform_plan_get_shared (const GlsSpec *spec, GError **error)
{
  GlsTransformPlan *plan, *other;

  g_mutex_lock (&sharing);
  plan = find_shared (spec);
  g_mutex_unlock (&sharing);
  if (plan != NULL)
    return plan;

  plan = gls_transform_plan_new (spec, error);
  if (plan == NULL)
    return NULL;
  g_mutex_lock (&sharing);
  other = find_shared (&plan->spec); /* made meanwhile by another thread */
  if (other == NULL) {
    plan->shared = TRUE;
    shared_plans = g_slist_prepend (shared_plans, plan);
  }
  g_mutex_unlock (&sharing);
  if (other == NULL)
    return plan;
  gls_transform_plan_unref (plan);
  return other;
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
  gboolean last;

  if (plan->shared) {
    g_mutex_lock (&sharing);
    last = g_atomic_ref_count_dec (&plan->refs);
    if (last)
      shared_plans = g_slist_remove (shared_plans, plan);
    g_mutex_unlock (&sharing);
  } else
    last = g_atomic_ref_count_dec (&plan->refs);
  if (!last)
    return;
  g_clear_pointer (&plan->mel, gls_mel_plan_unref);
  g_clear_pointer (&plan->jtfst, gls_jtfst_plan_unref);
  g_clear_pointer (&plan->times, gls_timescattering_plan_unref);
  g_clear_pointer (&plan->scalogram, gls_scalogram_plan_unref);
  gls_lowpass_clear (&plan->s0);
  g_free (plan->path);
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
  } else if (plan->times != NULL)
    *shape = (GlsTransformShape){ 1, { plan->n_paths }, { "path" } };
  else
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

GlsScalogramPlan *
gls_transform_plan_get_scalogram (const GlsTransformPlan *plan)
{
  return plan->scalogram;
}

const GlsPath *
gls_transform_plan_get_paths (const GlsTransformPlan *plan, size_t *n)
{
  *n = plan->n_paths;
  return plan->path;
}

size_t
gls_transform_plan_get_stride (const GlsTransformPlan *plan)
{
  return gls_spec_stride (&plan->spec);
}

size_t
gls_transform_plan_get_latency_samples (const GlsTransformPlan *plan)
{
  if (plan->mel != NULL)
    return gls_mel_plan_get_latency_samples (plan->mel);
  return gls_scalogram_plan_get_latency_samples (plan->scalogram)
      + scattering_latency (plan);
}

void
gls_transform_plan_get_axis_values (const GlsTransformPlan *plan, size_t axis,
    double *values)
{
  if (plan->mel != NULL)
    gls_mel_get_hz (&plan->spec, values);
  else if (plan->jtfst != NULL)
    gls_jtfst_plan_get_axis_values (plan->jtfst, axis, values);
  else if (plan->times != NULL)
    for (size_t p = 0; p < plan->n_paths; p++)
      values[p] = plan->path[p].xi1_hz;
  else {
    size_t n = gls_scalogram_plan_get_n_lambda (plan->scalogram);

    gls_scalogram_plan_get_xi (plan->scalogram, values);
    for (size_t i = 0; i < n; i++)
      values[i] *= plan->spec.rate;
  }
}

/* ---- stream ---- */

/* What takes ticks. */
static GlsTransformStream *
stream_new (GlsTransformPlan *plan, guint n_threads)
{
  GlsTransformStream *self = g_new0 (GlsTransformStream, 1);

  self->plan = gls_transform_plan_ref (plan);
  if (plan->jtfst != NULL)
    self->jtfst = gls_jtfst_stream_new_threaded (plan->jtfst, n_threads);
  if (plan->times != NULL)
    self->times =
        gls_timescattering_stream_new_threaded (plan->times, n_threads);
  return self;
}

GlsTransformStream *
gls_transform_stream_new_for_ticks (GlsTransformPlan *plan, guint n_threads)
{
  g_return_val_if_fail (plan->jtfst != NULL || plan->times != NULL, NULL);
  g_return_val_if_fail (!plan->spec.s0, NULL);
  g_return_val_if_fail (n_threads >= 1 && n_threads <= GLS_MAX_THREADS, NULL);
  return stream_new (plan, n_threads);
}

GlsTransformStream *
gls_transform_stream_new (GlsTransformPlan *plan)
{
  return gls_transform_stream_new_threaded (plan, 1);
}

GlsTransformStream *
gls_transform_stream_new_threaded (GlsTransformPlan *plan, guint n_threads)
{
  GlsTransformStream *self;
  const GlsScalogramGroup *group;
  size_t n;

  g_return_val_if_fail (n_threads >= 1 && n_threads <= GLS_MAX_THREADS, NULL);
  self = stream_new (plan, n_threads);
  if (plan->mel != NULL) {
    self->mel = gls_mel_stream_new (plan->mel);
    return self;
  }
  self->scalogram = gls_scalogram_stream_new (plan->scalogram);
  group = gls_scalogram_plan_get_groups (plan->scalogram, &n);
  for (size_t g = 0; g < n; g++)
    self->u[g] = g_new0 (float, group[g].n_lambda *group[g].n_times);
  if (plan->spec.s0)
    gls_lowpass_stream_init (&self->s0, &plan->s0,
        gls_transform_plan_get_latency_samples (plan)
            + 2 * gls_scalogram_plan_get_tick (plan->scalogram));
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
  gls_timescattering_stream_free (self->times);
  gls_lowpass_stream_clear (&self->s0);
  for (size_t g = 0; g < GLS_SCALOGRAM_MAX_GROUPS; g++)
    g_free (self->u[g]);
  gls_transform_plan_unref (self->plan);
  g_free (self);
}

size_t
gls_transform_stream_push (GlsTransformStream *self, const float *x, size_t n)
{
  size_t taken;

  if (self->mel != NULL)
    return gls_mel_stream_push (self->mel, x, n);
  g_return_val_if_fail (self->scalogram != NULL, n);
  taken = gls_scalogram_stream_push (self->scalogram, x, n);
  if (self->plan->spec.s0)
    gls_lowpass_stream_push (&self->s0, x, taken);
  return taken;
}

void
gls_transform_stream_push_tick (GlsTransformStream *self, const float *const *u,
    const GlsTick *tick)
{
  if (self->jtfst != NULL)
    gls_jtfst_stream_push (self->jtfst, u, tick);
  else
    gls_timescattering_stream_push (self->times, u, tick);
}

/* A scalogram's column: the mean of a wavelet over the stride that follows, or
 * where it is sampled more slowly than that, its last sample held. */
static void
take_column (GlsTransformStream *self, float *frame)
{
  const GlsTransformPlan *plan = self->plan;
  size_t stride = gls_spec_stride (&plan->spec);
  size_t n_groups, start = self->column * stride;
  const GlsScalogramGroup *group =
      gls_scalogram_plan_get_groups (plan->scalogram, &n_groups);

  for (size_t g = 0; g < n_groups; g++)
    for (size_t i = 0; i < group[g].n_lambda; i++) {
      size_t n = MAX (stride >> group[g].j, 1);
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
    size_t stride = gls_spec_stride (&self->plan->spec);

    if (!pull_tick (self))
      return FALSE;
    self->column = 0;
    self->n_columns = (self->tick.n_inside + stride - 1) / stride;
  }
  take_column (self, frame);
  return TRUE;
}

/* A frame of what the ticks that came give. */
static gboolean
pull_scattering (GlsTransformStream *self, float *frame)
{
  if (self->jtfst != NULL)
    return gls_jtfst_stream_pull (self->jtfst, frame);
  if (!self->plan->spec.s0)
    return gls_timescattering_stream_pull (self->times, frame);
  if (!gls_timescattering_stream_pull (self->times, frame + 1))
    return FALSE;
  frame[0] = gls_lowpass_stream_take (&self->s0);
  return TRUE;
}

static void
drain_scattering (GlsTransformStream *self)
{
  if (self->jtfst != NULL)
    gls_jtfst_stream_drain (self->jtfst);
  else if (self->times != NULL)
    gls_timescattering_stream_drain (self->times);
}

gboolean
gls_transform_stream_pull (GlsTransformStream *self, float *frame)
{
  if (self->mel != NULL)
    return gls_mel_stream_pull (self->mel, frame);
  if (self->jtfst == NULL && self->times == NULL)
    return pull_column (self, frame);
  while (!pull_scattering (self, frame)) {
    if (self->scalogram == NULL)
      return FALSE;
    if (pull_tick (self))
      gls_transform_stream_push_tick (self, (const float *const *) self->u,
          &self->tick);
    else if (self->draining) {
      drain_scattering (self);
      return pull_scattering (self, frame);
    } else
      return FALSE;
  }
  return TRUE;
}

void
gls_transform_stream_drain (GlsTransformStream *self)
{
  gboolean drained_before = self->draining;

  self->draining = TRUE;
  if (self->mel != NULL)
    gls_mel_stream_drain (self->mel);
  else if (self->scalogram != NULL)
    gls_scalogram_stream_drain (self->scalogram);
  else
    drain_scattering (self);
  if (self->plan->spec.s0 && !drained_before)
    gls_lowpass_stream_drain (&self->s0);
}

void
gls_transform_stream_reset (GlsTransformStream *self)
{
  if (self->mel != NULL)
    gls_mel_stream_reset (self->mel);
  if (self->scalogram != NULL)
    gls_scalogram_stream_reset (self->scalogram);
  if (self->jtfst != NULL)
    gls_jtfst_stream_reset (self->jtfst);
  if (self->times != NULL)
    gls_timescattering_stream_reset (self->times);
  if (self->plan->spec.s0)
    gls_lowpass_stream_reset (&self->s0);
  self->n_columns = self->column = 0;
  self->draining = FALSE;
}

uint64_t
gls_transform_stream_get_n_not_finite (const GlsTransformStream *self)
{
  return self->mel ? gls_mel_stream_get_n_not_finite (self->mel)
      : self->scalogram
      ? gls_scalogram_stream_get_n_not_finite (self->scalogram)
      : 0;
}
