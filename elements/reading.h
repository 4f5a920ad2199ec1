/* What the caps of a stream of tensors say of its picture.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_READING_H
#define GST_GLISSANDO_READING_H

#include "base/caps.h"
#include "picture/layout.h"

G_BEGIN_DECLS

/**
 * GstGlsReading:
 * @tensors: shapes of a buffer
 * @compressed: the numbers are logarithms or probabilities, not amplitudes
 */
typedef struct
{
  GstGlsTensors tensors;
  gboolean compressed;
} GstGlsReading;

/**
 * gst_gls_reading_lay_out:
 * @caps: fixed, of static float32 tensors; where fields are missing that say
 *   what the axes mean, they have no names
 * @planes: frames of jtfst as planes of mu against ell; else rows along time
 * @lowest_hz: rows that are known to lie lower are left out
 *
 * Fails with %GLS_ERROR_SHAPE.
 *
 * Returns: (transfer full) (nullable): how the tensors are laid out
 */
GlsLayout *gst_gls_reading_lay_out (GstGlsReading *self, const GstCaps *caps,
    gboolean planes, double lowest_hz, GError **error);

G_END_DECLS

#endif
