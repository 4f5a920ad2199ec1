/* The table of parameters, and the spec that it describes.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/spec.h"

#include <string.h>

#include "scattering/filterbank.h"

static const char *const transforms[] = { "scalogram", "timescattering",
  "jtfst", "mel", NULL };
static const char *const orientations[] = { "max", "up", "down", "both", NULL };
static const char *const lambdas[] = { "pooled", "local", "bands", NULL };
static const char *const compressions[] = { "none", "log", NULL };
static const char *const precisions[] = { "default", "exact", "fast", NULL };

static const char *const transforms_mean[] = { "Wavelet scalogram",
  "Time scattering", "Joint time-frequency scattering", "Mel spectrogram",
  NULL };
static const char *const orientations_mean[] = {
  "Of each frame the orientation with more energy", "Rising in pitch",
  "Falling in pitch", "Both, rising first", NULL
};
static const char *const lambdas_mean[] = { "The mean over log-frequency",
  "Averages over F bins, in rows", "Means over bands, in rows", NULL };
static const char *const compressions_mean[] = { "Coefficients as they are",
  "Logarithm", NULL };
static const char *const precisions_mean[] = { "Truncation error about 1e-5",
  "Rounding of float32", "Truncation error about 1e-4", NULL };

#define SCALOGRAM GLS_FOR (GLS_TRANSFORM_SCALOGRAM)
#define SCATTERING GLS_FOR (GLS_TRANSFORM_TIMESCATTERING)
#define JTFST GLS_FOR (GLS_TRANSFORM_JTFST)
#define MEL GLS_FOR (GLS_TRANSFORM_MEL)
#define WAVELET (SCALOGRAM | SCATTERING | JTFST)

#define AT(field) .offset = offsetof (GlsSpec, field)

static const GlsParameter parameters[] = {
  { "transform", NULL, "Transform from audio to frames", GLS_PARAMETER_ENUM,
      .max = GLS_TRANSFORM_MEL, .initial = GLS_TRANSFORM_JTFST,
      .values = transforms, .value_blurbs = transforms_mean, AT (transform),
      .transforms = WAVELET | MEL },
  { "rate", "Hz", "Sample rate of the input", GLS_PARAMETER_UINT, .min = 8000,
      .max = 192000, .initial = 16000, AT (rate), .transforms = WAVELET | MEL },
  { "octaves", NULL,
      "Octaves J of the wavelets in time; the averaging scale is T = 2^J "
      "samples",
      GLS_PARAMETER_UINT, .min = 4, .max = 16, .initial = 13, AT (J),
      .transforms = WAVELET },
  { "q", NULL,
      "Quality factors Q1,Q2: wavelets per octave of the first order (1..32) "
      "and of the second (1..8)",
      GLS_PARAMETER_PAIR, .min = 1, .max = 32, .initial = 12, .initial2 = 2,
      AT (Q1), .transforms = WAVELET },
  { "octaves-fr", NULL, "Octaves of the wavelets along log-frequency",
      GLS_PARAMETER_UINT, .min = 1, .max = 6, .initial = 4, AT (J_fr),
      .transforms = JTFST },
  { "q-fr", NULL, "Wavelets per octave along log-frequency", GLS_PARAMETER_UINT,
      .min = 1, .max = 4, .initial = 2, AT (Q_fr), .transforms = JTFST },
  { "f", "bins", "Averaging scale F along log-frequency", GLS_PARAMETER_UINT,
      .min = 1, .max = 256, .initial = 24, AT (F), .transforms = JTFST },
  { "stride", "samples",
      "Samples between frames: a power of two from T/8 to T; 0 means T",
      GLS_PARAMETER_UINT, .min = 0, .max = 65536, .initial = 0, AT (stride),
      .transforms = WAVELET },
  { "orientation", NULL,
      "Orientations kept: the one with more energy in each frame, upward, "
      "downward, or both",
      GLS_PARAMETER_ENUM, .max = GLS_ORIENTATION_BOTH,
      .initial = GLS_ORIENTATION_MAX, .values = orientations,
      .value_blurbs = orientations_mean, AT (orientation),
      .transforms = JTFST },
  { "lambda", NULL,
      "Log-frequency: pooled to one row, local averages over F bins, or means "
      "over bands",
      GLS_PARAMETER_ENUM, .max = GLS_LAMBDA_BANDS, .initial = GLS_LAMBDA_POOLED,
      .values = lambdas, .value_blurbs = lambdas_mean, AT (lambda),
      .transforms = JTFST },
  { "lambda-bands", NULL,
      "Bands of log-frequency with lambda=bands; otherwise it does not count",
      GLS_PARAMETER_UINT, .min = 1, .max = 64, .initial = 9, AT (lambda_bands),
      .transforms = JTFST },
  { "low-pass", NULL,
      "With averages in place of a wavelet as the last row of mu and the last "
      "column of ell",
      GLS_PARAMETER_BOOLEAN, .max = 1, .initial = FALSE, AT (low_pass),
      .transforms = JTFST },
  { "s0", NULL,
      "With the zeroth order in front, the average of the audio itself",
      GLS_PARAMETER_BOOLEAN, .max = 1, .initial = FALSE, AT (s0),
      .transforms = SCATTERING },
  { "normalise", NULL, "Divide second-order coefficients by first-order ones",
      GLS_PARAMETER_BOOLEAN, .max = 1, .initial = FALSE, AT (normalise),
      .transforms = SCATTERING | JTFST },
  { "compress", NULL,
      "Pointwise compression of the coefficients; log of a mel spectrogram is "
      "decibels",
      GLS_PARAMETER_ENUM, .max = GLS_COMPRESS_LOG, .initial = GLS_COMPRESS_NONE,
      .values = compressions, .value_blurbs = compressions_mean, AT (compress),
      .transforms = WAVELET | MEL },
  { "mu-skip", "rows", "Leave out this many of the fastest modulation scales",
      GLS_PARAMETER_UINT, .min = 0, .max = 64, .initial = 0, AT (mu_skip),
      .transforms = JTFST },
  { "bands", NULL, "Mel bands from 0 to half the rate", GLS_PARAMETER_UINT,
      .min = 1, .max = 256, .initial = 96, AT (bands), .transforms = MEL },
  { "fft", "samples", "Window and Fourier transform of a mel frame; even",
      GLS_PARAMETER_UINT, .min = 64, .max = 8192, .initial = 512, AT (fft),
      .transforms = MEL },
  { "hop", "samples", "Samples between mel frames, fft at most",
      GLS_PARAMETER_UINT, .min = 1, .max = 8192, .initial = 256, AT (hop),
      .transforms = MEL },
  { "precision", NULL,
      "How far the filters reach: truncation error about 1e-5 (default), "
      "float32 rounding (exact) or 1e-4 (fast)",
      GLS_PARAMETER_ENUM, .max = GLS_PRECISION_FAST,
      .initial = GLS_PRECISION_DEFAULT, .values = precisions,
      .value_blurbs = precisions_mean, AT (precision), .transforms = WAVELET },
};

const GlsParameter *
gls_parameters (size_t *n)
{
  *n = G_N_ELEMENTS (parameters);
  return parameters;
}

const GlsParameter *
gls_parameter_find (const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (parameters); i++)
    if (strcmp (parameters[i].name, name) == 0)
      return &parameters[i];
  return NULL;
}

/* Every field is a 32-bit integer: guint, gboolean and the enums alike. */
static guint *
field (GlsSpec *spec, const GlsParameter *parameter)
{
  return (guint *) (void *) ((char *) spec + parameter->offset);
}

void
gls_spec_init (GlsSpec *spec, GlsTransform transform)
{
  for (size_t i = 0; i < G_N_ELEMENTS (parameters); i++) {
    guint *value = field (spec, &parameters[i]);
    value[0] = parameters[i].initial;
    if (parameters[i].type == GLS_PARAMETER_PAIR)
      value[1] = parameters[i].initial2;
  }
  spec->transform = transform;
}

static gboolean
parse_uint (const GlsParameter *parameter, const char *text, guint *value,
    GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, parameter->min, parameter->max,
          &number, NULL)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        "%s must be a whole number from %u to %u%s%s, not “%s”",
        parameter->name, parameter->min, parameter->max,
        parameter->unit ? " " : "", parameter->unit ? parameter->unit : "",
        text);
    return FALSE;
  }
  *value = (guint) number;
  return TRUE;
}

static gboolean
parse_enum (const GlsParameter *parameter, const char *text, guint *value,
    GError **error)
{
  g_autofree char *known = NULL;

  for (guint i = 0; parameter->values[i] != NULL; i++)
    if (strcmp (parameter->values[i], text) == 0) {
      *value = i;
      return TRUE;
    }
  known = g_strjoinv (", ", (char **) parameter->values);
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "%s must be one of %s, not “%s”", parameter->name, known, text);
  return FALSE;
}

static gboolean
parse_boolean (const GlsParameter *parameter, const char *text, guint *value,
    GError **error)
{
  if (g_str_equal (text, "true") || g_str_equal (text, "1"))
    *value = TRUE;
  else if (g_str_equal (text, "false") || g_str_equal (text, "0"))
    *value = FALSE;
  else {
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        "%s must be true or false, not “%s”", parameter->name, text);
    return FALSE;
  }
  return TRUE;
}

/* "12,2", or "12" to change the first number only. */
static gboolean
parse_pair (const GlsParameter *parameter, const char *text, guint *value,
    GError **error)
{
  g_auto (GStrv) part = g_strsplit (text, ",", 2);

  if (part[0] == NULL || !parse_uint (parameter, part[0], &value[0], error)) {
    if (part[0] == NULL)
      g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
          "%s must be two numbers such as 12,2, not “%s”", parameter->name,
          text);
    return FALSE;
  }
  return part[1] == NULL || parse_uint (parameter, part[1], &value[1], error);
}

gboolean
gls_spec_set (GlsSpec *spec, const char *name, const char *value,
    GError **error)
{
  const GlsParameter *parameter = gls_parameter_find (name);
  guint *where;

  if (parameter == NULL) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        "there is no parameter “%s”", name);
    return FALSE;
  }
  where = field (spec, parameter);
  switch (parameter->type) {
    case GLS_PARAMETER_UINT:
      return parse_uint (parameter, value, where, error);
    case GLS_PARAMETER_ENUM:
      return parse_enum (parameter, value, where, error);
    case GLS_PARAMETER_BOOLEAN:
      return parse_boolean (parameter, value, where, error);
    case GLS_PARAMETER_PAIR:
      return parse_pair (parameter, value, where, error);
  }
  g_assert_not_reached ();
}

char *
gls_spec_get (const GlsSpec *spec, const char *name)
{
  const GlsParameter *parameter = gls_parameter_find (name);
  const guint *value;

  g_return_val_if_fail (parameter != NULL, NULL);
  value =
      (const guint *) (const void *) ((const char *) spec + parameter->offset);
  switch (parameter->type) {
    case GLS_PARAMETER_UINT:
      return g_strdup_printf ("%u", value[0]);
    case GLS_PARAMETER_ENUM:
      return g_strdup (parameter->values[value[0]]);
    case GLS_PARAMETER_BOOLEAN:
      return g_strdup (value[0] ? "true" : "false");
    case GLS_PARAMETER_PAIR:
      return g_strdup_printf ("%u,%u", value[0], value[1]);
  }
  g_assert_not_reached ();
}

guint
gls_spec_stride (const GlsSpec *spec)
{
  if (spec->transform == GLS_TRANSFORM_MEL)
    return spec->hop;
  return spec->stride ? spec->stride : 1u << spec->J;
}

static gboolean
out_of_range (GError **error, const GlsParameter *parameter, guint value)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "%s must lie from %u to %u, not %u", parameter->name, parameter->min,
      parameter->max, value);
  return FALSE;
}

static gboolean
check_ranges (const GlsSpec *spec, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS (parameters); i++) {
    const guint *value = field ((GlsSpec *) spec, &parameters[i]);
    guint n = parameters[i].type == GLS_PARAMETER_PAIR ? 2 : 1;

    for (guint k = 0; k < n; k++)
      if (value[k] < parameters[i].min || value[k] > parameters[i].max)
        return out_of_range (error, &parameters[i], value[k]);
  }
  return TRUE;
}

static gboolean
check_jtfst (const GlsSpec *spec, GError **error)
{
  guint n_mu = (guint) gls_filterbank_count_mu (spec->J, spec->Q1, spec->Q2);

  if (spec->F > 2u << spec->J_fr) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        "f must be at most %u bins with octaves-fr %u, not %u",
        2u << spec->J_fr, spec->J_fr, spec->F);
    return FALSE;
  }
  if (spec->mu_skip >= n_mu) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        "mu-skip must be less than the %u modulation scales that there are, "
        "not %u",
        n_mu, spec->mu_skip);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_wavelet (const GlsSpec *spec, GError **error)
{
  guint T = 1u << spec->J;
  guint stride = spec->stride;

  if (spec->Q2 > 8) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        "the second number of q must be at most 8, not %u", spec->Q2);
    return FALSE;
  }
  if (stride != 0
      && (stride > T || stride * 8 < T || (stride & (stride - 1)) != 0)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        "stride must be a power of two from %u to %u with octaves %u, not %u",
        T / 8, T, spec->J, stride);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_mel (const GlsSpec *spec, GError **error)
{
  if (spec->fft % 2 != 0) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        "fft must be even, not %u", spec->fft);
    return FALSE;
  }
  if (spec->hop > spec->fft) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        "hop must be at most fft, which is %u, not %u", spec->fft, spec->hop);
    return FALSE;
  }
  return TRUE;
}

gboolean
gls_spec_check (const GlsSpec *spec, GError **error)
{
  if (!check_ranges (spec, error))
    return FALSE;
  switch (spec->transform) {
    case GLS_TRANSFORM_MEL:
      return check_mel (spec, error);
    case GLS_TRANSFORM_JTFST:
      return check_wavelet (spec, error) && check_jtfst (spec, error);
    case GLS_TRANSFORM_SCALOGRAM:
    case GLS_TRANSFORM_TIMESCATTERING:
      break;
  }
  return check_wavelet (spec, error);
}

/* Left out where it says nothing: what was written before there was such a
 * parameter stays as it was. */
static gboolean
is_written (const GlsSpec *spec, const char *name)
{
  if (g_str_equal (name, "lambda-bands"))
    return spec->lambda == GLS_LAMBDA_BANDS;
  if (g_str_equal (name, "low-pass"))
    return spec->low_pass;
  return !g_str_equal (name, "precision");
}

GStrv
gls_spec_to_strv (const GlsSpec *spec)
{
  GPtrArray *strv = g_ptr_array_new ();

  for (size_t i = 0; i < G_N_ELEMENTS (parameters); i++) {
    g_autofree char *value = gls_spec_get (spec, parameters[i].name);

    if (!(parameters[i].transforms & GLS_FOR (spec->transform))
        || !is_written (spec, parameters[i].name))
      continue;
    if (g_str_equal (parameters[i].name, "stride")) {
      g_free (value);
      value = g_strdup_printf ("%u", gls_spec_stride (spec));
    }
    g_ptr_array_add (strv,
        g_strdup_printf ("%s=%s", parameters[i].name, value));
  }
  g_ptr_array_add (strv, NULL);
  return (GStrv) g_ptr_array_free (strv, FALSE);
}

gboolean
gls_spec_from_strv (GlsSpec *spec, const char *const *strv, GError **error)
{
  gls_spec_init (spec, GLS_TRANSFORM_JTFST);
  for (; *strv != NULL; strv++) {
    g_auto (GStrv) part = g_strsplit (*strv, "=", 2);

    if (g_strv_length (part) != 2) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
          "“%s” is not of the form name=value", *strv);
      return FALSE;
    }
    if (!gls_spec_set (spec, part[0], part[1], error))
      return FALSE;
  }
  return gls_spec_check (spec, error);
}
