/* The loops that take time: which of them are used.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/loops.h"

/* On AArch64 the plain ones are compiled for NEON. */
static gconstpointer const family[GLS_N_CPUS] = {
  [GLS_CPU_PLAIN] = &gls_loops_plain,
#if defined(__x86_64__)
  [GLS_CPU_AVX2] = &gls_loops_avx2,
  [GLS_CPU_AVX512] = &gls_loops_avx512,
#endif
};

const GlsLoops *
gls_loops_nth (size_t i)
{
  return gls_cpu_pick_nth (family, i);
}

const GlsLoops *
gls_loops_get (void)
{
  return gls_cpu_pick (family);
}
