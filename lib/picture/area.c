/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/area.h"

float
gls_area_mean (const float *in, size_t n_in, size_t in_step, size_t k,
    size_t n_out)
{
  /* One cell is n_out units long, one mean n_in. */
  size_t from = k * n_in, to = from + n_in;
  double sum = 0.0;

  while (from < to) {
    size_t i = from / n_out;
    size_t end = MIN ((i + 1) * n_out, to);

    sum += (double) (end - from) * (double) in[i * in_step];
    from = end;
  }
  return (float) (sum / (double) n_in);
}

void
gls_area_resize (const float *in, size_t n_in, size_t in_step, float *out,
    size_t n_out, size_t out_step)
{
  for (size_t k = 0; k < n_out; k++)
    out[k * out_step] = gls_area_mean (in, n_in, in_step, k, n_out);
}

void
gls_area_stream_init (GlsAreaStream *self, size_t n, guint64 cell,
    guint64 column)
{
  self->n = n;
  self->cell = cell;
  self->column = column;
  self->filled = 0;
  self->sum = g_new0 (double, n);
}

void
gls_area_stream_clear (GlsAreaStream *self)
{
  g_clear_pointer (&self->sum, g_free);
}

gboolean
gls_area_stream_add (GlsAreaStream *self, const float *x, guint64 *left)
{
  guint64 taken = MIN (*left, self->column - self->filled);

  if (x != NULL)
    for (size_t i = 0; i < self->n; i++)
      self->sum[i] += (double) taken * (double) x[i];
  self->filled += taken;
  *left -= taken;
  return self->filled == self->column;
}

void
gls_area_stream_take (GlsAreaStream *self, float *column)
{
  for (size_t i = 0; i < self->n; i++) {
    column[i] = (float) (self->sum[i] / (double) self->filled);
    self->sum[i] = 0.0;
  }
  self->filled = 0;
}
