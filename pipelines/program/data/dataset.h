/* Excerpts as examples to learn from: segments with their targets.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_DATASET_H
#define GLISSANDO_DATASET_H

#include "data/excerpts.h"
#include "net/segmenter.h"

/**
 * Dataset:
 * @n: examples, in order of rows
 * @n_copies: how many of them, at the end, are of changed copies of rows
 * @n_labels: of the manifest
 * @targets: float[n][n_labels], those of the example's row
 *
 * The examples of one split, cut by %GLS_CUT_LEARN. It belongs to one thread.
 */
typedef struct
{
  size_t n, n_copies;
  size_t n_labels;
  float *targets;
  const Excerpts *excerpts;
  size_t frame_size;
  GArray *segments; /* where they lie */
  GlsSegmenter *segmenter;
  CacheEntry entry; /* of the example that was read last */
  size_t opened;    /* its excerpt */
} Dataset;

/**
 * dataset_new:
 * @excerpts: must outlive the dataset
 * @split: the name of a split
 * @n_frames: N, frames in a segment
 *
 * It may come out empty.
 */
Dataset *dataset_new (const Excerpts *excerpts, const char *split,
    size_t n_frames) G_GNUC_WARN_UNUSED_RESULT;
void dataset_free (Dataset *self);

/**
 * dataset_read:
 * @frames: (out): float[n_frames][frame size]
 *
 * Fails as excerpts_open() does.
 */
gboolean dataset_read (Dataset *self, size_t i, float *frames, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Dataset, dataset_free)

#endif
