/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tags/draws.h"

#include <math.h>
#include <string.h>

#include "tags/metrics.h"

void
gls_draw_tracks (size_t n_tracks, guint32 seed, guint32 draw, guint32 *count)
{
  const guint32 seeds[] = { seed, draw };
  g_autoptr (GRand) rand = NULL;

  if (draw == 0) {
    for (size_t k = 0; k < n_tracks; k++)
      count[k] = 1;
    return;
  }
  rand = g_rand_new_with_seed_array (seeds, G_N_ELEMENTS (seeds));
  memset (count, 0, n_tracks * sizeof *count);
  for (size_t k = 0; k < n_tracks; k++)
    count[g_rand_int_range (rand, 0, (gint32) n_tracks)]++;
}

GlsEstimate
gls_draws_estimate (const double *values, size_t n_draws)
{
  g_autofree float *drawn = g_new (float, MAX (n_draws, 1));
  size_t n = 0;

  for (size_t d = 1; d <= n_draws; d++)
    if (!isnan (values[d]))
      drawn[n++] = (float) values[d];
  if (isnan (values[0]) || n == 0)
    return (GlsEstimate){ NAN, NAN, NAN };
  return (GlsEstimate){ values[0], gls_metric_quantile (drawn, n, 0.025),
    gls_metric_quantile (drawn, n, 0.975) };
}
