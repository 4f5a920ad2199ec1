/* The zeroth order of scattering: x * phi_T.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Of music it is a residue a million times below the input: phi_T passes less
 * than a hertz. So it is summed directly and in double, with a filter that is
 * not cut short; at one output per T that costs some 28 products a sample.
 */
#ifndef GLS_SCATTERING_LOWPASS_H
#define GLS_SCATTERING_LOWPASS_H

#include "gls.h"

G_BEGIN_DECLS

/* Immutable. */
typedef struct
{
  size_t stride; /* samples between outputs */
  size_t reach;  /* samples on each side of the centre */
  double *taps;  /* [reach + 1], from the centre outwards */
} GlsLowpass;

/* @max_reach: look ahead no further than this, in samples */
void gls_lowpass_init (GlsLowpass *self, size_t T, size_t stride,
    size_t max_reach);
void gls_lowpass_clear (GlsLowpass *self);

typedef struct
{
  const GlsLowpass *plan;
  size_t capacity;
  float *x;         /* [capacity], of which the first n_held are in use */
  size_t n_held;    /* the newest samples that came, oldest first */
  int64_t next;     /* samples that came altogether */
  int64_t n_frames; /* outputs that went */
} GlsLowpassStream;

/* @max_ahead: when an output is taken, at most so many samples have come after
 *   the one that it is centred on */
void gls_lowpass_stream_init (GlsLowpassStream *self, const GlsLowpass *plan,
    size_t max_ahead);
void gls_lowpass_stream_clear (GlsLowpassStream *self);
void gls_lowpass_stream_reset (GlsLowpassStream *self);
/* x: float[n], finite or not, as the scalogram takes it */
void gls_lowpass_stream_push (GlsLowpassStream *self, const float *x, size_t n);
/* Silence follows. */
void gls_lowpass_stream_drain (GlsLowpassStream *self);
/* The next output. Its reach must have come, unless the stream was drained. */
float gls_lowpass_stream_take (GlsLowpassStream *self);

G_END_DECLS

#endif
