/* The rows of a scalogram, filtered in time by every psi_mu.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/modulation.h"

#include <string.h>

#include "scattering/average.h"
#include "scattering/flush.h"
#include "scattering/precision.h"
#include "scattering/pyramid.h"
#include "scattering/rowhistory.h"
#include "scattering/samples.h"
#include "team.h"

#define MAX_LEVELS 16

/* A row's levels are made one from the other, but rows are apart. */
#define N_INTAKES 8

/* A level of all rows that have it. */
typedef struct
{
  GlsLevel level;
  size_t first, n_rows; /* lambdas */
  GlsBand *band;        /* NULL if no mu is applied here */
  size_t *scale;        /* [band->n_filters] */
} Level;

struct _GlsModulationPlan
{
  GlsBanks *banks;
  size_t T;
  GlsHalfband halfband;
  guint floor_level; /* where the pyramid stops */
  size_t n_levels;
  Level level[MAX_LEVELS];
  size_t n_scales;
  GlsScale *scale;    /* [n_scales] */
  guint *scale_level; /* [n_scales] the first whose band a scale is in */
  size_t n_sections;
  GlsSection section[MAX_LEVELS];
  size_t max_fft;
};

/* One thread's working memory. */
typedef struct
{
  GlsBandScratch band;
  float *odd; /* of the half-band filter */
} Scratch;

struct _GlsModulationStream
{
  const GlsModulationPlan *plan;
  GlsRowHistory history[MAX_LEVELS];
  GlsTeam *team;
  size_t n_threads;
  Scratch *scratch; /* [n_threads] */
  /* the tick that is being pushed */
  const float *const *u;
  const GlsModulationSink *sink;
  gpointer data;
};

/* ---- plan ---- */

static guint
level_of_pair (const GlsModulationPlan *self, guint j1, guint j2)
{
  return MAX (j1, MIN (j2 - 1, self->floor_level));
}

static void
make_scales (GlsModulationPlan *self)
{
  const GlsBanks *banks = self->banks;

  self->n_scales = banks->n_pairs;
  self->scale = g_new0 (GlsScale, self->n_scales);
  self->scale_level = g_new0 (guint, self->n_scales);
  for (size_t i = 0; i < self->n_scales; i++) {
    GlsPairs pairs = banks->pairs[i];
    const GlsFilter *psi = &banks->psi2[pairs.n2];

    self->scale_level[i] = MIN (psi->j - 1, self->floor_level);
    self->scale[i] = (GlsScale){
      .n2 = pairs.n2, .xi = psi->xi, .j = psi->j, .n1_max = pairs.n1_max
    };
  }
}

/* Rows with j1 <= p have level p down to the floor; below it each j1 has only
 * its own. */
static void
make_level_rows (GlsModulationPlan *self, guint p)
{
  const GlsBanks *banks = self->banks;
  Level *level = &self->level[p];
  size_t above = gls_filterbank_count_below (banks->psi1, banks->n_psi1, p);
  size_t upto = gls_filterbank_count_below (banks->psi1, banks->n_psi1, p + 1);

  level->first = p <= self->floor_level ? 0 : above;
  level->n_rows = upto - level->first;
  level->level.h = self->T >> p;
}

/* Longest delay of a level's rows. */
static size_t
max_delay (const GlsModulationPlan *self, guint p)
{
  return p <= self->floor_level ? gls_pyramid_delay (&self->halfband, p) : 0;
}

static void
make_level_band (GlsModulationPlan *self, guint p, double eps)
{
  Level *level = &self->level[p];
  guint j1 = p <= self->floor_level ? 0 : p;
  GlsFilter filters[64];
  guint d[64];
  size_t n = 0;

  level->scale = g_new (size_t, self->n_scales);
  for (size_t i = 0; i < self->n_scales; i++)
    if (self->scale[i].j > p
        && level_of_pair (self, j1, self->scale[i].j) == p) {
      filters[n] = self->banks->psi2[self->scale[i].n2];
      d[n] = self->scale[i].j - p;
      level->scale[n++] = i;
    }
  if (n == 0 || level->n_rows == 0)
    return;
  level->band = gls_band_new (filters, d, n, p, level->level.h,
      p >= self->floor_level, eps);
  level->level.reach = level->band->reach;
  level->level.ahead = level->band->ahead;
  self->max_fft = MAX (self->max_fft, level->band->n_fft);
}

/* A fast level lags by whole blocks and by whole segments of what thins its
 * series, of 16 per T. The slow levels have one lag, whole ticks: their rows
 * meet in the same blocks. */
static void
make_levels (GlsModulationPlan *self, double eps)
{
  size_t slow_lag = self->T;
  guint last = self->banks->psi1[self->banks->n_psi1 - 1].j;

  self->n_levels = MAX (last, self->floor_level) + 1;
  for (guint p = 0; p < self->n_levels; p++) {
    GlsLevel *level = &self->level[p].level;

    make_level_rows (self, p);
    make_level_band (self, p, eps);
    if (p < self->floor_level && self->level[p].band != NULL)
      level->lag = gls_level_min_lag (MAX (self->level[p].band->block,
                                          level->h >> GLS_THIN_LOG2),
          max_delay (self, p), level->ahead);
    else if (p >= self->floor_level)
      slow_lag = MAX (slow_lag,
          gls_level_min_lag (level->h, max_delay (self, p), level->ahead) << p);
  }
  for (guint p = 0; p < self->n_levels; p++) {
    GlsLevel *level = &self->level[p].level;

    if (p >= self->floor_level)
      level->lag = slow_lag >> p;
    level->length = gls_level_min_length (level, &self->halfband,
        gls_pyramid_delay (&self->halfband, p + 1));
  }
}

static void
make_timing (GlsModulationPlan *self)
{
  for (size_t i = 0; i < self->n_scales; i++) {
    GlsScale *scale = &self->scale[i];
    const Level *level = &self->level[self->scale_level[i]];
    guint d = scale->j - self->scale_level[i];
    size_t n_tick = self->T >> scale->j;

    scale->nt = self->scale_level[i] < self->floor_level
        ? level->band->block >> d
        : n_tick;
    scale->n_blocks = n_tick / scale->nt;
    scale->lag = level->level.lag << self->scale_level[i];
  }
  for (guint p = self->floor_level; p < self->n_levels; p++)
    if (self->level[p].n_rows > 0)
      self->section[self->n_sections++] = (GlsSection){ p, self->level[p].first,
        self->level[p].n_rows, self->level[p].level.lag << p };
}

GlsModulationPlan *
gls_modulation_plan_new (GlsBanks *banks)
{
  GlsModulationPlan *self = g_new0 (GlsModulationPlan, 1);
  GlsTolerance tolerance = gls_precision_tolerance (banks->spec.precision);

  self->banks = gls_banks_ref (banks);
  self->T = (size_t) 1 << banks->spec.J;
  self->floor_level = gls_pyramid_last_level (banks->spec.J);
  self->halfband = gls_halfband_new (tolerance.attenuation);
  make_scales (self);
  make_levels (self, tolerance.eps);
  make_timing (self);
  return self;
}

void
gls_modulation_plan_free (GlsModulationPlan *plan)
{
  if (plan == NULL)
    return;
  for (size_t p = 0; p < plan->n_levels; p++) {
    gls_band_free (plan->level[p].band);
    g_free (plan->level[p].scale);
  }
  gls_banks_unref (plan->banks);
  g_free (plan->scale);
  g_free (plan->scale_level);
  g_free (plan);
}

const GlsScale *
gls_modulation_plan_get_scales (const GlsModulationPlan *plan, size_t *n)
{
  *n = plan->n_scales;
  return plan->scale;
}

const GlsSection *
gls_modulation_plan_get_sections (const GlsModulationPlan *plan, size_t *n)
{
  *n = plan->n_sections;
  return plan->section;
}

size_t
gls_modulation_plan_get_n_lambda (const GlsModulationPlan *plan)
{
  return plan->banks->n_psi1;
}

void
gls_modulation_plan_count (const GlsModulationPlan *plan,
    void (*func) (gpointer data, size_t length, size_t n), gpointer data)
{
  for (size_t p = 0; p < plan->n_levels; p++) {
    const Level *level = &plan->level[p];
    const GlsBand *band = level->band;
    size_t n_blocks = band ? level->level.h / band->block : 0;

    if (band == NULL)
      continue;
    func (data, band->n_fft, n_blocks * ((level->n_rows + 1) / 2));
    for (size_t f = 0; f < band->n_filters; f++)
      func (data, band->n_fft >> band->filters[f].d,
          n_blocks
              * (MIN (level->first + level->n_rows,
                     plan->scale[level->scale[f]].n1_max)
                  - level->first));
  }
}

/* ---- stream ---- */

GlsModulationStream *
gls_modulation_stream_new (const GlsModulationPlan *plan, size_t n_threads)
{
  GlsModulationStream *self = g_new0 (GlsModulationStream, 1);

  self->plan = plan;
  for (size_t p = 0; p < plan->n_levels; p++)
    gls_row_history_init (&self->history[p], plan->level[p].n_rows,
        plan->level[p].level.length, plan->level[p].level.h);
  self->team = gls_team_new (n_threads);
  self->n_threads = n_threads;
  self->scratch = g_new (Scratch, n_threads);
  for (size_t i = 0; i < n_threads; i++) {
    gls_band_scratch_init (&self->scratch[i].band, MAX (plan->max_fft, 2));
    self->scratch[i].odd = g_new0 (float, plan->T / 2 + 2 * GLS_HALFBAND_MAX);
  }
  return self;
}

void
gls_modulation_stream_free (GlsModulationStream *self)
{
  if (self == NULL)
    return;
  gls_team_free (self->team);
  for (size_t i = 0; i < self->n_threads; i++) {
    gls_band_scratch_clear (&self->scratch[i].band);
    g_free (self->scratch[i].odd);
  }
  g_free (self->scratch);
  for (size_t p = 0; p < self->plan->n_levels; p++)
    gls_row_history_clear (&self->history[p]);
  g_free (self);
}

void
gls_modulation_stream_reset (GlsModulationStream *self)
{
  for (size_t p = 0; p < self->plan->n_levels; p++)
    gls_row_history_reset (&self->history[p]);
}

static size_t
row_of (const GlsModulationStream *self, size_t p, size_t lambda)
{
  return lambda - self->plan->level[p].first;
}

static const float *
row_history (const GlsModulationStream *self, size_t p, size_t lambda)
{
  return gls_row_history_get (&self->history[p], row_of (self, p, lambda));
}

static size_t
row_delay (const GlsModulationPlan *plan, size_t p, size_t lambda)
{
  return gls_pyramid_delay (&plan->halfband, p - plan->banks->psi1[lambda].j);
}

/* Where what is due begins in a row. */
static const float *
row_block (const GlsModulationStream *self, size_t p, size_t lambda)
{
  const GlsModulationPlan *plan = self->plan;

  return row_history (self, p, lambda)
      + gls_level_block_at (&plan->level[p].level, row_delay (plan, p, lambda));
}

static gboolean
ends_in_silence (const GlsModulationStream *self, size_t p, size_t lambda,
    size_t n)
{
  return gls_row_history_ends_in_silence (&self->history[p],
      row_of (self, p, lambda), n);
}

/* Where in the level above lies what level p takes from it next. */
static size_t
find_above (const GlsModulationPlan *plan, size_t p, size_t lambda)
{
  return gls_level_decimate_at (&plan->level[p - 1].level,
      row_delay (plan, p - 1, lambda), row_delay (plan, p, lambda));
}

/* Whether a row goes on in silence: at its own rate in the tick, else in what
 * the half-band filter sees of the level above. */
static gboolean
stays_silent (const GlsModulationStream *self, size_t p, size_t lambda,
    const float *u)
{
  const GlsModulationPlan *plan = self->plan;

  if (plan->banks->psi1[lambda].j == p)
    return u == NULL || gls_samples_are_silent (u, plan->level[p].level.h);
  return ends_in_silence (self, p - 1, lambda,
      plan->level[p - 1].level.length - find_above (plan, p, lambda)
          + gls_halfband_reach (&plan->halfband));
}

/* A row's newest samples at level p: from the tick at its own rate, by
 * decimation of the level above otherwise. */
static void
update_row (GlsModulationStream *self, size_t p, size_t lambda, const float *u,
    float *odd)
{
  const GlsModulationPlan *plan = self->plan;
  size_t h = plan->level[p].level.h;
  float *newest = gls_row_history_take (&self->history[p],
      row_of (self, p, lambda), stays_silent (self, p, lambda, u));

  if (newest != NULL && plan->banks->psi1[lambda].j < p)
    gls_halfband_decimate (&plan->halfband,
        row_history (self, p - 1, lambda) + find_above (plan, p, lambda), h,
        newest, odd);
  else if (newest != NULL)
    memcpy (newest, u, h * sizeof (float));
}

static void
take_in (size_t intake, size_t member, gpointer data)
{
  GlsModulationStream *self = data;
  const GlsModulationPlan *plan = self->plan;
  GlsFlush flush = gls_flush_begin ();

  for (size_t g = 0; g < plan->banks->n_groups; g++) {
    const GlsScalogramGroup *group = &plan->banks->group[g];
    guint last = MAX (group->j, plan->floor_level);

    for (size_t i = 0; i < group->n_lambda; i++) {
      size_t lambda = group->first + i;

      if (lambda % N_INTAKES != intake)
        continue;
      for (guint p = group->j; p <= last; p++)
        update_row (self, p, lambda,
            self->u ? self->u[g] + i * group->n_times : NULL,
            self->scratch[member].odd);
    }
  }
  gls_flush_end (flush);
}

/* Returns: what block b of a row is made of, or NULL if that is silence */
static const float *
find_sound (const GlsModulationStream *self, size_t p, size_t lambda, size_t b)
{
  const GlsBand *band = self->plan->level[p].band;
  const float *x = row_block (self, p, lambda) + b * band->block - band->reach;
  size_t n = self->plan->level[p].level.length
      - (size_t) (x - row_history (self, p, lambda));

  return ends_in_silence (self, p, lambda, n)
          || gls_samples_are_silent (x, gls_band_window (band))
      ? NULL
      : x;
}

/* Rows of silence, as before and after the audio, cost nothing. The others go
 * two by two. */
static void
filter_block (GlsModulationStream *self, size_t p, size_t b, size_t member)
{
  const GlsModulationPlan *plan = self->plan;
  const Level *level = &plan->level[p];
  const GlsBand *band = level->band;
  GlsBandScratch *scratch = &self->scratch[member].band;

  for (size_t r = 0; r < level->n_rows; r += 2) {
    const float *x[2] = { NULL, NULL };
    size_t n = MIN (level->n_rows - r, 2);

    for (size_t i = 0; i < n; i++)
      x[i] = find_sound (self, p, level->first + r + i, b);
    if (x[0] != NULL || x[1] != NULL)
      gls_band_forward (band, scratch, x[0] ? x[0] : x[1], x[0] ? x[1] : NULL);
    for (size_t i = 0; i < n; i++)
      for (size_t f = 0; f < band->n_filters; f++) {
        size_t lambda = level->first + r + i;

        if (lambda < plan->scale[level->scale[f]].n1_max)
          self->sink->row (self->data, level->scale[f], lambda,
              x[i] ? gls_band_apply (band, scratch, x[0] ? i : 0, f) : NULL,
              member);
      }
  }
}

static void
filter_fast_level (GlsModulationStream *self, size_t p, size_t member)
{
  const Level *level = &self->plan->level[p];

  if (level->band == NULL)
    return;
  for (size_t b = 0; b * level->band->block < level->level.h; b++) {
    filter_block (self, p, b, member);
    for (size_t f = 0; f < level->band->n_filters; f++)
      self->sink->block (self->data, level->scale[f], b, member);
  }
}

/* The slow scales take rows from several levels. */
static void
filter_slow_levels (GlsModulationStream *self, size_t member)
{
  const GlsModulationPlan *plan = self->plan;

  for (size_t p = plan->floor_level; p < plan->n_levels; p++)
    if (plan->level[p].band != NULL)
      filter_block (self, p, 0, member);
  for (size_t i = 0; i < plan->n_scales; i++)
    if (plan->scale_level[i] >= plan->floor_level)
      self->sink->block (self->data, i, 0, member);
}

static void
filter (size_t level, size_t member, gpointer data)
{
  GlsModulationStream *self = data;
  GlsFlush flush = gls_flush_begin ();

  if (level < self->plan->floor_level)
    filter_fast_level (self, level, member);
  else
    filter_slow_levels (self, member);
  gls_flush_end (flush);
}

/* Rows are taken in side by side, then levels are filtered side by side. */
void
gls_modulation_stream_push (GlsModulationStream *self, const float *const *u,
    const GlsModulationSink *sink, gpointer data)
{
  self->u = u;
  self->sink = sink;
  self->data = data;
  for (size_t p = 0; p < self->plan->n_levels; p++)
    gls_row_history_begin_tick (&self->history[p]);
  gls_team_run (self->team, N_INTAKES, take_in, self);
  gls_team_run (self->team, self->plan->floor_level + 1, filter, self);
}

const float *
gls_modulation_stream_get_row (const GlsModulationStream *self, size_t section,
    size_t lambda)
{
  return row_block (self, self->plan->section[section].log2_step, lambda);
}
