/* Every FFTW plan of the library.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/fft.h"

struct _GlsFft
{
  fftwf_plan plan;
  gboolean forward;
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
fft_new (size_t n, gboolean forward)
{
  GlsFft *self = g_new (GlsFft, 1);
  float *in = gls_fft_alloc (2 * n + 2);
  float *out = gls_fft_alloc (2 * n + 2);
  unsigned flags = FFTW_ESTIMATE | FFTW_PRESERVE_INPUT;

  self->forward = forward;
  g_mutex_lock (&planner);
  if (forward)
    self->plan =
        fftwf_plan_dft_r2c_1d ((int) n, in, (fftwf_complex *) out, flags);
  else
    self->plan = fftwf_plan_dft_1d ((int) n, (fftwf_complex *) in,
        (fftwf_complex *) out, FFTW_BACKWARD, flags);
  g_mutex_unlock (&planner);
  gls_fft_free_array (in);
  gls_fft_free_array (out);
  return self;
}

GlsFft *
gls_fft_forward_new (size_t n)
{
  return fft_new (n, TRUE);
}

GlsFft *
gls_fft_backward_new (size_t n)
{
  return fft_new (n, FALSE);
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
  if (self->forward)
    fftwf_execute_dft_r2c (self->plan, in, (fftwf_complex *) out);
  else
    fftwf_execute_dft (self->plan, (fftwf_complex *) in, (fftwf_complex *) out);
}

size_t
gls_fft_good_length (size_t n, size_t multiple)
{
  static const size_t odd[] = { 1, 3, 5, 9, 15 };
  size_t best = 0;

  multiple = MAX (multiple, 2);
  for (size_t i = 0; i < G_N_ELEMENTS (odd); i++) {
    size_t length = odd[i] * multiple;
    while (length < n)
      length *= 2;
    if (best == 0 || length < best)
      best = length;
  }
  return best;
}
