/* Any number of channels to one.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_MONO_H
#define GLISSANDO_MONO_H

#include <glib.h>

/**
 * Mono:
 *
 * One channel is the plain mean of all, as models have learned it: 1/channels
 * of each, wherever its speaker stands. Where channels cancel, their mean is no
 * longer what is heard: in blocks of %MONO_BLOCK_S in which the mean has less
 * than a tenth of the energy that it would have if the channels had nothing to
 * do with each other, the loudest channel is taken instead, and it is kept
 * until the mean has a quarter again.
 *
 * Blocks are counted from the first sample on, so that the result depends on
 * the samples alone. What is known of a block is known at its end: samples come
 * out a block late. One thread owns the object.
 */
typedef struct _Mono Mono;

#define MONO_BLOCK_S 0.5

/**
 * MonoFindings:
 * @peak: largest absolute value in any channel, full scale being 1
 * @n_not_finite: values that are infinite or not a number
 * @n_cancelled: samples in which channels cancelled each other
 * @n_samples: samples in all
 */
typedef struct
{
  double peak;
  guint64 n_not_finite;
  guint64 n_cancelled;
  guint64 n_samples;
} MonoFindings;

/* rate: in Hz */
Mono *mono_new (guint n_channels, guint rate);
void mono_free (Mono *self);

/* x: double[n][n_channels]; returns how many of the n it took: none while a
 * block waits to be pulled */
size_t mono_push (Mono *self, const double *x, size_t n);

/* y: where to store float[] that lives until the next call; returns how many,
 * 0 while more samples are needed. Adds to findings. */
size_t mono_pull (Mono *self, const float **y, MonoFindings *findings);

/* No more samples follow: the rest is a short block. Afterwards, blocks are
 * counted anew. */
void mono_drain (Mono *self);

/* Forgets all samples. */
void mono_reset (Mono *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Mono, mono_free)

#endif
