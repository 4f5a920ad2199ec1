/* The parameters of every transform, by name.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One table describes them all: element properties, caps fields, options of the
 * program and the front end in a model file are made from it, so that they can
 * never disagree on a name, a range or a default.
 */
#ifndef GLS_SCATTERING_SPEC_H
#define GLS_SCATTERING_SPEC_H

#include "gls.h"

G_BEGIN_DECLS

typedef enum
{
  GLS_TRANSFORM_SCALOGRAM,
  GLS_TRANSFORM_TIMESCATTERING,
  GLS_TRANSFORM_JTFST,
  GLS_TRANSFORM_MEL,
} GlsTransform;

/* Which orientations a jTFST frame keeps; MAX decides frame by frame. */
typedef enum
{
  GLS_ORIENTATION_MAX,
  GLS_ORIENTATION_UP,
  GLS_ORIENTATION_DOWN,
  GLS_ORIENTATION_BOTH,
} GlsOrientation;

typedef enum
{
  GLS_LAMBDA_POOLED,
  GLS_LAMBDA_LOCAL,
  GLS_LAMBDA_BANDS,
} GlsLambda;

typedef enum
{
  GLS_COMPRESS_NONE,
  GLS_COMPRESS_LOG,
} GlsCompress;

typedef enum
{
  GLS_PRECISION_DEFAULT,
  GLS_PRECISION_EXACT,
  GLS_PRECISION_FAST,
} GlsPrecision;

/**
 * GlsSpec:
 * @transform: which transform
 * @rate: sample rate of the input, in Hz; 8000 .. 192000
 * @J: octaves; the averaging scale is T = 2^J samples; 4 .. 16
 * @Q1: wavelets per octave, first order; 1 .. 32
 * @Q2: wavelets per octave, second order; 1 .. 8
 * @J_fr: octaves of the filters along log-frequency; 1 .. 6
 * @Q_fr: wavelets per octave along log-frequency; 1 .. 4
 * @F: averaging scale along log-frequency, in bins of the first-order bank;
 *   1 .. 2^(J_fr + 1)
 * @stride: samples between frames, a power of two, T/8 .. T; 0 means T
 * @orientation: which orientations a frame keeps
 * @lambda: pooled to one row, or local averages in rows, or bands
 * @lambda_bands: how many bands; 1 .. 64; counts with GLS_LAMBDA_BANDS
 * @low_pass: with a mu row and an ell column that are averages: the last ones
 * @s0: with the zeroth order, x * phi_T, in front
 * @normalise: divide second-order coefficients by first-order ones
 * @compress: pointwise compression of what comes out
 * @mu_skip: leave out this many of the fastest modulation scales, but not all
 * @bands: mel bands; 1 .. 256
 * @fft: samples in the window of a mel frame, even; 64 .. 8192
 * @hop: samples between mel frames; 1 .. @fft
 * @precision: how far filters are truncated
 *
 * Copied by the functions that take it, so it may live on the stack. Fill it
 * with gls_spec_init() first.
 */
typedef struct
{
  GlsTransform transform;
  guint rate;
  guint J, Q1, Q2;
  guint J_fr, Q_fr, F;
  guint stride;
  GlsOrientation orientation;
  GlsLambda lambda;
  guint lambda_bands;
  gboolean low_pass;
  gboolean s0;
  gboolean normalise;
  GlsCompress compress;
  guint mu_skip;
  guint bands, fft, hop;
  GlsPrecision precision;
} GlsSpec;

typedef enum
{
  GLS_PARAMETER_UINT,    /* guint */
  GLS_PARAMETER_BOOLEAN, /* gboolean */
  GLS_PARAMETER_ENUM,    /* an enum; @values names its members from 0 on */
  GLS_PARAMETER_PAIR,    /* two guint in a row, written "12,2" */
} GlsParameterType;

/* Which transforms a parameter belongs to; bits by GlsTransform. */
#define GLS_FOR(transform) (1u << (transform))

/**
 * GlsParameter:
 * @name: as in properties, caps, options and model files, e.g. "octaves-fr"
 * @unit: unit for people, or %NULL
 * @blurb: one sentence
 * @type: how it is stored in #GlsSpec and written
 * @min: smallest value (of both numbers of a pair)
 * @max: largest value
 * @initial: default; of a pair the first number
 * @initial2: default of a pair's second number
 * @values: names of an enum's members, %NULL-terminated; else %NULL
 * @value_blurbs: what each of them means, in words; else %NULL
 * @offset: where in #GlsSpec
 * @transforms: GLS_FOR() bits of the transforms that it changes
 */
typedef struct
{
  const char *name;
  const char *unit;
  const char *blurb;
  GlsParameterType type;
  guint min, max;
  guint initial, initial2;
  const char *const *values;
  const char *const *value_blurbs;
  size_t offset;
  guint transforms;
} GlsParameter;

/**
 * gls_parameters:
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): the table, in the order in which
 *   parameters are shown; the first one is "transform"
 */
GLS_API const GlsParameter *gls_parameters (size_t *n);

/**
 * gls_parameter_find:
 * @name: a parameter's name
 *
 * Returns: (transfer none) (nullable): its row of the table
 */
GLS_API const GlsParameter *gls_parameter_find (const char *name);

/* Fills @spec with the default ("paper") configuration of @transform. */
GLS_API void gls_spec_init (GlsSpec *spec, GlsTransform transform);

/**
 * gls_spec_set:
 * @spec: what to change
 * @name: a parameter's name
 * @value: its value, as text
 * @error: return location for an error, or %NULL
 *
 * Fails with %GLS_ERROR_INVALID_SPEC if the name is unknown or the value out
 * of the range in the table.
 */
GLS_API gboolean gls_spec_set (GlsSpec *spec, const char *name,
    const char *value, GError **error);

/* Returns: (transfer full): the value of a known parameter, as text */
GLS_API char *gls_spec_get (const GlsSpec *spec, const char *name);

/**
 * gls_spec_check:
 *
 * Checks the ranges and what depends on several parameters of the transform
 * (stride against T, F against J_fr, mu-skip against the number of mu rows,
 * hop against fft).
 *
 * Fails with %GLS_ERROR_INVALID_SPEC.
 */
GLS_API gboolean gls_spec_check (const GlsSpec *spec, GError **error);

/* Samples between frames: stride, with 0 resolved to T, or hop. */
GLS_API guint gls_spec_stride (const GlsSpec *spec);

/**
 * gls_spec_to_strv:
 *
 * What crosses to other parts (model files know nothing of scattering): one
 * "name=value" for each parameter of the transform, precision left out; stride
 * is written resolved. What is left out too is lambda-bands unless lambda is
 * bands, and low-pass unless it is true.
 *
 * Returns: (transfer full): a %NULL-terminated array
 */
GLS_API GStrv gls_spec_to_strv (const GlsSpec *spec);

/**
 * gls_spec_from_strv:
 * @spec: filled with defaults first
 * @strv: "name=value" strings
 *
 * Fails with %GLS_ERROR_INVALID_SPEC, as gls_spec_set() and gls_spec_check().
 */
GLS_API gboolean gls_spec_from_strv (GlsSpec *spec, const char *const *strv,
    GError **error);

G_END_DECLS

#endif
