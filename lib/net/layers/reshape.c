/* reshape: the same values with other axes.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * "shape" lists their lengths, the slowest first; "frames" is that of the
 * input's first axis, and one may be "rest", so that a list of layers need not
 * know what a segment is. To ["frames", 1, "rest"] makes an image with the
 * values of a frame as its channels: a convolution over it is one over time.
 */
#include "net/layer.h"

#include <string.h>

static const char *const members[] = { "shape", NULL };

static gboolean
is_text (json_t *node, const char *text)
{
  return json_is_string (node) && strcmp (json_string_value (node), text) == 0;
}

/* Lengths of all axes but "rest", which becomes the index of that; n_axes if
 * there is none. */
static gboolean
read_axes (json_t *list, size_t n_frames, GlsShape *shape, size_t *rest)
{
  shape->n_axes = json_array_size (list);
  if (shape->n_axes < 1 || shape->n_axes > GLS_SHAPE_MAX_AXES)
    return FALSE;
  *rest = shape->n_axes;
  for (size_t i = 0; i < shape->n_axes; i++) {
    json_t *node = json_array_get (list, i);

    if (gls_json_to_size (node, 1, GLS_MAX_ELEMENTS, &shape->dim[i]))
      continue;
    shape->dim[i] = is_text (node, "frames") ? n_frames : 1;
    if (is_text (node, "rest") && *rest == shape->n_axes)
      *rest = i;
    else if (!is_text (node, "frames"))
      return FALSE;
  }
  return TRUE;
}

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  const size_t n = gls_shape_size (&layer->in);
  g_autofree char *in = NULL;
  GlsShape *out = &layer->out;
  size_t known, rest;
  json_t *list;

  if (!gls_json_get_array (entry, what, "shape", &list, error))
    return FALSE;
  if (!read_axes (list, layer->in.dim[0], out, &rest)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s: \"shape\" must be 1 to %d whole numbers or \"frames\", one of "
        "which may be \"rest\"",
        what, GLS_SHAPE_MAX_AXES);
    return FALSE;
  }
  if (gls_shape_count (out, GLS_MAX_ELEMENTS, &known) && n % known == 0) {
    if (rest < out->n_axes)
      out->dim[rest] = n / known;
    if (rest < out->n_axes || n == known)
      return TRUE;
  }
  in = gls_shape_to_string (&layer->in);
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
      "%s: %s values do not fill \"shape\"", what, in);
  return FALSE;
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  memcpy (y, x, n * gls_shape_size (&layer->in) * sizeof *y);
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  if (dx != NULL)
    memcpy (dx, dy, n * gls_shape_size (&layer->in) * sizeof *dx);
}

const GlsLayerClass gls_reshape_class = {
  .type = "reshape",
  .members = members,
  .instance_size = sizeof (GlsLayer),
  .configure = configure,
  .forward = forward,
  .backward = backward,
};
