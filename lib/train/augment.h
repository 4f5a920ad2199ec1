/* What becomes of an example before it is learnt from: never twice the same.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * In this order, each where it is asked for:
 *
 *   mixup          (Zhang, Cisse, Dauphin and Lopez-Paz, ICLR 2018) with another
 *                  example: x = m x + (1 - m) x', and the targets alike, where m
 *                  is of Beta (mixup, mixup); what one of them does not know is
 *                  unknown
 *   lambda_shift   rows of log-frequency moved up or down, up to so many; those
 *                  at the edge repeated
 *   mask_frames    (Park et al., "SpecAugment", Interspeech 2019) up to so many
 *   mask_rows      frames, or rows, that lie together become what they are on
 *                  average in the training set
 *   level_range    louder or softer by up to so many dB, all of it, and each row
 *   equaliser_range  of log-frequency by a gain of its own (loudness.h)
 *   label_smoothing  (Szegedy et al., CVPR 2016, section 7) targets s / 2 away
 *                  from 0 and 1: y = (1 - s) y + s / 2
 *
 * All is a function of the seed and the example's place in the run.
 */
#ifndef GLS_TRAIN_AUGMENT_H
#define GLS_TRAIN_AUGMENT_H

#include "net/shape.h"
#include "train/options.h"
#include "train/train-set.h"

G_BEGIN_DECLS

typedef struct _GlsAugment GlsAugment;

/* Whether examples must still have their frames and rows. */
gboolean gls_augment_needs_frames (const GlsTrainOptions *options);

/**
 * gls_augment_new:
 * @shape: of an example as sets hold it; where it still has them, frames and
 *   then the axes of one, of which the first longer than 1 has the rows
 *
 * Fails with %GLS_ERROR_INVALID_SPEC if more is asked for than there is.
 */
GlsAugment *gls_augment_new (const GlsTrainOptions *options,
    const GlsShape *shape, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void gls_augment_free (GlsAugment *self);

/* Learns the averages; before the next call, and again for another set. */
void gls_augment_set_mean (GlsAugment *self, const GlsTrainSet *set);

/**
 * gls_augment_take:
 * @example: which one of @set
 * @number: its place in the run
 * @x: (out): float[set->size]
 * @y: (out): float[set->n_labels]
 *
 * Any thread may call it.
 */
void gls_augment_take (const GlsAugment *self, const GlsTrainSet *set,
    size_t example, guint64 number, float *x, float *y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsAugment, gls_augment_free)

G_END_DECLS

#endif
