/* What counts as silence, said once.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_SCATTERING_SILENCE_H
#define GLS_SCATTERING_SILENCE_H

#include "scattering/spec.h"

G_BEGIN_DECLS

/**
 * gls_spec_is_silence:
 * @frames: float[n], whole frames of the transform that @self describes
 * @n: how many numbers, of however many frames
 *
 * Whether there is nothing to be heard: nothing louder than noise of one step
 * of 16 bits, -94 dB of full scale, which is what dither leaves where a song
 * has ended. Numbers that are divided by S1 have no loudness; of them only what
 * is nothing at all, to rounding, is silence.
 */
GLS_API gboolean gls_spec_is_silence (const GlsSpec *self, const float *frames,
    size_t n);

G_END_DECLS

#endif
