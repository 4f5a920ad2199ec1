/* Joint scattering paths, frame by frame: what jtfst.c makes tensors of.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every path (mu, ell, theta) with all of its rows, as the published transform
 * defines them, plus S1, and with low-pass the paths |S1 *_lambda psi_fr| too.
 * The tests compare this with the reference data.
 */
#ifndef GLS_SCATTERING_JOINT_H
#define GLS_SCATTERING_JOINT_H

#include "scattering/frequency.h"
#include "scattering/modulation.h"

G_BEGIN_DECLS

typedef struct _GlsJointPlan GlsJointPlan;
typedef struct _GlsJointStream GlsJointStream;

/**
 * GlsMu:
 * @scale: its psi2
 * @offset: where its paths begin in a frame
 * @stage: what they are: slot s holds n_out rows from @offset + slot.offset on
 *
 * The second-order paths of one psi2.
 */
typedef struct
{
  GlsScale scale;
  size_t offset;
  const GlsFrequencyStage *stage;
} GlsMu;

/* What rows of a path a frame with such a lambda axis is made of. */
GlsRows gls_joint_rows (GlsLambda lambda);

/* @banks: of jtfst; @spins: #GlsSpins */
GlsJointPlan *gls_joint_plan_new (GlsBanks *banks, GlsRows rows, guint spins);
GlsJointPlan *gls_joint_plan_ref (GlsJointPlan *plan);
void gls_joint_plan_unref (GlsJointPlan *plan);

/* Returns: (transfer none): [n] the fastest first */
const GlsMu *gls_joint_plan_get_mus (const GlsJointPlan *plan, size_t *n);
/* Returns: (transfer none) */
const GlsModulationPlan *
gls_joint_plan_get_modulation (const GlsJointPlan *plan);
/* Returns: (transfer none) */
const GlsFrequencySpec *gls_joint_plan_get_frequency (const GlsJointPlan *plan);
size_t gls_joint_plan_get_n_lambda (const GlsJointPlan *plan);
/**
 * gls_joint_plan_get_low_pass:
 * @offset: (out): where its paths begin in a frame
 *
 * Returns: (transfer none) (nullable): what the paths |S1 *_lambda psi_fr| are,
 *   of spin +1 alone, for S1 is real; %NULL without low-pass
 */
const GlsFrequencyStage *gls_joint_plan_get_low_pass (const GlsJointPlan *plan,
    size_t *offset);
/* Floats in a frame: all second-order paths, S1, the low-pass paths. */
size_t gls_joint_plan_get_frame_size (const GlsJointPlan *plan);
/* Where S1 begins in a frame, float[n_lambda]. */
size_t gls_joint_plan_get_s1_offset (const GlsJointPlan *plan);
/* From a tick's first sample to the frame centred on it. */
size_t gls_joint_plan_get_latency_samples (const GlsJointPlan *plan);

/* @n_threads: 1 .. GLS_MAX_THREADS; the result does not depend on it */
GlsJointStream *gls_joint_stream_new (GlsJointPlan *plan, guint n_threads);
void gls_joint_stream_free (GlsJointStream *self);
void gls_joint_stream_push (GlsJointStream *self, const float *const *u,
    const GlsTick *tick);
/* Returns: (transfer none) (nullable): the next frame, valid until the next
 * push: second-order paths at their offsets, S1 at its own */
const float *gls_joint_stream_pull (GlsJointStream *self);
void gls_joint_stream_drain (GlsJointStream *self);
void gls_joint_stream_reset (GlsJointStream *self);

G_END_DECLS

#endif
