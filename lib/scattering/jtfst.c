/* Joint time-frequency scattering as a tensor.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Arranges the paths of joint.c as [lambda][theta][mu][ell], chooses an
 * orientation, divides by S1, compresses.
 */
#include "scattering/jtfst.h"

#include <string.h>

#include "scattering/compress.h"
#include "scattering/flush.h"
#include "scattering/joint.h"
#include "scattering/transform-class.h"

/* Of a frame, low-pass row and column included; a pooled one has n_lambda 1. */
typedef struct
{
  size_t n_lambda, n_theta, n_mu, n_ell;
} Shape;

/* 1 + the most octaves along lambda */
#define MAX_K 7

/* The paths of one mu, or of the low-pass in its place. S1 is averaged as the
 * rows of a path are: bands of paths that are decimated may be wider. */
typedef struct
{
  const GlsFrequencyStage *stage;
  size_t offset;
  float *s1_weights[MAX_K]; /* by width_of(), [n_rows][n1_max]; NULL of none */
} Row;

struct _GlsJtfstPlan
{
  gatomicrefcount refs;
  GlsSpec spec;
  GlsJointPlan *joint;
  Shape shape;
  size_t n_scales;   /* mu less the low-pass */
  size_t n_wavelets; /* ell less the low-pass */
  Row *row;          /* [n_mu] */
};

struct _GlsJtfstStream
{
  GlsJtfstPlan *plan;
  GlsJointStream *joint;
  float *scale; /* [n_lambda] what the coefficients of a path are times */
};

static guint
spins_wanted (GlsOrientation orientation)
{
  switch (orientation) {
    case GLS_ORIENTATION_UP:
      return GLS_SPIN_UP;
    case GLS_ORIENTATION_DOWN:
      return GLS_SPIN_DOWN;
    case GLS_ORIENTATION_MAX:
    case GLS_ORIENTATION_BOTH:
      break;
  }
  return GLS_SPIN_UP | GLS_SPIN_DOWN;
}

/* Which of the s1_weights are a path's. */
static guint
width_of (const GlsSpec *spec, const GlsSlot *slot)
{
  return spec->lambda == GLS_LAMBDA_BANDS
      ? (guint) g_bit_storage (slot->stride) - 1
      : 0;
}

/* S1 is averaged over the same lambdas as the coefficients: phi_F around a
 * local row, else over a band, of which pooled is one. */
static void
weigh_s1 (Row *row, const GlsFrequencySpec *frequency, const GlsSlot *slot,
    guint k)
{
  size_t n = row->stage->n1_max, N = frequency->N_fr;
  float *w = g_new (float, slot->n_out *n);

  for (size_t q = 0; q < slot->n_out; q++)
    for (size_t n1 = 0; n1 < n; n1++)
      w[q * n + n1] = (float) (frequency->rows == GLS_ROWS_LOCAL
              ? frequency->phi_F[(q * slot->stride + N - n1) % N]
              : gls_lambda_bands_get_weight (&frequency->bands,
                  &(GlsLambdaRows){ k, 1, n }, q, (ptrdiff_t) n1));
  row->s1_weights[k] = w;
}

static void
weigh_all (const GlsJtfstPlan *self, Row *row)
{
  const GlsFrequencySpec *frequency =
      gls_joint_plan_get_frequency (self->joint);

  for (size_t s = 0; s < row->stage->n_slots; s++) {
    const GlsSlot *slot = &row->stage->slots[s];
    guint k = width_of (&self->spec, slot);

    if (row->s1_weights[k] == NULL)
      weigh_s1 (row, frequency, slot, k);
  }
}

static void
make_rows (GlsJtfstPlan *self)
{
  size_t n_mu;
  const GlsMu *mu = gls_joint_plan_get_mus (self->joint, &n_mu);

  self->n_scales = n_mu;
  self->shape.n_mu = n_mu + (self->spec.low_pass ? 1 : 0);
  self->row = g_new0 (Row, self->shape.n_mu);
  for (size_t m = 0; m < n_mu; m++) {
    self->row[m].stage = mu[m].stage;
    self->row[m].offset = mu[m].offset;
  }
  if (self->spec.low_pass)
    self->row[n_mu].stage =
        gls_joint_plan_get_low_pass (self->joint, &self->row[n_mu].offset);
  for (size_t m = 0; m < self->shape.n_mu; m++) {
    self->shape.n_lambda =
        MAX (self->shape.n_lambda, self->row[m].stage->max_out);
    if (self->spec.normalise || m == n_mu)
      weigh_all (self, &self->row[m]);
  }
}

static GlsJtfstPlan *
plan_new (GlsBanks *banks)
{
  const GlsSpec *spec = &banks->spec;
  guint spins = spins_wanted (spec->orientation)
      | (spec->low_pass ? GLS_SPIN_LOW_PASS : 0);
  GlsJtfstPlan *self = g_new0 (GlsJtfstPlan, 1);

  g_atomic_ref_count_init (&self->refs);
  self->spec = *spec;
  self->joint =
      gls_joint_plan_new (banks, gls_joint_rows (spec->lambda), spins);
  self->n_wavelets = banks->n_wavelets;
  self->shape.n_theta = spec->orientation == GLS_ORIENTATION_BOTH ? 2 : 1;
  self->shape.n_ell = banks->n_wavelets + (spec->low_pass ? 1 : 0);
  make_rows (self);
  return self;
}

GlsJtfstPlan *
gls_jtfst_plan_new (const GlsSpec *spec, GError **error)
{
  GlsSpec checked = *spec;
  g_autoptr (GlsBanks) banks = NULL;

  checked.transform = GLS_TRANSFORM_JTFST;
  banks = gls_banks_new (&checked, error);
  return banks ? plan_new (banks) : NULL;
}

GlsJtfstPlan *
gls_jtfst_plan_ref (GlsJtfstPlan *plan)
{
  g_atomic_ref_count_inc (&plan->refs);
  return plan;
}

void
gls_jtfst_plan_unref (GlsJtfstPlan *plan)
{
  if (!g_atomic_ref_count_dec (&plan->refs))
    return;
  for (size_t m = 0; m < plan->shape.n_mu; m++)
    for (guint k = 0; k < MAX_K; k++)
      g_free (plan->row[m].s1_weights[k]);
  g_free (plan->row);
  gls_joint_plan_unref (plan->joint);
  g_free (plan);
}

size_t
gls_jtfst_plan_get_frame_size (const GlsJtfstPlan *plan)
{
  return plan->shape.n_lambda * plan->shape.n_theta * plan->shape.n_mu
      * plan->shape.n_ell;
}

size_t
gls_jtfst_plan_get_stride (const GlsJtfstPlan *plan)
{
  return gls_spec_stride (&plan->spec);
}

size_t
gls_jtfst_plan_get_latency_samples (const GlsJtfstPlan *plan)
{
  return gls_joint_plan_get_latency_samples (plan->joint);
}

GlsJtfstStream *
gls_jtfst_stream_new (GlsJtfstPlan *plan)
{
  return gls_jtfst_stream_new_threaded (plan, 1);
}

GlsJtfstStream *
gls_jtfst_stream_new_threaded (GlsJtfstPlan *plan, guint n_threads)
{
  GlsJtfstStream *self;

  g_return_val_if_fail (n_threads >= 1 && n_threads <= GLS_MAX_THREADS, NULL);
  self = g_new0 (GlsJtfstStream, 1);
  self->plan = gls_jtfst_plan_ref (plan);
  self->joint = gls_joint_stream_new (plan->joint, n_threads);
  self->scale = g_new (float, plan->shape.n_lambda);
  return self;
}

void
gls_jtfst_stream_free (GlsJtfstStream *self)
{
  if (self == NULL)
    return;
  gls_joint_stream_free (self->joint);
  g_free (self->scale);
  gls_jtfst_plan_unref (self->plan);
  g_free (self);
}

void
gls_jtfst_stream_push (GlsJtfstStream *self, const float *const *u,
    const GlsTick *tick)
{
  GlsFlush flush = gls_flush_begin ();

  gls_joint_stream_push (self->joint, u, tick);
  gls_flush_end (flush);
}

void
gls_jtfst_stream_drain (GlsJtfstStream *self)
{
  gls_joint_stream_drain (self->joint);
}

void
gls_jtfst_stream_reset (GlsJtfstStream *self)
{
  gls_joint_stream_reset (self->joint);
}

/* Squared coefficients of a spin, over all paths. */
static double
energy (const GlsJtfstPlan *plan, const float *paths, int spin)
{
  size_t n_mu;
  const GlsMu *mu = gls_joint_plan_get_mus (plan->joint, &n_mu);
  double sum = 0.0;

  for (size_t m = 0; m < n_mu; m++)
    for (size_t s = 0; s < mu[m].stage->n_slots; s++) {
      const GlsSlot *slot = &mu[m].stage->slots[s];
      const float *v = paths + mu[m].offset + slot->offset;

      for (size_t q = 0; slot->spin == spin && q < slot->n_out; q++)
        sum += (double) v[q] * (double) v[q];
    }
  return sum;
}

/* Whether a spin is in the frame at @theta: the low-pass has none, and is the
 * same in all of them. */
static gboolean
belongs (const GlsJtfstPlan *plan, int spin, size_t theta, int strongest)
{
  switch (plan->spec.orientation) {
    case GLS_ORIENTATION_BOTH:
      return spin == 0 || spin == (theta == 0 ? 1 : -1);
    case GLS_ORIENTATION_MAX:
      return spin == 0 || spin == strongest;
    case GLS_ORIENTATION_UP:
    case GLS_ORIENTATION_DOWN:
      break;
  }
  return TRUE;
}

static float
average_s1 (const Row *row, guint k, size_t q, const float *s1)
{
  size_t n = row->stage->n1_max;
  const float *w = row->s1_weights[k] + q * n;
  float sum = 0.0f;

  for (size_t n1 = 0; n1 < n; n1++)
    sum += w[n1] * s1[n1];
  return sum;
}

/* float[n_ell] of a frame */
static float *
place (const Shape *shape, float *frame, size_t q, size_t theta, size_t m)
{
  return frame
      + ((q * shape->n_theta + theta) * shape->n_mu + m) * shape->n_ell;
}

static void
find_scale (const GlsJtfstPlan *plan, const Row *row, guint k, size_t n,
    const float *s1, float *scale)
{
  for (size_t q = 0; q < n; q++)
    scale[q] = plan->spec.normalise
        ? 1.0f / (average_s1 (row, k, q, s1) + GLS_NORMALISE_EPS)
        : 1.0f;
}

static void
arrange_path (const GlsJtfstPlan *plan, size_t m, const GlsSlot *slot,
    const float *paths, const float *scale, int strongest, float *frame)
{
  int spin = m < plan->n_scales ? slot->spin : 0;
  size_t ell =
      slot->n_fr == 0 ? plan->n_wavelets : (slot->n_fr - 1) % plan->n_wavelets;

  for (size_t q = 0; q < slot->n_out; q++)
    for (size_t theta = 0; theta < plan->shape.n_theta; theta++)
      if (belongs (plan, spin, theta, strongest))
        place (&plan->shape, frame, q, theta, m)[ell] =
            scale[q] * paths[plan->row[m].offset + slot->offset + q];
}

/* Paths that follow each other mostly have the same averages of S1. */
static void
arrange_row (const GlsJtfstPlan *plan, size_t m, const float *paths,
    float *scale, int strongest, float *frame)
{
  const Row *row = &plan->row[m];
  const float *s1 = paths + gls_joint_plan_get_s1_offset (plan->joint);
  guint known = MAX_K;

  for (size_t s = 0; s < row->stage->n_slots; s++) {
    const GlsSlot *slot = &row->stage->slots[s];
    guint k = width_of (&plan->spec, slot);

    if (k != known)
      find_scale (plan, row, k, slot->n_out, s1, scale);
    known = k;
    arrange_path (plan, m, slot, paths, scale, strongest, frame);
  }
}

/* Where both are low-passes stands S1 itself: never divided, so that something
 * in the frame still says how loud it is. */
static void
arrange_corner (const GlsJtfstPlan *plan, const float *paths, float *frame)
{
  const Shape *shape = &plan->shape;
  const Row *row = &plan->row[shape->n_mu - 1];
  const float *s1 = paths + gls_joint_plan_get_s1_offset (plan->joint);

  for (size_t q = 0; q < shape->n_lambda; q++)
    for (size_t theta = 0; theta < shape->n_theta; theta++) {
      float *to =
          place (shape, frame, q, theta, shape->n_mu - 1) + shape->n_ell - 1;

      *to = average_s1 (row, 0, q, s1);
      if (plan->spec.compress == GLS_COMPRESS_LOG)
        gls_compress_log (to, 1, GLS_LOG_UNIT);
    }
}

static void
arrange (GlsJtfstStream *self, const float *paths, float *frame)
{
  const GlsJtfstPlan *plan = self->plan;
  size_t n = gls_jtfst_plan_get_frame_size (plan);
  int strongest = 0;

  if (plan->spec.orientation == GLS_ORIENTATION_MAX)
    strongest = energy (plan, paths, 1) >= energy (plan, paths, -1) ? 1 : -1;
  memset (frame, 0, n * sizeof (float));
  for (size_t m = 0; m < plan->shape.n_mu; m++)
    arrange_row (plan, m, paths, self->scale, strongest, frame);
  if (plan->spec.compress == GLS_COMPRESS_LOG)
    gls_compress_log (frame, n,
        plan->spec.normalise ? GLS_LOG_UNIT_NORMALISED : GLS_LOG_UNIT);
  if (plan->spec.low_pass)
    arrange_corner (plan, paths, frame);
}

gboolean
gls_jtfst_stream_pull (GlsJtfstStream *self, float *frame)
{
  GlsFlush flush = gls_flush_begin ();
  const float *paths = gls_joint_stream_pull (self->joint);

  if (paths != NULL)
    arrange (self, paths, frame);
  gls_flush_end (flush);
  return paths != NULL;
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
  gls_jtfst_plan_unref (plan);
}

static size_t
class_get_latency_samples (gconstpointer plan)
{
  return gls_jtfst_plan_get_latency_samples (plan);
}

static gpointer
class_stream_new (gpointer plan, guint n_threads)
{
  return gls_jtfst_stream_new_threaded (plan, n_threads);
}

static void
class_stream_free (gpointer stream)
{
  gls_jtfst_stream_free (stream);
}

static void
class_push_tick (gpointer stream, const float *const *u, const GlsTick *tick)
{
  gls_jtfst_stream_push (stream, u, tick);
}

static void
class_end_ticks (gpointer stream)
{
  gls_jtfst_stream_drain (stream);
}

static gboolean
class_pull (gpointer stream, float *frame)
{
  return gls_jtfst_stream_pull (stream, frame);
}

static void
class_reset (gpointer stream)
{
  gls_jtfst_stream_reset (stream);
}

const GlsTransformClass gls_jtfst_class = {
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
