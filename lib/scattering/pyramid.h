/* A signal at falling rates: what a level of a pyramid remembers, and when.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Work goes in ticks of T samples. At rate 2^-p a tick is h = T >> p samples.
 * After tick k the last sample of a level is at time (k + 1) h - delay, for
 * each half-band filter looks ahead. What is made then is the tick's length
 * that starts at k h - lag: it lies at a fixed place of the level's history.
 */
#ifndef GLS_SCATTERING_PYRAMID_H
#define GLS_SCATTERING_PYRAMID_H

#include "scattering/halfband.h"

typedef struct
{
  size_t h;      /* samples in a tick */
  size_t reach;  /* samples wanted before a block; 0 if no block */
  size_t ahead;  /* samples wanted after it */
  size_t lag;    /* samples that what is made lags behind the tick */
  size_t length; /* samples remembered, the newest last */
} GlsLevel;

/* The level where a pyramid stops, of 32 samples per T: a further half-band
 * filter would delay by half of T or more, and save little. */
static inline guint
gls_pyramid_last_level (guint J)
{
  return J > 5 ? J - 5 : 0;
}

/* Delay of a level decimated @n_steps times, in its own samples. */
static inline size_t
gls_pyramid_delay (const GlsHalfband *halfband, size_t n_steps)
{
  size_t delay = 0;

  while (n_steps-- > 0)
    delay = (delay + gls_halfband_reach (halfband)) / 2;
  return delay;
}

/* Where the decimation to the next level reads: the place of the centre of the
 * first of the h / 2 new samples. */
static inline size_t
gls_level_decimate_at (const GlsLevel *level, size_t delay, size_t delay_next)
{
  return level->length - level->h + delay - 2 * delay_next;
}

/* Where what is made begins. */
static inline size_t
gls_level_block_at (const GlsLevel *level, size_t delay)
{
  return level->length + delay - level->lag - level->h;
}

/* @step: the lag is a multiple of it */
static inline size_t
gls_level_min_lag (size_t step, size_t delay, size_t ahead)
{
  return (delay + ahead + step - 1) / step * step;
}

/* @max_delay_next: largest delay of the level below */
static inline size_t
gls_level_min_length (const GlsLevel *level, const GlsHalfband *halfband,
    size_t max_delay_next)
{
  size_t for_blocks = level->lag + level->h + level->reach;
  size_t for_next =
      level->h + 2 * max_delay_next + gls_halfband_reach (halfband);

  return MAX (for_blocks, for_next);
}

#endif
