/* What rows of one rate remember from one tick to the next.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/rowhistory.h"

#include <string.h>

/* Twice of what is kept from one tick to the next, where that is more than what
 * comes in, so that it need not be moved each time. */
static size_t
room_for (size_t length, size_t h)
{
  size_t kept = length - h;

  return length + (kept > h ? kept / h * h : 0);
}

static void
note_silence (GlsRowHistory *self)
{
  for (size_t row = 0; row < self->n_rows; row++)
    self->n_silent[row] = self->length;
}

void
gls_row_history_init (GlsRowHistory *self, size_t n_rows, size_t length,
    size_t h)
{
  *self = (GlsRowHistory){
    .n_rows = n_rows, .length = length, .h = h, .capacity = room_for (length, h)
  };
  self->x = g_new0 (float, n_rows * self->capacity);
  self->n_silent = g_new (size_t, n_rows);
  note_silence (self);
}

void
gls_row_history_clear (GlsRowHistory *self)
{
  g_free (self->x);
  g_free (self->n_silent);
}

static float *
room_of (const GlsRowHistory *self, size_t row)
{
  return self->x + row * self->capacity;
}

void
gls_row_history_reset (GlsRowHistory *self)
{
  for (size_t row = 0; row < self->n_rows; row++)
    if (self->n_silent[row] < self->length)
      memset (room_of (self, row), 0, self->capacity * sizeof (float));
  note_silence (self);
}

void
gls_row_history_begin_tick (GlsRowHistory *self)
{
  size_t next = self->start + self->h;

  self->moved = next + self->length > self->capacity ? next : 0;
  self->start = self->moved > 0 ? 0 : next;
}

float *
gls_row_history_take (GlsRowHistory *self, size_t row, gboolean silent)
{
  float *x = gls_row_history_get (self, row);
  float *newest = x + self->length - self->h;
  size_t *n_silent = &self->n_silent[row];

  if (silent && *n_silent == self->length)
    return NULL;
  if (self->moved > 0)
    memmove (x, x + self->moved, (self->length - self->h) * sizeof (float));
  *n_silent = silent ? MIN (*n_silent + self->h, self->length) : 0;
  if (*n_silent == self->length)
    memset (room_of (self, row), 0, self->capacity * sizeof (float));
  else if (silent)
    memset (newest, 0, self->h * sizeof (float));
  return silent ? NULL : newest;
}

float *
gls_row_history_get (const GlsRowHistory *self, size_t row)
{
  return room_of (self, row) + self->start;
}

gboolean
gls_row_history_ends_in_silence (const GlsRowHistory *self, size_t row,
    size_t n)
{
  return self->n_silent[row] >= n;
}
