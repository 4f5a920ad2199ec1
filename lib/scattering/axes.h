/* What the numbers of a frame are.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Shape, names, units and values of a frame's axes follow from the spec alone:
 * nobody needs a plan to draw or to describe what a transform puts out.
 */
#ifndef GLS_SCATTERING_AXES_H
#define GLS_SCATTERING_AXES_H

#include "scattering/spec.h"

G_BEGIN_DECLS

#define GLS_MAX_AXES 4

/**
 * GlsAxis:
 * @name: "lambda", "theta", "mu", "ell", "mel" or "path"
 * @unit: of @values, in words
 * @size: length of the axis
 * @values: [size] lambda and mel in Hz (centre frequency; 0 of a lambda that is
 *   pooled), mu in Hz (modulation rate) and ell in cycles per octave (0 of the
 *   low-pass row and column), theta +1 or
 *   -1 (0 where it is chosen frame by frame), path in Hz (centre frequency of
 *   the first-order wavelet; 0 of S0)
 */
typedef struct
{
  const char *name, *unit;
  size_t size;
  double *values;
} GlsAxis;

/**
 * GlsPath:
 * @order: 0, 1 or 2
 * @n1: index of the first-order wavelet, 0 the highest; -1 if there is none
 * @n2: index of the second-order wavelet; -1 if there is none
 * @xi1_hz: centre frequency of the first wavelet; 0 if there is none
 * @xi2_hz: that of the second one, a modulation rate; 0 if there is none
 */
typedef struct
{
  int order, n1, n2;
  double xi1_hz, xi2_hz;
} GlsPath;

/**
 * GlsAxes:
 * @n_axes: axes of one frame (the frame axis itself is not counted)
 * @axis: [n_axes], slowest first
 * @n_paths: size of the path axis, 0 if there is none
 * @path: [n_paths] what each float of a frame is; %NULL if there is none
 *
 * jtfst has four axes: lambda, theta, mu, ell. A scalogram frame has one,
 * lambda: the mean of each wavelet over the stride up to the next frame. A mel
 * frame has one, mel. Time scattering has one, path: S0 if it is wanted, S1 by
 * n1, S2 by n1 and then n2.
 */
typedef struct
{
  size_t n_axes;
  GlsAxis axis[GLS_MAX_AXES];
  size_t n_paths;
  GlsPath *path;
} GlsAxes;

/**
 * gls_axes_new:
 * @spec: a transform and its parameters
 * @error: return location for an error, or %NULL
 *
 * Fails with %GLS_ERROR_INVALID_SPEC, as gls_spec_check().
 *
 * Returns: (transfer full) (nullable): the axes of its frames; free with
 *   gls_axes_free()
 */
GLS_API GlsAxes *gls_axes_new (const GlsSpec *spec,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
GLS_API void gls_axes_free (GlsAxes *axes);

/* Floats in a frame: the product of the sizes. */
GLS_API size_t gls_axes_get_frame_size (const GlsAxes *axes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsAxes, gls_axes_free)

G_END_DECLS

#endif
