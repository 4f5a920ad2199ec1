/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/history.h"

#include <string.h>

void
gls_history_init (GlsHistory *self, size_t n_rows, size_t n_peaks,
    size_t capacity)
{
  self->n_rows = n_rows;
  self->n_peaks = n_peaks;
  self->capacity = capacity;
  self->values = g_new (float, n_rows *capacity);
  self->peaks = g_new (float, n_peaks *capacity);
  gls_history_reset (self);
}

void
gls_history_clear (GlsHistory *self)
{
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->peaks, g_free);
}

void
gls_history_reset (GlsHistory *self)
{
  self->n = 0;
  self->first = 0;
}

gboolean
gls_history_is_full (const GlsHistory *self)
{
  return self->n == self->capacity;
}

void
gls_history_append (GlsHistory *self, const float *column, const float *peaks)
{
  size_t at = (self->first + self->n) % self->capacity;

  memcpy (self->values + at * self->n_rows, column,
      self->n_rows * sizeof *column);
  memcpy (self->peaks + at * self->n_peaks, peaks,
      self->n_peaks * sizeof *peaks);
  if (gls_history_is_full (self))
    self->first = (self->first + 1) % self->capacity;
  else
    self->n++;
}

void
gls_history_halve (GlsHistory *self)
{
  g_assert (self->first == 0 && self->n % 2 == 0);

  self->n /= 2;
  for (size_t c = 0; c < self->n; c++) {
    float *to = self->values + c * self->n_rows;
    const float *a = self->values + 2 * c * self->n_rows;
    const float *b = a + self->n_rows;

    for (size_t i = 0; i < self->n_rows; i++)
      to[i] = 0.5f * (a[i] + b[i]);
    for (size_t p = 0; p < self->n_peaks; p++)
      self->peaks[c * self->n_peaks + p] =
          MAX (self->peaks[2 * c * self->n_peaks + p],
              self->peaks[(2 * c + 1) * self->n_peaks + p]);
  }
}

const float *
gls_history_get (const GlsHistory *self, size_t i)
{
  return self->values + (self->first + i) % self->capacity * self->n_rows;
}

void
gls_history_get_peaks (const GlsHistory *self, float *peaks)
{
  memset (peaks, 0, self->n_peaks * sizeof *peaks);
  for (size_t c = 0; c < self->n; c++)
    for (size_t p = 0; p < self->n_peaks; p++)
      peaks[p] = MAX (peaks[p], self->peaks[c * self->n_peaks + p]);
}
