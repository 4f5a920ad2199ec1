/* Joint scattering paths, frame by frame.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A block Y[lambda][time] of one mu (modulation.c) goes through the
 * log-frequency stage (frequency.c); the moduli are thinned, averaged over rows
 * and averaged by phi_T (average.c, series.c).
 */
#include "scattering/joint.h"

#include <math.h>
#include <string.h>

#include "scattering/precision.h"
#include "scattering/series.h"
#include "team.h"

/* What belongs to a mu but not to its paths. */
typedef struct
{
  size_t series;
  size_t n_cols; /* columns of a tick after thinning */
  gboolean thin;
  GlsSpline spline;
} Thinning;

struct _GlsJointPlan
{
  gatomicrefcount refs;
  GlsFrequencySpec frequency;
  GlsModulationPlan *modulation;
  GlsSeriesPlan series;
  size_t n_mus;
  GlsMu *mu;          /* [n_mus] */
  Thinning *thinning; /* [n_mus] */
  size_t s1_series;   /* of the first section */
  size_t max_scratch, max_result;
};

/* State of one mu. */
typedef struct
{
  float *y;        /* [chunk][n1_max][2][stage.width], a block */
  float *thinned;  /* [n_series][n_cols + 3] */
  gboolean sounds; /* whether any row of the block does */
} MuState;

/* Working memory of one thread. */
typedef struct
{
  GlsModulationScratch *modulation;
  float *tiles, *result; /* of the log-frequency stage */
} Member;

struct _GlsJointStream
{
  GlsJointPlan *plan;
  GlsModulationStream *modulation;
  GlsSeriesStream series;
  MuState *mu; /* [n_mus] */
  GlsTeam *team;
  guint n_members;
  Member *members;       /* [n_members] */
  const float *const *u; /* the tick that is being pushed */
};

/* ---- plan ---- */

static void
make_mu (GlsJointPlan *self, size_t i, const GlsScale *scale,
    const GlsSpec *spec)
{
  GlsMu *mu = &self->mu[i];
  Thinning *thinning = &self->thinning[i];
  guint step = MAX (scale->j, spec->J - GLS_THIN_LOG2);
  size_t D = (size_t) 1 << (step - scale->j);

  mu->scale = *scale;
  gls_frequency_stage_init (&mu->stage, &self->frequency, scale->n1_max,
      scale->nt);
  thinning->thin = D > 1;
  if (thinning->thin)
    gls_spline_init (&thinning->spline, D);
  thinning->series = gls_series_plan_add (&self->series, mu->stage.n_series,
      step, D, scale->lag);
  thinning->n_cols = self->series.series[thinning->series].per_tick;
  mu->offset = self->series.series[thinning->series].offset;
  self->max_scratch =
      MAX (self->max_scratch, gls_frequency_stage_scratch (&mu->stage));
  self->max_result =
      MAX (self->max_result, gls_frequency_stage_result (&mu->stage));
}

GlsJointPlan *
gls_joint_plan_new (const GlsSpec *spec, GlsRows rows, guint spins,
    GError **error)
{
  GlsTolerance tolerance = gls_precision_tolerance (spec->precision);
  const GlsScale *scale;
  const GlsSection *section;
  size_t n_sections;
  GlsJointPlan *self;

  if (!gls_spec_check (spec, error))
    return NULL;
  self = g_new0 (GlsJointPlan, 1);
  g_atomic_ref_count_init (&self->refs);
  gls_frequency_spec_init (&self->frequency, spec->J_fr, spec->Q_fr, spec->F,
      gls_filterbank_fr_length (spec->J, spec->Q1, spec->J_fr, spec->F), rows,
      spins, tolerance.eps);
  self->modulation = gls_modulation_plan_new (spec);
  scale = gls_modulation_plan_get_scales (self->modulation, &self->n_mus);
  section = gls_modulation_plan_get_sections (self->modulation, &n_sections);
  gls_series_plan_init (&self->series, (size_t) 1 << spec->J,
      gls_spec_stride (spec), self->n_mus + n_sections, tolerance.eps_phi);
  self->mu = g_new0 (GlsMu, self->n_mus);
  self->thinning = g_new0 (Thinning, self->n_mus);
  for (size_t i = 0; i < self->n_mus; i++)
    make_mu (self, i, &scale[i], spec);
  self->s1_series = self->n_mus;
  for (size_t s = 0; s < n_sections; s++)
    gls_series_plan_add (&self->series, section[s].n_rows, section[s].log2_step,
        1, section[s].lag);
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
    if (plan->thinning[i].thin)
      gls_spline_clear (&plan->thinning[i].spline);
  }
  gls_series_plan_clear (&plan->series);
  gls_modulation_plan_free (plan->modulation);
  gls_frequency_spec_clear (&plan->frequency);
  g_free (plan->mu);
  g_free (plan->thinning);
  g_free (plan);
}

const GlsMu *
gls_joint_plan_get_mus (const GlsJointPlan *plan, size_t *n)
{
  *n = plan->n_mus;
  return plan->mu;
}

const GlsModulationPlan *
gls_joint_plan_get_modulation (const GlsJointPlan *plan)
{
  return plan->modulation;
}

const GlsFrequencySpec *
gls_joint_plan_get_frequency (const GlsJointPlan *plan)
{
  return &plan->frequency;
}

size_t
gls_joint_plan_get_n_lambda (const GlsJointPlan *plan)
{
  return gls_modulation_plan_get_n_lambda (plan->modulation);
}

size_t
gls_joint_plan_get_frame_size (const GlsJointPlan *plan)
{
  return plan->series.frame_size;
}

size_t
gls_joint_plan_get_s1_offset (const GlsJointPlan *plan)
{
  return plan->series.series[plan->s1_series].offset;
}

size_t
gls_joint_plan_get_latency_samples (const GlsJointPlan *plan)
{
  return gls_series_plan_get_latency_samples (&plan->series);
}

/* ---- stream ---- */

GlsJointStream *
gls_joint_stream_new (GlsJointPlan *plan, guint n_threads)
{
  GlsJointStream *self = g_new0 (GlsJointStream, 1);

  self->plan = gls_joint_plan_ref (plan);
  self->modulation = gls_modulation_stream_new (plan->modulation);
  gls_series_stream_init (&self->series, &plan->series);
  self->mu = g_new0 (MuState, plan->n_mus);
  for (size_t i = 0; i < plan->n_mus; i++) {
    const GlsMu *mu = &plan->mu[i];

    self->mu[i].y = gls_fft_alloc (2 * mu->scale.n1_max
        * MAX (mu->scale.nt, mu->stage.width));
    self->mu[i].thinned =
        g_new0 (float, mu->stage.n_series *(plan->thinning[i].n_cols + 3));
  }
  self->team = gls_team_new (n_threads);
  self->n_members = n_threads;
  self->members = g_new (Member, n_threads);
  for (guint i = 0; i < n_threads; i++)
    self->members[i] = (Member){
      gls_modulation_scratch_new (plan->modulation),
      gls_fft_alloc (plan->max_scratch),
      gls_fft_alloc (plan->max_result),
    };
  return self;
}

void
gls_joint_stream_free (GlsJointStream *self)
{
  if (self == NULL)
    return;
  for (size_t i = 0; i < self->plan->n_mus; i++) {
    gls_fft_free_array (self->mu[i].y);
    g_free (self->mu[i].thinned);
  }
  g_free (self->mu);
  gls_team_free (self->team);
  for (guint i = 0; i < self->n_members; i++) {
    gls_modulation_scratch_free (self->members[i].modulation);
    gls_fft_free_array (self->members[i].tiles);
    gls_fft_free_array (self->members[i].result);
  }
  g_free (self->members);
  gls_series_stream_clear (&self->series);
  gls_modulation_stream_free (self->modulation);
  gls_joint_plan_unref (self->plan);
  g_free (self);
}

void
gls_joint_stream_reset (GlsJointStream *self)
{
  const GlsJointPlan *plan = self->plan;

  gls_modulation_stream_reset (self->modulation);
  gls_series_stream_reset (&self->series);
  for (size_t i = 0; i < plan->n_mus; i++)
    memset (self->mu[i].thinned, 0,
        plan->mu[i].stage.n_series * (plan->thinning[i].n_cols + 3)
            * sizeof (float));
}

/* Writes one row of a block of Y in chunks: [chunk][n1_max][2][width]. */
static void
take_row (gpointer data, size_t i, size_t lambda, const float *z)
{
  GlsJointStream *self = data;
  const GlsMu *mu = &self->plan->mu[i];
  size_t nt = mu->scale.nt, width = mu->stage.width, n = MIN (nt, width);

  self->mu[i].sounds |= z != NULL;
  for (size_t t = 0; t < nt; t += width) {
    float *re = self->mu[i].y + 2 * (t * mu->scale.n1_max + lambda * width);
    float *im = re + width;

    for (size_t k = 0; k < n; k++) {
      re[k] = z ? z[2 * (t + k)] : 0.0f;
      im[k] = z ? z[2 * (t + k) + 1] : 0.0f;
    }
  }
}

/* Columns @at .. of the tick, at rate 2^-j2, thinned. */
static void
thin_result (GlsJointStream *self, size_t i, size_t at, const float *result)
{
  const GlsMu *mu = &self->plan->mu[i];
  const Thinning *thinning = &self->plan->thinning[i];
  size_t width = mu->stage.width, n = MIN (mu->scale.nt, width);

  for (size_t s = 0; s < mu->stage.n_series; s++) {
    const float *from = result + s * width;
    float *to = self->mu[i].thinned + s * (thinning->n_cols + 3);

    if (thinning->thin)
      gls_spline_accumulate (&thinning->spline, from, n, at, to);
    else
      memcpy (to + at, from, n * sizeof (float));
  }
}

/* A tick's columns of a mu are complete: hand them on. */
static void
finish_mu (GlsJointStream *self, size_t i)
{
  const Thinning *thinning = &self->plan->thinning[i];
  size_t n = thinning->n_cols, n_series = self->plan->mu[i].stage.n_series;
  float *to = gls_series_stream_columns (&self->series, thinning->series);

  for (size_t s = 0; s < n_series; s++) {
    float *from = self->mu[i].thinned + s * (n + 3);

    for (size_t t = 0; t < n; t++)
      to[t * n_series + s] = from[t];
    if (thinning->thin) {
      memmove (from, from + n, 3 * sizeof (float));
      memset (from + 3, 0, n * sizeof (float));
    }
  }
}

static void
take_block (gpointer data, size_t i, size_t b, size_t member)
{
  GlsJointStream *self = data;
  const GlsMu *mu = &self->plan->mu[i];
  const Thinning *thinning = &self->plan->thinning[i];
  const Member *work = &self->members[member];
  size_t nt = mu->scale.nt;

  if (self->mu[i].sounds)
    for (size_t t = 0; t < nt; t += mu->stage.width) {
      gls_frequency_stage_run (&mu->stage,
          self->mu[i].y + 2 * t * mu->scale.n1_max, work->tiles, work->result);
      thin_result (self, i, b * nt + t, work->result);
    }
  else if (!thinning->thin)
    memset (self->mu[i].thinned, 0,
        mu->stage.n_series * (thinning->n_cols + 3) * sizeof (float));
  self->mu[i].sounds = FALSE;
  if (b + 1 == mu->scale.n_blocks)
    finish_mu (self, i);
}

static void
push_s1 (GlsJointStream *self, size_t s, const GlsSection *section)
{
  size_t set = self->plan->s1_series + s;
  size_t n = self->plan->series.series[set].per_tick;
  float *to = gls_series_stream_columns (&self->series, set);

  for (size_t r = 0; r < section->n_rows; r++) {
    const float *row =
        gls_modulation_stream_get_row (self->modulation, s, section->first + r);

    for (size_t t = 0; t < n; t++)
      to[t * section->n_rows + r] = row[t];
  }
}

static void
take_in (size_t intake, size_t member, gpointer data)
{
  GlsJointStream *self = data;

  gls_modulation_stream_push (self->modulation, intake, self->u,
      self->members[member].modulation);
}

static void
filter (size_t task, size_t member, gpointer data)
{
  static const GlsModulationSink sink = { take_row, take_block };
  GlsJointStream *self = data;

  gls_modulation_stream_run (self->modulation, task,
      self->members[member].modulation, &sink, self, member);
}

void
gls_joint_stream_push (GlsJointStream *self, const float *const *u,
    const GlsTick *tick)
{
  const GlsModulationPlan *modulation = self->plan->modulation;
  size_t n_sections;
  const GlsSection *section =
      gls_modulation_plan_get_sections (modulation, &n_sections);

  self->u = u;
  gls_series_stream_begin (&self->series, tick);
  gls_team_run (self->team, gls_modulation_plan_get_n_intakes (modulation),
      take_in, self);
  gls_team_run (self->team, gls_modulation_plan_get_n_tasks (modulation),
      filter, self);
  for (size_t s = 0; s < n_sections; s++)
    push_s1 (self, s, &section[s]);
  gls_series_stream_end (&self->series);
}

const float *
gls_joint_stream_pull (GlsJointStream *self)
{
  const float *frame = NULL;

  while (gls_series_stream_pull (&self->series, &frame) == GLS_SERIES_WAIT) {
    GlsTick none = { self->series.tick * (int64_t) self->plan->series.T, 0 };

    if (!self->series.draining)
      return NULL;
    gls_joint_stream_push (self, NULL, &none);
  }
  return frame;
}

void
gls_joint_stream_drain (GlsJointStream *self)
{
  self->series.draining = TRUE;
}
