/* The limits are what white noise of -1, 0 and +1 steps of 16 bits gives at
 * most, measured in 40 s at 16 kHz, times three.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/silence.h"

#include <math.h>

#include "scattering/compress.h"
#include "scattering/mel.h"

#define FIRST_ORDER 1e-5f /* dither: 3.4e-6 */
#define JOINT 1e-7f       /* 4.3e-8 */
#define MEL_POWER 1e-5f   /* 2.7e-6 */
#define QUOTIENT 1e-3f    /* of what rounding leaves, and GLS_NORMALISE_EPS */

static float
get_limit (const GlsSpec *self)
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
      return self->normalise ? QUOTIENT : JOINT;
  }
}

/* The same after compression, as the transforms do it. */
static float
get_compressed_limit (const GlsSpec *self)
{
  float limit = get_limit (self);

  if (self->compress != GLS_COMPRESS_LOG)
    return limit;
  if (self->transform == GLS_TRANSFORM_MEL)
    return 10.0f * log10f (limit);
  gls_compress_log (&limit, 1,
      self->normalise ? GLS_LOG_UNIT_NORMALISED : GLS_LOG_UNIT);
  return limit;
}

gboolean
gls_spec_is_silence (const GlsSpec *self, const float *frames, size_t n)
{
  float limit = get_compressed_limit (self);

  for (size_t i = 0; i < n; i++)
    if (!(frames[i] <= limit))
      return FALSE;
  return TRUE;
}
