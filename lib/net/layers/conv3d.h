/* The two ways to compute conv3d: the definition, and matrix products.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_LAYERS_CONV3D_H
#define GLS_NET_LAYERS_CONV3D_H

#include "net/layer.h"

G_BEGIN_DECLS

typedef struct
{
  GlsLayer layer;
  size_t H, W, C; /* rows, columns, channels of the input */
  size_t D;       /* kernels */
  size_t K;       /* side of a kernel, odd */
} GlsConv3d;

/* x: float[n][H][W][C]; y, dy: float[n][H][W][D C]; dx: (nullable), as x.
 * Backward adds the gradients of weight and bias to pass->gradients. */
void gls_conv3d_forward_ref (const GlsConv3d *self, const GlsPass *pass,
    size_t n, const float *x, float *y);
void gls_conv3d_backward_ref (const GlsConv3d *self, const GlsPass *pass,
    size_t n, const float *x, const float *dy, float *dx);

/* Returns: floats of scratch that the next two need */
size_t gls_conv3d_plan_gemm (const GlsConv3d *self);
/* The same by matrix products, to within the rounding of floats */
void gls_conv3d_forward_gemm (const GlsConv3d *self, const GlsPass *pass,
    size_t n, const float *x, float *y);
void gls_conv3d_backward_gemm (const GlsConv3d *self, const GlsPass *pass,
    size_t n, const float *x, const float *dy, float *dx);

G_END_DECLS

#endif
