/* Any transform, from audio to frames, behind one face.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/transform.h"

#include <string.h>

#include "scattering/transform-class.h"

struct _GlsTransformPlan
{
  gatomicrefcount refs;
  gboolean shared; /* it is in the list of those that are */
  GlsSpec spec;
  const GlsTransformClass *klass;
  GlsAxes *axes;
  GlsScalogramPlan *scalogram; /* NULL if the class takes no ticks */
  gpointer own;                /* what the class made */
};

struct _GlsTransformStream
{
  GlsTransformPlan *plan;
  const GlsTransformClass *klass;
  gpointer own;
  GlsScalogramStream *scalogram;      /* NULL if it makes no ticks itself */
  float *u[GLS_SCALOGRAM_MAX_GROUPS]; /* a tick of it */
  gboolean draining, ended;           /* no sample, no tick will follow */
};

/* ---- plan ---- */

static const GlsTransformClass *
class_of (const GlsSpec *spec)
{
  switch (spec->transform) {
    case GLS_TRANSFORM_SCALOGRAM:
      return &gls_columns_class;
    case GLS_TRANSFORM_TIMESCATTERING:
      return spec->s0 ? &gls_zeroth_class : &gls_timescattering_class;
    case GLS_TRANSFORM_JTFST:
      return &gls_jtfst_class;
    case GLS_TRANSFORM_MEL:
      break;
  }
  return &gls_mel_class;
}

GlsTransformPlan *
gls_transform_plan_new (const GlsSpec *spec, GError **error)
{
  g_autoptr (GlsBanks) banks = gls_banks_new (spec, error);
  GlsTransformPlan *self;

  if (banks == NULL)
    return NULL;
  self = g_new0 (GlsTransformPlan, 1);
  g_atomic_ref_count_init (&self->refs);
  self->spec = *spec;
  self->klass = class_of (spec);
  self->axes = gls_axes_new_from_banks (banks, spec->s0);
  if (self->klass->push_tick != NULL)
    self->scalogram = gls_scalogram_plan_new_from_banks (banks);
  self->own = self->klass->plan_new (banks, self->scalogram);
  return self;
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

/* Of two specs, whether their scalograms are the same: in cycles per sample. */
static gboolean
have_same_scalogram (const GlsSpec *a, const GlsSpec *b)
{
  return a->J == b->J && a->Q1 == b->Q1 && a->precision == b->precision;
}

static GlsScalogramPlan *
find_shared_scalogram (const GlsSpec *spec)
{
  for (GSList *l = shared_plans; l != NULL; l = l->next) {
    const GlsTransformPlan *plan = l->data;

    if (plan->scalogram != NULL && have_same_scalogram (&plan->spec, spec))
      return gls_scalogram_plan_ref (plan->scalogram);
  }
  return NULL;
}

GlsScalogramPlan *
gls_transform_get_shared_scalogram (const GlsSpec *spec, GError **error)
{
  GlsScalogramPlan *plan = NULL;

  if (!gls_spec_check (spec, error))
    return NULL;
  g_mutex_lock (&sharing);
  plan = find_shared_scalogram (spec);
  g_mutex_unlock (&sharing);
  return plan != NULL ? plan : gls_scalogram_plan_new (spec, error);
}

GlsTransformPlan *
gls_transform_plan_ref (GlsTransformPlan *plan)
{
  g_atomic_ref_count_inc (&plan->refs);
  return plan;
}

static void
plan_free (GlsTransformPlan *self)
{
  self->klass->plan_free (self->own);
  gls_axes_free (self->axes);
  g_clear_pointer (&self->scalogram, gls_scalogram_plan_unref);
  g_free (self);
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
  if (last)
    plan_free (plan);
}

const GlsAxes *
gls_transform_plan_get_axes (const GlsTransformPlan *plan)
{
  return plan->axes;
}

size_t
gls_transform_plan_get_frame_size (const GlsTransformPlan *plan)
{
  return gls_axes_get_frame_size (plan->axes);
}

GlsScalogramPlan *
gls_transform_plan_get_scalogram (const GlsTransformPlan *plan)
{
  return plan->scalogram;
}

size_t
gls_transform_plan_get_stride (const GlsTransformPlan *plan)
{
  return gls_spec_stride (&plan->spec);
}

size_t
gls_transform_plan_get_latency_samples (const GlsTransformPlan *plan)
{
  size_t own = plan->klass->get_latency_samples (plan->own);

  return plan->scalogram == NULL
      ? own
      : own + gls_scalogram_plan_get_latency_samples (plan->scalogram);
}

/* ---- stream ---- */

static GlsTransformStream *
stream_new (GlsTransformPlan *plan, guint n_threads)
{
  GlsTransformStream *self = g_new0 (GlsTransformStream, 1);

  self->plan = gls_transform_plan_ref (plan);
  self->klass = plan->klass;
  self->own = self->klass->stream_new (plan->own, n_threads);
  return self;
}

GlsTransformStream *
gls_transform_stream_new_for_ticks (GlsTransformPlan *plan, guint n_threads)
{
  g_return_val_if_fail (plan->klass->push_tick != NULL, NULL);
  g_return_val_if_fail (plan->klass->push == NULL, NULL);
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
  if (plan->scalogram == NULL)
    return self;
  self->scalogram = gls_scalogram_stream_new (plan->scalogram);
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
  self->klass->stream_free (self->own);
  gls_scalogram_stream_free (self->scalogram);
  for (size_t g = 0; g < GLS_SCALOGRAM_MAX_GROUPS; g++)
    g_free (self->u[g]);
  gls_transform_plan_unref (self->plan);
  g_free (self);
}

size_t
gls_transform_stream_push (GlsTransformStream *self, const float *x, size_t n)
{
  size_t taken = n;

  g_return_val_if_fail (self->scalogram != NULL || self->klass->push != NULL,
      n);
  if (self->scalogram != NULL)
    taken = gls_scalogram_stream_push (self->scalogram, x, n);
  return self->klass->push ? self->klass->push (self->own, x, taken) : taken;
}

void
gls_transform_stream_push_tick (GlsTransformStream *self, const float *const *u,
    const GlsTick *tick)
{
  self->klass->push_tick (self->own, u, tick);
}

static void
end_ticks (GlsTransformStream *self)
{
  self->ended = TRUE;
  if (self->klass->end_ticks != NULL)
    self->klass->end_ticks (self->own);
}

/* Hands on the next tick, or tells the end. Returns: whether there was either
 */
static gboolean
advance (GlsTransformStream *self)
{
  GlsTick tick;

  if (gls_scalogram_stream_pull (self->scalogram, self->u, &tick)) {
    self->klass->push_tick (self->own, (const float *const *) self->u, &tick);
    return TRUE;
  }
  if (!self->draining || self->ended)
    return FALSE;
  end_ticks (self);
  return TRUE;
}

gboolean
gls_transform_stream_pull (GlsTransformStream *self, float *frame)
{
  while (!self->klass->pull (self->own, frame))
    if (self->scalogram == NULL || !advance (self))
      return FALSE;
  return TRUE;
}

void
gls_transform_stream_drain (GlsTransformStream *self)
{
  if (self->draining)
    return;
  self->draining = TRUE;
  if (self->scalogram != NULL)
    gls_scalogram_stream_drain (self->scalogram);
  else
    end_ticks (self);
  if (self->klass->end_samples != NULL)
    self->klass->end_samples (self->own);
}

void
gls_transform_stream_reset (GlsTransformStream *self)
{
  if (self->scalogram != NULL)
    gls_scalogram_stream_reset (self->scalogram);
  self->klass->reset (self->own);
  self->draining = self->ended = FALSE;
}

uint64_t
gls_transform_stream_get_n_not_finite (const GlsTransformStream *self)
{
  if (self->scalogram != NULL)
    return gls_scalogram_stream_get_n_not_finite (self->scalogram);
  return self->klass->get_n_not_finite
      ? self->klass->get_n_not_finite (self->own)
      : 0;
}
