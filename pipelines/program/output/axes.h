/* The JSON file beside an array, which says what each number of it is.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_AXES_H
#define GLISSANDO_AXES_H

#include "json.h"
#include "scattering/axes.h"

/**
 * axes_describe:
 * @input: what was read
 * @spec: what was made of it
 *
 * Returns: (transfer full): {"input", "dtype", "parameters"}, the last one as
 *   in model files
 */
json_t *axes_describe (const char *input, const GlsSpec *spec);

/* The axis of frames or times that are @step_s seconds apart. */
json_t *axes_make_time (size_t n, double step_s);
/* An axis of a frame, or a part of it: @n values from @values on. */
json_t *axes_make (const GlsAxis *axis, const double *values, size_t n);
/* [n] what each float of a frame of time scattering is */
json_t *axes_make_paths (const GlsPath *path, size_t n);

/* Fails with a #GFileError. */
gboolean axes_write (const json_t *json, const char *path, GError **error);

/* Returns: (transfer full): "a.json" of "a.npy", "a", "a.json" of “a” */
char *axes_get_path (const char *array_path);

#endif
