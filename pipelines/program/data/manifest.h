/* Labelled music: which stretch of which file has which labels.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A CSV file with a header line; docs/manifest.md says what its columns mean.
 */
#ifndef GLISSANDO_MANIFEST_H
#define GLISSANDO_MANIFEST_H

#include <glib.h>

#include "disturb/disturbance.h"
#include "data/problems.h"

/* No time in a manifest is later than this: numbers beyond are mistakes. */
#define MANIFEST_MAX_TIME_S 1e6
/* Of rows that name none. */
#define MANIFEST_DEFAULT_SPLIT "train"
/* A file that is larger than this, or never ends, is no manifest. */
#define MANIFEST_MAX_BYTES ((gsize) 256 << 20)

/**
 * ManifestRow:
 * @line: where it stands in the manifest
 * @name: the file as the manifest calls it
 * @path: the file, or a URI
 * @track: (nullable): what all rows of the same piece of music share; %NULL if
 *   that is the file
 * @start_s: seconds, 0 .. %MANIFEST_MAX_TIME_S
 * @end_s: seconds; infinite if the file's end is meant
 * @split: the name of the split it belongs to; "train" where none is given
 * @targets: float[n_labels], 0 .. 1, or NAN where nobody knows
 * @disturbance: (nullable): what is done to its audio before it is heard
 * @original: (nullable): the row of which it is a changed copy
 * @fault: (nullable): why the row cannot be heard, if that is known already
 * @fault_kind: (nullable): as problems_add_of_kind() has it; %NULL if it is as it
 *   should be
 */
typedef struct _ManifestRow ManifestRow;
struct _ManifestRow
{
  size_t line;
  char *name;
  char *path;
  char *track;
  double start_s;
  double end_s;
  char *split;
  float *targets;
  Disturbance *disturbance;
  const ManifestRow *original;
  const char *fault;
  const char *fault_kind;
};

/**
 * Manifest:
 * @labels: (element-type utf8): %NULL-terminated
 * @rows: (element-type ManifestRow):
 * @n_bad: rows that were left out
 * @has_splits: whether any row names its split
 * @sha256: of the file's bytes, or of what the rows of another data set say, in
 *   hexadecimal digits
 * @files: (element-type filename): those that were read
 */
typedef struct
{
  GStrv labels;
  size_t n_labels;
  GPtrArray *rows;
  size_t n_bad;
  gboolean has_splits;
  char *sha256;
  GPtrArray *files;
} Manifest;

/* Returns: (transfer container) (element-type filename): the files that were
 * read, and the file of each row, or its URI */
GPtrArray *manifest_list_files (const Manifest *self);

/**
 * manifest_load:
 * @folder: (nullable): where relative paths start; the manifest's own folder
 *   if %NULL
 * @problems: gets each row that makes no sense, which is left out
 *
 * Fails with %GLS_ERROR_IO, or with %GLS_ERROR_DATA if it is no CSV text of at
 * most %MANIFEST_MAX_BYTES, its header is wrong, or no row is left.
 */
Manifest *manifest_load (const char *path, const char *folder,
    Problems *problems, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void manifest_free (Manifest *self);

/* For other readers: without rows and labels. */
Manifest *manifest_new_empty (void) G_GNUC_WARN_UNUSED_RESULT;
void manifest_row_free (ManifestRow *row);
/* Returns: (transfer full): one that is not disturbed */
ManifestRow *manifest_row_copy (const ManifestRow *row, size_t n_labels);

static inline const ManifestRow *
manifest_get_row (const Manifest *self, size_t row)
{
  return self->rows->pdata[row];
}

/* Returns: (transfer full): float[rows][n_labels], the targets of every row */
float *manifest_tabulate (const Manifest *self) G_GNUC_WARN_UNUSED_RESULT;

/* Keeps the labels with keep[label], in order, in every row. */
void manifest_keep_labels (Manifest *self, const gboolean *keep);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Manifest, manifest_free)

#endif
