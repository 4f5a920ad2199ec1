/* Random numbers that are the same on every machine.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_RNG_H
#define GLS_NET_RNG_H

#include "gls.h"

G_BEGIN_DECLS

/* What a stream of random numbers is for: streams of one seed do not mix. */
typedef enum
{
  GLS_RNG_INIT = 1,
  GLS_RNG_SHUFFLE = 2,
  GLS_RNG_DROPOUT = 3,
  GLS_RNG_AUGMENT = 4,
  GLS_RNG_DISTURB = 5,
  GLS_RNG_COPY = 6,
  GLS_RNG_CORPUS = 16,
} GlsRngPurpose;

typedef struct
{
  guint64 state;
} GlsRng;

/**
 * gls_rng_init:
 * @seed: the user's seed
 * @purpose: what for
 * @a: any number, e.g. the epoch
 * @b: any number, e.g. the example
 *
 * Starts the stream that belongs to these four numbers: whoever asks for it,
 * in whichever thread and order, gets the same one.
 */
void gls_rng_init (GlsRng *self, guint64 seed, GlsRngPurpose purpose, guint64 a,
    guint64 b);
guint64 gls_rng_next (GlsRng *self);
/* 0 <= u < 1, a multiple of 2^-24 */
float gls_rng_uniform (GlsRng *self);
/* mean 0, variance 1 */
double gls_rng_normal (GlsRng *self);
/* 0 <= i < n, all alike */
size_t gls_rng_below (GlsRng *self, size_t n);
/* order[n] = a permutation of 0 .. n - 1 */
void gls_rng_permutation (GlsRng *self, size_t n, size_t *order);

G_END_DECLS

#endif
