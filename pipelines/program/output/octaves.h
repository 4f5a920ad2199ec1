/* A scalogram at all of its rates: an array for each octave, and their axes.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_OCTAVES_H
#define GLISSANDO_OCTAVES_H

#include "scattering/scalogram.h"

typedef struct _OctavesWriter OctavesWriter;

/**
 * octaves_writer_new:
 * @path: "a.npy": the arrays are a-0.npy, a-1.npy …, the fastest first, and
 *   a.json names them and their axes
 * @spec: of the scalogram
 *
 * Arrays of their own, float32[time][lambda], can be mapped into memory, as
 * those in an archive cannot: the fastest has thousands of values a second.
 *
 * Fails with %GLS_ERROR_IO; the message names the file.
 */
OctavesWriter *octaves_writer_new (const char *path, const GlsSpec *spec,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* x: float[n] at the rate of the spec */
void octaves_writer_add (OctavesWriter *self, const float *x, size_t n);
/* self: (transfer full). Fails as above. */
gboolean octaves_writer_finish (OctavesWriter *self, const char *input,
    GError **error);
/* self: (transfer full): leaves nothing behind */
void octaves_writer_abandon (OctavesWriter *self);

#endif
