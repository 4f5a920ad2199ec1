/* The inner loop of the log-frequency stage: which of its kind is used.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/products.h"

#include "scattering/cpu.h"

static const GlsProducts *const family[GLS_N_CPUS] = {
  [GLS_CPU_PLAIN] = &gls_products_plain,
#if defined(__x86_64__)
  [GLS_CPU_AVX2] = &gls_products_avx2,
  [GLS_CPU_AVX512] = &gls_products_avx512,
#elif defined(__aarch64__)
  [GLS_CPU_NEON] = &gls_products_neon,
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

/* Every processor with AVX-512 has AVX2. */
const GlsProducts *
gls_products_narrow (const GlsProducts *self, size_t n_columns)
{
#if defined(__x86_64__)
  if (self == &gls_products_avx512 && n_columns <= gls_products_avx2.lanes)
    return &gls_products_avx2;
#endif
  return self;
}
