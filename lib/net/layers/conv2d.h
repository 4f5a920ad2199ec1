/* The ways to compute conv2d: the definition, and matrix products of two kinds.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_LAYERS_CONV2D_H
#define GLS_NET_LAYERS_CONV2D_H

#include "net/layer.h"

/* Enough places for the matrix products to run at full speed. */
#define GLS_CONV2D_BLOCK_PLACES 512

G_BEGIN_DECLS

typedef struct
{
  GlsLayer layer;
  size_t H, W, C;            /* rows, columns, channels of the input */
  size_t H_out, W_out;       /* of the output */
  size_t D;                  /* channels of the output */
  size_t K_h, K_w;           /* of the kernel */
  size_t pad_h, pad_w;       /* zeros above and to the left */
  size_t stride_h, stride_w; /* places of the input between outputs */
  gboolean by_patches;       /* which of the two matrix products */
  size_t block_examples;     /* that one of the first kind takes */
  size_t i_first, n_i;       /* rows of the kernel that meet the image */
  size_t j_first, n_j;       /* columns that do */
} GlsConv2d;

/* x: float[n][H][W][C]; y, dy: float[n][H_out][W_out][D]; dx: (nullable), as x.
 * Backward adds the gradients of weight and bias to pass->gradients. */
void gls_conv2d_forward_ref (const GlsConv2d *self, const GlsPass *pass,
    size_t n, const float *x, float *y);
void gls_conv2d_backward_ref (const GlsConv2d *self, const GlsPass *pass,
    size_t n, const float *x, const float *dy, float *dx);

/* Strides must be 1. Sets block_examples. Returns: floats of scratch that the
 * next two need */
size_t gls_conv2d_plan_gemm (GlsConv2d *self);
/* The same by matrix products, to within the rounding of floats */
void gls_conv2d_forward_gemm (const GlsConv2d *self, const GlsPass *pass,
    size_t n, const float *x, float *y);
void gls_conv2d_backward_gemm (const GlsConv2d *self, const GlsPass *pass,
    size_t n, const float *x, const float *dy, float *dx);

/* Returns: floats of scratch that the next two need */
size_t gls_conv2d_plan_patches (const GlsConv2d *self);
/* The same, better where the output has more channels than the input, or the
 * image is large; and of any stride */
void gls_conv2d_forward_patches (const GlsConv2d *self, const GlsPass *pass,
    size_t n, const float *x, float *y);
void gls_conv2d_backward_patches (const GlsConv2d *self, const GlsPass *pass,
    size_t n, const float *x, const float *dy, float *dx);

G_END_DECLS

#endif
