/* Configurations drawn at random from all that are allowed.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DRAW_H
#define DRAW_H

#include "scattering/spec.h"

/* GLISSANDO_SEED, or else 1. */
guint32 draw_seed (void);

/* Whether this build is a slow one, with sanitizers or in an emulator. */
gboolean draw_slowly (void);

/* GLISSANDO_ROUNDS times @n, or @n; a tenth of it where it is slow, not less
 * than 2. */
guint draw_rounds (guint n);

typedef struct
{
  guint min_J, max_J, max_Q1, max_Q2, max_J_fr;
  double max_cost; /* see draw_cost() */
} DrawLimits;

/* A valid jTFST specification, plain coefficients. Corners of each range are
 * drawn far more often than what lies between them. */
GlsSpec draw_spec (GRand *random, const DrawLimits *limits);

/* Multiplications along log-frequency for each sample of audio, about, plus a
 * share for the memory that the plan takes. */
double draw_cost (const GlsSpec *spec);

/* Returns: (transfer full): in words, for the log of a test */
char *draw_describe (const GlsSpec *spec);

#endif
