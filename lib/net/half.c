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

float
gls_half_to_float (guint16 half)
{
  guint32 sign = (guint32) (half & 0x8000) << 16;
  guint32 exponent = (half >> 10) & 0x1f;
  guint32 fraction = half & 0x3ff;

  if (exponent == 0x1f)
    return from_bits (sign | 0x7f800000 | fraction << 13);
  if (exponent == 0) /* subnormal: fraction * 2^-24, exact in a float */
    return (sign ? -1.0f : 1.0f) * (float) fraction * 0x1p-24f;
  return from_bits (sign | (exponent + 112) << 23 | fraction << 13);
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
