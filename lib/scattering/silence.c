/* The limits are what white noise of -1, 0 and +1 steps of 16 bits gives at
 * most, measured in 40 s at 16 kHz, times three.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/silence.h"

#include <math.h>

#include "scattering/axes.h"
#include "scattering/compress.h"
#include "scattering/mel.h"

#define FIRST_ORDER 1e-5f /* dither: 3.4e-6 */
#define JOINT 1e-7f       /* 5.3e-8 */
#define BANDS 4e-7f       /* 1.3e-7, of 64 bands */
#define LOW_PASS 1.6e-6f  /* 5.4e-7 */
#define MEL_POWER 1e-5f   /* 2.7e-6 */
#define QUOTIENT 1e-3f    /* of what rounding leaves, and GLS_NORMALISE_EPS */

/* What a number of a frame is: of joint scattering some are of less than the
 * second order. */
typedef enum
{
  KIND_USUAL,
  KIND_LOW_PASS, /* its row, its column */
  KIND_CORNER,   /* S1, never divided */
  N_KINDS,
} Kind;

static float
get_joint_limit (const GlsSpec *self, Kind kind)
{
  if (kind == KIND_CORNER)
    return FIRST_ORDER;
  if (self->normalise)
    return QUOTIENT;
  if (kind == KIND_LOW_PASS)
    return LOW_PASS;
  return self->lambda == GLS_LAMBDA_BANDS ? BANDS : JOINT;
}

static float
get_limit (const GlsSpec *self, Kind kind)
{
  switch (self->transform) {
    case GLS_TRANSFORM_MEL:
      return MEL_POWER;
    case GLS_TRANSFORM_SCALOGRAM:
      return FIRST_ORDER;
    case GLS_TRANSFORM_TIMESCATTERING:
      return self->normalise ? QUOTIENT : FIRST_ORDER;
    case GLS_TRANSFORM_JTFST:
    default:
      return get_joint_limit (self, kind);
  }
}

/* The same after compression, as the transforms do it. */
static float
get_compressed_limit (const GlsSpec *self, Kind kind)
{
  float limit = get_limit (self, kind);

  if (self->compress != GLS_COMPRESS_LOG)
    return limit;
  if (self->transform == GLS_TRANSFORM_MEL)
    return 10.0f * log10f (limit);
  gls_compress_log (&limit, 1,
      self->normalise && kind != KIND_CORNER ? GLS_LOG_UNIT_NORMALISED
                                             : GLS_LOG_UNIT);
  return limit;
}

/* Lengths of mu and ell, of which the last place is the low-pass; 0 if there is
 * none. */
static void
get_plane (const GlsSpec *self, size_t *n_mu, size_t *n_ell)
{
  g_autoptr (GlsAxes) axes = NULL;

  *n_mu = *n_ell = 0;
  if (self->transform != GLS_TRANSFORM_JTFST || !self->low_pass)
    return;
  axes = gls_axes_new (self, NULL);
  *n_mu = axes->axis[2].size;
  *n_ell = axes->axis[3].size;
}

static Kind
get_kind (size_t i, size_t n_mu, size_t n_ell)
{
  gboolean row, column;

  if (n_mu == 0)
    return KIND_USUAL;
  row = i / n_ell % n_mu == n_mu - 1;
  column = i % n_ell == n_ell - 1;
  return row && column ? KIND_CORNER
      : row || column  ? KIND_LOW_PASS
                       : KIND_USUAL;
}

gboolean
gls_spec_is_silence (const GlsSpec *self, const float *frames, size_t n)
{
  float limit[N_KINDS];
  size_t n_mu, n_ell;

  for (guint kind = 0; kind < N_KINDS; kind++)
    limit[kind] = get_compressed_limit (self, (Kind) kind);
  get_plane (self, &n_mu, &n_ell);
  for (size_t i = 0; i < n; i++)
    if (!(frames[i] <= limit[get_kind (i, n_mu, n_ell)]))
      return FALSE;
  return TRUE;
}
