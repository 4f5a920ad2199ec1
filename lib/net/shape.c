/* Shapes: counted with care, since they may come from a file.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/shape.h"

gboolean
gls_size_multiply (size_t a, size_t b, size_t max, size_t *product)
{
  if (a != 0 && b > max / a)
    return FALSE;
  *product = a * b;
  return TRUE;
}

gboolean
gls_shape_count (const GlsShape *self, size_t max, size_t *n)
{
  size_t count = 1;

  for (size_t i = 0; i < self->n_axes; i++) {
    if (self->dim[i] == 0
        || !gls_size_multiply (count, self->dim[i], max, &count))
      return FALSE;
  }
  *n = count;
  return TRUE;
}

size_t
gls_shape_size (const GlsShape *self)
{
  size_t n = 1;

  for (size_t i = 0; i < self->n_axes; i++)
    n *= self->dim[i];
  return n;
}

gboolean
gls_shape_equal (const GlsShape *a, const GlsShape *b)
{
  if (a->n_axes != b->n_axes)
    return FALSE;
  for (size_t i = 0; i < a->n_axes; i++)
    if (a->dim[i] != b->dim[i])
      return FALSE;
  return TRUE;
}

char *
gls_shape_to_string (const GlsShape *self)
{
  GString *text = g_string_new (NULL);

  for (size_t i = 0; i < self->n_axes; i++)
    g_string_append_printf (text, "%s%zu", i > 0 ? "x" : "", self->dim[i]);
  if (self->n_axes == 0)
    g_string_append (text, "a single number");
  return g_string_free (text, FALSE);
}
