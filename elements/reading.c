/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading.h"

#include <math.h>
#include <string.h>

#include "base/parameters.h"
#include "scattering/transform.h"

/* More rows than anybody has pixels, or time. */
#define MAX_ROWS 65536

/* --- what upstream says of its axes --- */

/* Returns: (transfer full) (nullable): a plan of the transform that these caps
 *   name, whose frames have the shape in the caps; so it knows the axes */
static GlsTransformPlan *
find_plan (const GstStructure *s, const GstGlsTensors *tensors,
    GlsTransformShape *shape)
{
  const char *transform = gst_structure_get_string (s, "transform");
  g_autoptr (GlsTransformPlan) plan = NULL;
  GstGlsParameters none;
  GstGlsShape frame;
  GlsSpec spec;
  gint rate = 0;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  if (transform == NULL || !gls_spec_set (&spec, "transform", transform, NULL))
    return NULL;
  gst_gls_parameters_init (&none, spec.transform);
  gst_gls_parameters_follow (&none, &spec, s);
  if (gst_structure_get_int (s, "rate", &rate))
    spec.rate = (guint) MAX (rate, 0);
  if (!gls_spec_check (&spec, NULL))
    return NULL;
  plan = gls_transform_plan_get_shared (&spec, NULL);
  if (plan == NULL)
    return NULL;
  gls_transform_plan_get_shape (plan, shape);
  gst_gls_shape_init (&frame, shape->size, shape->n_axes);
  if (spec.transform != GLS_TRANSFORM_SCALOGRAM
      && (tensors->n != 1
          || gst_gls_shape_get_n (&frame)
              != gst_gls_shape_get_n (&tensors->shape[0])))
    return NULL;
  return g_steal_pointer (&plan);
}

static double *
get_values (GlsTransformPlan *plan, const GlsTransformShape *shape, size_t axis)
{
  double *values = g_new (double, shape->size[axis]);

  gls_transform_plan_get_axis_values (plan, axis, values);
  return values;
}

/* Whether frames are rows of frequencies of sound. */
static gboolean
is_pitch (const GlsTransformShape *shape)
{
  return shape->n_axes == 1
      && (g_str_equal (shape->axis[0], "lambda")
          || g_str_equal (shape->axis[0], "mel"));
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
read_unit (GstGlsReading *self, const GstStructure *s)
{
  if (g_strcmp0 (gst_structure_get_string (s, "transform"), "mel") == 0)
    self->unit =
        is_logarithmic (s) ? GST_GLS_UNIT_DECIBELS : GST_GLS_UNIT_POWER;
  else
    self->compressed =
        is_logarithmic (s) || gst_structure_has_field (s, "labels");
}

/* --- rows of a buffer --- */

static void
add_panels (GstGlsReading *self, size_t n)
{
  self->n_panels = n;
  self->panels = g_new0 (GlsPanel, n);
}

/* Rows that are means of what belongs to them, one value in a buffer. */
static void
fold_into (GstGlsReading *self, size_t n_rows)
{
  size_t n = gst_gls_tensors_get_size (&self->tensors) / sizeof (float);

  self->n_rows = self->n_folded = n_rows;
  self->n_times = 1;
  self->rows = g_new (GstGlsRow, n_rows);
  self->folded = g_new (float, n_rows);
  self->share = g_new0 (float, n_rows);
  for (size_t k = 0; k < n; k++)
    self->share[self->target[k]] += 1.0f;
  for (size_t i = 0; i < n_rows; i++) {
    self->rows[i] = (GstGlsRow){ i, 1 };
    self->share[i] = 1.0f / MAX (self->share[i], 1.0f);
  }
}

static size_t
count_rows (const GstGlsTensors *tensors, gboolean series)
{
  size_t n = 0;

  for (guint g = 0; g < tensors->n; g++)
    n += gst_gls_shape_get_n (&tensors->shape[g])
        / (series ? tensors->shape[g].size[0] : 1);
  return n;
}

/* Tensors of [row][time], each at its own rate. */
static void
read_series (GstGlsReading *self, size_t n)
{
  size_t at = 0;

  self->rows = g_new (GstGlsRow, n);
  for (guint g = 0; g < self->tensors.n; g++) {
    const GstGlsShape *shape = &self->tensors.shape[g];
    size_t n_times = shape->size[0];
    size_t n_here = gst_gls_shape_get_n (shape) / n_times;

    for (size_t i = 0; i < n_here; i++) {
      self->rows[self->n_rows++] = (GstGlsRow){ at, n_times };
      at += n_times;
    }
    self->n_times = MAX (self->n_times, n_times);
  }
  add_panels (self, 1);
  self->panels[0].n_rows = n;
}

/* One tensor, each float a row: high frequencies at the top; else the first. */
static void
read_frame (GstGlsReading *self, double *values)
{
  size_t n = gst_gls_shape_get_n (&self->tensors.shape[0]);
  gboolean rising = values != NULL && n > 1 && values[n - 1] > values[0];

  self->target = g_new (size_t, n);
  for (size_t k = 0; k < n; k++)
    self->target[k] = rising ? n - 1 - k : k;
  fold_into (self, n);
  add_panels (self, 1);
  self->panels[0].n_rows = n;
  if (rising)
    for (size_t k = 0; k < n / 2; k++) {
      double swapped = values[k];

      values[k] = values[n - 1 - k];
      values[n - 1 - k] = swapped;
    }
}

/* What nobody hears takes a quarter of a scalogram. */
static void
leave_out_below (GstGlsReading *self, double lowest_hz)
{
  while (self->n_rows > 1
      && self->panels[0].y_value[self->n_rows - 1] < lowest_hz)
    self->panels[0].n_rows = --self->n_rows;
}

static const char *
name_theta (double theta)
{
  return theta > 0 ? "rising"
      : theta < 0  ? "falling"
                   : "the stronger direction";
}

/* Frames of [lambda][theta][mu][ell] as rows: a panel for each theta, a row for
 * each mu, the mean over lambda and ell. */
static void
read_rates (GstGlsReading *self, GlsTransformPlan *plan,
    const GlsTransformShape *shape)
{
  size_t n_theta = shape->size[1], n_mu = shape->size[2];
  size_t n_ell = shape->size[3];
  size_t n = gst_gls_shape_get_n (&self->tensors.shape[0]);
  g_autofree double *theta = get_values (plan, shape, 1);

  self->target = g_new (size_t, n);
  for (size_t k = 0; k < n; k++)
    self->target[k] = k / n_ell % (n_theta * n_mu);
  fold_into (self, n_theta * n_mu);
  add_panels (self, n_theta);
  for (size_t t = 0; t < n_theta; t++) {
    self->panels[t].title = g_strdup (name_theta (theta[t]));
    self->panels[t].n_rows = n_mu;
    self->panels[t].y_value = get_values (plan, shape, 2);
  }
  self->y_unit = "1/s";
}

/* The first order, by pitch.
 * Returns: (transfer full): as many values as there are rows, the highest first
 */
static double *
find_pitches (const GlsPath *path, size_t n, double lowest_hz, size_t *n_rows)
{
  double *pitch = g_new (double, n);

  *n_rows = 0;
  for (size_t p = 0; p < n; p++)
    if (path[p].order == 1 && (path[p].xi1_hz >= lowest_hz || *n_rows == 0))
      pitch[(*n_rows)++] = path[p].xi1_hz;
  return pitch;
}

/* The second order, by modulation rate.
 * @row: (out) (transfer full): the row of each second wavelet
 * Returns: (transfer full) (nullable): as many values as there are rows, the
 *   fastest first */
static double *
find_rates (const GlsPath *path, size_t n, size_t **row, size_t *n_rows)
{
  int last = -1;
  double *rate;

  for (size_t p = 0; p < n; p++)
    last = MAX (last, path[p].n2);
  rate = g_new0 (double, last + 1);
  *row = g_new0 (size_t, last + 1);
  *n_rows = 0;
  for (size_t p = 0; p < n; p++)
    if (path[p].order == 2)
      rate[path[p].n2] = path[p].xi2_hz;
  for (int i = 0; i <= last; i++)
    if (rate[i] > 0) {
      (*row)[i] = *n_rows;
      rate[(*n_rows)++] = rate[i];
    }
  return rate;
}

/* Frames of time scattering: a panel for the first order, as of a scalogram,
 * and one for the second with a row for each modulation rate, the mean over the
 * first wavelets. What is not drawn makes one row more. */
static void
read_paths (GstGlsReading *self, const GlsPath *path, size_t n,
    double lowest_hz)
{
  g_autofree size_t *row = NULL;
  size_t n_first, n_second, n_seen = 0;
  g_autofree double *pitch = find_pitches (path, n, lowest_hz, &n_first);
  g_autofree double *rate = find_rates (path, n, &row, &n_second);

  self->target = g_new (size_t, n);
  for (size_t p = 0; p < n; p++)
    self->target[p] = path[p].order == 2         ? n_first + row[path[p].n2]
        : path[p].order == 1 && n_seen < n_first ? n_seen++
                                                 : n_first + n_second;
  fold_into (self, n_first + n_second + 1);
  self->n_rows--;
  add_panels (self, n_second > 0 ? 2 : 1);
  self->panels[0].title = g_strdup ("first order: pitch");
  self->panels[0].n_rows = n_first;
  self->panels[0].y_value = g_steal_pointer (&pitch);
  if (n_second > 0) {
    self->panels[1].title = g_strdup ("second order: modulation");
    self->panels[1].n_rows = n_second;
    self->panels[1].y_value = g_steal_pointer (&rate);
  }
  self->y_unit = "Hz";
}

/* Frames of [lambda][theta][mu][ell] as planes of mu against ell, one for each
 * lambda. With both directions, falling is left and rising is right of ell = 0,
 * as Anden, Lostanlen and Mallat (2019) draw it. */
static void
read_planes (GstGlsReading *self, GlsTransformPlan *plan,
    const GlsTransformShape *shape)
{
  size_t n_lambda = shape->size[0], n_theta = shape->size[1];
  size_t n_mu = shape->size[2], n_ell = shape->size[3];
  size_t n_columns = n_theta * n_ell;
  g_autofree double *lambda = get_values (plan, shape, 0);
  g_autofree double *theta = get_values (plan, shape, 1);
  g_autofree double *ell = get_values (plan, shape, 3);
  size_t k = 0;

  self->target = g_new (size_t, n_lambda * n_columns * n_mu);
  for (size_t l = 0; l < n_lambda; l++)
    for (size_t t = 0; t < n_theta; t++)
      for (size_t m = 0; m < n_mu; m++)
        for (size_t e = 0; e < n_ell; e++) {
          /* ell 0 is the finest, and lies farthest from the middle; low
           * frequencies come first. */
          size_t x = n_theta == 1 ? n_ell - 1 - e
              : theta[t] < 0      ? e
                                  : n_columns - 1 - e;

          self->target[k++] = ((n_lambda - 1 - l) * n_mu + m) * n_columns + x;
        }
  fold_into (self, n_lambda * n_mu * n_columns);
  add_panels (self, n_lambda);
  for (size_t p = 0; p < n_lambda; p++) {
    GlsPanel *panel = &self->panels[p];
    double hertz = lambda[n_lambda - 1 - p];

    if (hertz > 0)
      panel->title = hertz < 1000 ? g_strdup_printf ("%.0f Hz", hertz)
                                  : g_strdup_printf ("%.1f kHz", hertz / 1000);
    panel->n_rows = n_mu;
    panel->y_value = get_values (plan, shape, 2);
    panel->n_columns = n_columns;
    panel->x_value = g_new (double, n_columns);
    for (size_t e = 0; e < n_ell; e++) {
      if (n_theta > 1)
        panel->x_value[e] = -ell[e];
      panel->x_value[n_columns - 1 - e] = ell[e];
    }
  }
  self->y_unit = "1/s";
  self->x_unit = n_theta > 1 ? "falling < cycles/octave > rising"
      : theta[0] > 0         ? "rising, cycles/octave"
      : theta[0] < 0         ? "falling, cycles/octave"
                             : "cycles/octave";
}

gboolean
gst_gls_reading_init (GstGlsReading *self, const GstCaps *caps,
    GstGlsLayout layout, double lowest_hz, GError **error)
{
  const GstStructure *s = gst_caps_get_structure (caps, 0);
  const char *axes = gst_structure_get_string (s, "axes");
  g_autoptr (GlsTransformPlan) plan = NULL;
  GlsTransformShape shape = { 0 };
  const GlsPath *path = NULL;
  gboolean joint, series;
  size_t n_rows, n_paths = 0;

  memset (self, 0, sizeof *self);
  if (!gst_gls_tensors_from_caps (&self->tensors, caps, error)) {
    g_prefix_error (error, "tensorview takes tensors, but ");
    return FALSE;
  }
  self->layout = layout;
  read_unit (self, s);
  self->x_unit = "s";
  plan = find_plan (s, &self->tensors, &shape);
  joint = plan != NULL && shape.n_axes == 4;
  if (plan != NULL)
    path = gls_transform_plan_get_paths (plan, &n_paths);

  if (layout == GST_GLS_LAYOUT_PLANE) {
    if (joint && shape.size[0] > GLS_CHART_MAX_PANELS) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
          "tensorview layout=plane draws up to %d rows of lambda, but upstream "
          "delivers %" G_GSIZE_FORMAT
          ": a larger f, or lambda=pooled, has fewer",
          GLS_CHART_MAX_PANELS, shape.size[0]);
      return FALSE;
    }
    if (!joint) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
          "tensorview layout=plane draws frames of jtfst, but upstream "
          "delivers %s",
          gst_structure_get_string (s, "transform")
              ? gst_structure_get_string (s, "transform")
              : "tensors that do not say what they are");
      return FALSE;
    }
    read_planes (self, plan, &shape);
    return TRUE;
  }

  series = self->tensors.n > 1 || g_strcmp0 (axes, "time:lambda") == 0;
  n_rows = count_rows (&self->tensors, series);
  if (n_rows > MAX_ROWS) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "tensorview draws up to %d rows, but upstream delivers "
        "%" G_GSIZE_FORMAT,
        MAX_ROWS, n_rows);
    return FALSE;
  }
  if (joint)
    read_rates (self, plan, &shape);
  else if (n_paths > 0)
    read_paths (self, path, n_paths, lowest_hz);
  else {
    double *values =
        plan != NULL && is_pitch (&shape) ? get_values (plan, &shape, 0) : NULL;

    if (series)
      read_series (self, n_rows);
    else
      read_frame (self, values);
    if (values != NULL && shape.size[0] == self->n_rows) {
      self->panels[0].y_value = values;
      self->y_unit = "Hz";
      leave_out_below (self, lowest_hz);
    } else
      g_free (values);
    self->panels[0].y_label = get_labels (s, self->n_rows);
  }
  return TRUE;
}

void
gst_gls_reading_clear (GstGlsReading *self)
{
  for (size_t p = 0; p < self->n_panels; p++) {
    g_free (self->panels[p].title);
    g_free (self->panels[p].y_value);
    g_strfreev (self->panels[p].y_label);
    g_free (self->panels[p].x_value);
  }
  g_free (self->panels);
  g_free (self->rows);
  g_free (self->target);
  g_free (self->share);
  g_free (self->folded);
  memset (self, 0, sizeof *self);
}

void
gst_gls_reading_prepare (const GstGlsReading *self, float *x)
{
  size_t n = gst_gls_tensors_get_size (&self->tensors) / sizeof *x;

  for (size_t i = 0; i < n; i++) {
    float v = x[i];

    if (self->unit == GST_GLS_UNIT_POWER)
      v = sqrtf (v);
    else if (self->unit == GST_GLS_UNIT_DECIBELS)
      v = powf (10.0f, v / 20.0f);
    x[i] = v >= 0.0f && v <= G_MAXFLOAT ? v : 0.0f;
  }
}

const float *
gst_gls_reading_fold (GstGlsReading *self, const float *x)
{
  size_t n;

  if (self->target == NULL)
    return x;
  n = gst_gls_tensors_get_size (&self->tensors) / sizeof *x;
  memset (self->folded, 0, self->n_folded * sizeof *self->folded);
  for (size_t k = 0; k < n; k++)
    self->folded[self->target[k]] += x[k];
  for (size_t i = 0; i < self->n_folded; i++)
    self->folded[i] *= self->share[i];
  return self->folded;
}
