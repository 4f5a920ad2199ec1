/* Many inputs at a time, one output.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TAGGING_H
#define GLISSANDO_TAGGING_H

#include "audio/shard.h"
#include "output/results.h"
#include "writing.h"

/* Not asked for; as of TaggingOptions below. */
#define TAGGING_NO_LIMIT G_MAXINT64

/**
 * TaggingWhat:
 * @TAGGING_BY_MODEL: what the model says that people want of it
 * @TAGGING_SEGMENTS: tags of segments, and their means
 * @TAGGING_EVENTS: events, from the model's thresholds on or, where one is
 *   given, from that of the selection on
 */
typedef enum
{
  TAGGING_BY_MODEL,
  TAGGING_SEGMENTS,
  TAGGING_EVENTS,
} TaggingWhat;

/**
 * TaggingResume:
 * @TAGGING_ANEW: whatever is known already
 * @TAGGING_UNKNOWN: only what the output does not have yet
 * @TAGGING_CHANGED: the same, and files that are not as they were
 */
typedef enum
{
  TAGGING_ANEW,
  TAGGING_UNKNOWN,
  TAGGING_CHANGED,
} TaggingResume;

/**
 * TaggingOptions:
 * @model: (nullable): as of gls_models_open()
 * @output: (nullable): as of gls_tag_writer_new() or gls_mqtt_broker_open()
 * @broker: (nullable): settings, as of the latter
 * @database: (nullable): where to instead, the path of a database
 * @format: how to write
 * @selection: which tags to write
 * @is_top_given: whether the user says how many; if not, people are told as many
 *   as fit on a line
 * @own_thresholds: for each tag the model's threshold instead
 * @is_selected: whether the user says which tags are wanted; if not, people are
 *   told those that reach the model's thresholds, where it has any
 * @untaught: in text, events and files also tags that the model could not learn
 * @what: segments or events
 * @order: in which order
 * @n_jobs: how many inputs at a time, 1 or more; streams without end come on
 *   top of that
 * @live_pipes: as of ListeningPlan
 * @insist: as of ListeningPlan
 * @resume: which inputs are heard; of text, JSON alone
 * @prune: as of pruning_run(), of the database
 * @shard: (nullable): as of inputs_collect()
 * @append: what stands in the output stays
 * @hop_s: as of ListeningPlan
 * @period_us: as of ListeningPlan
 * @limit_us: how long to listen, or %TAGGING_NO_LIMIT
 * @writing: into files; then standard output tells of that
 *
 * What the command line says.
 */
typedef struct
{
  const char *model;
  const char *output;
  const char *broker;
  const char *database;
  GlsFormat format;
  GlsSelection selection;
  gboolean is_top_given;
  gboolean own_thresholds;
  gboolean is_selected;
  gboolean untaught;
  TaggingWhat what;
  OutboxOrder order;
  guint n_jobs;
  gboolean live_pipes;
  gboolean insist;
  TaggingResume resume;
  gboolean prune;
  const Shard *shard;
  gboolean append;
  double hop_s;
  gint64 period_us;
  gint64 limit_us;
  WritingOptions writing;
} TaggingOptions;

/* arguments: as of inputs_collect(). Returns: the exit status */
int tagging_run (const TaggingOptions *options, char **arguments);

#endif
