/* Tags on their way into the files that were heard.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_WRITING_H
#define GLISSANDO_WRITING_H

#include "audio/inputs.h"
#include "net/model.h"
#include "tags/prediction.h"

/**
 * WritingOptions:
 * @wanted: whether anything is to be written
 * @undo: not to write but to take back what was written
 * @dry_run: only to say what would be written
 * @overwrite: values that are there already make way
 * @keep_times: as of EditOptions
 * @genres: (nullable): names of tags, with commas between them, or “all”: those
 *   that are written are written into the genre, too
 *
 * What the command line says.
 */
typedef struct
{
  gboolean wanted;
  gboolean undo;
  gboolean dry_run;
  gboolean overwrite;
  gboolean keep_times;
  const char *genres;
} WritingOptions;

typedef struct _Writing Writing;
typedef struct _WritingFile WritingFile;

/**
 * writing_new:
 * @options: borrowed
 * @model: borrowed: whose tags they are
 * @selection: which tags the user wants; where it says nothing, those that the
 *   model says are there, or else the few most probable ones
 * @json: how to say what is written
 *
 * Any thread may use it.
 *
 * Returns: (nullable): %NULL, having said why, if that cannot be done
 */
Writing *writing_new (const WritingOptions *options, const GlsModel *model,
    const GlsSelection *selection, gboolean json);
/* Returns: whether all could be said of what was written */
gboolean writing_close (Writing *self);

/**
 * WritingNext:
 * @WRITING_HEAR: it is to be heard, and may be written
 * @WRITING_SKIP: nothing would be written, whatever there is to be heard
 * @WRITING_REFUSED: it cannot be written, which was said
 */
typedef enum
{
  WRITING_HEAR,
  WRITING_SKIP,
  WRITING_REFUSED,
} WritingNext;

/* To be asked before an input is heard. file: (out) (transfer full): for what
 * follows; NULL unless it is to be heard */
WritingNext writing_begin (Writing *self, const Input *input,
    WritingFile **file);
/* file: (nullable): nothing comes of it */
void writing_hear (WritingFile *file, const GlsPrediction *prediction);

/**
 * writing_end:
 * @file: (transfer full) (nullable): nothing comes of it
 * @whole: whether all of it was heard; otherwise nothing is written
 *
 * Returns: %FALSE, having said why, if it should have been written and was not
 */
gboolean writing_end (WritingFile *file, gboolean whole);

#endif
