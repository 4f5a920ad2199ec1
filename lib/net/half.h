/* IEEE 754 binary16, for model files of half the size.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_HALF_H
#define GLS_NET_HALF_H

#include "gls.h"

G_BEGIN_DECLS

/* The largest finite half */
#define GLS_HALF_MAX 65504.0f

/* Exact, infinities and NaN included. */
float gls_half_to_float (guint16 half);
/* The same of many. halves: [n] as they are in files, little-endian and without
 * alignment; x: [n] */
void gls_halves_to_floats (const guint8 *halves, size_t n, float *x);
/* To the nearest half, ties to even; past the largest it is infinite. */
guint16 gls_float_to_half (float value);

G_END_DECLS

#endif
