/* Inputs while they are collected, each once.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_COLLECTION_H
#define GLISSANDO_COLLECTION_H

#include "audio/inputs.h"
#include "timespan.h"

/* What is wrong with CONTENT_LIST. */
#define COLLECTION_NOT_FOLLOWED                                                \
  "lists of this kind are not followed: give the files or addresses that they" \
  " name"

typedef struct
{
  GPtrArray *inputs;
  GHashTable *seen;    /* (element-type utf8): files and addresses, each once */
  size_t n_found;      /* these, and what led to one of them again */
  GHashTable *covered; /* (element-type filename): what sheets are about */
  guint depth;         /* of playlists within playlists */
  const Shard *shard;
  const char *root; /* the folder that is gone through, or NULL */
  size_t *n_failed;
} Collection;

void input_free (gpointer input);

/* Says why, and counts it. */
void collection_fail (Collection *self, const char *name, const char *format,
    ...) G_GNUC_PRINTF (3, 4);

/* Whether this part of many has it. Folders may be elsewhere on each machine,
 * but what is in them is the same. */
gboolean collection_has (const Collection *self, const char *name);

/* Whether there is a file that can be read; if not, that is said and counted.
 * is_media: whether what is in it was looked at, and is that */
gboolean collection_check (Collection *self, const char *name, const char *path,
    gboolean is_media);

/* uri: (transfer full). Returns: (transfer none) (nullable): NULL if it is
 * another part's, or is there already */
Input *collection_add (Collection *self, const char *name, char *uri);

/* The same of a part of a file. */
Input *collection_add_part (Collection *self, const char *name,
    const char *path, const GlsTimespan *span);

/* Returns: (transfer full): a file beside a playlist or a cue sheet, called as
 * that is */
char *collection_name_beside (const char *list, const char *path);

/* Of a file: what a cue sheet says of it is what is heard of it. */
void collection_cover (Collection *self, const char *path);
gboolean collection_covers (const Collection *self, const char *path);

/**
 * collection_add_sheet:
 * @name: of a cue sheet
 * @path: the same
 * @is_given: and not just found in a folder: what is wrong with it counts
 *
 * Its tracks are inputs.
 */
void collection_add_sheet (Collection *self, const char *name, const char *path,
    gboolean is_given);

#endif
