/* Changes the fields of a file, or leaves it as it was.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_EDIT_H
#define GLISSANDO_EDIT_H

#include "files/change.h"
#include "files/filestate.h"

/**
 * EditOptions:
 * @dry_run: nothing is written
 * @keep_times: the new file is as old as the one whose place it takes
 */
typedef struct
{
  gboolean dry_run;
  gboolean keep_times;
} EditOptions;

/* Returns: (nullable): what this program was built without, as a sentence */
const char *edit_find_missing (void);

/**
 * edit_look:
 * @path: a file, or a link to one
 * @state: (out): which file it was
 * @change: (out): gets @before
 *
 * Reads the fields, and makes sure, as far as one can tell before, that they
 * can be changed.
 *
 * Fails with %GLS_ERROR_DATA and %GLS_ERROR_IO, where edit_apply() would.
 */
gboolean edit_look (const char *path, FileState *state, Change *change,
    GError **error);

/**
 * edit_apply:
 * @path: a file, or a link to one
 * @expected: (nullable): what it must still be
 * @plan: what to do
 * @change: (out): what has become of it
 *
 * A changed file is written under another name in the same folder, checked,
 * brought to the disk, and takes the place of the old one: whatever happens, the
 * one or the other is there. Where nothing changes, nothing is written.
 *
 * Fails with %GLS_ERROR_DATA for what cannot have such fields, is damaged, has
 * changed, or has other names that would go on leading to the old file; with
 * %GLS_ERROR_IO for what the system refuses. The file is as it was then.
 */
gboolean edit_apply (const char *path, const FileState *expected,
    const ChangePlan *plan, const EditOptions *options, Change *change,
    GError **error);

#endif
