/* The formats, each in the file of its name.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TAGS_PREDICTION_PRIVATE_H
#define GLS_TAGS_PREDICTION_PRIVATE_H

#include "tags/prediction.h"

/* Whether tag i is one that the model could not learn. */
gboolean gls_prediction_is_untaught (const GlsPrediction *self, size_t i);

/* Returns: (nullable): as JSON and CSV call it; %NULL of all the input */
const char *gls_scope_get_name (GlsScope scope);

/* order: size_t[n], the tags to be written */
void gls_prediction_append_as_text (const GlsPrediction *self,
    const GlsSelection *selection, const size_t *order, size_t n, GString *out);
void gls_prediction_append_input_as_text (const GlsPrediction *self,
    GString *out);
void gls_prediction_append_title_as_text (const GlsPrediction *heading,
    GString *out);
void gls_prediction_append_as_json (const GlsPrediction *self,
    const size_t *order, size_t n, GString *out);
void gls_prediction_append_as_csv (const GlsPrediction *self,
    const size_t *order, size_t n, GString *out);

#endif
