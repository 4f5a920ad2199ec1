/* Every FFTW plan of the library.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/fft.h"

struct _GlsFft
{
  fftwf_plan plan;
  gboolean real;
};

/* The one piece of shared state: it guards state of FFTW's own. */
static GMutex planner;

float *
gls_fft_alloc (size_t n)
{
  return g_aligned_alloc0 (MAX (n, 1), sizeof (float), 64);
}

void
gls_fft_free_array (float *array)
{
  g_aligned_free (array);
}

static GlsFft *
fft_new (size_t n, gboolean real, int sign)
{
  GlsFft *self = g_new (GlsFft, 1);
  float *in = gls_fft_alloc (2 * n + 2);
  fftwf_complex *out = (fftwf_complex *) gls_fft_alloc (2 * n + 2);
  unsigned flags = FFTW_ESTIMATE | FFTW_PRESERVE_INPUT;

  self->real = real;
  g_mutex_lock (&planner);
  self->plan = real
      ? fftwf_plan_dft_r2c_1d ((int) n, in, out, flags)
      : fftwf_plan_dft_1d ((int) n, (fftwf_complex *) in, out, sign, flags);
  g_mutex_unlock (&planner);
  gls_fft_free_array (in);
  gls_fft_free_array ((float *) out);
  return self;
}

GlsFft *
gls_fft_real_new (size_t n)
{
  return fft_new (n, TRUE, FFTW_FORWARD);
}

GlsFft *
gls_fft_forward_new (size_t n)
{
  return fft_new (n, FALSE, FFTW_FORWARD);
}

GlsFft *
gls_fft_backward_new (size_t n)
{
  return fft_new (n, FALSE, FFTW_BACKWARD);
}

void
gls_fft_free (GlsFft *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&planner);
  fftwf_destroy_plan (self->plan);
  g_mutex_unlock (&planner);
  g_free (self);
}

void
gls_fft_execute (const GlsFft *self, float *in, float *out)
{
  if (self->real)
    fftwf_execute_dft_r2c (self->plan, in, (fftwf_complex *) out);
  else
    fftwf_execute_dft (self->plan, (fftwf_complex *) in, (fftwf_complex *) out);
}

/* Estimated plans reach 55 to 60 GFLOP/s at 2^k and 5 2^k and, while one
 * codelet does the factor, at 3 2^k; half of it at other lengths. */
size_t
gls_fft_good_length (size_t n, size_t multiple)
{
  static const size_t odd[] = { 1, 3, 5 };
  size_t best = 0;

  multiple = MAX (multiple, 2);
  for (size_t i = 0; i < G_N_ELEMENTS (odd); i++) {
    size_t length = odd[i] * multiple;
    while (length < n)
      length *= 2;
    if (odd[i] == 3 && length > 384)
      continue;
    if (best == 0 || length < best)
      best = length;
  }
  return best;
}
