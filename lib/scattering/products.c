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
#define HOLD(a, b, c, d)
#define MODULUS modulus_plain
#define MODULUS_TOO modulus_plain
#define NAME plain_1
#define ROWS 1
#include "scattering/products-kernel.h"
#undef TARGET
#undef LANES
#undef VECTOR
#undef HOLD
#undef MODULUS
#undef MODULUS_TOO

static const GlsProducts plain = { "plain", 4, 1, { plain_1, NULL, NULL } };

#if defined(__x86_64__)
#define INLINE static inline __attribute__ ((always_inline))

/* Else the compiler loads what is used twice twice, and loads are what bounds
 * the loop. */
#define HOLD_X86(a, b, c, d) __asm__("" : "+v"(a), "+v"(b), "+v"(c), "+v"(d))

typedef float Vector8 __attribute__ ((vector_size (32)));

#define TARGET __attribute__ ((target ("avx2,fma")))
TARGET INLINE Vector8
modulus_avx2 (Vector8 re, Vector8 im)
{
  return (Vector8) _mm256_sqrt_ps ((__m256) (re * re + im * im));
}

#define LANES 8
#define VECTOR Vector8
#define HOLD HOLD_X86
#define MODULUS modulus_avx2
#define MODULUS_TOO modulus_avx2
#define NAME avx2_1
#define ROWS 1
#include "scattering/products-kernel.h"
#undef TARGET
#undef LANES
#undef VECTOR
#undef HOLD
#undef MODULUS
#undef MODULUS_TOO

static const GlsProducts avx2 = { "avx2", 8, 1, { avx2_1, NULL, NULL } };

typedef float Vector16 __attribute__ ((vector_size (64)));

/* Half of the square roots are taken by the instruction, which has a unit of
 * its own but a slow one, half by Newton's step from a reciprocal of 14 bits,
 * which leaves 27, in units that multiply. The instruction also does what is
 * zero or nearly. */
#define TARGET __attribute__ ((target ("avx512f,avx512vl,avx512dq,fma")))
TARGET INLINE Vector16
modulus_root (Vector16 re, Vector16 im)
{
  return (Vector16) _mm512_sqrt_ps ((__m512) (re * re + im * im));
}

TARGET INLINE Vector16
modulus_newton (Vector16 re, Vector16 im)
{
  Vector16 s = re * re + im * im;
  Vector16 reciprocal = (Vector16) _mm512_rsqrt14_ps ((__m512) s);
  Vector16 root = s * reciprocal;
  __mmask16 tiny =
      _mm512_cmp_ps_mask ((__m512) s, _mm512_set1_ps (FLT_MIN), _CMP_LT_OS);

  root *= 1.5f - 0.5f * root * reciprocal;
  if (G_UNLIKELY (tiny))
    root = (Vector16) _mm512_mask_sqrt_ps ((__m512) root, tiny, (__m512) s);
  return root;
}

#define LANES 16
#define VECTOR Vector16
#define HOLD HOLD_X86
#define MODULUS modulus_newton
#define MODULUS_TOO modulus_root
#define NAME avx512_1
#define ROWS 1
#include "scattering/products-kernel.h"
#define NAME avx512_2
#define ROWS 2
#include "scattering/products-kernel.h"
#define NAME avx512_3
#define ROWS 3
#include "scattering/products-kernel.h"
#undef TARGET
#undef LANES
#undef VECTOR
#undef HOLD
#undef MODULUS
#undef MODULUS_TOO

static const GlsProducts avx512 = { "avx512", 16, 3,
  { avx512_1, avx512_2, avx512_3 } };
#endif

static const GlsProducts *const family[GLS_N_CPUS] = {
  [GLS_CPU_PLAIN] = &plain,
#if defined(__x86_64__)
  [GLS_CPU_AVX2] = &avx2,
  [GLS_CPU_AVX512] = &avx512,
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
