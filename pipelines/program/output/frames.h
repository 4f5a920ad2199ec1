/* A transform of some audio as one array of frames, and its axes.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_FRAMES_H
#define GLISSANDO_FRAMES_H

#include "scattering/transform.h"

typedef struct _FramesWriter FramesWriter;

/**
 * frames_writer_new:
 * @path: the .npy file; "-" is standard output
 * @spec: the transform
 * @plan: of it
 *
 * Fails with %GLS_ERROR_IO.
 */
FramesWriter *frames_writer_new (const char *path, const GlsSpec *spec,
    GlsTransformPlan *plan, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* x: float[n] at the rate of the spec */
void frames_writer_add (FramesWriter *self, const float *x, size_t n);
/* self: (transfer full): writes the array and, but on standard output, a .json
 * beside it. Fails with %GLS_ERROR_IO; the message names the file. */
gboolean frames_writer_finish (FramesWriter *self, const char *input,
    GError **error);
/* self: (transfer full): leaves nothing behind */
void frames_writer_abandon (FramesWriter *self);

#endif
