/* Notes cut, levelled and joined.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "phrase.h"

#include <math.h>

#include "sound.h"

/* Of GlsRngPurpose's streams: the orders of the pairs */
#define ORDER_STREAM 1
/* RMS of every note, before its own loudness */
#define LEVEL 0.1
#define ATTACK_S 0.004
#define CUT_S 0.015
#define RELEASE_S 0.04
/* How often each technique comes before the order starts anew */
#define ROUNDS 6

/* One instrument's notes of one technique */
typedef struct
{
  const char *instrument;
  Technique technique;
  GPtrArray *notes;
} Drawer;

struct _PhraseBook
{
  GPtrArray *drawers;
  GArray *pairs; /* (element-type guint): drawers, in turn */
  guint64 seed;
};

static void
drawer_free (gpointer data)
{
  Drawer *self = data;

  g_ptr_array_unref (self->notes);
  g_free (self);
}

static Drawer *
find_drawer (const PhraseBook *self, const char *instrument,
    Technique technique)
{
  for (guint i = 0; i < self->drawers->len; i++) {
    Drawer *drawer = self->drawers->pdata[i];

    if (drawer->technique == technique
        && g_str_equal (drawer->instrument, instrument))
      return drawer;
  }
  return NULL;
}

static void
put_away (PhraseBook *self, Note *note)
{
  Drawer *drawer = find_drawer (self, note->instrument, note->technique);

  if (drawer == NULL) {
    drawer = g_new (Drawer, 1);
    *drawer = (Drawer){ note->instrument, note->technique, g_ptr_array_new () };
    g_ptr_array_add (self->drawers, drawer);
  }
  g_ptr_array_add (drawer->notes, note);
}

/* As what a drawer counts: ordinary notes of plucked strings are wanted for
 * being plucked. */
static Technique
purpose_of (const Drawer *self)
{
  const Note *note = self->notes->pdata[0];

  return self->technique == TECHNIQUE_PLAIN && note->is_plucked
      ? TECHNIQUE_PIZZICATO
      : self->technique;
}

/* A technique that few instruments have comes as often as one that many
 * have. */
static void
count_pairs (PhraseBook *self)
{
  guint n[N_TECHNIQUES] = { 0 };

  for (guint i = 0; i < self->drawers->len; i++)
    n[purpose_of (self->drawers->pdata[i])]++;
  for (guint i = 0; i < self->drawers->len; i++) {
    guint weight = ROUNDS / n[purpose_of (self->drawers->pdata[i])];

    for (guint k = 0; k < MAX (weight, 1); k++)
      g_array_append_val (self->pairs, i);
  }
}

PhraseBook *
phrase_book_new (const NoteShelf *shelf, gboolean kept, guint64 seed)
{
  g_autoptr (PhraseBook) self = g_new0 (PhraseBook, 1);

  self->seed = seed;
  self->drawers = g_ptr_array_new_with_free_func (drawer_free);
  self->pairs = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < shelf->notes->len; i++) {
    Note *note = shelf->notes->pdata[i];

    if (notes_is_kept (note->instrument) == kept)
      put_away (self, note);
  }
  count_pairs (self);
  return self->drawers->len == 0 ? NULL : g_steal_pointer (&self);
}

void
phrase_book_free (PhraseBook *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->drawers);
  g_array_unref (self->pairs);
  g_free (self);
}

static const Drawer *
open_drawer (const PhraseBook *self, guint64 number)
{
  gsize at =
      chance_in_turn (self->seed, ORDER_STREAM, self->pairs->len, number);

  return self->drawers->pdata[g_array_index (self->pairs, guint, at)];
}

/* --- pieces of notes --- */

typedef struct
{
  const Note *note;
  gsize from;
  gsize n;
} Piece;

static gsize
samples_of (double seconds)
{
  return (gsize) (seconds * SOUND_RATE);
}

/* A note is heard from its start, and some are damped before their end; of a
 * passage any few seconds will do. */
static Piece
cut_piece (const Note *note, GlsRng *rng)
{
  Piece piece = { note, 0, note->n };
  gsize most = samples_of (chance_between (rng, 1.5, 4));
  gboolean damps = note->technique == TECHNIQUE_PLAIN && chance_is (rng, 0.6);

  if (note->n > samples_of (5)) {
    piece.n = most;
    piece.from = gls_rng_below (rng, note->n - most);
  } else if (damps) {
    most = samples_of (chance_scaled (rng, 0.25, 1.5));
    piece.n = MIN (note->n, most);
  } else {
    piece.n = MIN (note->n, samples_of (4));
  }
  return piece;
}

static double
fade (double done, double length)
{
  return done >= length ? 1 : 0.5 - 0.5 * cos (G_PI * done / length);
}

static void
add_piece (const Piece *piece, float *x, gsize n, gsize at, double gain)
{
  double rise = SOUND_RATE * (piece->from > 0 ? CUT_S : ATTACK_S);
  double fall = SOUND_RATE * RELEASE_S;

  for (gsize i = 0; i < piece->n && at + i < n; i++) {
    double shape = fade ((double) i + 1, rise)
        * fade ((double) (piece->n - i), fall)
        * fade ((double) (n - at - i), fall);

    x[at + i] += (float) (gain * shape) * piece->note->x[piece->from + i];
  }
}

static void
mark (GArray *events, const Note *note, Technique technique, double onset,
    double offset)
{
  TechniqueEvent event = { onset, offset, technique, note->instrument,
    note->family };

  g_array_append_val (events, event);
}

static void
mark_piece (GArray *events, const Piece *piece, double onset, double offset)
{
  const Note *note = piece->note;

  if (note->swings && offset - onset > 0.5)
    mark (events, note, TECHNIQUE_VIBRATO, onset, offset);
  if (note->technique != TECHNIQUE_PIZZICATO)
    mark (events, note, note->technique, onset, offset);
  if (note->slides)
    mark (events, note, TECHNIQUE_PORTAMENTO, onset, offset);
  if (note->is_plucked)
    mark (events, note, TECHNIQUE_PIZZICATO, onset, offset);
}

/* --- phrases --- */

typedef struct
{
  const Drawer *special;
  const Drawer *plain;
  double share; /* of the pieces that are special */
} Plan;

static Plan
draw_plan (const PhraseBook *self, guint64 number, GlsRng *rng)
{
  Plan plan = { open_drawer (self, number), NULL,
    chance_between (rng, 0.4, 0.9) };

  plan.plain = find_drawer (self, plan.special->instrument, TECHNIQUE_PLAIN);
  if (plan.plain == NULL)
    plan.plain = plan.special;
  return plan;
}

/* Now and then another technique of the same instrument */
static const Drawer *
choose_drawer (const PhraseBook *self, const Plan *plan, GlsRng *rng)
{
  const Drawer *other =
      self->drawers->pdata[gls_rng_below (rng, self->drawers->len)];

  if (chance_is (rng, 0.2)
      && g_str_equal (other->instrument, plan->special->instrument))
    return other;
  return chance_is (rng, plan->share) ? plan->special : plan->plain;
}

static double
draw_join (GlsRng *rng)
{
  return chance_is (rng, 0.5) ? chance_between (rng, 0, 0.35)
                              : -chance_between (rng, 0.02, 0.08);
}

static int
compare_events (const void *a, const void *b)
{
  const TechniqueEvent *x = a, *y = b;
  int order = (x->onset > y->onset) - (x->onset < y->onset);

  return order != 0 ? order : (int) x->technique - (int) y->technique;
}

GArray *
phrase_make (const PhraseBook *self, guint64 number, GlsRng *rng, float *x,
    gsize n)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (TechniqueEvent));
  Plan plan = draw_plan (self, number, rng);
  double seconds = (double) n / SOUND_RATE;
  double now = chance_between (rng, 0.02, 0.5);

  for (gsize i = 0; i < n; i++)
    x[i] = 0;
  while (now < seconds - 0.3) {
    const Drawer *drawer = choose_drawer (self, &plan, rng);
    const Note *note =
        drawer->notes->pdata[gls_rng_below (rng, drawer->notes->len)];
    Piece piece = cut_piece (note, rng);
    double level = sound_level (note->x + piece.from, piece.n);
    double gain = LEVEL * pow (10, chance_between (rng, -5, 5) / 20);
    double end = now + (double) piece.n / SOUND_RATE;

    if (level > 0) {
      add_piece (&piece, x, n, samples_of (now), gain / level);
      mark_piece (events, &piece, now, MIN (end, seconds));
    }
    end += draw_join (rng);
    now = MAX (end, now + 0.1);
  }
  g_array_sort (events, compare_events);
  return events;
}
