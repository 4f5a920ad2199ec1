/* Which instruction sets this processor has, and which one is used.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What takes time is compiled for each of them (products.c, loops.c) and the
 * best is taken once a process. The environment variable GLISSANDO_CPU says
 * which one it shall be instead.
 */
#ifndef GLS_SCATTERING_CPU_H
#define GLS_SCATTERING_CPU_H

#include "gls.h"

G_BEGIN_DECLS

/* The slowest first. */
typedef enum
{
  GLS_CPU_PLAIN,  /* what every processor of the architecture has */
  GLS_CPU_NEON,   /* AArch64: Advanced SIMD, which all of them have */
  GLS_CPU_AVX2,   /* x86-64: AVX2 and FMA */
  GLS_CPU_AVX512, /* x86-64: AVX-512 F, VL, DQ and BW, and FMA */
  GLS_N_CPUS
} GlsCpu;

/* As GLISSANDO_CPU calls it. */
const char *gls_cpu_get_name (GlsCpu self);

/* Returns: whether this processor runs it */
gboolean gls_cpu_runs (GlsCpu self);

/**
 * gls_cpu_choose:
 * @name: (nullable): the one that is asked for; %NULL or "" for the best
 * @complaint: (out) (transfer full) (nullable): a sentence, if @name is
 *   nothing that this processor runs
 *
 * Returns: the one that @name means, or else the best that this processor runs
 */
GlsCpu gls_cpu_choose (const char *name, char **complaint);

/* Returns: the one to use; warns, once, if GLISSANDO_CPU cannot be followed */
GlsCpu gls_cpu_get (void);

/**
 * gls_cpu_pick:
 * @family: what was compiled for each instruction set, %NULL where nothing was
 *
 * Returns: (transfer none): the one to use
 */
gconstpointer gls_cpu_pick (gconstpointer const family[GLS_N_CPUS]);
/* Returns: (transfer none) (nullable): the @i-th that this processor runs, the
 * slowest first */
gconstpointer gls_cpu_pick_nth (gconstpointer const family[GLS_N_CPUS],
    size_t i);

G_END_DECLS

#endif
