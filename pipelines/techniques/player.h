/* Somebody who plays an instrument for the length of a clip.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_PLAYER_H
#define GLISSANDO_PLAYER_H

#include "scale.h"
#include "tone.h"

/**
 * Player:
 * @beat: seconds
 * @now: when the next note may start, in seconds
 * @end: when the last one has to be over
 * @pitch: of the last note; where melodies go on
 * @velocity: how loud, for now
 */
typedef struct
{
  Voice *voice;
  Score *score;
  GlsRng *rng;
  Scale scale;
  double beat;
  double now;
  double end;
  int pitch;
  int velocity;
} Player;

/* What a player does for a while: writes notes from @now on, moves @now to
 * the end of them, and marks what they are. Returns: %FALSE, with nothing
 * written, if there is no time left for it, or the instrument has no such
 * notes */
typedef gboolean (*PlayerAct) (Player *self);

/* Plays @technique once. */
gboolean player_play (Player *self, Technique technique);
/* Ordinary notes for a while, in one of many ways. */
gboolean player_play_plain (Player *self);

/* THE SAME, BY KIND: notes that are struck, and notes that are bent */

gboolean play_glissando (Player *self);
gboolean play_acciaccatura (Player *self);
gboolean play_trill (Player *self);
gboolean play_tremolo (Player *self);
gboolean play_staccato (Player *self);
gboolean play_pizzicato (Player *self);

gboolean play_portamento (Player *self);
gboolean play_vibrato (Player *self);
gboolean play_bend_up (Player *self);
gboolean play_bend_down (Player *self);
gboolean play_legato (Player *self);
gboolean play_flutter_tongue (Player *self);
/* Trill as one bent note. */
gboolean play_slurred_trill (Player *self);

/* PARTS OF THEM */

/* Whether @seconds are left. */
gboolean player_has_time (const Player *self, double seconds);
/* Seconds within these bounds, or less where less is left. */
double player_draw_time (Player *self, double low, double high);
/* A note of the scale with @below semitones under it and @above over it that
 * the instrument has too, not far from the last one; up to @top. */
int player_draw_pitch (Player *self, int below, int above, int top);
/* One or two semitones; now and then more, up to a fifth */
int player_draw_trill_interval (Player *self);
/* The loudness for now, give or take a little */
int player_draw_velocity (Player *self);
/* One unbent note */
void player_strike (Player *self, double onset, double seconds, int pitch);
/* How long a note may be that is to have no vibrato. */
double player_longest_plain (const Player *self);
void player_mark (Player *self, Technique technique, double onset,
    double offset);
/* The stretch from @onset to now: played as the instrument is usually played,
 * which is plucking for some. */
void player_mark_usual (Player *self, double onset);
/* Marks a vibrato that the font's own sound has, if the note is long enough. */
void player_mark_own_vibrato (Player *self, int key, double onset,
    double seconds);
/* An empty tone at @now. */
Tone player_begin_tone (Player *self, int key, double seconds);
/* Writes it, and moves @now to its end. */
void player_finish_tone (Player *self, const Tone *tone);

#endif
