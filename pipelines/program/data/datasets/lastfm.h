/* Tags of the Million Song Dataset, as Last.fm's SQLite file has them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_LASTFM_H
#define GLISSANDO_LASTFM_H

#include <glib.h>

/* A tag counts from more than this on a track, 0 to 100. */
#define LASTFM_MIN_VALUE 50

/* tag: index of the tag. track: its MSD id */
typedef void (*LastfmFunc) (const char *track, size_t tag, gpointer data);

/**
 * lastfm_read:
 * @path: tables tids (tid), tags (tag) and tid_tag (tid, tag, val), joined on
 *   ROWID
 * @tags: %NULL-terminated; as they are written there
 * @func: told of each track that has one of them
 *
 * Fails with %GLS_ERROR_IO, or with %GLS_ERROR_DATA if a tag is not there.
 */
gboolean lastfm_read (const char *path, const char *const *tags,
    LastfmFunc func, gpointer data, GError **error);

#endif
