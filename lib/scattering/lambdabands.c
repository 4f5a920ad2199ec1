/* Bands of lambda.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/lambdabands.h"

double
gls_lambda_bands_get_centre (const GlsLambdaBands *self, size_t q)
{
  return self->n == 1
      ? 0.0
      : (double) q * (double) (self->n1_top - 1) / (double) (self->n - 1);
}

/* The triangle times (n - 1) h: a whole number, so that a row at the very foot
 * of it, which may be the only one in reach, is out by every compiler. */
static ptrdiff_t
triangle (const GlsLambdaBands *self, size_t q, guint k, ptrdiff_t bin)
{
  ptrdiff_t apart = (ptrdiff_t) self->n - 1,
            width = (ptrdiff_t) self->n1_top - 1;
  ptrdiff_t foot = MAX (1, MAX (width, apart << k));

  return MAX (0, foot - ABS (bin * apart - (ptrdiff_t) q * width));
}

double
gls_lambda_bands_get_weight (const GlsLambdaBands *self, size_t q, guint k,
    size_t n1_max, ptrdiff_t bin)
{
  ptrdiff_t weight = triangle (self, q, k, bin), sum = 0;

  if (bin < 0 || bin >= (ptrdiff_t) n1_max || weight == 0)
    return 0.0;
  for (ptrdiff_t b = 0; b < (ptrdiff_t) n1_max; b += (ptrdiff_t) 1 << k)
    sum += triangle (self, q, k, b);
  return (double) weight / (double) sum;
}

/* The last row may lie beyond the last band: rows before it are in it then. */
size_t
gls_lambda_bands_count (const GlsLambdaBands *self, guint k, size_t n1_max)
{
  ptrdiff_t last = (ptrdiff_t) ((n1_max - 1) >> k << k);
  size_t n = self->n;

  while (n > 1 && (double) last < gls_lambda_bands_get_centre (self, n - 1)
      && triangle (self, n - 1, k, last) == 0)
    n--;
  return n;
}
