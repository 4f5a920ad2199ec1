/* Probabilities that mean what they say: of all rows that are given 0.3, three
 * of ten have the tag, or the mean of their soft labels is 0.3.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TAGS_CALIBRATION_H
#define GLS_TAGS_CALIBRATION_H

#include "gls.h"

G_BEGIN_DECLS

/* Fewer rows than this calibrate nothing. */
#define GLS_CALIBRATION_MIN_ROWS 50

/**
 * GlsCalibration:
 * @slope: above 0
 * @offset: of the logit
 *
 * What a probability p becomes, σ (@slope logit p + @offset): Platt, “Probabilistic
 * outputs for support vector machines”, 1999. The order of rows stays as it is,
 * and so do all measures that go by it alone.
 */
typedef struct
{
  double slope;
  double offset;
} GlsCalibration;

/* The one that changes nothing. */
#define GLS_CALIBRATION_NONE ((GlsCalibration){ 1, 0 })

/**
 * gls_calibration_fit:
 * @scores: float[n], probabilities 0 .. 1
 * @labels: float[n], targets 0 .. 1; NAN where the label is not known: the row
 *   is then left out
 * @calibration: (out): that with the least cross-entropy, where how far it is
 *   from none at all weighs as much as one row does
 *
 * Returns: %FALSE, with %GLS_CALIBRATION_NONE, if there are fewer than
 *   %GLS_CALIBRATION_MIN_ROWS rows, if scores or labels do not vary, or if the
 *   one falls where the other one rises
 */
gboolean gls_calibration_fit (const float *scores, const float *labels,
    size_t n, GlsCalibration *calibration);

float gls_calibration_apply (const GlsCalibration *self, float p);

G_END_DECLS

#endif
