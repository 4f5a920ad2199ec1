/* provenance.json: what a corpus was made from.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_CORPUS_PROVENANCE_H
#define GLISSANDO_CORPUS_PROVENANCE_H

#include "corpus.h"

/* Counts up when the same seed gives other clips than before. */
#define CORPUS_RECIPE 1

/**
 * corpus_provenance_begin:
 * @notes_sha256: (nullable): of the table of the real notes
 *
 * Writes the file, unless a corpus stands in the folder that was made from
 * something else: fails with %GLS_ERROR_DATA then.
 */
gboolean corpus_provenance_begin (const CorpusSettings *settings,
    const char *notes_sha256, GError **error);

/* Writes it again, with what has come of it. recordings: (element-type
 * Recording) /
 */
gboolean corpus_provenance_finish (const CorpusSettings *settings,
    const char *notes_sha256, const GPtrArray *recordings, GError **error);

#endif
