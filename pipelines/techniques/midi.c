/* The MIDI file format, 1.0: messages with the time since the one before.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "midi.h"

#include <math.h>
#include <string.h>

/* A quarter note; there are two a second where nothing is said of tempo. */
#define TICKS 960
#define TICKS_IN_SECOND (2 * TICKS)

static void
append_number (GByteArray *out, guint32 value, guint n_bytes)
{
  while (n_bytes-- > 0) {
    guint8 byte = (guint8) (value >> 8 * n_bytes);

    g_byte_array_append (out, &byte, 1);
  }
}

/* Seven bits a byte; all but the last have the eighth set. */
static void
append_variable (GByteArray *out, guint32 value)
{
  for (int shift = 28; shift >= 0; shift -= 7) {
    guint8 byte = (guint8) (value >> shift & 127);

    if (value >> shift == 0 && shift > 0)
      continue;
    byte = (guint8) (byte | (shift > 0 ? 128 : 0));
    g_byte_array_append (out, &byte, 1);
  }
}

static guint32
ticks_at (double time)
{
  return (guint32) lround (time * TICKS_IN_SECOND);
}

static void
append_message (GByteArray *out, const ScoreMessage *message)
{
  gboolean is_short = (message->status & 0xf0) == 0xc0;

  append_number (out, message->status, 1);
  append_number (out, message->a, 1);
  if (!is_short)
    append_number (out, message->b, 1);
}

static void
append_marker (GByteArray *out, const TechniqueEvent *event)
{
  const char *name = technique_name (event->technique);

  append_number (out, 0xff06, 2);
  append_variable (out, (guint32) strlen (name));
  g_byte_array_append (out, (const guint8 *) name, (guint) strlen (name));
}

static GByteArray *
make_track (const Score *score)
{
  GByteArray *out = g_byte_array_new ();
  guint32 now = 0;
  guint e = 0;

  for (guint m = 0; m < score->messages->len;) {
    const ScoreMessage *message =
        &g_array_index (score->messages, ScoreMessage, m);
    const TechniqueEvent *event = e < score->events->len
        ? &g_array_index (score->events, TechniqueEvent, e)
        : NULL;
    gboolean marks = event != NULL && event->onset <= message->time;
    guint32 time = ticks_at (marks ? event->onset : message->time);

    append_variable (out, time - now);
    now = time;
    if (marks) {
      append_marker (out, event);
      e++;
    } else {
      append_message (out, message);
      m++;
    }
  }
  append_number (out, 0x00ff2f00, 4);
  return out;
}

GBytes *
midi_from_score (const Score *score)
{
  GByteArray *out = g_byte_array_new ();
  GByteArray *track = make_track (score);

  g_byte_array_append (out, (const guint8 *) "MThd", 4);
  append_number (out, 6, 4);
  append_number (out, 0, 2);
  append_number (out, 1, 2);
  append_number (out, TICKS, 2);
  g_byte_array_append (out, (const guint8 *) "MTrk", 4);
  append_number (out, track->len, 4);
  g_byte_array_append (out, track->data, track->len);
  g_byte_array_unref (track);
  return g_byte_array_free_to_bytes (out);
}
