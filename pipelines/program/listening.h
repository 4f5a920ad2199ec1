/* One input from its first sample to its summary.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_LISTENING_H
#define GLISSANDO_LISTENING_H

#include "audio/inputs.h"
#include "audio/run.h"
#include "scattering/spec.h"
#include "tags/prediction.h"

/**
 * ListeningPlan:
 * @model: (nullable): as of gls_models_open()
 * @transform: what the model was trained on
 * @n_threads: for one input
 * @hear: gets each prediction, and the summary at the end; is_live: it
 *   is not known when the input ends, or that is far away
 * @watch: told ten times a second how far it is; declared_s: 0 if not known.
 *   Returns %FALSE when enough was heard
 *
 * What is the same for all inputs.
 */
typedef struct
{
  const char *model;
  GlsTransform transform;
  guint n_threads;
  void (*hear) (const GlsPrediction *prediction, gboolean is_live,
      gpointer data);
  gboolean (*watch) (double seconds, double declared_s, gpointer data);
} ListeningPlan;

/**
 * listening_run:
 * @data: for the functions of @plan, which are called on this thread
 *
 * Listens to an input. What went wrong, or is odd, is said on stderr.
 *
 * Returns: %RUN_FAILED also for an input that is not whole
 */
RunEnd listening_run (const Input *input, const ListeningPlan *plan,
    gpointer data);

#endif
