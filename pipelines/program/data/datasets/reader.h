/* The common face of all readers of published data sets.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A reader turns what people have on disk into the rows that a manifest has
 * (data/manifest.h), so that nothing after it knows which kind it was.
 */
#ifndef GLISSANDO_DATASETS_READER_H
#define GLISSANDO_DATASETS_READER_H

#include "data/manifest.h"

#define DATASET_MAX_OPTIONS 3

/**
 * DatasetOption:
 * @name: as the user writes it
 * @values: %NULL-terminated; the first one holds if nothing is said
 */
typedef struct
{
  const char *name;
  const char *const *values;
} DatasetOption;

/**
 * DatasetRequest:
 * @path: what was named: a folder, or the file that the kind is known by
 * @audio: (nullable): the folder with the audio, if it was named
 * @choice: index of the value of each option
 * @problems: gets what is wrong with rows, which are left out
 */
typedef struct
{
  const char *path;
  const char *audio;
  guint choice[DATASET_MAX_OPTIONS];
  Problems *problems;
} DatasetRequest;

/**
 * DatasetReader:
 * @kind: as the user writes it
 * @options: [DATASET_MAX_OPTIONS], those it has first
 * @load: reads a data set. Fails with %GLS_ERROR_IO or %GLS_ERROR_DATA; the
 *   message names the file, or what was looked for and where
 */
typedef struct
{
  const char *kind;
  DatasetOption options[DATASET_MAX_OPTIONS];
  Manifest *(*load) (const DatasetRequest *request, GError **error);
} DatasetReader;

extern const DatasetReader dataset_fma;
extern const DatasetReader dataset_jamendo;
extern const DatasetReader dataset_manifest;
extern const DatasetReader dataset_msd;
extern const DatasetReader dataset_mtat;
extern const DatasetReader dataset_openmic;

#endif
