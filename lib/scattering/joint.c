/* Joint scattering paths, frame by frame.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A block Y[lambda][time] of one mu (modulation.c) goes through the
 * log-frequency stage (frequency.c); the moduli are thinned, averaged over rows
 * and averaged by phi_T (average.c, series.c).
 */
#include "scattering/joint.h"

#include <string.h>

#include "scattering/gather.h"
#include "scattering/loops.h"
#include "scattering/precision.h"

/* The mus of one octave: they have the same rows, so one stage serves them,
 * side by side where a tick has few columns. */
typedef struct
{
  size_t first, n; /* mus */
  size_t n_chunks;
  GlsFrequencyStage stage;
} Octave;

struct _GlsJointPlan
{
  gatomicrefcount refs;
  GlsBanks *banks;
  GlsFrequencySpec frequency;
  GlsModulationPlan *modulation;
  GlsSeriesPlan series;
  size_t n_mus;
  GlsMu *mu;             /* [n_mus] */
  GlsThinning *thinning; /* [n_mus] */
  size_t n_octaves;
  Octave *octave;             /* [n_octaves] */
  size_t *octave_of;          /* [n_mus] */
  size_t s1_set;              /* of the first section */
  GlsFrequencyStage low_pass; /* of S1, one column */
  size_t low_pass_offset;
  size_t max_scratch, max_result;
};

/* State of one octave. */
typedef struct
{
  float *y;        /* [n_chunks][n1_max][2][stage.width], a block of each mu */
  gboolean sounds; /* whether any row of the blocks does */
} OctaveState;

/* Working memory of one thread. */
typedef struct
{
  float *tiles, *result; /* of the log-frequency stage */
} Member;

struct _GlsJointStream
{
  GlsJointPlan *plan;
  GlsModulationStream *modulation;
  GlsSeriesStream series;
  OctaveState *octave; /* [n_octaves] */
  float **thinned;     /* [n_mus] */
  float *s1;           /* [n_lambda][2][low_pass.width], a column of S1 */
  guint n_members;
  Member *members; /* [n_members] */
};

/* ---- plan ---- */

GlsRows
gls_joint_rows (GlsLambda lambda)
{
  switch (lambda) {
    case GLS_LAMBDA_LOCAL:
      return GLS_ROWS_LOCAL;
    case GLS_LAMBDA_BANDS:
      return GLS_ROWS_BANDS;
    case GLS_LAMBDA_POOLED:
      break;
  }
  return GLS_ROWS_POOLED;
}

static void
make_octaves (GlsJointPlan *self, const GlsScale *scale)
{
  self->octave = g_new0 (Octave, self->n_mus);
  self->octave_of = g_new (size_t, self->n_mus);
  for (size_t i = 0; i < self->n_mus; i++) {
    if (i == 0 || scale[i].j != scale[i - 1].j)
      self->octave[self->n_octaves++].first = i;
    self->octave_of[i] = self->n_octaves - 1;
    self->octave[self->n_octaves - 1].n++;
  }
  for (size_t o = 0; o < self->n_octaves; o++) {
    Octave *octave = &self->octave[o];
    size_t n_columns = octave->n * scale[octave->first].nt;

    gls_frequency_stage_init (&octave->stage, &self->frequency,
        scale[octave->first].n1_max, n_columns);
    octave->n_chunks =
        (n_columns + octave->stage.width - 1) / octave->stage.width;
    self->max_scratch =
        MAX (self->max_scratch, gls_frequency_stage_scratch (&octave->stage));
    self->max_result =
        MAX (self->max_result, gls_frequency_stage_result (&octave->stage));
  }
}

static void
make_mu (GlsJointPlan *self, size_t i, const GlsScale *scale)
{
  GlsMu *mu = &self->mu[i];

  mu->scale = *scale;
  mu->stage = &self->octave[self->octave_of[i]].stage;
  gls_thinning_init (&self->thinning[i], &self->series, self->banks->spec.J,
      mu->stage->n_series, scale->j, scale->lag);
  mu->offset = self->series.series[self->thinning[i].set].offset;
}

/* A real column is a complex one without imaginary part: both spins of it are
 * the same. What comes of it is no series, for S1 is an average already. */
static void
make_low_pass (GlsJointPlan *self)
{
  GlsFrequencySpec spec = self->frequency;

  spec.spins = GLS_SPIN_UP;
  gls_frequency_stage_init (&self->low_pass, &spec, self->banks->n_psi1, 1);
  self->max_scratch =
      MAX (self->max_scratch, gls_frequency_stage_scratch (&self->low_pass));
  self->max_result =
      MAX (self->max_result, gls_frequency_stage_result (&self->low_pass));
  self->low_pass_offset =
      gls_series_plan_reserve (&self->series, self->low_pass.n_series);
}

GlsJointPlan *
gls_joint_plan_new (GlsBanks *banks, GlsRows rows, guint spins)
{
  const GlsSpec *spec = &banks->spec;
  GlsTolerance tolerance = gls_precision_tolerance (spec->precision);
  GlsJointPlan *self = g_new0 (GlsJointPlan, 1);
  const GlsScale *scale;
  size_t n_sections;

  g_atomic_ref_count_init (&self->refs);
  self->banks = gls_banks_ref (banks);
  gls_frequency_spec_init (&self->frequency, banks->psi_fr, banks->n_wavelets,
      spec->F, banks->N_fr, rows, spins, tolerance.eps);
  self->frequency.bands = gls_banks_get_lambda_bands (banks);
  self->modulation = gls_modulation_plan_new (banks);
  scale = gls_modulation_plan_get_scales (self->modulation, &self->n_mus);
  gls_modulation_plan_get_sections (self->modulation, &n_sections);
  gls_series_plan_init (&self->series, (size_t) 1 << spec->J,
      gls_spec_stride (spec), self->n_mus + n_sections, tolerance.eps_phi);
  self->mu = g_new0 (GlsMu, self->n_mus);
  self->thinning = g_new0 (GlsThinning, self->n_mus);
  make_octaves (self, scale);
  for (size_t i = 0; i < self->n_mus; i++)
    make_mu (self, i, &scale[i]);
  self->s1_set = gls_sections_add (self->modulation, &self->series);
  if (spec->low_pass)
    make_low_pass (self);
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
  for (size_t o = 0; o < plan->n_octaves; o++)
    gls_frequency_stage_clear (&plan->octave[o].stage);
  if (plan->banks->spec.low_pass)
    gls_frequency_stage_clear (&plan->low_pass);
  for (size_t i = 0; i < plan->n_mus; i++)
    gls_thinning_clear (&plan->thinning[i]);
  gls_series_plan_clear (&plan->series);
  gls_modulation_plan_free (plan->modulation);
  gls_frequency_spec_clear (&plan->frequency);
  gls_banks_unref (plan->banks);
  g_free (plan->mu);
  g_free (plan->thinning);
  g_free (plan->octave);
  g_free (plan->octave_of);
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

const GlsFrequencyStage *
gls_joint_plan_get_low_pass (const GlsJointPlan *plan, size_t *offset)
{
  *offset = plan->low_pass_offset;
  return plan->banks->spec.low_pass ? &plan->low_pass : NULL;
}

size_t
gls_joint_plan_get_frame_size (const GlsJointPlan *plan)
{
  return plan->series.frame_size;
}

size_t
gls_joint_plan_get_s1_offset (const GlsJointPlan *plan)
{
  return plan->series.series[plan->s1_set].offset;
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
  self->modulation = gls_modulation_stream_new (plan->modulation, n_threads);
  gls_series_stream_init (&self->series, &plan->series);
  self->octave = g_new0 (OctaveState, plan->n_octaves);
  for (size_t o = 0; o < plan->n_octaves; o++) {
    const GlsFrequencyStage *stage = &plan->octave[o].stage;

    self->octave[o].y = gls_fft_alloc (2 * plan->octave[o].n_chunks
        * stage->n1_max * stage->width);
  }
  self->thinned = g_new (float *, plan->n_mus);
  for (size_t i = 0; i < plan->n_mus; i++)
    self->thinned[i] =
        g_new0 (float, gls_thinning_get_size (&plan->thinning[i]));
  if (plan->banks->spec.low_pass)
    self->s1 = gls_fft_alloc (2 * plan->low_pass.n1_max * plan->low_pass.width);
  self->n_members = n_threads;
  self->members = g_new (Member, n_threads);
  for (guint i = 0; i < n_threads; i++)
    self->members[i] = (Member){
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
  for (size_t o = 0; o < self->plan->n_octaves; o++)
    gls_fft_free_array (self->octave[o].y);
  g_free (self->octave);
  for (size_t i = 0; i < self->plan->n_mus; i++)
    g_free (self->thinned[i]);
  g_free (self->thinned);
  gls_fft_free_array (self->s1);
  for (guint i = 0; i < self->n_members; i++) {
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
    memset (self->thinned[i], 0,
        gls_thinning_get_size (&plan->thinning[i]) * sizeof (float));
}

/* Zeros in the first @n rows of an octave's blocks. */
static void
silence_rows (GlsJointStream *self, const Octave *octave, float *y, size_t n)
{
  const GlsFrequencyStage *stage = &octave->stage;

  for (size_t c = 0; c < octave->n_chunks; c++)
    memset (y + 2 * c * stage->n1_max * stage->width, 0,
        2 * n * stage->width * sizeof (float));
}

/* Writes one row of a block of Y: [chunk][n1_max][2][width], where the mus of
 * the octave follow each other along the columns. Rows come in order; those
 * before the first that sounds are written with it, for there may be none. */
static void
take_row (gpointer data, size_t i, size_t lambda, const float *z, size_t member)
{
  GlsJointStream *self = data;
  const GlsScale *scale = &self->plan->mu[i].scale;
  size_t o = self->plan->octave_of[i], nt = scale->nt;
  const Octave *octave = &self->plan->octave[o];
  OctaveState *state = &self->octave[o];
  size_t width = octave->stage.width, n = MIN (nt, width);
  size_t first = (i - octave->first) * nt;

  if (z == NULL && !state->sounds)
    return;
  if (!state->sounds)
    silence_rows (self, octave, state->y, lambda);
  state->sounds = TRUE;
  for (size_t t = 0; t < nt; t += n) {
    size_t chunk = (first + t) / width, column = (first + t) % width;
    float *re =
        state->y + 2 * (chunk * scale->n1_max + lambda) * width + column;
    float *im = re + width;

    if (z != NULL)
      gls_loops_get ()->deinterleave (z + 2 * t, n, re, im);
    else {
      memset (re, 0, n * sizeof (float));
      memset (im, 0, n * sizeof (float));
    }
  }
}

static void
transform_chunk (GlsJointStream *self, const Octave *octave, const float *y,
    size_t chunk, size_t b, const Member *work)
{
  const GlsFrequencyStage *stage = &octave->stage;
  size_t nt = self->plan->mu[octave->first].scale.nt;
  size_t n = MIN (nt, stage->width);

  gls_frequency_stage_run (stage, y + 2 * chunk * stage->n1_max * stage->width,
      work->tiles, work->result);
  for (size_t k = 0; k < stage->width; k += n) {
    size_t column = chunk * stage->width + k;
    size_t i = octave->first + column / nt;

    if (column < octave->n * nt)
      gls_thinning_add (&self->plan->thinning[i], self->thinned[i],
          &(GlsThinningRows){ 0, stage->n_series, stage->width },
          work->result + k, n, b * nt + column % nt);
  }
}

/* The blocks of all mus of an octave are complete. */
static void
transform_octave (GlsJointStream *self, size_t o, size_t b, const Member *work)
{
  const GlsJointPlan *plan = self->plan;
  const Octave *octave = &plan->octave[o];

  for (size_t c = 0; c < octave->n_chunks && self->octave[o].sounds; c++)
    transform_chunk (self, octave, self->octave[o].y, c, b, work);
  for (size_t i = octave->first; i < octave->first + octave->n; i++) {
    size_t nt = plan->mu[i].scale.nt;

    if (!self->octave[o].sounds)
      gls_thinning_add (&plan->thinning[i], self->thinned[i],
          &(GlsThinningRows){ 0, octave->stage.n_series, 0 }, NULL, nt, b * nt);
    if (b + 1 == plan->mu[i].scale.n_blocks)
      gls_thinning_finish (&plan->thinning[i], self->thinned[i], &self->series);
  }
  self->octave[o].sounds = FALSE;
}

static void
take_block (gpointer data, size_t i, size_t b, size_t member)
{
  GlsJointStream *self = data;
  size_t o = self->plan->octave_of[i];
  const Octave *octave = &self->plan->octave[o];

  if (i + 1 == octave->first + octave->n)
    transform_octave (self, o, b, &self->members[member]);
}

void
gls_joint_stream_push (GlsJointStream *self, const float *const *u,
    const GlsTick *tick)
{
  static const GlsModulationSink sink = { take_row, take_block };

  gls_series_stream_begin (&self->series, tick);
  gls_modulation_stream_push (self->modulation, u, &sink, self);
  gls_sections_push (self->plan->modulation, self->modulation, &self->series,
      self->plan->s1_set);
  gls_series_stream_end (&self->series);
}

static void
push_silence (gpointer data, const GlsTick *tick)
{
  gls_joint_stream_push (data, NULL, tick);
}

static void
add_low_pass (GlsJointStream *self, float *frame)
{
  const GlsJointPlan *plan = self->plan;
  const Member *work = &self->members[0];

  gls_frequency_stage_run_real (&plan->low_pass,
      frame + gls_joint_plan_get_s1_offset (plan), self->s1, work->tiles,
      work->result, frame + plan->low_pass_offset);
}

const float *
gls_joint_stream_pull (GlsJointStream *self)
{
  float *frame = gls_series_stream_pull (&self->series, push_silence, self);

  if (frame != NULL && self->plan->banks->spec.low_pass)
    add_low_pass (self, frame);
  return frame;
}

void
gls_joint_stream_drain (GlsJointStream *self)
{
  self->series.draining = TRUE;
}
