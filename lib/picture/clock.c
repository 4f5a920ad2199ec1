/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/clock.h"

#define SECOND_NS G_GUINT64_CONSTANT (1000000000)
#define LOW G_GUINT64_CONSTANT (0xffffffff)

/* 128 bits */
typedef struct
{
  guint64 high, low;
} Wide;

static Wide
multiply (guint64 a, guint64 b)
{
  guint64 low = (a & LOW) * (b & LOW);
  guint64 left = (a >> 32) * (b & LOW) + (low >> 32);
  guint64 right = (a & LOW) * (b >> 32) + (left & LOW);

  return (Wide){ (a >> 32) * (b >> 32) + (left >> 32) + (right >> 32),
    (right << 32) | (low & LOW) };
}

/* By hand, a bit at a time, as on paper. */
static guint64
divide (Wide x, guint64 by)
{
  guint64 rest = x.high, quotient = 0;

  if (rest >= by)
    return G_MAXUINT64;
  for (int bit = 63; bit >= 0; bit--) {
    gboolean carry = rest >> 63 != 0;

    rest = (rest << 1) | ((x.low >> bit) & 1);
    quotient <<= 1;
    if (carry || rest >= by) {
      rest -= by;
      quotient |= 1;
    }
  }
  return quotient;
}

static guint64
scale (guint64 x, guint64 num, guint64 den, guint64 add)
{
  Wide product;

  if (x <= LOW && num <= LOW && add <= LOW)
    return (x * num + add) / den;
  product = multiply (x, num);
  product.low += add;
  product.high += product.low < add;
  return divide (product, den);
}

guint64
gls_clock_scale (guint64 x, guint64 num, guint64 den)
{
  return scale (x, num, den, 0);
}

guint64
gls_clock_scale_round (guint64 x, guint64 num, guint64 den)
{
  return scale (x, num, den, den / 2);
}

guint64
gls_clock_get_cells_ns (const GlsClock *self, guint64 n)
{
  return gls_clock_scale_round (n, self->tensor_d * SECOND_NS,
      self->tensor_n * self->n_cells_each);
}

guint64
gls_clock_count_cells (const GlsClock *self, guint64 ns)
{
  return gls_clock_scale_round (ns, self->tensor_n * self->n_cells_each,
      self->tensor_d * SECOND_NS);
}

guint64
gls_clock_get_frames_ns (const GlsClock *self, guint64 n)
{
  return gls_clock_scale (n, self->video_d * SECOND_NS, self->video_n);
}
