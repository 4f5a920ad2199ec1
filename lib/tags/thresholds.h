/* From which score on a tag is said to be there.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TAGS_THRESHOLDS_H
#define GLS_TAGS_THRESHOLDS_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * gls_thresholds_choose:
 * @labels: float[n_rows][n_tags], NAN where the label is not known: the row is
 *   then left out of that tag
 * @positive: guint8[n_rows][n_tags], which of them count as having the tag
 * @scores: float[n_rows][n_tags]
 * @thresholds: (out): float[n_tags], for each tag the score at which the
 *   F-measure is largest, as gls_metric_best_f_measure() says; NAN where no row
 *   has the tag
 */
void gls_thresholds_choose (const float *labels, const guint8 *positive,
    const float *scores, size_t n_rows, size_t n_tags, float *thresholds);

/**
 * gls_thresholds_measure:
 * @thresholds: float[n_tags], NAN where there is none
 * @f: (out): double[n_tags], for each tag the F-measure at its threshold, as
 *   gls_metric_f_measure() says; NAN where it has none, or where no row has the
 *   tag
 *
 * The rest is as in gls_thresholds_choose().
 */
void gls_thresholds_measure (const float *labels, const guint8 *positive,
    const float *scores, size_t n_rows, size_t n_tags, const float *thresholds,
    double *f);

/* untaught: (nullable): gboolean[n_tags], which have none. Returns: (transfer
 * full): float[n_tags], the same for all others */
float *gls_thresholds_new_same (size_t n_tags, float threshold,
    const gboolean *untaught);

G_END_DECLS

#endif
