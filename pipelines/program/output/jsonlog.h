/* What stands already in a file of JSON lines that is to be gone on with.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_JSONLOG_H
#define GLISSANDO_JSONLOG_H

#include "audio/inputs.h"

typedef struct _Jsonlog Jsonlog;

/**
 * jsonlog_open:
 * @path: the file; one that is not there is empty, and so is what is no file
 * @digest: of the model, as it stands in the lines
 * @labels: %NULL-terminated, the tags of the model
 * @error: return location for an error, or %NULL
 *
 * Lines behind the last summary are those of a track that was not heard to its
 * end, and are cut off; not those of streams without end.
 *
 * Fails with %GLS_ERROR_IO, or with %GLS_ERROR_DATA, and leaves the file as it
 * is, if it has other lines than those of “tag --json”.
 *
 * Returns: (transfer full) (nullable): what is known
 */
Jsonlog *jsonlog_open (const char *path, const char *digest,
    const char *const *labels, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void jsonlog_free (Jsonlog *self);

/* Whether a line is the summary of this input, by this model or, where that is
 * not said, by one that has these tags. */
gboolean jsonlog_has (const Jsonlog *self, const Input *input);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Jsonlog, jsonlog_free)

#endif
