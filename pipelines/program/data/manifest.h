/* Training data: which stretch of which file has which labels.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A CSV file (RFC 4180, UTF-8) with a header line. Columns: path, relative to
 * the manifest's folder; start_s and end_s, the stretch in seconds, without
 * which the whole file is meant; split, train or valid, without which all is
 * for training. Every other column is a label, its values targets 0 .. 1.
 */
#ifndef GLISSANDO_MANIFEST_H
#define GLISSANDO_MANIFEST_H

#include <glib.h>

typedef enum
{
  MANIFEST_TRAIN,
  MANIFEST_VALID,
  MANIFEST_OTHER, /* any other name, e.g. test: used by nothing but "all" */
} ManifestSplit;

/**
 * ManifestRow:
 * @line: where it stands in the manifest
 * @path: the file, or a URI
 * @start_s: seconds
 * @end_s: seconds; infinite if the file's end is meant
 * @targets: float[n_labels], 0 .. 1
 */
typedef struct
{
  size_t line;
  char *path;
  double start_s;
  double end_s;
  ManifestSplit split;
  float *targets;
} ManifestRow;

/**
 * Manifest:
 * @labels: (element-type utf8): %NULL-terminated
 * @rows: (element-type ManifestRow):
 * @n_bad: rows that were left out
 */
typedef struct
{
  GStrv labels;
  size_t n_labels;
  GPtrArray *rows;
  size_t n_bad;
} Manifest;

/**
 * manifest_load:
 *
 * A row that makes no sense is named on stderr and left out.
 *
 * Fails with %GLS_ERROR_IO, or with %GLS_ERROR_DATA if the header is wrong or
 * no row is left.
 */
Manifest *manifest_load (const char *path, GError **error);
void manifest_free (Manifest *self);

/* Keeps the labels with keep[label], in order, in every row. */
void manifest_keep_labels (Manifest *self, const gboolean *keep);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Manifest, manifest_free)

#endif
