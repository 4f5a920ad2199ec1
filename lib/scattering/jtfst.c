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

/* Of a frame; a pooled one has n_lambda 1. */
typedef struct
{
  size_t n_lambda, n_theta, n_mu, n_ell;
} Shape;

/* Where the S1 that divides the coefficients of one mu comes from. */
typedef struct
{
  float *weights; /* [n_rows][n1_max] */
} Divisor;

struct _GlsJtfstPlan
{
  gatomicrefcount refs;
  GlsSpec spec;
  GlsJointPlan *joint;
  Shape shape;
  size_t stride_rows; /* bins between lambda rows */
  Divisor *divisor;   /* [n_mu], if normalise */
};

struct _GlsJtfstStream
{
  GlsJtfstPlan *plan;
  GlsJointStream *joint;
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

/* S1 is averaged over the same lambdas as the coefficients: the mean of the
 * n1_max of a pooled mu, phi_F around a row otherwise. */
static void
make_divisors (GlsJtfstPlan *self)
{
  size_t n_mu;
  const GlsMu *mu = gls_joint_plan_get_mus (self->joint, &n_mu);
  const GlsFrequencySpec *frequency =
      gls_joint_plan_get_frequency (self->joint);

  self->divisor = g_new0 (Divisor, n_mu);
  for (size_t m = 0; m < n_mu; m++) {
    size_t n = mu[m].scale.n1_max, n_rows = mu[m].stage->slots[0].n_out;
    float *w = g_new (float, n_rows *n);

    for (size_t q = 0; q < n_rows; q++)
      for (size_t k = 0; k < n; k++) {
        size_t bin =
            (q * self->stride_rows + frequency->N_fr - k) % frequency->N_fr;
        w[q * n + k] = self->spec.lambda == GLS_LAMBDA_POOLED
            ? 1.0f / (float) n
            : (float) frequency->phi_F[bin];
      }
    self->divisor[m].weights = w;
  }
}

static GlsJtfstPlan *
plan_new (GlsBanks *banks)
{
  const GlsSpec *spec = &banks->spec;
  GlsRows rows =
      spec->lambda == GLS_LAMBDA_POOLED ? GLS_ROWS_POOLED : GLS_ROWS_LOCAL;
  GlsJtfstPlan *self = g_new0 (GlsJtfstPlan, 1);
  const GlsMu *mu;

  g_atomic_ref_count_init (&self->refs);
  self->spec = *spec;
  self->joint =
      gls_joint_plan_new (banks, rows, spins_wanted (spec->orientation));
  mu = gls_joint_plan_get_mus (self->joint, &self->shape.n_mu);
  self->shape.n_theta = spec->orientation == GLS_ORIENTATION_BOTH ? 2 : 1;
  self->shape.n_ell = banks->n_wavelets;
  for (size_t m = 0; m < self->shape.n_mu; m++)
    self->shape.n_lambda =
        MAX (self->shape.n_lambda, mu[m].stage->slots[0].n_out);
  self->stride_rows = mu[0].stage->slots[0].stride;
  if (spec->normalise)
    make_divisors (self);
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
  for (size_t m = 0; plan->divisor != NULL && m < plan->shape.n_mu; m++)
    g_free (plan->divisor[m].weights);
  g_free (plan->divisor);
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
  return self;
}

void
gls_jtfst_stream_free (GlsJtfstStream *self)
{
  if (self == NULL)
    return;
  gls_joint_stream_free (self->joint);
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

/* Which theta of the frame a spin goes to; -1: it is left out. */
static int
theta_of (const GlsJtfstPlan *plan, int spin, int strongest)
{
  switch (plan->spec.orientation) {
    case GLS_ORIENTATION_BOTH:
      return spin > 0 ? 0 : 1;
    case GLS_ORIENTATION_MAX:
      return spin == strongest ? 0 : -1;
    case GLS_ORIENTATION_UP:
    case GLS_ORIENTATION_DOWN:
      break;
  }
  return 0;
}

static float
divisor (const GlsJtfstPlan *plan, size_t m, size_t n1_max, size_t row,
    const float *s1)
{
  const float *w;
  float sum = 0.0f;

  if (plan->divisor == NULL)
    return 1.0f;
  w = plan->divisor[m].weights + row * n1_max;
  for (size_t k = 0; k < n1_max; k++)
    sum += w[k] * s1[k];
  return sum + GLS_NORMALISE_EPS;
}

static void
arrange (const GlsJtfstPlan *plan, const float *paths, float *frame)
{
  const Shape *shape = &plan->shape;
  size_t n_mu;
  const GlsMu *mu = gls_joint_plan_get_mus (plan->joint, &n_mu);
  const float *s1 = paths + gls_joint_plan_get_s1_offset (plan->joint);
  int strongest = 0;

  if (plan->spec.orientation == GLS_ORIENTATION_MAX)
    strongest = energy (plan, paths, 1) >= energy (plan, paths, -1) ? 1 : -1;
  memset (frame, 0, gls_jtfst_plan_get_frame_size (plan) * sizeof (float));
  for (size_t m = 0; m < n_mu; m++)
    for (size_t row = 0; row < mu[m].stage->slots[0].n_out; row++) {
      float scale = 1.0f / divisor (plan, m, mu[m].scale.n1_max, row, s1);

      for (size_t s = 0; s < mu[m].stage->n_slots; s++) {
        const GlsSlot *slot = &mu[m].stage->slots[s];
        int theta = theta_of (plan, slot->spin, strongest);
        size_t ell = (slot->n_fr - 1) % shape->n_ell;

        if (theta < 0)
          continue;
        frame[((row * shape->n_theta + (size_t) theta) * n_mu + m)
                * shape->n_ell
            + ell] = scale * paths[mu[m].offset + slot->offset + row];
      }
    }
  if (plan->spec.compress == GLS_COMPRESS_LOG)
    gls_compress_log (frame, gls_jtfst_plan_get_frame_size (plan),
        plan->spec.normalise ? GLS_LOG_UNIT_NORMALISED : GLS_LOG_UNIT);
}

gboolean
gls_jtfst_stream_pull (GlsJtfstStream *self, float *frame)
{
  GlsFlush flush = gls_flush_begin ();
  const float *paths = gls_joint_stream_pull (self->joint);

  if (paths != NULL)
    arrange (self->plan, paths, frame);
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
