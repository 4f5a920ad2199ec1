/* The softmax of a row, and its derivative.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_SOFTMAX_H
#define GLS_NET_SOFTMAX_H

#include <math.h>
#include <stddef.h>

/* a = exp (a - max a) / sum exp (a - max a), in place; n >= 1 */
static inline void
gls_softmax (size_t n, float *a)
{
  float largest = a[0], sum = 0.0f;

  for (size_t i = 1; i < n; i++)
    largest = a[i] > largest ? a[i] : largest;
  for (size_t i = 0; i < n; i++) {
    a[i] = expf (a[i] - largest);
    sum += a[i];
  }
  for (size_t i = 0; i < n; i++)
    a[i] /= sum;
}

/* d, the gradient of the weights @a, becomes that of what they were made from:
 * d = a (d - sum a d) */
static inline void
gls_softmax_backward (size_t n, const float *a, float *d)
{
  float sum = 0.0f;

  for (size_t i = 0; i < n; i++)
    sum += a[i] * d[i];
  for (size_t i = 0; i < n; i++)
    d[i] = a[i] * (d[i] - sum);
}

#endif
