/* The mean of the channels, or the loudest where they cancel.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/mono.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Channels that have nothing to do with each other, or of which one sounds
 * alone, leave the mean 1/channels of their mean energy. Stereo of a mixing
 * desk stays well above a tenth of that; channels that cancel are far below. */
#define CANCELS 10
#define STILL_CANCELS 4

/* How much louder another channel has to be, as energy, to be taken instead. */
#define LOUDER 4

/* A change of mind takes this long, so that it does not click. */
#define FADE_S 0.01

#define MEAN -1

/* So many sums run side by side: a compiler makes vectors of that. */
#define LANES 8

struct _Mono
{
  guint n_channels;
  size_t block;   /* samples */
  size_t fade;    /* samples */
  double *x;      /* [block][n_channels] */
  double *mean;   /* [block] */
  float *y;       /* [block] */
  double *energy; /* [n_channels] of the block */
  size_t n;       /* samples in x */
  gboolean is_drained;
  gboolean has_sound; /* the block before had */
  int taken;          /* a channel, or MEAN */
};

Mono *
mono_new (guint n_channels, guint rate)
{
  Mono *self = g_new0 (Mono, 1);

  self->n_channels = n_channels;
  self->block = MAX ((size_t) (MONO_BLOCK_S * rate), 1);
  self->fade = (size_t) (FADE_S * rate);
  self->x = g_new (double, self->block *n_channels);
  self->mean = g_new (double, self->block);
  self->y = g_new (float, self->block);
  self->energy = g_new (double, n_channels);
  mono_reset (self);
  return self;
}

void
mono_free (Mono *self)
{
  if (self == NULL)
    return;
  g_free (self->x);
  g_free (self->mean);
  g_free (self->y);
  g_free (self->energy);
  g_free (self);
}

size_t
mono_push (Mono *self, const double *x, size_t n)
{
  if (self->is_drained)
    return 0;
  n = MIN (n, self->block - self->n);
  memcpy (self->x + self->n * self->n_channels, x,
      n * self->n_channels * sizeof *x);
  self->n += n;
  return n;
}

/* The weight is a float as in GStreamer's own mixing, and the sum runs as its
 * does, so that the bits are the same. */
static inline void
mix_channels (const double *x, size_t n, guint n_channels, double *mean)
{
  const double weight = 1.0f / (float) n_channels;

  for (size_t i = 0; i < n; i++) {
    double sum = 0;

    for (guint c = 0; c < n_channels; c++)
      sum += x[i * n_channels + c] * weight;
    mean[i] = sum;
  }
}

/* The usual numbers are named, since loops of a known length are faster. */
static void
mix (Mono *self)
{
  switch (self->n_channels) {
    case 1:
      mix_channels (self->x, self->n, 1, self->mean);
      break;
    case 2:
      mix_channels (self->x, self->n, 2, self->mean);
      break;
    default:
      mix_channels (self->x, self->n, self->n_channels, self->mean);
  }
}

static double
value_at (const Mono *self, int taken, size_t i)
{
  return taken == MEAN ? self->mean[i]
                       : self->x[i * self->n_channels + (size_t) taken];
}

/* Of every LANES-th value; one that is not finite counts as 0. */
typedef struct
{
  double energy[LANES], peak[LANES];
  guint64 n_not_finite[LANES];
} Lanes;

/* x: [n], n a multiple of LANES */
static void
measure_lanes (const double *x, size_t n, Lanes *lanes)
{
  for (size_t i = 0; i < n; i += LANES)
    for (size_t k = 0; k < LANES; k++) {
      double size = fabs (x[i + k]);
      double known = size <= DBL_MAX ? size : 0;

      lanes->energy[k] += known * known;
      lanes->peak[k] = known > lanes->peak[k] ? known : lanes->peak[k];
      lanes->n_not_finite[k] += !(size <= DBL_MAX);
    }
}

static void
add_lanes (const Lanes *lanes, guint n_channels, double *energy,
    MonoFindings *findings)
{
  for (size_t k = 0; k < LANES; k++) {
    energy[k % n_channels] += lanes->energy[k];
    findings->peak = fmax (findings->peak, lanes->peak[k]);
    findings->n_not_finite += lanes->n_not_finite[k];
  }
}

/* Energies of the channels, and what is worth telling. x: [n][n_channels] */
static void
measure (const double *x, size_t n, guint n_channels, double *energy,
    MonoFindings *findings)
{
  size_t n_values = n * n_channels;
  size_t at = LANES % n_channels == 0 ? n_values / LANES * LANES : 0;
  Lanes lanes = { 0 };

  memset (energy, 0, n_channels * sizeof *energy);
  measure_lanes (x, at, &lanes);
  add_lanes (&lanes, n_channels, energy, findings);
  for (; at < n_values; at++) {
    double size = fabs (x[at]);

    if (size <= DBL_MAX) {
      energy[at % n_channels] += size * size;
      findings->peak = MAX (findings->peak, size);
    } else
      findings->n_not_finite++;
  }
  findings->n_samples += n;
}

static double
energy_of_mean (const Mono *self)
{
  MonoFindings ignored = { 0 };
  double energy;

  measure (self->mean, self->n, 1, &energy, &ignored);
  return energy;
}

static int
loudest (const Mono *self)
{
  int best = 0;

  for (guint c = 1; c < self->n_channels; c++)
    if (self->energy[c] > self->energy[best])
      best = (int) c;
  if (self->taken != MEAN
      && self->energy[best] < LOUDER * self->energy[self->taken])
    return self->taken;
  return best;
}

/* Returns: what to take of this block; total: energy of all channels */
static int
choose (const Mono *self, double total)
{
  double factor = self->taken == MEAN ? CANCELS : STILL_CANCELS;

  if (total == 0)
    return self->taken;
  /* total / channels is the mean energy, of which 1/channels is normal. */
  if (energy_of_mean (self) * self->n_channels * self->n_channels * factor
      < total)
    return loudest (self);
  return MEAN;
}

static void
render (Mono *self, int before, int taken)
{
  size_t fade = before == taken ? 0 : MIN (self->fade, self->n);

  for (size_t i = 0; i < fade; i++) {
    double share = ((double) i + 0.5) / (double) fade;

    self->y[i] = (float) (share * value_at (self, taken, i)
        + (1 - share) * value_at (self, before, i));
  }
  for (size_t i = fade; i < self->n; i++)
    self->y[i] = (float) value_at (self, taken, i);
}

size_t
mono_pull (Mono *self, const float **y, MonoFindings *findings)
{
  size_t n = self->n;
  double total = 0;
  int taken;

  if (n < self->block && !self->is_drained)
    return 0;
  mix (self);
  measure (self->x, n, self->n_channels, self->energy, findings);
  for (guint c = 0; c < self->n_channels; c++)
    total += self->energy[c];
  taken = choose (self, total);
  render (self, self->has_sound ? self->taken : taken, taken);
  if (taken != MEAN && total > 0)
    findings->n_cancelled += n;
  self->taken = taken;
  self->has_sound = total > 0;
  self->n = 0;
  if (self->is_drained)
    mono_reset (self);
  *y = self->y;
  return n;
}

void
mono_drain (Mono *self)
{
  self->is_drained = self->n > 0;
  if (!self->is_drained)
    mono_reset (self);
}

void
mono_reset (Mono *self)
{
  self->n = 0;
  self->is_drained = FALSE;
  self->has_sound = FALSE;
  self->taken = MEAN;
}
