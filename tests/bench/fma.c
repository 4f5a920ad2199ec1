/* What a core does at most: multiplications and additions, nothing else.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fma.h"

#include "support.h"

typedef float Vector4 __attribute__ ((vector_size (16)));

#if defined(__x86_64__)
#define IN_REGISTERS(a, b, c, d)                                               \
  __asm__ volatile("" : "+x"(a), "+x"(b), "+x"(c), "+x"(d))
#elif defined(__aarch64__)
#define IN_REGISTERS(a, b, c, d)                                               \
  __asm__ volatile("" : "+w"(a), "+w"(b), "+w"(c), "+w"(d))
#else
#define IN_REGISTERS(a, b, c, d) __asm__ volatile("" : : : "memory")
#endif

/* Twelve sums, as many as hide the delay of two units of six cycles. */
#define LOOP(NAME, VECTOR, TARGET)                                             \
  TARGET static float NAME (gsize n)                                           \
  {                                                                            \
    VECTOR a = { 0 }, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a,  \
           j = a, k = a, l = a, x = a + 0.5f, y = x, z = x, u = x;             \
                                                                               \
    for (gsize turn = 0; turn < n; turn++) {                                   \
      IN_REGISTERS (x, y, z, u);                                               \
      a += x * y, b += x * y, c += x * y, d += x * y;                          \
      e += x * z, f += x * z, g += x * z, h += x * z;                          \
      i += x * u, j += x * u, k += x * u, l += x * u;                          \
      IN_REGISTERS (a, b, c, d);                                               \
      IN_REGISTERS (e, f, g, h);                                               \
      IN_REGISTERS (i, j, k, l);                                               \
    }                                                                          \
    a += b + c + d + e + f + g + h + i + j + k + l;                            \
    return a[0];                                                               \
  }
#define SUMS 12

LOOP (run_plain, Vector4, )
#if defined(__x86_64__)
typedef float Vector8 __attribute__ ((vector_size (32)));
typedef float Vector16 __attribute__ ((vector_size (64)));
LOOP (run_avx2, Vector8, __attribute__ ((target ("avx2,fma"))))
LOOP (run_avx512, Vector16, __attribute__ ((target ("avx512f,fma"))))
#endif

typedef struct
{
  const char *name;
  gsize lanes;
  float (*run) (gsize n);
} Loop;

static const Loop loops[] = {
  { "plain", 4, run_plain },
#if defined(__x86_64__)
  { "avx2", 8, run_avx2 },
  { "avx512", 16, run_avx512 },
#else
  { "neon", 4, run_plain },
#endif
};

double
bench_fma_rate (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (loops); i++)
    if (g_str_equal (loops[i].name, name)) {
      gsize turns = 400000;
      double start = bench_processor_time ();
      volatile float sum = loops[i].run (turns);

      (void) sum;
      return 2.0 * (double) (SUMS * loops[i].lanes * turns)
          / (bench_processor_time () - start);
    }
  g_error ("%s is no instruction set", name);
}
