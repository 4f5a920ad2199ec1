/* NumPy array files, written as the data come.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_NPY_H
#define GLISSANDO_NPY_H

#include <glib.h>

typedef struct _NpyWriter NpyWriter;

#define NPY_MAX_AXES 8

/**
 * npy_writer_new:
 * @path: the file; written under another name and renamed by
 *   npy_writer_finish(), so that a half-written one is never taken for whole
 * @n_axes: axes of one item
 * @size: [n_axes]
 *
 * Begins an array float32[n_items][size[0]]…, in C order, whose number of
 * items is known at the end only. Fails with a #GFileError.
 */
NpyWriter *npy_writer_new (const char *path, size_t n_axes, const size_t *size,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* item: float[size[0]]…; an error is reported by npy_writer_finish() */
void npy_writer_add (NpyWriter *self, const float *item);
size_t npy_writer_get_n_items (const NpyWriter *self);
/* Writes the shape and closes. The writer is freed in any case. */
gboolean npy_writer_finish (NpyWriter *self, GError **error);
/* Leaves no file behind. */
void npy_writer_abandon (NpyWriter *self);

#endif
