/* One input from its first sample to its summary.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_LISTENING_H
#define GLISSANDO_LISTENING_H

#include "audio/inputs.h"
#include "audio/run.h"
#include "net/model.h"
#include "scattering/spec.h"
#include "tags/prediction.h"

/**
 * ListeningState:
 * @seconds: heard so far
 * @declared_s: how long the input says it is; 0 if it does not
 * @is_live: it comes from a server, or what else may be live, and has no end
 *   that is known, as a radio station
 */
typedef struct
{
  double seconds;
  double declared_s;
  gboolean is_live;
} ListeningState;

/**
 * ListeningPlan:
 * @path: (nullable): of the model, as of gls_models_open()
 * @model: the same
 * @signature: (nullable): what summaries say of which model made them
 * @transform: what it was trained on
 * @n_threads: for one input that is a file; what comes from elsewhere comes
 *   slower than one can work
 * @hop_s: seconds from one segment to the next; 0: the model's, but a few
 *   seconds where the input is live
 * @thresholds: (nullable): float[labels of the model]: events are told, of each
 *   label from its threshold on, and no segments and means; %NULL: these
 * @period_us: of what is live, how long a stretch is that gets a summary of its
 *   own; 0: none does
 * @live_pipes: what comes from a pipe or a device may be live, too
 * @embed: predictions come with embeddings
 * @insist: connect to addresses again whatever happens
 * @hear: gets each prediction, and the summary at the end; of events, one only
 *   if there was none. At once: there is no
 *   use in waiting for the end. What is live has moments, provisional tags and
 *   summaries of titles, too
 * @name: gets the station, the title and the moment when one of them is another
 *   one than before; of what is live only
 * @watch: called ten times a second; returns %FALSE when enough was heard
 *
 * What is the same for all inputs.
 */
typedef struct
{
  const char *path;
  GlsModel *model;
  const char *signature;
  GlsTransform transform;
  guint n_threads;
  double hop_s;
  const float *thresholds;
  gint64 period_us;
  gboolean live_pipes;
  gboolean embed;
  gboolean insist;
  void (*hear) (GlsPrediction *prediction, gboolean at_once, gpointer data);
  void (*name) (GlsPrediction *heading, gpointer data);
  gboolean (*watch) (const ListeningState *state, gpointer data);
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
