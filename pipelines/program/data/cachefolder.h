/* The folder of the feature cache as a whole: where, how much, and empty again.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_CACHEFOLDER_H
#define GLISSANDO_CACHEFOLDER_H

#include <glib.h>

/* Returns: (transfer full): where features are kept if nothing else is said */
char *cachefolder_default (void);

/**
 * CacheUse:
 * @n_files: files of the cache, also what a run that was killed left behind
 * @n_bytes: in them
 */
typedef struct
{
  size_t n_files;
  guint64 n_bytes;
} CacheUse;

/**
 * CacheGroup:
 * @origin: the front end that made its features; "" for what is half-written,
 *   damaged or of an earlier version
 * @use: what it takes
 */
typedef struct
{
  char *origin;
  CacheUse use;
} CacheGroup;

/**
 * cachefolder_measure:
 * @groups: (out) (element-type CacheGroup): what the cache takes, the largest
 *   first; none if there is no cache
 *
 * Fails with a #GFileError; @groups has what was seen till then.
 */
gboolean cachefolder_measure (const char *folder, GPtrArray **groups,
    GError **error);

/**
 * cachefolder_shrink:
 * @keep: bytes that may stay
 * @removed: (out): what was removed
 *
 * Removes features until no more than @keep bytes are left: first those that no
 * run has used for longest.
 * Fails with a #GFileError at the first file that cannot be removed.
 */
gboolean cachefolder_shrink (const char *folder, guint64 keep,
    CacheUse *removed, GError **error);

/**
 * cachefolder_empty:
 * @use: (out): what was removed
 *
 * Removes the files of a cache and no others, then the folders that are empty.
 * Fails with a #GFileError at the first file that cannot be removed.
 */
gboolean cachefolder_empty (const char *folder, CacheUse *use, GError **error);

/* Removes what runs that were killed left half-written, and nothing that another
 * one is at work on. What cannot be removed stays. */
void cachefolder_tidy (const char *folder);

#endif
