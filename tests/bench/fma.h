/* What a core does at most: multiplications and additions, nothing else.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_BENCH_FMA_H
#define TESTS_BENCH_FMA_H

#include <glib.h>

/**
 * bench_fma_rate:
 * @name: of an instruction set, as of a member of products.h
 *
 * Returns: operations a second of one core, in a loop of independent
 *   multiplications with additions that stay in registers, now; the two count
 *   as two
 */
double bench_fma_rate (const char *name);

#endif
