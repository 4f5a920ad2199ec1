/* What the kernel of products.h needs of an instruction set.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Vector       of LANES floats
 * LANES
 * ROWS         most rows at once
 * TOGETHER     so many rows at most have room in the registers for the sums of
 *              both halves, eight of each row; those of one half, of more
 * HOLD(a, b)   has two vectors stay in registers
 * modulus()    by the instruction that takes roots
 * modulus_too()  another way, where two keep more of the processor busy than
 *              one
 *
 * The instruction that takes roots has a unit of its own but a slow one. The
 * other way is a step of Newton's from a reciprocal root of 12 or 14 bits, which
 * leaves 23. What is zero stays zero.
 */
#ifndef GLS_SCATTERING_PRODUCTS_VECTORS_H
#define GLS_SCATTERING_PRODUCTS_VECTORS_H

#include <float.h>
#include <math.h>

#define INLINE static inline __attribute__ ((always_inline))

#if defined(__AVX512F__)
#include <immintrin.h>

#define LANES 16
#define ROWS 4
#define TOGETHER 2
typedef float Vector __attribute__ ((vector_size (64)));

INLINE Vector
modulus (Vector re, Vector im)
{
  return (Vector) _mm512_sqrt_ps ((__m512) (re * re + im * im));
}

INLINE Vector
reciprocal_root (Vector s)
{
  return (Vector) _mm512_rsqrt14_ps (_mm512_max_ps ((__m512) s,
      _mm512_set1_ps (FLT_MIN)));
}

#elif defined(__AVX2__)
#include <immintrin.h>

#define LANES 8
#define ROWS 3
#define TOGETHER 1
typedef float Vector __attribute__ ((vector_size (32)));

INLINE Vector
modulus (Vector re, Vector im)
{
  return (Vector) _mm256_sqrt_ps ((__m256) (re * re + im * im));
}

INLINE Vector
reciprocal_root (Vector s)
{
  return (Vector) _mm256_rsqrt_ps (_mm256_max_ps ((__m256) s,
      _mm256_set1_ps (FLT_MIN)));
}

#elif defined(GLS_PRODUCTS_NEON)
#include <arm_neon.h>

#define LANES 4
#define ROWS 4
#define TOGETHER 2
typedef float Vector __attribute__ ((vector_size (16)));

INLINE Vector
modulus (Vector re, Vector im)
{
  return (Vector) vsqrtq_f32 ((float32x4_t) (re * re + im * im));
}

#else
#define LANES 4
#define ROWS 1
#define TOGETHER 1
typedef float Vector __attribute__ ((vector_size (16)));

INLINE Vector
modulus (Vector re, Vector im)
{
  Vector s = re * re + im * im;

  return (Vector){ sqrtf (s[0]), sqrtf (s[1]), sqrtf (s[2]), sqrtf (s[3]) };
}
#endif

#if defined(__AVX2__)
/* Else the compiler loads what is used twice twice, and loads are what bounds
 * the loop. */
#define HOLD(a, b) __asm__("" : "+v"(a), "+v"(b))

INLINE Vector
modulus_too (Vector re, Vector im)
{
  Vector s = re * re + im * im;
  Vector reciprocal = reciprocal_root (s);
  Vector root = s * reciprocal;

  return root + 0.5f * root * (1.0f - root * reciprocal);
}
#else
#define HOLD(a, b)
#define modulus_too modulus
#endif

#endif
