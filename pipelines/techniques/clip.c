/* Players put on the stage, and let play until the clip is over.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "clip.h"

#include "accompaniment.h"
#include "player.h"

#define MAX_REPERTOIRE 3
/* Notes end so long before the clip does. */
#define CLOSE_S 0.15

/* What one player does besides ordinary notes. */
typedef struct
{
  Technique techniques[MAX_REPERTOIRE];
  guint n;
  double share; /* of what is played, that are techniques */
} Repertoire;

/* Returns: @fallback if the dice find nothing that the instrument can do */
static Technique
draw_other (const Preset *preset, Technique fallback, GlsRng *rng)
{
  for (guint i = 0; i < 64; i++) {
    Technique technique = (Technique) gls_rng_below (rng, TECHNIQUE_PIZZICATO);

    if (preset_can (preset->instrument, &preset->traits, technique))
      return technique;
  }
  return fallback;
}

/* Plucked strings of an orchestra: whatever they play is pizzicato. */
static Repertoire
draw_repertoire (const SetlistEntry *entry, GlsRng *rng)
{
  Repertoire self = { { entry->technique }, 1, 0 };

  if (entry->technique == TECHNIQUE_PLAIN)
    return (Repertoire){ { 0 }, 0, 0 };
  while (self.n < MAX_REPERTOIRE && chance_is (rng, 0.5))
    self.techniques[self.n++] =
        draw_other (entry->preset, entry->technique, rng);
  self.share = chance_between (rng, 0.35, 0.8);
  return self;
}

/* The first technique of the repertoire is played by the middle of the clip. */
static Technique
choose (const Repertoire *self, const Player *player, gboolean *opened)
{
  gboolean late = player->now > CLIP_SECONDS * 0.4;

  if (self->n == 0)
    return TECHNIQUE_PLAIN;
  if (!*opened && (late || chance_is (player->rng, self->share))) {
    *opened = TRUE;
    return self->techniques[0];
  }
  if (!chance_is (player->rng, self->share))
    return TECHNIQUE_PLAIN;
  return self->techniques[gls_rng_below (player->rng, self->n)];
}

static void
perform (Player *self, const Repertoire *repertoire)
{
  gboolean opened = FALSE;

  self->now = chance_between (self->rng, 0.02, 0.8);
  while (self->now < self->end) {
    Technique technique = choose (repertoire, self, &opened);

    if (!player_play (self, technique) && !player_play_plain (self))
      break;
    if (chance_is (self->rng, 0.4))
      self->now += chance_between (self->rng, 0.05, 0.6);
    if (chance_is (self->rng, 0.15))
      self->velocity = chance_whole (self->rng, 40, 120);
  }
}

static Player
seat (Voice *voice, Score *score, GlsRng *rng)
{
  const Instrument *instrument = voice->instrument;
  Player player = { .voice = voice, .score = score, .rng = rng };

  player.end = score->seconds - CLOSE_S;
  player.pitch = chance_whole (rng, instrument->low, instrument->high);
  player.velocity = chance_whole (rng, 50, 115);
  return player;
}

static void
add_player (Score *score, const SetlistEntry *entry, guint number, Scale scale,
    double beat, double tuning, GlsRng *rng)
{
  guint8 first = (guint8) (6 * number);
  Voice voice = { entry->preset->instrument, &entry->preset->traits,
    { first, (guint8) (first + 2), (guint8) (first + 4) }, 0 };
  Player player = seat (&voice, score, rng);
  Repertoire repertoire = draw_repertoire (entry, rng);

  player.scale = scale;
  player.beat = beat;
  voice_set_up (&voice, score, number == 0 ? 110 : chance_whole (rng, 60, 110),
      tuning);
  perform (&player, &repertoire);
}

static void
add_company (Score *score, const Setlist *setlist, Scale scale, double beat,
    double tuning, GlsRng *rng)
{
  if (chance_is (rng, 0.3)) {
    /* Another place of the same list: as well balanced, and unrelated. */
    guint64 place = gls_rng_below (rng, 1 << 20);
    SetlistEntry second = setlist_get (setlist, place, rng);

    add_player (score, &second, 1, scale, beat, tuning, rng);
  }
  if (chance_is (rng, 0.5))
    accompaniment_write (score, &scale, beat, tuning, rng);
}

Score *
clip_plan (const Setlist *setlist, guint64 number, gboolean alone, GlsRng *rng)
{
  Score *score = score_new (CLIP_SECONDS);
  SetlistEntry first = setlist_get (setlist, number, rng);
  Scale scale = scale_draw (rng);
  double beat = chance_between (rng, 60 / 170.0, 60 / 60.0);
  double tuning = chance_between (rng, -50, 50);

  add_player (score, &first, 0, scale, beat, tuning, rng);
  if (!alone)
    add_company (score, setlist, scale, beat, tuning, rng);
  score_sort (score);
  return score;
}

Score *
clip_plan_solo (const Preset *preset, Technique technique, GlsRng *rng)
{
  Score *score = score_new (CLIP_SECONDS);
  SetlistEntry entry = { preset, technique };
  Voice voice = { preset->instrument, &preset->traits, { 0, 2, 4 }, 0 };
  Player player = seat (&voice, score, rng);

  player.scale = scale_draw (rng);
  player.beat = 0.5;
  voice_set_up (&voice, score, 110, 0);
  for (player.now = 0.1; player_play (&player, entry.technique);)
    player.now += 0.3;
  score_sort (score);
  return score;
}
