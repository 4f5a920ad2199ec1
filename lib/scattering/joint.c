/* Joint scattering paths, frame by frame.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each row U1_lambda is decimated further into a pyramid (pyramid.h). A psi_mu
 * of octave j2 is applied at level j2 - 1 (band.c); where the pyramid has
 * stopped (level J - 4, and rows that start below it) at what level there is.
 * The block Y[lambda][time] of one mu goes through the log-frequency stage
 * (frequency.c); the moduli are thinned, averaged over rows and averaged by
 * phi_T (average.c). Fast mus run ahead of slow ones: finished frames of each
 * wait in a ring until the slowest has come.
 */
#include "scattering/joint.h"

#include <math.h>
#include <string.h>

#include "scattering/average.h"
#include "scattering/band.h"
#include "scattering/precision.h"
#include "scattering/pyramid.h"

#define MAX_LEVELS 16

/* A level of all rows that have it. */
typedef struct
{
  GlsLevel level;
  size_t first, n_rows; /* lambdas */
  GlsBand *band;        /* NULL if no mu is applied here */
  size_t *mu;           /* [band->n_filters] */
  GlsAverage s1;        /* of the rows that end here */
  size_t s1_first, s1_rows;
} Level;

/* What belongs to a mu but not to its paths. */
typedef struct
{
  guint level;   /* the first whose band it is in */
  size_t nt;     /* columns of a block */
  size_t n_cols; /* columns of a tick after thinning */
  gboolean thin;
  GlsSpline spline;
  GlsAverage average;
} Timing;

struct _GlsJointPlan
{
  gatomicrefcount refs;
  guint J;
  size_t T, stride;
  size_t n_lambda;
  GlsFilter *psi1; /* [n_lambda] */
  size_t n_groups;
  GlsScalogramGroup group[GLS_SCALOGRAM_MAX_GROUPS];
  GlsFrequencySpec frequency;
  GlsHalfband halfband;
  guint floor_level; /* J - 4: where the pyramid stops */
  size_t n_levels;
  Level level[MAX_LEVELS];
  size_t n_mus;
  GlsMu *mu;      /* [n_mus] */
  Timing *timing; /* [n_mus] */
  size_t frame_size, s1_offset;
  size_t n_ring; /* frames */
  size_t max_fft, max_scratch;
};

/* State of one mu. */
typedef struct
{
  float *y;    /* [chunk][n1_max][2][chunk width], a block */
  float *rows; /* [n_rows][n_cols + 3] */
  gboolean sounds; /* whether any row of the block does */
  GlsAverageStream average;
} MuState;

struct _GlsJointStream
{
  GlsJointPlan *plan;
  float *history[MAX_LEVELS]; /* [n_rows][level.length] */
  MuState *mu;                /* [n_mus] */
  GlsAverageStream s1[MAX_LEVELS];
  float *ring; /* [n_ring][frame_size] */
  float *odd, *scratch, *averaged;
  GlsBandScratch band;
  float *silence; /* a tick without sound */
  const float *silent_tick[GLS_SCALOGRAM_MAX_GROUPS];
  gboolean started, draining;
  int64_t tick;       /* number of the next tick */
  int64_t next_frame; /* next to be pulled */
  int64_t inside_end; /* audio that came in, in samples */
};

/* ---- plan ---- */

static guint
level_of_pair (const GlsJointPlan *self, guint j1, guint j2)
{
  return MAX (j1, MIN (j2 - 1, self->floor_level));
}

static void
make_mus (GlsJointPlan *self, const GlsSpec *spec)
{
  size_t n2, skip = spec->mu_skip;
  g_autofree GlsFilter *psi2 = gls_filterbank_new (spec->J, spec->Q2, &n2);

  self->mu = g_new0 (GlsMu, n2);
  self->timing = g_new0 (Timing, n2);
  for (size_t i = 0; i < n2; i++) {
    size_t n1_max =
        gls_filterbank_count_below (self->psi1, self->n_lambda, psi2[i].j);
    GlsMu *mu = &self->mu[self->n_mus];

    if (n1_max == 0)
      continue;
    if (skip > 0) {
      skip--;
      continue;
    }
    mu->n2 = i;
    mu->xi = psi2[i].xi;
    mu->j = psi2[i].j;
    mu->n1_max = n1_max;
    mu->offset = self->frame_size;
    gls_frequency_stage_init (&mu->stage, &self->frequency, n1_max);
    self->frame_size += mu->stage.n_series;
    self->n_mus++;
  }
  self->s1_offset = self->frame_size;
  self->frame_size += self->n_lambda;
}

/* Rows with j1 <= p have level p down to the floor; below it each j1 has only
 * its own. */
static void
make_level_rows (GlsJointPlan *self, guint p)
{
  Level *level = &self->level[p];
  size_t above = gls_filterbank_count_below (self->psi1, self->n_lambda, p);
  size_t upto = gls_filterbank_count_below (self->psi1, self->n_lambda, p + 1);

  level->first = p <= self->floor_level ? 0 : above;
  level->n_rows = upto - level->first;
  level->level.h = self->T >> p;
  if (p >= self->floor_level) {
    level->s1_first = level->first;
    level->s1_rows = level->n_rows;
  }
}

/* Longest delay of a level's rows. */
static size_t
max_delay (const GlsJointPlan *self, guint p)
{
  return p <= self->floor_level ? gls_pyramid_delay (&self->halfband, p) : 0;
}

static void
make_level_band (GlsJointPlan *self, guint p, const GlsFilter *psi2, double eps)
{
  Level *level = &self->level[p];
  guint j1 = p <= self->floor_level ? 0 : p;
  GlsFilter filters[64];
  guint d[64];
  size_t n = 0;

  level->mu = g_new (size_t, self->n_mus);
  for (size_t i = 0; i < self->n_mus; i++)
    if (self->mu[i].j > p && level_of_pair (self, j1, self->mu[i].j) == p) {
      filters[n] = psi2[self->mu[i].n2];
      d[n] = self->mu[i].j - p;
      level->mu[n++] = i;
    }
  if (n == 0 || level->n_rows == 0)
    return;
  level->band = gls_band_new (filters, d, n, p, level->level.h,
      p >= self->floor_level, eps);
  level->level.reach = level->band->reach;
  self->max_fft = MAX (self->max_fft, level->band->n_fft);
}

static void
make_levels (GlsJointPlan *self, const GlsSpec *spec)
{
  double eps = gls_precision_tolerance (spec->precision).eps;
  size_t n2, slow_lag = 1;
  g_autofree GlsFilter *psi2 = gls_filterbank_new (spec->J, spec->Q2, &n2);
  guint last = self->psi1[self->n_lambda - 1].j;

  self->n_levels = MAX (last, self->floor_level) + 1;
  for (guint p = 0; p < self->n_levels; p++) {
    GlsLevel *level = &self->level[p].level;

    make_level_rows (self, p);
    make_level_band (self, p, psi2, eps);
    level->lag =
        gls_level_min_lag (level->h, max_delay (self, p), level->reach);
    if (p >= self->floor_level)
      slow_lag = MAX (slow_lag, level->lag);
  }
  for (guint p = 0; p < self->n_levels; p++) {
    GlsLevel *level = &self->level[p].level;
    size_t below = gls_pyramid_delay (&self->halfband, p + 1);

    if (p >= self->floor_level)
      level->lag = slow_lag;
    level->length = gls_level_min_length (level, &self->halfband, below);
    if (self->level[p].s1_rows > 0)
      gls_average_init (&self->level[p].s1, (double) self->T, self->stride, p,
          1, eps);
  }
}

static void
make_timing (GlsJointPlan *self, double eps)
{
  for (size_t i = 0; i < self->n_mus; i++) {
    const GlsMu *mu = &self->mu[i];
    Timing *timing = &self->timing[i];
    guint step = MAX (mu->j, self->floor_level);
    const Level *level;
    size_t D = (size_t) 1 << (step - mu->j);

    timing->level = MIN (mu->j - 1, self->floor_level);
    level = &self->level[timing->level];
    timing->nt = timing->level < self->floor_level ? level->band->block >> 1
                                                   : self->T >> mu->j;
    timing->n_cols = self->T >> step;
    timing->thin = D > 1;
    if (timing->thin)
      gls_spline_init (&timing->spline, D);
    gls_average_init (&timing->average, (double) self->T, self->stride, step, D,
        eps);
    self->max_scratch = MAX (self->max_scratch,
        gls_frequency_stage_scratch (&mu->stage,
            MIN (timing->nt, GLS_FREQUENCY_CHUNK)));
  }
}

/* Ticks from the one that comes in to the last column of a series made. */
static size_t
ticks_ahead (const GlsJointPlan *self, size_t i)
{
  const Timing *t = &self->timing[i];
  double look = (double) (t->average.reach + 2) * exp2 (t->average.log2_step);

  return self->level[t->level].level.lag
      + (size_t) ceil (look / (double) self->T);
}

static void
make_ring (GlsJointPlan *self)
{
  size_t slowest = 0;

  for (size_t i = 0; i < self->n_mus; i++)
    slowest = MAX (slowest, ticks_ahead (self, i));
  self->n_ring = (slowest + 3) * (self->T / self->stride);
}

GlsJointPlan *
gls_joint_plan_new (const GlsSpec *spec, GlsRows rows, guint spins,
    GError **error)
{
  g_autoptr (GlsScalogramPlan) scalogram = NULL;
  GlsTolerance tolerance = gls_precision_tolerance (spec->precision);
  const GlsScalogramGroup *groups;
  GlsJointPlan *self;

  scalogram = gls_scalogram_plan_new (spec, error);
  if (scalogram == NULL)
    return NULL;
  self = g_new0 (GlsJointPlan, 1);
  g_atomic_ref_count_init (&self->refs);
  self->J = spec->J;
  self->T = (size_t) 1 << spec->J;
  self->stride = gls_spec_stride (spec);
  self->floor_level = spec->J - GLS_THIN_LOG2;
  self->psi1 = gls_filterbank_new (spec->J, spec->Q1, &self->n_lambda);
  groups = gls_scalogram_plan_get_groups (scalogram, &self->n_groups);
  memcpy (self->group, groups, self->n_groups * sizeof *groups);
  self->halfband = gls_halfband_new (tolerance.attenuation);
  gls_frequency_spec_init (&self->frequency, spec->J_fr, spec->Q_fr, spec->F,
      gls_filterbank_fr_length (spec->J, spec->Q1, spec->J_fr, spec->F), rows,
      spins, tolerance.eps);
  make_mus (self, spec);
  make_levels (self, spec);
  make_timing (self, tolerance.eps);
  make_ring (self);
  return self;
}

GlsJointPlan *
gls_joint_plan_ref (GlsJointPlan *plan)
{
  g_atomic_ref_count_inc (&plan->refs);
  return plan;
}

void
gls_joint_plan_unref (GlsJointPlan *plan)
{
  if (!g_atomic_ref_count_dec (&plan->refs))
    return;
  for (size_t i = 0; i < plan->n_mus; i++) {
    gls_frequency_stage_clear (&plan->mu[i].stage);
    gls_average_clear (&plan->timing[i].average);
    if (plan->timing[i].thin)
      gls_spline_clear (&plan->timing[i].spline);
  }
  for (size_t p = 0; p < plan->n_levels; p++) {
    gls_band_free (plan->level[p].band);
    g_free (plan->level[p].mu);
    if (plan->level[p].s1_rows > 0)
      gls_average_clear (&plan->level[p].s1);
  }
  gls_frequency_spec_clear (&plan->frequency);
  g_free (plan->psi1);
  g_free (plan->mu);
  g_free (plan->timing);
  g_free (plan);
}

const GlsMu *
gls_joint_plan_get_mus (const GlsJointPlan *plan, size_t *n)
{
  *n = plan->n_mus;
  return plan->mu;
}

const GlsFrequencySpec *
gls_joint_plan_get_frequency (const GlsJointPlan *plan)
{
  return &plan->frequency;
}

size_t
gls_joint_plan_get_n_lambda (const GlsJointPlan *plan)
{
  return plan->n_lambda;
}

size_t
gls_joint_plan_get_frame_size (const GlsJointPlan *plan)
{
  return plan->frame_size;
}

size_t
gls_joint_plan_get_s1_offset (const GlsJointPlan *plan)
{
  return plan->s1_offset;
}

size_t
gls_joint_plan_get_latency_samples (const GlsJointPlan *plan)
{
  size_t slowest = 0;

  for (size_t i = 0; i < plan->n_mus; i++)
    slowest = MAX (slowest, ticks_ahead (plan, i));
  return slowest * plan->T;
}

/* ---- stream ---- */

GlsJointStream *
gls_joint_stream_new (GlsJointPlan *plan)
{
  GlsJointStream *self = g_new0 (GlsJointStream, 1);
  size_t widest = 0, largest = 0;

  self->plan = gls_joint_plan_ref (plan);
  for (size_t p = 0; p < plan->n_levels; p++) {
    const Level *level = &plan->level[p];

    self->history[p] = g_new0 (float, level->n_rows * level->level.length);
    if (level->s1_rows > 0)
      gls_average_stream_init (&self->s1[p], &level->s1, level->s1_rows,
          level->level.h);
  }
  self->mu = g_new0 (MuState, plan->n_mus);
  for (size_t i = 0; i < plan->n_mus; i++) {
    const GlsMu *mu = &plan->mu[i];
    const Timing *timing = &plan->timing[i];

    self->mu[i].y = gls_fft_alloc (2 * mu->n1_max * timing->nt);
    self->mu[i].rows = g_new0 (float, mu->stage.n_rows *(timing->n_cols + 3));
    gls_average_stream_init (&self->mu[i].average, &timing->average,
        mu->stage.n_series, timing->n_cols);
    widest = MAX (widest, mu->stage.n_series * timing->n_cols);
  }
  self->ring = g_new0 (float, plan->n_ring * plan->frame_size);
  self->odd = g_new0 (float, plan->T / 2 + 2 * GLS_HALFBAND_MAX);
  self->scratch = gls_fft_alloc (plan->max_scratch);
  self->averaged = g_new0 (float, widest);
  gls_band_scratch_init (&self->band, MAX (plan->max_fft, 2));
  for (size_t g = 0; g < plan->n_groups; g++)
    largest = MAX (largest, plan->group[g].n_lambda * plan->group[g].n_times);
  largest = MAX (largest, 2 * plan->max_fft);
  self->silence = g_new0 (float, largest);
  for (size_t g = 0; g < plan->n_groups; g++)
    self->silent_tick[g] = self->silence;
  return self;
}

void
gls_joint_stream_free (GlsJointStream *self)
{
  if (self == NULL)
    return;
  for (size_t p = 0; p < self->plan->n_levels; p++) {
    g_free (self->history[p]);
    if (self->plan->level[p].s1_rows > 0)
      gls_average_stream_clear (&self->s1[p]);
  }
  for (size_t i = 0; i < self->plan->n_mus; i++) {
    gls_fft_free_array (self->mu[i].y);
    g_free (self->mu[i].rows);
    gls_average_stream_clear (&self->mu[i].average);
  }
  g_free (self->mu);
  g_free (self->ring);
  g_free (self->odd);
  gls_fft_free_array (self->scratch);
  g_free (self->averaged);
  gls_band_scratch_clear (&self->band);
  g_free (self->silence);
  gls_joint_plan_unref (self->plan);
  g_free (self);
}

void
gls_joint_stream_reset (GlsJointStream *self)
{
  const GlsJointPlan *plan = self->plan;

  for (size_t p = 0; p < plan->n_levels; p++)
    memset (self->history[p], 0,
        plan->level[p].n_rows * plan->level[p].level.length * sizeof (float));
  for (size_t i = 0; i < plan->n_mus; i++)
    memset (self->mu[i].rows, 0,
        plan->mu[i].stage.n_rows * (plan->timing[i].n_cols + 3)
            * sizeof (float));
  self->started = self->draining = FALSE;
  self->next_frame = 0;
  self->inside_end = 0;
}

/* Series begin with the first tick that is made of the first that came in. */
static void
start (GlsJointStream *self, const GlsTick *tick)
{
  const GlsJointPlan *plan = self->plan;

  self->tick = tick->start / (int64_t) plan->T;
  self->started = TRUE;
  for (size_t p = 0; p < plan->n_levels; p++)
    if (plan->level[p].s1_rows > 0)
      gls_average_stream_reset (&self->s1[p],
          (self->tick - (int64_t) plan->level[p].level.lag)
              * (int64_t) plan->level[p].level.h);
  for (size_t i = 0; i < plan->n_mus; i++) {
    const Timing *timing = &plan->timing[i];
    int64_t first = self->tick - (int64_t) plan->level[timing->level].level.lag;

    gls_average_stream_reset (&self->mu[i].average,
        first * (int64_t) timing->n_cols - (timing->thin ? 1 : 0));
  }
}

static float *
row_history (GlsJointStream *self, size_t p, size_t lambda)
{
  const Level *level = &self->plan->level[p];

  return self->history[p] + (lambda - level->first) * level->level.length;
}

static size_t
row_delay (const GlsJointPlan *plan, size_t p, size_t lambda)
{
  return gls_pyramid_delay (&plan->halfband, p - plan->psi1[lambda].j);
}

/* A row's newest samples at level p: from the tick at its own rate, by
 * decimation of the level above otherwise. */
static void
update_level (GlsJointStream *self, size_t p, const float *const *u)
{
  const GlsJointPlan *plan = self->plan;
  const Level *level = &plan->level[p];
  size_t h = level->level.h, g = 0;

  for (size_t r = 0; r < level->n_rows; r++) {
    size_t lambda = level->first + r;
    float *row = row_history (self, p, lambda);
    float *new = row + level->level.length - h;

    memmove (row, row + h, (level->level.length - h) * sizeof (float));
    while (g + 1 < plan->n_groups && plan->group[g + 1].first <= lambda)
      g++;
    if (plan->psi1[lambda].j == p)
      memcpy (new, u[g] + (lambda - plan->group[g].first) * h,
          h * sizeof (float));
    else
      gls_halfband_decimate (&plan->halfband,
          row_history (self, p - 1, lambda)
              + gls_level_decimate_at (&plan->level[p - 1].level,
                  row_delay (plan, p - 1, lambda), row_delay (plan, p, lambda)),
          h, new, self->odd);
  }
}

/* Writes one row of a block of Y in chunks: [chunk][n1_max][2][width]. */
static void
store_row (const GlsMu *mu, size_t nt, size_t lambda, const float *z, float *y)
{
  size_t width = MIN (nt, GLS_FREQUENCY_CHUNK);

  for (size_t t = 0; t < nt; t += width) {
    float *re = y + 2 * (t * mu->n1_max + lambda * width);
    float *im = re + width;

    for (size_t i = 0; i < width; i++) {
      re[i] = z[2 * (t + i)];
      im[i] = z[2 * (t + i) + 1];
    }
  }
}

static gboolean
is_silent (const float *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (x[i] != 0.0f)
      return FALSE;
  return TRUE;
}

/* Rows of silence, as before and after the audio, cost nothing. */
static void
filter_block (GlsJointStream *self, size_t p, size_t b)
{
  const GlsJointPlan *plan = self->plan;
  const Level *level = &plan->level[p];
  const GlsBand *band = level->band;

  for (size_t r = 0; r < level->n_rows; r++)
    {
      size_t lambda = level->first + r;
      size_t at
          = gls_level_block_at (&level->level, row_delay (plan, p, lambda));
      const float *x = row_history (self, p, lambda) + at + b * band->block
                       - band->reach;
      gboolean silent = is_silent (x, band->block + 2 * band->reach);

      if (!silent)
        gls_band_forward (band, &self->band, x);
      for (size_t f = 0; f < band->n_filters; f++)
        {
          size_t i = level->mu[f];

          if (lambda >= plan->mu[i].n1_max)
            continue;
          store_row (&plan->mu[i], plan->timing[i].nt, lambda,
              silent ? self->silence : gls_band_apply (band, &self->band, f),
              self->mu[i].y);
          self->mu[i].sounds |= !silent;
        }
    }
}

/* Where the moduli of a chunk go. */
typedef struct
{
  const Timing *timing;
  float *rows;
  size_t at; /* column of the tick, at rate 2^-j2 */
} Sink;

static void
take_moduli (gpointer data, size_t row, const float *modulus, size_t nt)
{
  const Sink *sink = data;
  float *to = sink->rows + row * (sink->timing->n_cols + 3);

  if (sink->timing->thin)
    gls_spline_accumulate (&sink->timing->spline, modulus, nt, sink->at, to);
  else
    memcpy (to + sink->at, modulus, nt * sizeof (float));
}

static void
transform_block (GlsJointStream *self, size_t i, size_t b)
{
  const GlsMu *mu = &self->plan->mu[i];
  const Timing *timing = &self->plan->timing[i];
  size_t width = MIN (timing->nt, GLS_FREQUENCY_CHUNK);
  Sink sink = { timing, self->mu[i].rows, b * timing->nt };

  if (!self->mu[i].sounds)
    {
      if (!timing->thin)
        memset (self->mu[i].rows, 0,
            mu->stage.n_rows * (timing->n_cols + 3) * sizeof (float));
      return;
    }
  self->mu[i].sounds = FALSE;
  for (size_t t = 0; t < timing->nt; t += width, sink.at += width)
    gls_frequency_stage_run (&mu->stage, self->mu[i].y + 2 * t * mu->n1_max,
        width, self->scratch, take_moduli, &sink);
}

/* A tick's columns of a mu are complete: average over rows, hand them on. */
static void
finish_mu (GlsJointStream *self, size_t i)
{
  const GlsMu *mu = &self->plan->mu[i];
  const Timing *timing = &self->plan->timing[i];
  size_t n = timing->n_cols, ld = n + 3, n_series = mu->stage.n_series;
  float *to = gls_average_stream_push (&self->mu[i].average, n);

  for (size_t s = 0; s < mu->stage.n_slots; s++) {
    const GlsSlot *slot = &mu->stage.slots[s];

    gls_slot_average (slot, self->mu[i].rows + slot->row * ld, ld, n,
        self->averaged + slot->offset * n, n);
  }
  for (size_t t = 0; t < n; t++)
    for (size_t s = 0; s < n_series; s++)
      to[t * n_series + s] = self->averaged[s * n + t];
  if (!timing->thin)
    return;
  for (size_t r = 0; r < mu->stage.n_rows; r++) {
    float *row = self->mu[i].rows + r * ld;

    memmove (row, row + n, 3 * sizeof (float));
    memset (row + 3, 0, n * sizeof (float));
  }
}

static float *
ring_frame (GlsJointStream *self, int64_t frame)
{
  const GlsJointPlan *plan = self->plan;

  return self->ring
      + (size_t) (frame % (int64_t) plan->n_ring) * plan->frame_size;
}

static void
collect_frames (GlsJointStream *self)
{
  const GlsJointPlan *plan = self->plan;

  for (size_t i = 0; i < plan->n_mus; i++) {
    GlsAverageStream *average = &self->mu[i].average;

    while (gls_average_stream_pull (average,
        ring_frame (self, average->next_frame) + plan->mu[i].offset))
      ;
  }
  for (size_t p = 0; p < plan->n_levels; p++) {
    const Level *level = &plan->level[p];
    GlsAverageStream *average = &self->s1[p];

    if (level->s1_rows == 0)
      continue;
    while (gls_average_stream_pull (average,
        ring_frame (self, average->next_frame) + plan->s1_offset
            + level->s1_first))
      ;
  }
}

static void
push_s1 (GlsJointStream *self, size_t p)
{
  const GlsJointPlan *plan = self->plan;
  const Level *level = &plan->level[p];
  size_t h = level->level.h;
  float *to = gls_average_stream_push (&self->s1[p], h);

  for (size_t r = 0; r < level->s1_rows; r++) {
    size_t lambda = level->s1_first + r;
    const float *row = row_history (self, p, lambda)
        + gls_level_block_at (&level->level, row_delay (plan, p, lambda));

    for (size_t t = 0; t < h; t++)
      to[t * level->s1_rows + r] = row[t];
  }
}

void
gls_joint_stream_push (GlsJointStream *self, const float *const *u,
    const GlsTick *tick)
{
  const GlsJointPlan *plan = self->plan;

  if (!self->started)
    start (self, tick);
  self->inside_end += (int64_t) tick->n_inside;
  for (size_t p = 0; p < plan->n_levels; p++) {
    const Level *level = &plan->level[p];

    update_level (self, p, u);
    if (level->s1_rows > 0)
      push_s1 (self, p);
    if (level->band == NULL)
      continue;
    for (size_t b = 0; b * level->band->block < level->level.h; b++) {
      filter_block (self, p, b);
      for (size_t f = 0; p < plan->floor_level && f < level->band->n_filters;
           f++)
        transform_block (self, level->mu[f], b);
    }
  }
  for (size_t i = 0; i < plan->n_mus; i++) {
    if (plan->timing[i].level >= plan->floor_level)
      transform_block (self, i, 0);
    finish_mu (self, i);
  }
  self->tick++;
  collect_frames (self);
}

/* Whether every series has reached the frame. */
static gboolean
is_complete (const GlsJointStream *self, int64_t frame)
{
  const GlsJointPlan *plan = self->plan;

  if (!self->started)
    return FALSE;
  for (size_t i = 0; i < plan->n_mus; i++)
    if (self->mu[i].average.next_frame <= frame)
      return FALSE;
  for (size_t p = 0; p < plan->n_levels; p++)
    if (plan->level[p].s1_rows > 0 && self->s1[p].next_frame <= frame)
      return FALSE;
  return TRUE;
}

const float *
gls_joint_stream_pull (GlsJointStream *self)
{
  int64_t frame = self->next_frame;

  if (frame * (int64_t) self->plan->stride >= self->inside_end)
    return NULL;
  while (!is_complete (self, frame)) {
    GlsTick none = { self->tick * (int64_t) self->plan->T, 0 };

    if (!self->draining || !self->started)
      return NULL;
    gls_joint_stream_push (self, self->silent_tick, &none);
  }
  self->next_frame++;
  return ring_frame (self, frame);
}

void
gls_joint_stream_drain (GlsJointStream *self)
{
  self->draining = TRUE;
}
