/* A pipeline that things are done to: a source, a tee, and branches with
 * elements of ours that come and go.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TESTS_STRESS_WORLD_H
#define GLISSANDO_TESTS_STRESS_WORLD_H

#include <gst/gst.h>

/* Samples of the file, at 8000 Hz: half a tick more than 60 of them. */
#define FILE_SAMPLES (60 * 256 + 128)
#define N_MODELS 3

/**
 * World:
 * @rand: what decides, of the thread that acts
 * @pipeline: (nullable): what is acted upon
 * @source: its source; @is_file: one that has an end and can begin again;
 *   @is_live: one that gives its audio when it is time
 * @filter: a capsfilter behind it, whose caps change
 * @branches: bins behind a tee
 * @models: paths: two that hear the same frames, one that hears others
 * @damage: of so many buffers in a thousand something is done to; atomic
 * @dice: decides what, of the streaming thread
 * @is_interrupted: it or a branch of it goes to READY or below, or is sought
 * @n_summaries: that came since they were last counted
 * @summary_end: of the last one, in ns
 */
typedef struct
{
  GRand *rand;
  GstElement *pipeline, *source, *filter, *tee;
  gboolean is_file, is_live;
  GstBus *bus;
  GPtrArray *branches;
  char *file;
  char *models[N_MODELS];
  gint damage;
  guint32 dice;
  gboolean is_interrupted;
  guint n_summaries;
  GstClockTime summary_end;
} World;

void world_init (World *self, guint32 seed);
void world_clear (World *self);

/* From lo to hi - 1. */
gint32 world_pick (World *self, gint32 lo, gint32 hi);
/* One of n texts. */
const char *world_choose (World *self, const char *const *texts, guint n);

/* A pipeline with a source of some kind and a few branches. */
void world_build (World *self);
/* Stops it; that it was freed, and all in it, is checked. */
void world_tear_down (World *self);

/* kind: one of the branches there are, or -1 for any */
void world_add_branch (World *self, int kind);
void world_remove_branch (World *self, guint i);

/* Between these, others may fail by being interrupted. */
void world_begin_interruption (World *self);
void world_end_interruption (World *self);

/* Says on standard error in which states its elements are. */
void world_describe (World *self);

/* Reads what is on the bus; an error aborts. Returns: whether EOS was there */
gboolean world_hear (World *self);

#endif
