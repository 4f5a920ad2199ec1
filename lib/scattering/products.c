/* The inner loop of the log-frequency stage: which of its kind is used.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/products.h"

#include "scattering/cpu.h"

static gconstpointer const family[GLS_N_CPUS] = {
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
  return gls_cpu_pick_nth (family, i);
}

const GlsProducts *
gls_products_best (void)
{
  return gls_cpu_pick (family);
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
