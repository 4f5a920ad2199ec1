/* What becomes of a file's fields.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_CHANGE_H
#define GLISSANDO_CHANGE_H

#include "files/fields.h"
#include "gls.h"

/**
 * ChangePlan:
 * @undo: take back what was written before; the rest does not count then
 * @tags: what is to be in the field of our own
 * @genre: (nullable): what is to be the genre, if there is any; %NULL: it is
 *   left alone
 * @overwrite: whether values that are there already make way
 */
typedef struct
{
  gboolean undo;
  const char *const *tags;
  const char *const *genre;
  gboolean overwrite;
} ChangePlan;

typedef struct
{
  GStrv before[METADATA_N_FIELDS];
  GStrv after[METADATA_N_FIELDS];
} Change;

/**
 * change_plan:
 * @self: (inout): @before is filled in; gets @after
 *
 * A genre that makes way is noted in a record, in a field of its own, together
 * with what took its place: by that it comes back. A genre that was changed by
 * others since is not what is taken back.
 */
void change_plan (Change *self, const ChangePlan *plan);

/* Whether the field becomes another. */
gboolean change_has (const Change *self, MetadataField field);
gboolean change_is_none (const Change *self);
/* Whether it is about the genre of the user, which undoing leaves alone. */
gboolean change_leaves_genre (const Change *self, const ChangePlan *plan);

void change_clear (Change *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Change, change_clear)

#endif
