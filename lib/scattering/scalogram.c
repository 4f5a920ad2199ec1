/* Streaming multirate Morlet scalogram.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The input is decimated into a pyramid of octaves; wavelets that are sampled
 * every 2^j samples are computed from level j - 1, where they fill half of the
 * band (band.c). The slowest levels would only add delay: from J - 5 on the
 * pyramid stops and the last band decimates by more.
 */
#include "scattering/scalogram.h"

#include <string.h>

#include "scattering/band.h"
#include "scattering/flush.h"
#include "scattering/loops.h"
#include "scattering/precision.h"
#include "scattering/pyramid.h"
#include "scattering/samples.h"
#include "scattering/transform-class.h"

#define MAX_LEVELS GLS_SCALOGRAM_MAX_GROUPS

typedef struct
{
  GlsLevel level;
  size_t delay;
  size_t first; /* lambda of the band's first wavelet */
  GlsBand *band;
} Octave;

struct _GlsScalogramPlan
{
  gatomicrefcount refs;
  GlsBanks *banks;
  size_t T;
  size_t *group_of; /* [n_lambda] */
  GlsHalfband halfband;
  size_t n_octaves;
  Octave octave[MAX_LEVELS];
  size_t n_edge_ticks;
  size_t max_fft;
};

struct _GlsScalogramStream
{
  GlsScalogramPlan *plan;
  float *history[MAX_LEVELS]; /* [level.length] */
  float *odd;                 /* scratch of the half-band filter */
  GlsBandScratch scratch;
  size_t n_filled;    /* samples of the tick that is coming in */
  int64_t tick;       /* its number */
  uint64_t n_samples; /* all that came in */
  uint64_t n_not_finite;
  gboolean draining;
};

static size_t
level_of (const GlsFilter *filter, guint J)
{
  return filter->j == 0 ? 0 : MIN (filter->j - 1, gls_pyramid_last_level (J));
}

static void
note_groups (GlsScalogramPlan *self)
{
  const GlsBanks *banks = self->banks;

  self->group_of = g_new (size_t, banks->n_psi1);
  for (size_t g = 0; g < banks->n_groups; g++)
    for (size_t i = 0; i < banks->group[g].n_lambda; i++)
      self->group_of[banks->group[g].first + i] = g;
}

static void
make_octave (GlsScalogramPlan *self, size_t p, double eps)
{
  const GlsFilter *psi = self->banks->psi1;
  Octave *octave = &self->octave[p];
  size_t n = 0;
  guint d[256];

  octave->level.h = self->T >> p;
  octave->delay = gls_pyramid_delay (&self->halfband, p);
  for (size_t i = 0; i < self->banks->n_psi1; i++)
    if (level_of (&psi[i], self->banks->spec.J) == p) {
      if (n == 0)
        octave->first = i;
      d[n++] = psi[i].j - (guint) p;
    }
  if (n == 0)
    return;
  octave->band = gls_band_new (psi + octave->first, d, n, (guint) p,
      octave->level.h, FALSE, eps);
  octave->level.reach = octave->band->reach;
  octave->level.ahead = octave->band->ahead;
  self->max_fft = MAX (self->max_fft, octave->band->n_fft);
}

static void
make_octaves (GlsScalogramPlan *self)
{
  const GlsBanks *banks = self->banks;
  GlsTolerance tolerance = gls_precision_tolerance (banks->spec.precision);
  size_t lag = 0, edge = 0; /* ticks */

  self->halfband = gls_halfband_new (tolerance.attenuation);
  self->n_octaves =
      1 + level_of (&banks->psi1[banks->n_psi1 - 1], banks->spec.J);
  for (size_t p = 0; p < self->n_octaves; p++) {
    GlsLevel *level = &self->octave[p].level;

    make_octave (self, p, tolerance.eps);
    lag = MAX (lag,
        gls_level_min_lag (level->h, self->octave[p].delay, level->ahead)
            / level->h);
    edge = MAX (edge,
        gls_level_min_lag (level->h, self->octave[p].delay, level->reach)
            / level->h);
  }
  for (size_t p = 0; p < self->n_octaves; p++) {
    Octave *octave = &self->octave[p];

    octave->level.lag = lag * octave->level.h;
    octave->level.length = gls_level_min_length (&octave->level,
        &self->halfband, gls_pyramid_delay (&self->halfband, p + 1));
  }
  /* Half-band filters ring as far ahead as behind: nothing that the audio
   * touches lies outside these ticks. */
  self->n_edge_ticks = edge;
}

GlsScalogramPlan *
gls_scalogram_plan_new_from_banks (GlsBanks *banks)
{
  GlsScalogramPlan *self = g_new0 (GlsScalogramPlan, 1);

  g_atomic_ref_count_init (&self->refs);
  self->banks = gls_banks_ref (banks);
  self->T = (size_t) 1 << banks->spec.J;
  note_groups (self);
  make_octaves (self);
  return self;
}

GlsScalogramPlan *
gls_scalogram_plan_new (const GlsSpec *spec, GError **error)
{
  GlsSpec checked = *spec;
  g_autoptr (GlsBanks) banks = NULL;

  checked.transform = GLS_TRANSFORM_SCALOGRAM;
  banks = gls_banks_new (&checked, error);
  return banks ? gls_scalogram_plan_new_from_banks (banks) : NULL;
}

GlsScalogramPlan *
gls_scalogram_plan_ref (GlsScalogramPlan *plan)
{
  g_atomic_ref_count_inc (&plan->refs);
  return plan;
}

void
gls_scalogram_plan_unref (GlsScalogramPlan *plan)
{
  if (!g_atomic_ref_count_dec (&plan->refs))
    return;
  for (size_t p = 0; p < plan->n_octaves; p++)
    gls_band_free (plan->octave[p].band);
  g_free (plan->group_of);
  gls_banks_unref (plan->banks);
  g_free (plan);
}

size_t
gls_scalogram_plan_get_n_lambda (const GlsScalogramPlan *plan)
{
  return plan->banks->n_psi1;
}

size_t
gls_scalogram_plan_get_tick (const GlsScalogramPlan *plan)
{
  return plan->T;
}

const GlsScalogramGroup *
gls_scalogram_plan_get_groups (const GlsScalogramPlan *plan, size_t *n_groups)
{
  *n_groups = plan->banks->n_groups;
  return plan->banks->group;
}

size_t
gls_scalogram_plan_get_n_edge_ticks (const GlsScalogramPlan *plan)
{
  return plan->n_edge_ticks;
}

size_t
gls_scalogram_plan_get_latency_samples (const GlsScalogramPlan *plan)
{
  return plan->octave[0].level.lag + plan->T;
}

void
gls_scalogram_plan_get_xi (const GlsScalogramPlan *plan, double *xi)
{
  for (size_t i = 0; i < plan->banks->n_psi1; i++)
    xi[i] = plan->banks->psi1[i].xi;
}

GlsScalogramStream *
gls_scalogram_stream_new (GlsScalogramPlan *plan)
{
  GlsScalogramStream *self = g_new0 (GlsScalogramStream, 1);

  self->plan = gls_scalogram_plan_ref (plan);
  for (size_t p = 0; p < plan->n_octaves; p++)
    self->history[p] = g_new0 (float, plan->octave[p].level.length);
  self->odd = g_new0 (float, plan->T / 2 + 2 * GLS_HALFBAND_MAX);
  gls_band_scratch_init (&self->scratch, plan->max_fft);
  return self;
}

void
gls_scalogram_stream_free (GlsScalogramStream *self)
{
  if (self == NULL)
    return;
  for (size_t p = 0; p < self->plan->n_octaves; p++)
    g_free (self->history[p]);
  g_free (self->odd);
  gls_band_scratch_clear (&self->scratch);
  gls_scalogram_plan_unref (self->plan);
  g_free (self);
}

void
gls_scalogram_stream_reset (GlsScalogramStream *self)
{
  for (size_t p = 0; p < self->plan->n_octaves; p++)
    memset (self->history[p], 0,
        self->plan->octave[p].level.length * sizeof (float));
  self->n_filled = 0;
  self->tick = 0;
  self->n_samples = 0;
  self->n_not_finite = 0;
  self->draining = FALSE;
}

/* The tick that comes out when tick self->tick is in. */
static int64_t
tick_out (const GlsScalogramStream *self)
{
  const GlsLevel *level = &self->plan->octave[0].level;

  return self->tick - (int64_t) (level->lag / level->h);
}

static void
update_pyramid (GlsScalogramStream *self)
{
  const GlsScalogramPlan *plan = self->plan;

  for (size_t p = 1; p < plan->n_octaves; p++) {
    const Octave *above = &plan->octave[p - 1];
    const GlsLevel *level = &plan->octave[p].level;
    float *history = self->history[p];

    memmove (history, history + level->h,
        (level->length - level->h) * sizeof (float));
    gls_halfband_decimate (&plan->halfband,
        self->history[p - 1]
            + gls_level_decimate_at (&above->level, above->delay,
                plan->octave[p].delay),
        level->h, history + level->length - level->h, self->odd);
  }
}

static void
begin_tick (GlsScalogramStream *self)
{
  const GlsLevel *level = &self->plan->octave[0].level;

  memmove (self->history[0], self->history[0] + level->h,
      (level->length - level->h) * sizeof (float));
}

/* Nothing has come out yet before the first edge tick: skip to it. */
static void
finish_tick (GlsScalogramStream *self)
{
  GlsFlush flush = gls_flush_begin ();

  update_pyramid (self);
  gls_flush_end (flush);
  if (tick_out (self) < -(int64_t) self->plan->n_edge_ticks) {
    self->n_filled = 0;
    self->tick++;
  }
}

size_t
gls_scalogram_stream_push (GlsScalogramStream *self, const float *x, size_t n)
{
  const GlsLevel *level = &self->plan->octave[0].level;
  size_t taken = 0;

  g_return_val_if_fail (!self->draining, 0);
  while (taken < n && self->n_filled < level->h) {
    size_t run = MIN (n - taken, level->h - self->n_filled);

    if (self->n_filled == 0)
      begin_tick (self);
    self->n_not_finite += gls_samples_copy (self->history[0] + level->length
            - level->h + self->n_filled,
        x + taken, run);
    self->n_filled += run;
    taken += run;
    if (self->n_filled == level->h)
      finish_tick (self);
  }
  self->n_samples += taken;
  return taken;
}

/* Where block b of a wavelet's row goes. */
static float *
find_row (const GlsScalogramPlan *plan, size_t lambda, size_t b, size_t n,
    float *const *u)
{
  const GlsScalogramGroup *group = &plan->banks->group[plan->group_of[lambda]];

  return u[plan->group_of[lambda]] + (lambda - group->first) * group->n_times
      + b * n;
}

/* Of silence, as before and after the audio, there is nothing to compute. */
static void
compute_block (GlsScalogramStream *self, const Octave *octave, const float *x,
    size_t b, float *const *u)
{
  const GlsBand *band = octave->band;
  gboolean silent = gls_samples_are_silent (x, gls_band_window (band));

  if (!silent)
    gls_band_forward (band, &self->scratch, x, NULL);
  for (size_t i = 0; i < band->n_filters; i++) {
    size_t n = band->block >> band->filters[i].d;
    float *row = find_row (self->plan, octave->first + i, b, n, u);

    if (silent)
      memset (row, 0, n * sizeof (float));
    else
      gls_loops_get ()->modulus (gls_band_apply (band, &self->scratch, 0, i), n,
          row);
  }
}

static void
compute_octave (GlsScalogramStream *self, size_t p, float *const *u)
{
  const Octave *octave = &self->plan->octave[p];
  const GlsBand *band = octave->band;
  const float *x = self->history[p]
      + gls_level_block_at (&octave->level, octave->delay) - band->reach;

  for (size_t b = 0; b * band->block < octave->level.h; b++)
    compute_block (self, octave, x + b * band->block, b, u);
}

/* How many ticks have audio in them. */
static int64_t
n_ticks_inside (const GlsScalogramStream *self)
{
  return (int64_t) ((self->n_samples + self->plan->T - 1) / self->plan->T);
}

/* Silence up to the end of the tick; FALSE when all that is due is out. */
static gboolean
drain_tick (GlsScalogramStream *self)
{
  const GlsLevel *level = &self->plan->octave[0].level;
  int64_t end = n_ticks_inside (self);

  if (end == 0)
    return FALSE;
  while (self->n_filled < level->h) {
    if (tick_out (self) >= end + (int64_t) self->plan->n_edge_ticks)
      return FALSE;
    if (self->n_filled == 0)
      begin_tick (self);
    memset (self->history[0] + level->length - level->h + self->n_filled, 0,
        (level->h - self->n_filled) * sizeof (float));
    self->n_filled = level->h;
    finish_tick (self);
  }
  return TRUE;
}

gboolean
gls_scalogram_stream_pull (GlsScalogramStream *self, float *const *u,
    GlsTick *tick)
{
  const GlsScalogramPlan *plan = self->plan;
  int64_t T = (int64_t) plan->T;
  GlsFlush flush;

  if (self->n_filled < plan->T && !(self->draining && drain_tick (self)))
    return FALSE;
  flush = gls_flush_begin ();
  for (size_t p = 0; p < plan->n_octaves; p++)
    if (plan->octave[p].band != NULL)
      compute_octave (self, p, u);
  gls_flush_end (flush);
  tick->start = tick_out (self) * T;
  tick->n_inside = tick->start < 0
      ? 0
      : (size_t) CLAMP ((int64_t) self->n_samples - tick->start, 0, T);
  self->n_filled = 0;
  self->tick++;
  return TRUE;
}

void
gls_scalogram_stream_drain (GlsScalogramStream *self)
{
  self->draining = TRUE;
}

uint64_t
gls_scalogram_stream_get_n_not_finite (const GlsScalogramStream *self)
{
  return self->n_not_finite;
}
