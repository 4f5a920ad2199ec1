/* Made-up scores and labels.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TESTS_ROWS_H
#define GLS_TESTS_ROWS_H

#include <glib.h>

/* Scores on a coarse grid, so that there are many ties; the label follows the
 * score loosely. */
static inline void
random_rows (guint32 seed, float *score, guint8 *positive, size_t n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (size_t i = 0; i < n; i++) {
    score[i] = (float) g_rand_int_range (rand, 0, 40) / 40;
    positive[i] = g_rand_double (rand) < 0.1 + 0.5 * (double) score[i];
  }
}

#endif
