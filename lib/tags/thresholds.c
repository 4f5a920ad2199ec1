/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tags/thresholds.h"

#include <math.h>

#include "tags/metrics.h"

void
gls_thresholds_choose (const float *labels, const guint8 *positive,
    const float *scores, size_t n_rows, size_t n_tags, float *thresholds)
{
  g_autofree float *score = g_new (float, MAX (n_rows, 1));
  g_autofree guint8 *has = g_new (guint8, MAX (n_rows, 1));

  for (size_t t = 0; t < n_tags; t++) {
    size_t n = 0;

    for (size_t i = 0; i < n_rows; i++)
      if (!isnan (labels[i * n_tags + t])) {
        score[n] = scores[i * n_tags + t];
        has[n++] = positive[i * n_tags + t];
      }
    thresholds[t] = NAN;
    gls_metric_best_f_measure (score, has, n, &thresholds[t]);
  }
}
