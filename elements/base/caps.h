/* The media types between the elements: names, shapes, fields.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * other/tensors as NNStreamer publishes it: static, one memory per tensor,
 * dimensions innermost first, e.g. "9:20:2:9" for float[9][2][20][9]. Fields
 * of ours say what the numbers mean; docs/elements.md lists them.
 */
#ifndef GST_GLISSANDO_CAPS_H
#define GST_GLISSANDO_CAPS_H

#include <gst/gst.h>

#include "scattering/axes.h"
#include "scattering/scalogram.h"

G_BEGIN_DECLS

/* What a GstBuffer holds without packing, and NNStreamer's rank. */
#define GST_GLS_MAX_TENSORS 16
#define GST_GLS_MAX_RANK 16

#define GST_GLS_TENSORS "other/tensors"
#define GST_GLS_FPS_ANY "framerate = (fraction) [ 0, max ]"
#define GST_GLS_ONE_TENSOR_CAPS                                                \
  GST_GLS_TENSORS ", format = (string) static, num_tensors = (int) 1, "        \
                  "types = (string) float32, " GST_GLS_FPS_ANY

/**
 * GstGlsShape:
 * @rank: number of axes, without trailing ones; at least 1
 * @size: length of each axis, innermost first
 */
typedef struct
{
  guint rank;
  guint size[GST_GLS_MAX_RANK];
} GstGlsShape;

/**
 * GstGlsTensors:
 * @n: number of tensors in a buffer
 * @shape: of each
 * @fps_n: numerator of the frame rate, in buffers per second; 0 if unknown
 * @fps_d: its denominator
 *
 * What static float32 tensor caps say.
 */
typedef struct
{
  guint n;
  GstGlsShape shape[GST_GLS_MAX_TENSORS];
  gint fps_n, fps_d;
} GstGlsTensors;

/* size: [n] lengths in C order, slowest first, as the library has them */
void gst_gls_shape_init (GstGlsShape *shape, const size_t *size, size_t n);
/* Floats in one tensor. */
gsize gst_gls_shape_get_n (const GstGlsShape *shape);

/* "9:23", "9:23:1:1" or "8192:12,4096:12"; FALSE if it is no such thing. */
gboolean gst_gls_tensors_parse (GstGlsTensors *tensors, const char *text);
/* Returns: (transfer full): dimensions as text, without trailing ones */
char *gst_gls_tensors_print (const GstGlsTensors *tensors);
/* Whether the shapes are the same; the frame rate does not count. */
gboolean gst_gls_tensors_equal (const GstGlsTensors *a, const GstGlsTensors *b);
/* Bytes in a buffer. */
gsize gst_gls_tensors_get_size (const GstGlsTensors *tensors);
/* rate / samples buffers per second, in lowest terms */
void gst_gls_tensors_set_framerate (GstGlsTensors *tensors, guint rate,
    guint64 samples);

/* Those of a tick of a multirate scalogram: [lambda][time] of each octave. */
void gst_gls_tensors_for_ticks (GstGlsTensors *tensors,
    const GlsScalogramPlan *plan, guint rate);

/**
 * gst_gls_tensors_from_caps:
 *
 * Fails with %GLS_ERROR_SHAPE if these are no static float32 tensors.
 */
gboolean gst_gls_tensors_from_caps (GstGlsTensors *tensors, const GstCaps *caps,
    GError **error);
/* Returns: (transfer full): plain caps, to which fields may be added */
GstCaps *gst_gls_tensors_to_caps (const GstGlsTensors *tensors);

/**
 * gst_gls_tensors_check_buffer:
 *
 * Caps are a promise that not every element keeps, so no byte is read before
 * this said yes. Fails with %GLS_ERROR_SHAPE, naming both sizes.
 */
gboolean gst_gls_tensors_check_buffer (const GstGlsTensors *tensors,
    GstBuffer *buffer, GError **error);

/* Adds every parameter of the front end, each with its type. */
void gst_gls_caps_set_spec (GstCaps *caps, const GlsSpec *spec);

/* GStreamer compares dimensions as text, though 9:23 and 9:23:1:1 are the same
 * shape: so a sink pad lists every spelling up to rank 4. */
void gst_gls_caps_set_spellings (GstCaps *caps, const GstGlsTensors *tensors);

/* Returns: (transfer full): a scalogram in either layout, for a pad template of
 *   what is sent: types for every number of tensors */
GstCaps *gst_gls_caps_for_any_scalogram (void);

/**
 * gst_gls_caps_for_frames:
 * @tensors: (out): what a buffer holds
 * @axes: of a frame
 * @spec: of its transform
 *
 * Returns: (transfer full): caps of one frame per buffer, with the names of
 *   its axes and every parameter
 */
GstCaps *gst_gls_caps_for_frames (GstGlsTensors *tensors, const GlsAxes *axes,
    const GlsSpec *spec);

/* Returns: (transfer none) (nullable): the first structure of @caps that is
 *   about tensors of @transform, or does not say of which */
const GstStructure *gst_gls_caps_find (const GstCaps *caps,
    const char *transform);

/**
 * gst_gls_caps_describe:
 * @against: the caps that they do not fit
 *
 * Returns: (transfer full): for a message, the shape and in parentheses the
 *   first field that the other caps contradict, e.g. "9:23 (lambda=pooled)"
 */
char *gst_gls_caps_describe (const GstCaps *caps, const GstCaps *against);

/**
 * gst_gls_caps_agree:
 * @caps: writable and fixed
 * @peer: what downstream takes
 * @offer: how the message begins, e.g. "jtfst would deliver frames of"
 *
 * Spells @caps for @peer, or fails with %GLS_ERROR_SHAPE, naming both shapes.
 */
gboolean gst_gls_caps_agree (GstCaps *caps, const GstCaps *peer,
    const char *offer, GError **error);

G_END_DECLS

#endif
