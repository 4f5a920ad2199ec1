/* Labels as NumPy keeps them: bool[n_rows][n_columns] in a .npy file.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_BOOLARRAY_H
#define GLISSANDO_BOOLARRAY_H

#include <glib.h>

/**
 * BoolArray:
 * @values: guint8[n_rows][n_columns], 0 or 1; lies in the file
 */
typedef struct
{
  size_t n_rows, n_columns;
  const guint8 *values;
  GMappedFile *map;
} BoolArray;

/**
 * boolarray_open:
 * @self: (out): to be cleared
 *
 * Fails with %GLS_ERROR_IO, or with %GLS_ERROR_DATA if the file is no array of
 * truth values (“|b1”) with two axes, in C order and whole.
 */
gboolean boolarray_open (BoolArray *self, const char *path, GError **error);
void boolarray_clear (BoolArray *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BoolArray, boolarray_clear)

#endif
