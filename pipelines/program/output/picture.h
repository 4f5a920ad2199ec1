/* A transform of some audio as a PNG picture.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a pipeline with tensorview draws, for audio that is decoded already.
 */
#ifndef GLISSANDO_PICTURE_H
#define GLISSANDO_PICTURE_H

#include "output/look.h"
#include "scattering/spec.h"

typedef struct _PictureWriter PictureWriter;

/**
 * picture_writer_new:
 * @path: the file, which is there when it is whole
 * @spec: the transform
 * @look: checked
 * @title: to stand above it
 * @marks: (nullable): what sounds when, as tensorview takes it
 *
 * Fails with a #GFileError, or with a sentence if an element is missing.
 */
PictureWriter *picture_writer_new (const char *path, const GlsSpec *spec,
    const Look *look, const char *title, const char *marks,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* x: float[n] at the rate of the spec. Returns: FALSE if the picture has failed
 * and no more is wanted; picture_writer_finish() says why */
gboolean picture_writer_add (PictureWriter *self, const float *x, size_t n);
/* self: (transfer full): draws, and writes the file */
gboolean picture_writer_finish (PictureWriter *self, GError **error);
/* self: (transfer full): leaves nothing behind */
void picture_writer_abandon (PictureWriter *self);

#endif
