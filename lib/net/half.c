/* Half precision in integer arithmetic: the same bits on every machine.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * binary16 is sign, 5 bits of exponent (bias 15), 10 bits of fraction; binary32
 * is sign, 8 bits (bias 127), 23 bits. IEEE 754-2019, section 3.6.
 */
#include "net/half.h"

#include <math.h>
#include <string.h>

static float
from_bits (guint32 bits)
{
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static guint32
to_bits (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits;
}

/* All three kinds are worked out and one is taken, for a compiler makes vectors
 * of that. */
static inline float
convert (guint16 half)
{
  guint32 sign = (guint32) (half & 0x8000) << 16;
  guint32 exponent = half & 0x7c00;
  guint32 fraction = half & 0x3ff;
  guint32 normal = ((guint32) (half & 0x7fff) << 13) + (112u << 23);
  guint32 special = normal + (112u << 23);
  /* fraction * 2^-24, exact in a float */
  guint32 subnormal = to_bits ((float) (gint32) fraction * 0x1p-24f);
  guint32 finite = exponent == 0 ? subnormal : normal;

  return from_bits (sign | (exponent == 0x7c00 ? special : finite));
}

float
gls_half_to_float (guint16 half)
{
  return convert (half);
}

void
gls_halves_to_floats (const guint8 *halves, size_t n, float *x)
{
  for (size_t i = 0; i < n; i++) {
    guint16 half;

    memcpy (&half, halves + sizeof half * i, sizeof half);
    x[i] = convert (GUINT16_FROM_LE (half));
  }
}

guint16
gls_float_to_half (float value)
{
  guint32 bits, sign, magnitude, rest, halfway;
  guint32 half;
  int shift;

  memcpy (&bits, &value, sizeof bits);
  sign = bits >> 16 & 0x8000;
  magnitude = bits & 0x7fffffff;

  if (magnitude > 0x7f800000)
    return (guint16) (sign | 0x7e00);
  if (magnitude >= 0x47800000) /* 2^16 */
    return (guint16) (sign | 0x7c00);
  if (magnitude < 0x33000000) /* below half of the smallest subnormal */
    return (guint16) sign;

  if (magnitude < 0x38800000) { /* 2^-14: the result is subnormal */
    guint32 fraction = (magnitude & 0x7fffff) | 0x800000;

    shift = 126 - (int) (magnitude >> 23);
    half = fraction >> shift;
    rest = fraction & ((1u << shift) - 1);
  } else {
    shift = 13;
    half = (magnitude - (112u << 23)) >> shift;
    rest = magnitude & 0x1fff;
  }
  halfway = 1u << (shift - 1);
  /* A carry out of the fraction rightly increments the exponent. */
  if (rest > halfway || (rest == halfway && (half & 1)))
    half++;
  return (guint16) (sign | half);
}
