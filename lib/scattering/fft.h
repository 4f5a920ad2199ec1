/* Every FFTW plan of the library.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * FFTW's planner is not safe to call from two threads (FFTW manual, 5.4): these
 * functions hold one lock around it. Plans are estimated, not measured, so that
 * the same machine always gives the same bits. Executing is safe everywhere.
 */
#ifndef GLS_SCATTERING_FFT_H
#define GLS_SCATTERING_FFT_H

#include <fftw3.h>

#include "gls.h"

G_BEGIN_DECLS

typedef struct _GlsFft GlsFft;

/* Memory that any of these transforms may work on, n floats set to zero. */
float *gls_fft_alloc (size_t n);
void gls_fft_free_array (float *array);

/* Real to complex: float[n] -> float[n / 2 + 1][2], unnormalised. Per sample it
 * is slower than two real signals in one complex transform. */
GlsFft *gls_fft_real_new (size_t n);
/* Complex to complex: float[n][2] -> float[n][2], unnormalised. */
GlsFft *gls_fft_forward_new (size_t n);
GlsFft *gls_fft_backward_new (size_t n);
void gls_fft_free (GlsFft *self);

/* @in and @out are different arrays from gls_fft_alloc(); @in is kept. */
void gls_fft_execute (const GlsFft *self, float *in, float *out);

/* The smallest even length >= n that FFTW likes, a multiple of @multiple (a
 * power of two). */
size_t gls_fft_good_length (size_t n, size_t multiple);

G_END_DECLS

#endif
