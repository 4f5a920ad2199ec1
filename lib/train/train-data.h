/* Examples to learn from, and how they are handed over.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TRAIN_TRAIN_DATA_H
#define GLS_TRAIN_TRAIN_DATA_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * GlsExampleFunc:
 * @i: which example
 * @frames: float[n_frames][frame shape], to be filled
 *
 * Returns: %FALSE with @error set where that cannot be done
 */
typedef gboolean (*GlsExampleFunc) (size_t i, float *frames, gpointer user_data,
    GError **error);

/**
 * GlsTrainData:
 * @n: examples
 * @frames: (nullable): float[n][n_frames][frame shape], or
 * @read: (nullable): what fills one example, where @frames is %NULL
 * @user_data: for @read
 * @targets: float[n][n_labels], 0 .. 1; NAN where it is not known
 *
 * Read once by gls_trainer_load(), one example after the other, and not needed
 * after it.
 */
typedef struct
{
  size_t n;
  const float *frames;
  GlsExampleFunc read;
  gpointer user_data;
  const float *targets;
} GlsTrainData;

G_END_DECLS

#endif
