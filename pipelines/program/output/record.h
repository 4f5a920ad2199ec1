/* Scores in the model file that they are of.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_RECORD_H
#define GLISSANDO_RECORD_H

#include "json.h"
#include "net/model.h"

/**
 * record_write:
 * @path: a model file, which is replaced; its weights keep their bits
 * @name: of the evaluation; one of that name is replaced
 * @scores: as scores_to_json() or event_report_to_json() gives them; of each tag
 *   the F-measure is kept
 *
 * Adds to the member "evaluations" of the model's provenance. Fails with
 * %GLS_ERROR_IO or %GLS_ERROR_MODEL.
 */
gboolean record_write (const char *path, const char *name, json_t *scores,
    GError **error);

/* Returns: (transfer full): an object */
json_t *record_get_provenance (const GlsModel *model);

#endif
