/* The loops that take time: which of them are used.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/loops.h"

/* On AArch64 the plain ones are compiled for NEON. */
static const GlsLoops *const family[GLS_N_CPUS] = {
  [GLS_CPU_PLAIN] = &gls_loops_plain,
#if defined(__x86_64__)
  [GLS_CPU_AVX2] = &gls_loops_avx2,
  [GLS_CPU_AVX512] = &gls_loops_avx512,
#endif
};

const GlsLoops *
gls_loops_nth (size_t i)
{
  for (GlsCpu cpu = 0; cpu < GLS_N_CPUS; cpu++)
    if (family[cpu] != NULL && gls_cpu_runs (cpu) && i-- == 0)
      return family[cpu];
  return NULL;
}

const GlsLoops *
gls_loops_get (void)
{
  GlsCpu cpu = gls_cpu_get ();

  while (family[cpu] == NULL)
    cpu--;
  return family[cpu];
}
