/* A manifest's rows as features, cut into segments of a model's length.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_DATASET_H
#define GLISSANDO_DATASET_H

#include "data/manifest.h"
#include "scattering/spec.h"

typedef struct _Dataset Dataset;

/* Default and limit of the audio around a row, in seconds. */
#define DATASET_CONTEXT_S 5
#define DATASET_MAX_CONTEXT_S 600

/**
 * DatasetOptions:
 * @n_frames: N, frames in a segment
 * @context_s: seconds of the real audio before and after a row that the
 *   filters hear too, so that they meet no artificial edge
 * @cache: folder of the feature cache
 * @n_jobs: worker threads
 */
typedef struct
{
  size_t n_frames;
  double context_s;
  const char *cache;
  guint n_jobs;
} DatasetOptions;

/**
 * dataset_new:
 * @manifest: must outlive the dataset
 * @wanted: gboolean[n_rows]: which rows
 * @spec: the features
 *
 * Decodes the audio of every wanted row that is not in the cache yet, each file
 * once, and computes its frames: those centred inside the row, the first one on
 * its start. A row that cannot be used (no such file, or less audio than the
 * manifest says) is named on stderr and left out.
 *
 * A row is one segment of N frames; a longer one is as many as fit, and one
 * more if the rest is at least half a segment; a shorter one is repeated from
 * its start until N frames are full.
 *
 * Fails with %GLS_ERROR_INVALID_SPEC, with %GLS_ERROR_DATA if no row is left,
 * or with a #GFileError of the cache.
 */
Dataset *dataset_new (const Manifest *manifest, const gboolean *wanted,
    const GlsSpec *spec, const DatasetOptions *options, GError **error);
void dataset_free (Dataset *self);

size_t dataset_get_n_segments (const Dataset *self);
/* Rows that were wanted and could not be used. */
size_t dataset_get_n_failed (const Dataset *self);
/* Floats in a frame. */
size_t dataset_get_frame_size (const Dataset *self);
/* Index of a segment's row in the manifest; segments are in order of rows. */
size_t dataset_get_row (const Dataset *self, size_t segment);
/* frames: (out): float[n_frames][frame_size]; any thread */
void dataset_read (const Dataset *self, size_t segment, float *frames);

/* Returns: (transfer full): where features are kept if nothing else is said */
char *dataset_default_cache (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Dataset, dataset_free)

#endif
