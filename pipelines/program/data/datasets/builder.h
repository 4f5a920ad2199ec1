/* A data set's rows while they are being put together.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What every reader needs: labels that come as they are met, ids that occur
 * once, and, at the end, the audio of each row.
 */
#ifndef GLISSANDO_BUILDER_H
#define GLISSANDO_BUILDER_H

#include "data/datasets/reader.h"

typedef struct _Builder Builder;
typedef struct _Draft Draft; /* a row */

/**
 * BuilderAudioFunc:
 * @id: of a row
 * @hint: (nullable): what builder_add() was told
 * @names: (element-type filename): gets the names that its audio may have,
 *   relative to the folder of all, the likeliest first
 */
typedef void (*BuilderAudioFunc) (const char *id, const char *hint,
    GPtrArray *names);

/**
 * BuilderSpec:
 * @name_audio: what the audio of a row may be called
 * @name_track: (nullable): what all clips of the same track share; (transfer
 *   full) (nullable), given the hint
 * @folders: %NULL-terminated; where people have it, seen from what was named
 * @unset: target of a label that nothing is said of: 0, or NAN for not known
 * @sort: whether labels stand by name, not in the order that they came
 * @known_empty: (nullable): %NULL-terminated; ids whose files are empty as
 *   published, which is worth a note and no more
 */
typedef struct
{
  BuilderAudioFunc name_audio;
  char *(*name_track) (const char *hint);
  const char *const *folders;
  float unset;
  gboolean sort;
  const char *const *known_empty;
} BuilderSpec;

/* spec: must outlive the builder, as must @request */
Builder *builder_new (const DatasetRequest *request,
    const BuilderSpec *spec) G_GNUC_WARN_UNUSED_RESULT;
void builder_free (Builder *self);

/* From here on lines are those of @path, which is also remembered as read. */
void builder_begin_file (Builder *self, const char *path);

/* Returns: the place of a label, which is added if it is new */
size_t builder_label (Builder *self, const char *label);
gboolean builder_has_label (const Builder *self, const char *label,
    size_t *place);

/* Names a row that is broken; it has not been added. */
void builder_refuse (Builder *self, size_t line, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/* Says what is worth it, but keeps no row out. */
void builder_note (Builder *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/**
 * builder_add:
 * @split: (nullable): the name of its split
 *
 * Returns: (transfer none) (nullable): the row, all of its labels unset; %NULL
 *   if there is one with its id, which has been said then
 */
Draft *builder_add (Builder *self, const char *id, const char *hint,
    const char *split, size_t line);
/* Returns: (transfer none) (nullable): the row with the id */
Draft *builder_get (Builder *self, const char *id);
/* target: 0 .. 1 */
void draft_set (Draft *self, size_t label, float target);
/* Whether a label has been set above 0. */
gboolean draft_has_any (const Draft *self);

/* All rows, in order. */
void builder_foreach (Builder *self, void (*func) (Draft *, gpointer),
    gpointer data);

/**
 * builder_finish:
 *
 * Finds the audio. Rows without it have a fault, which is told of those that are
 * asked for.
 *
 * Fails with %GLS_ERROR_IO if there is no audio at all, saying where it was
 * looked for, and with %GLS_ERROR_DATA if there are no rows or no labels.
 */
Manifest *builder_finish (Builder *self,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Builder, builder_free)

#endif
