/* Streaming mel spectrogram: a windowed FFT, its power, triangles.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/mel.h"

#include <math.h>
#include <string.h>

#include "scattering/fft.h"
#include "scattering/flush.h"
#include "scattering/loops.h"
#include "scattering/samples.h"
#include "scattering/transform-class.h"

/* One triangle: its weights on the bins that it covers, perhaps none. */
typedef struct
{
  size_t first;
  size_t n;
  float *weight; /* [n], in the plan's weights */
} Triangle;

struct _GlsMelPlan
{
  gatomicrefcount refs;
  GlsSpec spec;
  GlsFft *fft;
  float *window;      /* [fft] */
  Triangle *triangle; /* [bands] */
  float *weights;     /* of all triangles; a bin lies in two at most */
};

struct _GlsMelStream
{
  GlsMelPlan *plan;
  float *x;           /* [fft] around the frame to come, oldest first */
  size_t n_filled;    /* of these */
  float *windowed;    /* [fft] */
  float *spectrum;    /* [fft / 2 + 1][2] */
  float *power;       /* [fft / 2 + 1] */
  uint64_t n_samples; /* all that came in */
  uint64_t n_frames;  /* that went out */
  uint64_t n_not_finite;
  gboolean draining;
};

/* The HTK scale (Young et al., "The HTK Book", 3.4, eq. 5.13). */
static double
mel_from_hz (double hz)
{
  return 2595.0 * log10 (1.0 + hz / 700.0);
}

static double
hz_from_mel (double mel)
{
  return 700.0 * (pow (10.0, mel / 2595.0) - 1.0);
}

/* Corner @i of the triangles: evenly spaced in mel from 0 to half the rate.
 * Triangle b rises from corner b to b + 1 and falls to b + 2. */
static double
corner_hz (const GlsSpec *spec, size_t i)
{
  return hz_from_mel (mel_from_hz (spec->rate / 2.0) * (double) i
      / (spec->bands + 1.0));
}

static void
make_triangles (GlsMelPlan *self)
{
  const GlsSpec *spec = &self->spec;
  size_t n_bins = spec->fft / 2 + 1;
  float *weight = g_new (float, 2 * n_bins);

  self->weights = weight;
  self->triangle = g_new0 (Triangle, spec->bands);
  for (size_t b = 0; b < spec->bands; b++) {
    Triangle *triangle = &self->triangle[b];
    double low = corner_hz (spec, b), peak = corner_hz (spec, b + 1);
    double high = corner_hz (spec, b + 2);

    triangle->weight = weight;
    for (size_t f = 0; f < n_bins; f++) {
      double hz = (double) f * spec->rate / spec->fft;
      double w = MIN ((hz - low) / (peak - low), (high - hz) / (high - peak));

      if (w <= 0.0)
        continue;
      if (triangle->n++ == 0)
        triangle->first = f;
      *weight++ = (float) w;
    }
  }
}

static GlsMelPlan *
plan_new (const GlsSpec *spec)
{
  GlsMelPlan *self = g_new0 (GlsMelPlan, 1);

  g_atomic_ref_count_init (&self->refs);
  self->spec = *spec;
  self->fft = gls_fft_real_new (spec->fft);
  self->window = g_new (float, spec->fft);
  /* Hann, periodic: w[fft / 2] = 1 lies on the frame's centre. */
  for (size_t n = 0; n < spec->fft; n++)
    self->window[n] =
        (float) (0.5 - 0.5 * cos (2.0 * G_PI * (double) n / spec->fft));
  make_triangles (self);
  return self;
}

GlsMelPlan *
gls_mel_plan_new (const GlsSpec *spec, GError **error)
{
  GlsSpec checked = *spec;

  checked.transform = GLS_TRANSFORM_MEL;
  return gls_spec_check (&checked, error) ? plan_new (&checked) : NULL;
}

GlsMelPlan *
gls_mel_plan_ref (GlsMelPlan *plan)
{
  g_atomic_ref_count_inc (&plan->refs);
  return plan;
}

void
gls_mel_plan_unref (GlsMelPlan *plan)
{
  if (!g_atomic_ref_count_dec (&plan->refs))
    return;
  gls_fft_free (plan->fft);
  g_free (plan->window);
  g_free (plan->triangle);
  g_free (plan->weights);
  g_free (plan);
}

size_t
gls_mel_plan_get_n_bands (const GlsMelPlan *plan)
{
  return plan->spec.bands;
}

size_t
gls_mel_plan_get_hop (const GlsMelPlan *plan)
{
  return plan->spec.hop;
}

size_t
gls_mel_plan_get_latency_samples (const GlsMelPlan *plan)
{
  return plan->spec.fft / 2;
}

void
gls_mel_get_hz (const GlsSpec *spec, double *hz)
{
  for (size_t b = 0; b < spec->bands; b++)
    hz[b] = corner_hz (spec, b + 1);
}

GlsMelStream *
gls_mel_stream_new (GlsMelPlan *plan)
{
  GlsMelStream *self = g_new0 (GlsMelStream, 1);
  size_t n_bins = plan->spec.fft / 2 + 1;

  self->plan = gls_mel_plan_ref (plan);
  self->x = g_new (float, plan->spec.fft);
  self->windowed = gls_fft_alloc (plan->spec.fft);
  self->spectrum = gls_fft_alloc (2 * n_bins);
  self->power = g_new (float, n_bins);
  gls_mel_stream_reset (self);
  return self;
}

void
gls_mel_stream_free (GlsMelStream *self)
{
  if (self == NULL)
    return;
  g_free (self->x);
  gls_fft_free_array (self->windowed);
  gls_fft_free_array (self->spectrum);
  g_free (self->power);
  gls_mel_plan_unref (self->plan);
  g_free (self);
}

/* Before the first sample, half a window of silence. */
void
gls_mel_stream_reset (GlsMelStream *self)
{
  self->n_filled = self->plan->spec.fft / 2;
  memset (self->x, 0, self->n_filled * sizeof (float));
  self->n_samples = 0;
  self->n_frames = 0;
  self->n_not_finite = 0;
  self->draining = FALSE;
}

size_t
gls_mel_stream_push (GlsMelStream *self, const float *x, size_t n)
{
  size_t taken = MIN (n, self->plan->spec.fft - self->n_filled);

  g_return_val_if_fail (!self->draining, 0);
  self->n_not_finite += gls_samples_copy (self->x + self->n_filled, x, taken);
  self->n_filled += taken;
  self->n_samples += taken;
  return taken;
}

static void
compute (GlsMelStream *self, float *frame)
{
  const GlsLoops *loops = gls_loops_get ();
  const GlsMelPlan *plan = self->plan;

  loops->multiply (self->x, plan->window, plan->spec.fft, self->windowed);
  gls_fft_execute (plan->fft, self->windowed, self->spectrum);
  loops->squared_modulus (self->spectrum, plan->spec.fft / 2 + 1, self->power);
  for (size_t b = 0; b < plan->spec.bands; b++) {
    const Triangle *triangle = &plan->triangle[b];
    const float *power = self->power + triangle->first;
    float sum = 0.0f;

    for (size_t i = 0; i < triangle->n; i++)
      sum += triangle->weight[i] * power[i];
    frame[b] = plan->spec.compress == GLS_COMPRESS_LOG
        ? 10.0f * log10f (fmaxf (sum, GLS_MEL_FLOOR))
        : sum;
  }
}

gboolean
gls_mel_stream_pull (GlsMelStream *self, float *frame)
{
  size_t fft = self->plan->spec.fft, hop = self->plan->spec.hop;
  GlsFlush flush;

  if (self->draining && self->n_frames * hop < self->n_samples) {
    memset (self->x + self->n_filled, 0,
        (fft - self->n_filled) * sizeof (float));
    self->n_filled = fft;
  }
  if (self->n_filled < fft)
    return FALSE;
  flush = gls_flush_begin ();
  compute (self, frame);
  gls_flush_end (flush);
  memmove (self->x, self->x + hop, (fft - hop) * sizeof (float));
  self->n_filled -= hop;
  self->n_frames++;
  return TRUE;
}

void
gls_mel_stream_drain (GlsMelStream *self)
{
  self->draining = TRUE;
}

uint64_t
gls_mel_stream_get_n_not_finite (const GlsMelStream *self)
{
  return self->n_not_finite;
}

/* ---- as a class ---- */

static gpointer
class_plan_new (GlsBanks *banks, GlsScalogramPlan *scalogram)
{
  return plan_new (&banks->spec);
}

static void
class_plan_free (gpointer plan)
{
  gls_mel_plan_unref (plan);
}

static size_t
class_get_latency_samples (gconstpointer plan)
{
  return gls_mel_plan_get_latency_samples (plan);
}

static gpointer
class_stream_new (gpointer plan, guint n_threads)
{
  return gls_mel_stream_new (plan);
}

static void
class_stream_free (gpointer stream)
{
  gls_mel_stream_free (stream);
}

static size_t
class_push (gpointer stream, const float *x, size_t n)
{
  return gls_mel_stream_push (stream, x, n);
}

static void
class_end_samples (gpointer stream)
{
  gls_mel_stream_drain (stream);
}

static uint64_t
class_get_n_not_finite (gconstpointer stream)
{
  return gls_mel_stream_get_n_not_finite (stream);
}

static gboolean
class_pull (gpointer stream, float *frame)
{
  return gls_mel_stream_pull (stream, frame);
}

static void
class_reset (gpointer stream)
{
  gls_mel_stream_reset (stream);
}

const GlsTransformClass gls_mel_class = {
  .plan_new = class_plan_new,
  .plan_free = class_plan_free,
  .get_latency_samples = class_get_latency_samples,
  .stream_new = class_stream_new,
  .stream_free = class_stream_free,
  .push = class_push,
  .end_samples = class_end_samples,
  .get_n_not_finite = class_get_n_not_finite,
  .pull = class_pull,
  .reset = class_reset,
};
