/* What is done to a row's audio before it is heard: in evaluation, to see what a
 * model bears; in training, to have it heard before.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   gain=DB       louder or softer
 *   noise=DB      white noise, softer than what is heard by so much
 *   tempo=FACTOR  so many times as fast, at the same pitch
 *   pitch=SEMITONES  higher, at the same tempo
 *   drc=PRESET    dynamic range compression
 *   mp3=KBITS     through an MP3 encoder at so many kbit/s
 *   rate=HZ       through another sampling rate
 *   shift=SECONDS heard from so much later on
 *
 * docs/robustness.md says what each is exactly, and by which library.
 */
#ifndef GLISSANDO_DISTURBANCE_H
#define GLISSANDO_DISTURBANCE_H

#include "disturb/sound.h"

#define DISTURBANCE_HELP                                                       \
  "Hear each row after this was done to it: gain=DB, noise=DB, "               \
  "tempo=FACTOR, pitch=SEMITONES, drc=PRESET, mp3=KBITS, rate=HZ or "          \
  "shift=SECONDS; may be given again, and is done in that order"

typedef struct _Disturbance Disturbance;

/**
 * disturbance_new:
 * @seed: of what is random
 *
 * Does nothing yet. It is immutable once its steps have been added.
 */
Disturbance *disturbance_new (guint64 seed);
Disturbance *disturbance_ref (Disturbance *self);
void disturbance_unref (Disturbance *self);

/**
 * disturbance_add:
 * @step: "NAME=VALUE"
 *
 * Fails with %GLS_ERROR_INVALID_SPEC if there is no such step or value, and with
 * %GLS_ERROR_IO if this machine lacks what it needs.
 */
gboolean disturbance_add (Disturbance *self, const char *step, GError **error);

/* As disturbance_add() for a name that is known, and a number in its range. */
void disturbance_add_number (Disturbance *self, const char *name, double value);

/**
 * disturbance_add_mix:
 * @path: a file or a URI
 * @offset_s: how much later in it is what is heard at the same time
 * @db: how much louder it is; what is measured is what is heard of both
 * @stamp: what names the file's contents, for disturbance_to_text()
 */
void disturbance_add_mix (Disturbance *self, const char *path, double offset_s,
    double db, const char *stamp);

/* Returns: (transfer full): equal if what is done is, for one place of a file */
char *disturbance_to_text (const Disturbance *self);

/* How much faster all becomes. */
double disturbance_get_tempo (const Disturbance *self);

/**
 * disturbance_apply:
 * @sound: (inout): what it is done to
 *
 * Any thread may call it; the result depends on the seed and @sound alone. Fails with
 * %GLS_ERROR_IO, or with what a library says.
 */
gboolean disturbance_apply (const Disturbance *self, Sound *sound,
    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Disturbance, disturbance_unref)

#endif
