/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading.h"

#include "base/parameters.h"
#include "scattering/axes.h"

/* More rows than anybody has pixels, or time. */
#define MAX_ROWS 65536

/* Returns: (transfer full) (nullable): the axes of the transform that these
 *   caps name, whose frames have the shape in the caps */
static GlsAxes *
find_axes (const GstStructure *s, const GstGlsTensors *tensors)
{
  const char *transform = gst_structure_get_string (s, "transform");
  g_autoptr (GlsAxes) axes = NULL;
  GstGlsParameters none;
  GlsSpec spec;
  gint rate = 0;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  if (transform == NULL || !gls_spec_set (&spec, "transform", transform, NULL))
    return NULL;
  gst_gls_parameters_init (&none, spec.transform);
  gst_gls_parameters_follow (&none, &spec, s);
  if (gst_structure_get_int (s, "rate", &rate))
    spec.rate = (guint) MAX (rate, 0);
  axes = gls_axes_new (&spec, NULL);
  if (axes != NULL && spec.transform != GLS_TRANSFORM_SCALOGRAM
      && (tensors->n != 1
          || gls_axes_get_frame_size (axes)
              != gst_gls_shape_get_n (&tensors->shape[0])))
    return NULL;
  return g_steal_pointer (&axes);
}

/* Returns: (nullable): [n] the pitch of each row, where rows have one */
static const double *
get_pitches (const GlsAxes *axes, size_t n)
{
  gboolean known = axes != NULL && axes->n_axes == 1 && axes->n_paths == 0
      && axes->axis[0].size == n;

  return known ? axes->axis[0].values : NULL;
}

/* Names of rows, where upstream names what it delivers. */
static char **
get_labels (const GstStructure *s, size_t n)
{
  const GValue *array = gst_structure_get_value (s, "labels");
  char **labels;

  if (array == NULL || !GST_VALUE_HOLDS_ARRAY (array)
      || gst_value_array_get_size (array) != n)
    return NULL;
  labels = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++) {
    const GValue *label = gst_value_array_get_value (array, i);
    const char *text =
        G_VALUE_HOLDS_STRING (label) ? g_value_get_string (label) : NULL;

    labels[i] = g_utf8_make_valid (text ? text : "", -1);
  }
  return labels;
}

static gboolean
is_logarithmic (const GstStructure *s)
{
  const char *compress = gst_structure_get_string (s, "compress");

  return compress != NULL && !g_str_equal (compress, "none");
}

static void
read_unit (GstGlsReading *self, GlsLayout *layout, const GstStructure *s)
{
  self->compressed = FALSE;
  if (g_strcmp0 (gst_structure_get_string (s, "transform"), "mel") == 0)
    layout->unit = is_logarithmic (s) ? GLS_UNIT_DECIBELS : GLS_UNIT_POWER;
  else
    self->compressed =
        is_logarithmic (s) || gst_structure_has_field (s, "labels");
}

static GlsLayout *
read_planes (const GstStructure *s, const GlsAxes *axes,
    const GlsLayoutAxis *joint, GError **error)
{
  const char *transform = gst_structure_get_string (s, "transform");

  if (axes == NULL || axes->n_axes != 4)
    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "tensorview layout=plane draws frames of jtfst, but upstream "
        "delivers %s",
        transform ? transform : "tensors that do not say what they are");
  else if (joint[0].n > GLS_CHART_MAX_PANELS)
    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "tensorview layout=plane draws up to %d rows of lambda, but upstream "
        "delivers %" G_GSIZE_FORMAT ": a larger f, or lambda=pooled, has fewer",
        GLS_CHART_MAX_PANELS, joint[0].n);
  else
    return gls_layout_new_planes (joint);
  return NULL;
}

static GlsLayout *
read_paths (const GlsAxes *axes, double lowest_hz)
{
  g_autofree GlsLayoutPath *path = g_new (GlsLayoutPath, axes->n_paths);

  for (size_t p = 0; p < axes->n_paths; p++)
    path[p] = (GlsLayoutPath){ axes->path[p].order, axes->path[p].xi1_hz,
      (size_t) MAX (axes->path[p].n2, 0), axes->path[p].xi2_hz };
  return gls_layout_new_paths (path, axes->n_paths, lowest_hz);
}

/* Rows as they are: of tensors of [row][time], or each float one. */
static GlsLayout *
read_rows (const GstGlsTensors *tensors, const GstStructure *s,
    const GlsAxes *axes, double lowest_hz, GError **error)
{
  gboolean series = tensors->n > 1
      || g_strcmp0 (gst_structure_get_string (s, "axes"), "time:lambda") == 0;
  GlsLayoutGroup group[GST_GLS_MAX_TENSORS];
  size_t n = 0;

  for (guint g = 0; g < tensors->n; g++) {
    group[g].n_times = series ? tensors->shape[g].size[0] : 1;
    group[g].n_rows =
        gst_gls_shape_get_n (&tensors->shape[g]) / group[g].n_times;
    n += group[g].n_rows;
  }
  if (n > MAX_ROWS) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "tensorview draws up to %d rows, but upstream delivers "
        "%" G_GSIZE_FORMAT,
        MAX_ROWS, n);
    return NULL;
  }
  if (series)
    return gls_layout_new_series (group, tensors->n, get_pitches (axes, n),
        lowest_hz);
  return gls_layout_new_frame (n, get_pitches (axes, n), lowest_hz,
      get_labels (s, n));
}

GlsLayout *
gst_gls_reading_lay_out (GstGlsReading *self, const GstCaps *caps,
    gboolean planes, double lowest_hz, GError **error)
{
  const GstStructure *s = gst_caps_get_structure (caps, 0);
  g_autoptr (GlsAxes) axes = NULL;
  GlsLayoutAxis joint[4] = { { 0 } };
  GlsLayout *layout;

  if (!gst_gls_tensors_from_caps (&self->tensors, caps, error)) {
    g_prefix_error (error, "tensorview takes tensors, but ");
    return NULL;
  }
  axes = find_axes (s, &self->tensors);
  for (size_t a = 0; axes != NULL && axes->n_axes == 4 && a < 4; a++)
    joint[a] = (GlsLayoutAxis){ axes->axis[a].size, axes->axis[a].values };

  if (planes)
    layout = read_planes (s, axes, joint, error);
  else if (joint[0].n > 0)
    layout = gls_layout_new_rates (joint);
  else if (axes != NULL && axes->n_paths > 0)
    layout = read_paths (axes, lowest_hz);
  else
    layout = read_rows (&self->tensors, s, axes, lowest_hz, error);
  if (layout != NULL)
    read_unit (self, layout, s);
  return layout;
}
