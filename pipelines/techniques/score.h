/* A piece as a synthesizer takes it, and what is to be heard in it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Even channels are the players whose techniques are labelled, odd ones what
 * accompanies them; SCORE_DRUMS is one of these.
 */
#ifndef GLISSANDO_SCORE_H
#define GLISSANDO_SCORE_H

#include "technique.h"

#define SCORE_CHANNELS 16
#define SCORE_DRUMS 9
/* How far the pitch of a channel may be bent, in semitones */
#define SCORE_BEND_SEMITONES 12

enum
{
  CONTROL_VOLUME = 7,
  CONTROL_EXPRESSION = 11,
};

/* time: in seconds; status, a, b: as in MIDI; 7 bits each in a and b */
typedef struct
{
  double time;
  guint8 status;
  guint8 a;
  guint8 b;
} ScoreMessage;

/**
 * Score:
 * @messages: (element-type ScoreMessage): after score_sort() in order of time
 * @events: (element-type TechniqueEvent): of the same
 * @seconds: how long it is
 */
typedef struct
{
  GArray *messages;
  GArray *events;
  double seconds;
} Score;

Score *score_new (double seconds);
void score_free (Score *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Score, score_free)

/* tuning: of the channel, in cents, -100 .. 100 */
void score_set_up_channel (Score *self, guint8 channel, guint8 program,
    double tuning);
void score_control (Score *self, guint8 channel, double time, guint8 control,
    int value);
/* semitones: within SCORE_BEND_SEMITONES either way */
void score_bend (Score *self, guint8 channel, double time, double semitones);
/* pitch: a key; velocity: is kept within 1 .. 127 */
void score_note (Score *self, guint8 channel, double onset, double offset,
    int pitch, int velocity);
void score_event (Score *self, Technique technique, double onset, double offset,
    const char *instrument, const char *family);
/* Cuts events at the end of the piece, and puts all in order of time; what is
 * of one time stays in the order in which it was written. */
void score_sort (Score *self);

#endif
