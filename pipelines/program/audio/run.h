/* One input from its start to its end, a failure or Ctrl-C.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_RUN_H
#define GLISSANDO_RUN_H

#include "audio/source.h"

/**
 * RunClient:
 * @follow: adds to the pipeline what follows the source and links it; returns
 *   (transfer none) the last element, or %NULL if they cannot be linked
 * @take: gets what that one puts out; returns %FALSE when no more is wanted
 * @event: (nullable): gets the serialised events that come between, such as
 *   tags, each in its place
 * @say_state: (nullable): gets what radiosrc says of its connection, the
 *   structure of a message “glissando-radio”
 * @watch: (nullable): called about ten times a second; returns %FALSE when
 *   enough was heard, upon which what is on its way still comes out
 * @insist: as of source_insist()
 * @patience_us: how long nothing may come before the input is given up; 0 for a
 *   minute
 *
 * What is done with an input, all of it on the thread that called run_uri().
 * If nothing comes of a pipeline, another one is made.
 */
typedef struct
{
  GstElement *(*follow) (GstBin *pipeline, GstElement *source, gpointer data);
  gboolean (*take) (GstSample *sample, gpointer data);
  void (*event) (GstEvent *event, gpointer data);
  void (*say_state) (const GstStructure *state, gpointer data);
  gboolean (*watch) (gpointer data);
  gboolean insist;
  gint64 patience_us;
} RunClient;

typedef enum
{
  RUN_DONE,   /* at the end, or no more was wanted */
  RUN_ENOUGH, /* there would have been more */
  RUN_INTERRUPTED,
  RUN_FAILED,
} RunEnd;

/**
 * run_uri:
 * @uri: what to read
 * @client: what to do with it
 * @data: for @client
 * @report: (out): what came through, kept up to date whenever @client is called
 * @failure: (out) (transfer full) (nullable): why it failed, as a sentence
 *
 * Runs `source ! … ! appsink`. An input of which nothing comes for long is
 * given up, but for pipes and devices, whose writers take the time they like.
 * After a failure of the source, and after Ctrl-C, what was heard before still
 * comes out. Returns within bounded time after either, whatever the elements
 * do: a pipeline that does not answer is left behind with its threads.
 */
RunEnd run_uri (const char *uri, const RunClient *client, gpointer data,
    SourceReport *report, char **failure);

/* From now on SIGINT and SIGTERM end what runs, and only a second one ends the
 * program. */
void run_catch_interrupts (void);

/* Whether there was one. */
gboolean run_is_interrupted (void);

#endif
