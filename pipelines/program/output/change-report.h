/* What has become of the metadata of files, for people and programs.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_CHANGE_REPORT_H
#define GLISSANDO_CHANGE_REPORT_H

#include "audio/inputs.h"
#include "files/change.h"

typedef struct _ChangeReport ChangeReport;

/**
 * change_report_new:
 * @json: an object on a line for each file, not lines for people
 * @dry_run: nothing is written, and files that stay as they are are named, too
 *
 * On standard output. Any thread may call what follows. Fails with
 * %GLS_ERROR_IO.
 */
ChangeReport *change_report_new (gboolean json, gboolean dry_run,
    GError **error);
void change_report_add (ChangeReport *self, const Input *input,
    const Change *change);
/* self: (transfer full). Fails with %GLS_ERROR_IO if anything could not be
 * written. */
gboolean change_report_close (ChangeReport *self, GError **error);

#endif
