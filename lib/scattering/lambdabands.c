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

/* Rows lie no farther apart than a triangle reaches: the bands without any are
 * too far beyond the last. That may itself lie beyond the last band. */
size_t
gls_lambda_bands_count (const GlsLambdaBands *self, const GlsLambdaRows *rows)
{
  ptrdiff_t last = (ptrdiff_t) ((rows->n1_max - 1) / rows->step * rows->step);
  size_t n = self->n;

  while (n > 1 && triangle (self, n - 1, rows->k, last) == 0
      && gls_lambda_bands_get_centre (self, n - 1) > (double) last)
    n--;
  return n;
}

double
gls_lambda_bands_get_weight (const GlsLambdaBands *self,
    const GlsLambdaRows *rows, size_t q, ptrdiff_t bin)
{
  ptrdiff_t weight = triangle (self, q, rows->k, bin), sum = 0;

  if (bin < 0 || bin >= (ptrdiff_t) rows->n1_max || weight == 0)
    return 0.0;
  for (size_t b = 0; b < rows->n1_max; b += rows->step)
    sum += triangle (self, q, rows->k, (ptrdiff_t) b);
  return (double) weight / (double) sum;
}
