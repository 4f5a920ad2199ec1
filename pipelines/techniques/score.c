/* Messages and events, gathered in any order.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "score.h"

#include <math.h>
#include <string.h>

enum
{
  NOTE_OFF = 0x80,
  NOTE_ON = 0x90,
  CONTROL = 0xb0,
  PROGRAM = 0xc0,
  BEND = 0xe0,
};

Score *
score_new (double seconds)
{
  Score *self = g_new0 (Score, 1);

  self->messages = g_array_new (FALSE, FALSE, sizeof (ScoreMessage));
  self->events = g_array_new (FALSE, FALSE, sizeof (TechniqueEvent));
  self->seconds = seconds;
  return self;
}

void
score_free (Score *self)
{
  g_array_unref (self->messages);
  g_array_unref (self->events);
  g_free (self);
}

static void
add (Score *self, double time, int status, int a, int b)
{
  ScoreMessage message = { MAX (time, 0), (guint8) status, (guint8) a,
    (guint8) b };

  g_array_append_val (self->messages, message);
}

void
score_control (Score *self, guint8 channel, double time, guint8 control,
    int value)
{
  add (self, time, CONTROL | channel, control, CLAMP (value, 0, 127));
}

/* A registered parameter takes its number, then its value, of 14 bits each. */
static void
set_parameter (Score *self, guint8 channel, int number, int value)
{
  score_control (self, channel, 0, 101, 0);
  score_control (self, channel, 0, 100, number);
  score_control (self, channel, 0, 6, value >> 7);
  score_control (self, channel, 0, 38, value & 127);
}

void
score_set_up_channel (Score *self, guint8 channel, guint8 program,
    double tuning)
{
  int fine = (int) lround (8192 * (1 + tuning / 100));

  add (self, 0, PROGRAM | channel, program, 0);
  set_parameter (self, channel, 0, SCORE_BEND_SEMITONES << 7);
  set_parameter (self, channel, 1, CLAMP (fine, 0, 16383));
  score_control (self, channel, 0, CONTROL_EXPRESSION, 127);
}

void
score_bend (Score *self, guint8 channel, double time, double semitones)
{
  int value = (int) lround (8192 * (1 + semitones / SCORE_BEND_SEMITONES));

  value = CLAMP (value, 0, 16383);
  add (self, time, BEND | channel, value & 127, value >> 7);
}

void
score_note (Score *self, guint8 channel, double onset, double offset, int pitch,
    int velocity)
{
  pitch = CLAMP (pitch, 0, 127);
  add (self, onset, NOTE_ON | channel, pitch, CLAMP (velocity, 1, 127));
  add (self, offset, NOTE_OFF | channel, pitch, 0);
}

void
score_event (Score *self, Technique technique, double onset, double offset,
    const char *instrument, const char *family)
{
  TechniqueEvent event = { onset, offset, technique, instrument, family };

  g_array_append_val (self->events, event);
}

static int
compare_messages (const void *a, const void *b)
{
  const ScoreMessage *x = a, *y = b;

  return (x->time > y->time) - (x->time < y->time);
}

static int
compare_events (const void *a, const void *b)
{
  const TechniqueEvent *x = a, *y = b;
  int order = (x->onset > y->onset) - (x->onset < y->onset);

  return order != 0 ? order : (int) x->technique - (int) y->technique;
}

static void
cut_events (Score *self)
{
  guint n = 0;

  for (guint i = 0; i < self->events->len; i++) {
    TechniqueEvent event = g_array_index (self->events, TechniqueEvent, i);

    event.offset = MIN (event.offset, self->seconds);
    if (event.offset > event.onset)
      g_array_index (self->events, TechniqueEvent, n++) = event;
  }
  g_array_set_size (self->events, n);
}

/* g_array_sort() is stable, whereas qsort() need not be. */
void
score_sort (Score *self)
{
  cut_events (self);
  g_array_sort (self->messages, compare_messages);
  g_array_sort (self->events, compare_events);
}
