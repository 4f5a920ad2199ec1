/* Where the files of a data set are on disk.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_PLACES_H
#define GLISSANDO_PLACES_H

#include <glib.h>

/**
 * places_folder:
 *
 * Returns: (transfer full): @path, or the folder of the file that it is
 */
char *places_folder (const char *path);

/**
 * places_look:
 * @path: a folder, or a file in it
 * @folders: %NULL-terminated; relative to that folder, "." being itself
 * @name: of a file
 *
 * Returns: (transfer full) (nullable): the first that is there; @path itself if
 *   it is a file of that name
 */
char *places_look (const char *path, const char *const *folders,
    const char *name);

/* The same, but fails with %GLS_ERROR_IO, saying what was looked for where. */
char *places_find (const char *path, const char *const *folders,
    const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Appends those of the folders that are there, by the name they are known by. */
void places_add_folders (GPtrArray *places, const char *path,
    const char *const *folders);

#endif
