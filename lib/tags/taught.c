/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tags/taught.h"

#include <math.h>

#include "tags/metrics.h"

/* Returns: how many lie far from the mean */
static size_t
count_far (const float *label, size_t n)
{
  double sum = 0;
  size_t n_far = 0;

  for (size_t i = 0; i < n; i++)
    sum += (double) label[i];
  for (size_t i = 0; i < n; i++)
    n_far += fabs ((double) label[i] - sum / (double) n) >= GLS_TAUGHT_DISTANCE;
  return n_far;
}

gboolean
gls_taught_by_labels (const float *label, size_t n)
{
  g_autofree float *known = g_new (float, MAX (n, 1));
  size_t n_known = 0;

  for (size_t i = 0; i < n; i++)
    if (!isnan (label[i]))
      known[n_known++] = label[i];
  return n_known > 0
      && (gls_metric_deviation (known, n_known) >= GLS_TAUGHT_MIN_DEVIATION
          || count_far (known, n_known) >= GLS_TAUGHT_MIN_ROWS);
}
