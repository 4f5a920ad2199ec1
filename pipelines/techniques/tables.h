/* What the files of a corpus say, and how evenly.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TABLES_H
#define GLISSANDO_TABLES_H

#include "windows.h"

/* recordings: (element-type Recording): in the order of the files' rows; the
 * texts are (transfer full) */
char *tables_make_events (const GPtrArray *recordings);
/* only_real: leaves out what is synthesised */
char *tables_make_manifest (const GPtrArray *recordings, const Windows *windows,
    gboolean only_real);

/**
 * tables_print:
 *
 * For each split, of what is synthesised and of what is real: how many
 * recordings each technique occurs in, by family or by instrument; of what is
 * synthesised also how many bits the family tells of the technique.
 */
void tables_print (const GPtrArray *recordings);

#endif
