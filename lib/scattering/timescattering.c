/* Streaming time scattering of a scalogram.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The moduli of the filtered rows (modulation.c) are thinned as they come
 * (gather.c), averaged by phi_T and put together to frames (series.c), of which
 * a table picks S1 and then S2 by path.
 */
#include "scattering/timescattering.h"

#include <string.h>

#include "scattering/compress.h"
#include "scattering/flush.h"
#include "scattering/gather.h"
#include "scattering/loops.h"
#include "scattering/precision.h"
#include "scattering/transform-class.h"

struct _GlsTimescatteringPlan
{
  gatomicrefcount refs;
  GlsSpec spec;
  GlsModulationPlan *modulation;
  GlsSeriesPlan series;
  size_t n_scales;
  const GlsScale *scale; /* [n_scales] */
  GlsThinning *thinning; /* [n_scales] */
  size_t s1_set;         /* of the first section */
  size_t n_lambda;
  GlsAxes *axes;  /* without S0 */
  size_t *source; /* [axes->n_paths] where in a frame of the series */
  size_t max_nt;
};

/* State of one psi_n2. */
typedef struct
{
  float *thinned; /* of its rows */
  size_t block;   /* of the tick, that is coming */
} ScaleState;

struct _GlsTimescatteringStream
{
  GlsTimescatteringPlan *plan;
  GlsModulationStream *modulation;
  GlsSeriesStream series;
  ScaleState *scale; /* [n_scales] */
  guint n_threads;
  float **modulus; /* [n_threads][max_nt] */
};

/* ---- plan ---- */

/* Where each path finds its series: S1 in the first section's set, S2 in the
 * set of its n2. */
static void
find_sources (GlsTimescatteringPlan *self, const GlsBanks *banks)
{
  const GlsSeries *series = self->series.series;
  g_autofree size_t *offset = g_new0 (size_t, banks->n_psi2);

  for (size_t i = 0; i < self->n_scales; i++)
    offset[self->scale[i].n2] = series[self->thinning[i].set].offset;
  self->source = g_new (size_t, self->axes->n_paths);
  for (size_t p = 0; p < self->axes->n_paths; p++) {
    const GlsPath *path = &self->axes->path[p];

    self->source[p] =
        (path->order == 1 ? series[self->s1_set].offset : offset[path->n2])
        + (size_t) path->n1;
  }
}

static GlsTimescatteringPlan *
plan_new (GlsBanks *banks)
{
  const GlsSpec *spec = &banks->spec;
  GlsTimescatteringPlan *self = g_new0 (GlsTimescatteringPlan, 1);
  size_t n_sections;

  g_atomic_ref_count_init (&self->refs);
  self->spec = *spec;
  self->axes = gls_axes_new_from_banks (banks, FALSE);
  self->modulation = gls_modulation_plan_new (banks);
  self->n_lambda = gls_modulation_plan_get_n_lambda (self->modulation);
  self->scale =
      gls_modulation_plan_get_scales (self->modulation, &self->n_scales);
  gls_modulation_plan_get_sections (self->modulation, &n_sections);
  gls_series_plan_init (&self->series, (size_t) 1 << spec->J,
      gls_spec_stride (spec), self->n_scales + n_sections,
      gls_precision_tolerance (spec->precision).eps_phi);
  self->thinning = g_new0 (GlsThinning, self->n_scales);
  for (size_t i = 0; i < self->n_scales; i++) {
    const GlsScale *scale = &self->scale[i];

    gls_thinning_init (&self->thinning[i], &self->series, spec->J,
        scale->n1_max, scale->j, scale->lag);
    self->max_nt = MAX (self->max_nt, scale->nt);
  }
  self->s1_set = gls_sections_add (self->modulation, &self->series);
  find_sources (self, banks);
  return self;
}

GlsTimescatteringPlan *
gls_timescattering_plan_new (const GlsSpec *spec, GError **error)
{
  GlsSpec checked = *spec;
  g_autoptr (GlsBanks) banks = NULL;

  checked.transform = GLS_TRANSFORM_TIMESCATTERING;
  banks = gls_banks_new (&checked, error);
  return banks ? plan_new (banks) : NULL;
}

GlsTimescatteringPlan *
gls_timescattering_plan_ref (GlsTimescatteringPlan *plan)
{
  g_atomic_ref_count_inc (&plan->refs);
  return plan;
}

void
gls_timescattering_plan_unref (GlsTimescatteringPlan *plan)
{
  if (!g_atomic_ref_count_dec (&plan->refs))
    return;
  for (size_t i = 0; i < plan->n_scales; i++)
    gls_thinning_clear (&plan->thinning[i]);
  gls_series_plan_clear (&plan->series);
  gls_modulation_plan_free (plan->modulation);
  g_free (plan->thinning);
  gls_axes_free (plan->axes);
  g_free (plan->source);
  g_free (plan);
}

const GlsPath *
gls_timescattering_plan_get_paths (const GlsTimescatteringPlan *plan, size_t *n)
{
  *n = plan->axes->n_paths;
  return plan->axes->path;
}

size_t
gls_timescattering_plan_get_stride (const GlsTimescatteringPlan *plan)
{
  return gls_spec_stride (&plan->spec);
}

size_t
gls_timescattering_plan_get_latency_samples (const GlsTimescatteringPlan *plan)
{
  return gls_series_plan_get_latency_samples (&plan->series);
}

/* ---- stream ---- */

GlsTimescatteringStream *
gls_timescattering_stream_new (GlsTimescatteringPlan *plan)
{
  return gls_timescattering_stream_new_threaded (plan, 1);
}

GlsTimescatteringStream *
gls_timescattering_stream_new_threaded (GlsTimescatteringPlan *plan,
    guint n_threads)
{
  GlsTimescatteringStream *self;

  g_return_val_if_fail (n_threads >= 1 && n_threads <= GLS_MAX_THREADS, NULL);
  self = g_new0 (GlsTimescatteringStream, 1);
  self->plan = gls_timescattering_plan_ref (plan);
  self->modulation = gls_modulation_stream_new (plan->modulation, n_threads);
  gls_series_stream_init (&self->series, &plan->series);
  self->scale = g_new0 (ScaleState, plan->n_scales);
  for (size_t i = 0; i < plan->n_scales; i++)
    self->scale[i].thinned =
        g_new0 (float, gls_thinning_get_size (&plan->thinning[i]));
  self->n_threads = n_threads;
  self->modulus = g_new (float *, n_threads);
  for (guint i = 0; i < n_threads; i++)
    self->modulus[i] = g_new (float, plan->max_nt);
  return self;
}

void
gls_timescattering_stream_free (GlsTimescatteringStream *self)
{
  if (self == NULL)
    return;
  for (size_t i = 0; i < self->plan->n_scales; i++)
    g_free (self->scale[i].thinned);
  g_free (self->scale);
  for (guint i = 0; i < self->n_threads; i++)
    g_free (self->modulus[i]);
  g_free (self->modulus);
  gls_series_stream_clear (&self->series);
  gls_modulation_stream_free (self->modulation);
  gls_timescattering_plan_unref (self->plan);
  g_free (self);
}

void
gls_timescattering_stream_reset (GlsTimescatteringStream *self)
{
  const GlsTimescatteringPlan *plan = self->plan;

  gls_modulation_stream_reset (self->modulation);
  gls_series_stream_reset (&self->series);
  for (size_t i = 0; i < plan->n_scales; i++)
    memset (self->scale[i].thinned, 0,
        gls_thinning_get_size (&plan->thinning[i]) * sizeof (float));
}

/* |U1_n1 * psi_n2| of the block that is coming, thinned. */
static void
take_row (gpointer data, size_t i, size_t n1, const float *z, size_t member)
{
  GlsTimescatteringStream *self = data;
  const ScaleState *scale = &self->scale[i];
  size_t nt = self->plan->scale[i].nt;

  if (z != NULL)
    gls_loops_get ()->modulus (z, nt, self->modulus[member]);
  gls_thinning_add (&self->plan->thinning[i], scale->thinned,
      &(GlsThinningRows){ n1, 1, 0 }, z ? self->modulus[member] : NULL, nt,
      scale->block * nt);
}

static void
take_block (gpointer data, size_t i, size_t b, size_t member)
{
  GlsTimescatteringStream *self = data;
  ScaleState *scale = &self->scale[i];

  scale->block = (b + 1) % self->plan->scale[i].n_blocks;
  if (scale->block == 0)
    gls_thinning_finish (&self->plan->thinning[i], scale->thinned,
        &self->series);
}

void
gls_timescattering_stream_push (GlsTimescatteringStream *self,
    const float *const *u, const GlsTick *tick)
{
  static const GlsModulationSink sink = { take_row, take_block };
  GlsFlush flush = gls_flush_begin ();

  gls_series_stream_begin (&self->series, tick);
  gls_modulation_stream_push (self->modulation, u, &sink, self);
  gls_sections_push (self->plan->modulation, self->modulation, &self->series,
      self->plan->s1_set);
  gls_series_stream_end (&self->series);
  gls_flush_end (flush);
}

static void
arrange (const GlsTimescatteringPlan *plan, const float *series, float *frame)
{
  size_t n_paths = plan->axes->n_paths, n1 = plan->n_lambda;

  for (size_t p = 0; p < n_paths; p++)
    frame[p] = series[plan->source[p]];
  if (plan->spec.normalise)
    for (size_t p = n1; p < n_paths; p++)
      frame[p] /= frame[plan->axes->path[p].n1] + GLS_NORMALISE_EPS;
  if (plan->spec.compress == GLS_COMPRESS_LOG) {
    gls_compress_log (frame, n1, GLS_LOG_UNIT);
    gls_compress_log (frame + n1, n_paths - n1,
        plan->spec.normalise ? GLS_LOG_UNIT_NORMALISED : GLS_LOG_UNIT);
  }
}

static void
push_silence (gpointer data, const GlsTick *tick)
{
  gls_timescattering_stream_push (data, NULL, tick);
}

gboolean
gls_timescattering_stream_pull (GlsTimescatteringStream *self, float *frame)
{
  GlsFlush flush = gls_flush_begin ();
  const float *series =
      gls_series_stream_pull (&self->series, push_silence, self);

  if (series != NULL)
    arrange (self->plan, series, frame);
  gls_flush_end (flush);
  return series != NULL;
}

void
gls_timescattering_stream_drain (GlsTimescatteringStream *self)
{
  self->series.draining = TRUE;
}

/* ---- as a class ---- */

static gpointer
class_plan_new (GlsBanks *banks, GlsScalogramPlan *scalogram)
{
  return plan_new (banks);
}

static void
class_plan_free (gpointer plan)
{
  gls_timescattering_plan_unref (plan);
}

static size_t
class_get_latency_samples (gconstpointer plan)
{
  return gls_timescattering_plan_get_latency_samples (plan);
}

static gpointer
class_stream_new (gpointer plan, guint n_threads)
{
  return gls_timescattering_stream_new_threaded (plan, n_threads);
}

static void
class_stream_free (gpointer stream)
{
  gls_timescattering_stream_free (stream);
}

static void
class_push_tick (gpointer stream, const float *const *u, const GlsTick *tick)
{
  gls_timescattering_stream_push (stream, u, tick);
}

static void
class_end_ticks (gpointer stream)
{
  gls_timescattering_stream_drain (stream);
}

static gboolean
class_pull (gpointer stream, float *frame)
{
  return gls_timescattering_stream_pull (stream, frame);
}

static void
class_reset (gpointer stream)
{
  gls_timescattering_stream_reset (stream);
}

const GlsTransformClass gls_timescattering_class = {
  .plan_new = class_plan_new,
  .plan_free = class_plan_free,
  .get_latency_samples = class_get_latency_samples,
  .stream_new = class_stream_new,
  .stream_free = class_stream_free,
  .push_tick = class_push_tick,
  .end_ticks = class_end_ticks,
  .pull = class_pull,
  .reset = class_reset,
};
