/* One file's audio, and the frames of the stretches that are wanted of it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The file is decoded once. Samples are kept only as far back as a stretch
 * still needs them, so a file may be of any length.
 */
#ifndef GLISSANDO_CUTTER_H
#define GLISSANDO_CUTTER_H

#include "disturb/disturbance.h"
#include "scattering/transform.h"

/* Frames of a stretch take at most this much memory. */
#define CUTTER_MAX_BYTES ((gsize) 1 << 30)

/* Samples of a stretch, with its surroundings, that is disturbed. */
#define CUTTER_MAX_DISTURBED ((gint64) 1 << 26)

/**
 * CutterStretch:
 * @start: sample of its start
 * @end: sample of its end; %G_MAXINT64 if the file's end is meant
 */
typedef struct
{
  gint64 start, end;
} CutterStretch;

/**
 * CutterResult:
 * @problem: (nullable): why there are no frames
 * @frames: float[n_frames][frame size]: those centred inside the stretch, the
 *   first one on its start
 * @n_samples: how much of the stretch is audio, as it is heard
 */
typedef struct
{
  const char *problem;
  const float *frames;
  size_t n_frames;
  guint64 n_samples;
} CutterResult;

/* Returns: %FALSE to stop */
typedef gboolean (*CutterFunc) (size_t stretch, const CutterResult *result,
    gpointer data);

typedef struct _Cutter Cutter;

/**
 * cutter_new:
 * @rate: of the plan, in Hz
 * @context: samples of the real audio before and after a stretch that the
 *   filters hear too, so that they meet no artificial edge
 * @n_threads: that share the work on one stretch
 *
 * A cutter belongs to one thread.
 */
Cutter *cutter_new (GlsTransformPlan *plan, guint rate, gint64 context,
    guint n_threads);
void cutter_free (Cutter *self);

/**
 * cutter_run:
 * @path: a file or a URI
 * @disturbance: (nullable): what is done to each stretch and its surroundings
 *   before the transform; where it changes the tempo, the stretch is the same
 *   music, and longer or shorter
 * @stretches: [n], in order of starts
 * @func: called once for each of them, in order, unless it stops
 *
 * Works through one file.
 */
void cutter_run (Cutter *self, const char *path, const Disturbance *disturbance,
    const CutterStretch *stretches, size_t n, CutterFunc func, gpointer data);

#endif
