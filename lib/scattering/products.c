/* The inner loop of the log-frequency stage, for several instruction sets.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The loop is written once (products-kernel.h) with vectors of the compiler's;
 * how many lanes and rows fit the registers differs.
 */
#include "scattering/products.h"

#include <float.h>
#include <math.h>

#include "scattering/cpu.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* Four lanes, any processor: the plain one that the others are tested against.
 */
typedef float Vector4 __attribute__ ((vector_size (16)));

static inline Vector4
modulus_plain (Vector4 re, Vector4 im)
{
  Vector4 s = re * re + im * im;

  return (Vector4){ sqrtf (s[0]), sqrtf (s[1]), sqrtf (s[2]), sqrtf (s[3]) };
}

#define TARGET
#define LANES 4
#define VECTOR Vector4
#define HOLD(a, b)
#define NAME plain_split
#include "scattering/products-split.h"
#define MODULUS modulus_plain
#define MODULUS_TOO modulus_plain
#define NAME plain_1
#define ROWS 1
#define APART 0
#include "scattering/products-kernel.h"
#undef TARGET
#undef LANES
#undef VECTOR
#undef HOLD
#undef MODULUS
#undef MODULUS_TOO

static const GlsProducts plain = { "plain", 4, plain_split, 1, { plain_1 } };

#if defined(__x86_64__)
#define INLINE static inline __attribute__ ((always_inline))

/* Else the compiler loads what is used twice twice, and loads are what bounds
 * the loop. */
#define HOLD(a, b) __asm__("" : "+v"(a), "+v"(b))

/* Half of the square roots are taken by the instruction, which has a unit of
 * its own but a slow one, half by Newton's step from a reciprocal root of 12 or
 * 14 bits, which leaves 23. What is zero stays zero. */
#define TARGET __attribute__ ((target ("avx2,fma")))
#define LANES 8
typedef float Vector8 __attribute__ ((vector_size (32)));
#define VECTOR Vector8

TARGET INLINE Vector8
modulus_avx2 (Vector8 re, Vector8 im)
{
  return (Vector8) _mm256_sqrt_ps ((__m256) (re * re + im * im));
}

TARGET INLINE Vector8
modulus_avx2_newton (Vector8 re, Vector8 im)
{
  Vector8 s = re * re + im * im;
  __m256 normal = _mm256_max_ps ((__m256) s, _mm256_set1_ps (FLT_MIN));
  Vector8 reciprocal = (Vector8) _mm256_rsqrt_ps (normal);
  Vector8 root = s * reciprocal;

  return root + 0.5f * root * (1.0f - root * reciprocal);
}

#define NAME avx2_split
#include "scattering/products-split.h"
#define MODULUS modulus_avx2_newton
#define MODULUS_TOO modulus_avx2
#define NAME avx2_1
#define ROWS 1
#define APART 0
#include "scattering/products-kernel.h"
#define NAME avx2_2
#define ROWS 2
#define APART 1
#include "scattering/products-kernel.h"
#define NAME avx2_3
#define ROWS 3
#define APART 1
#include "scattering/products-kernel.h"
#undef TARGET
#undef LANES
#undef VECTOR
#undef MODULUS
#undef MODULUS_TOO

static const GlsProducts avx2 = { "avx2", 8, avx2_split, 3,
  { avx2_1, avx2_2, avx2_3 } };

#define TARGET __attribute__ ((target ("avx512f,avx512vl,avx512dq,fma")))
#define LANES 16
typedef float Vector16 __attribute__ ((vector_size (64)));
#define VECTOR Vector16

TARGET INLINE Vector16
modulus_avx512 (Vector16 re, Vector16 im)
{
  return (Vector16) _mm512_sqrt_ps ((__m512) (re * re + im * im));
}

TARGET INLINE Vector16
modulus_avx512_newton (Vector16 re, Vector16 im)
{
  Vector16 s = re * re + im * im;
  __m512 normal = _mm512_max_ps ((__m512) s, _mm512_set1_ps (FLT_MIN));
  Vector16 reciprocal = (Vector16) _mm512_rsqrt14_ps (normal);
  Vector16 root = s * reciprocal;

  return root + 0.5f * root * (1.0f - root * reciprocal);
}

#define NAME avx512_split
#include "scattering/products-split.h"
#define MODULUS modulus_avx512_newton
#define MODULUS_TOO modulus_avx512
#define NAME avx512_1
#define ROWS 1
#define APART 0
#include "scattering/products-kernel.h"
#define NAME avx512_2
#define ROWS 2
#define APART 0
#include "scattering/products-kernel.h"
#define NAME avx512_3
#define ROWS 3
#define APART 1
#include "scattering/products-kernel.h"
#define NAME avx512_4
#define ROWS 4
#define APART 1
#include "scattering/products-kernel.h"
#undef TARGET
#undef LANES
#undef VECTOR
#undef MODULUS
#undef MODULUS_TOO

static const GlsProducts avx512 = { "avx512", 16, avx512_split, 4,
  { avx512_1, avx512_2, avx512_3, avx512_4 } };
#endif

#if defined(__aarch64__)
/* A sum waits for the one before it: two to four rows keep the units of most
 * processors busy, and fit into 32 registers. */
#define TARGET
#define LANES 4
#define VECTOR Vector4
#define HOLD(a, b)

static inline Vector4
modulus_neon (Vector4 re, Vector4 im)
{
  return (Vector4) vsqrtq_f32 ((float32x4_t) (re * re + im * im));
}

#define NAME neon_split
#include "scattering/products-split.h"
#define MODULUS modulus_neon
#define MODULUS_TOO modulus_neon
#define NAME neon_1
#define ROWS 1
#define APART 0
#include "scattering/products-kernel.h"
#define NAME neon_2
#define ROWS 2
#define APART 0
#include "scattering/products-kernel.h"
#define NAME neon_3
#define ROWS 3
#define APART 1
#include "scattering/products-kernel.h"
#define NAME neon_4
#define ROWS 4
#define APART 1
#include "scattering/products-kernel.h"
#undef TARGET
#undef LANES
#undef VECTOR
#undef HOLD
#undef MODULUS
#undef MODULUS_TOO

static const GlsProducts neon = { "neon", 4, neon_split, 4,
  { neon_1, neon_2, neon_3, neon_4 } };
#endif

static const GlsProducts *const family[GLS_N_CPUS] = {
  [GLS_CPU_PLAIN] = &plain,
#if defined(__x86_64__)
  [GLS_CPU_AVX2] = &avx2,
  [GLS_CPU_AVX512] = &avx512,
#elif defined(__aarch64__)
  [GLS_CPU_NEON] = &neon,
#endif
};

const GlsProducts *
gls_products_nth (size_t i)
{
  for (GlsCpu cpu = 0; cpu < GLS_N_CPUS; cpu++)
    if (family[cpu] != NULL && gls_cpu_runs (cpu) && i-- == 0)
      return family[cpu];
  return NULL;
}

const GlsProducts *
gls_products_best (void)
{
  GlsCpu cpu = gls_cpu_get ();

  while (family[cpu] == NULL)
    cpu--;
  return family[cpu];
}
