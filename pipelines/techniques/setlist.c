/* All pairs of family and technique, each round of them in another order.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "setlist.h"

/* Clips without a technique, against those with a certain one. */
#define PLAIN_WEIGHT 2
/* Only one family can leave it, so that it needs more clips of that one. */
#define PIZZICATO_WEIGHT 6
/* Of GlsRngPurpose's streams: the orders */
#define ORDER_STREAM 0

typedef struct
{
  Family family;
  Technique technique;
} Pair;

struct _Setlist
{
  const Preset *presets;
  guint64 seed;
  GArray *pairs;
};

/* Pizzicato counts as a technique where it can also be left. */
static gboolean
is_candidate (const Preset *preset, const Pair *pair)
{
  const Instrument *instrument = preset->instrument;
  gboolean bows = instrument->program == PROGRAM_PIZZICATO;

  if (instrument->family != pair->family || !preset->traits.sounds)
    return FALSE;
  if (pair->technique == TECHNIQUE_PIZZICATO)
    return bows;
  return !bows && preset_can (instrument, &preset->traits, pair->technique);
}

static gsize
count_candidates (const Setlist *self, const Pair *pair)
{
  gsize n = 0;

  for (gsize i = 0; i < n_instruments; i++)
    n += (gsize) is_candidate (&self->presets[i], pair);
  return n;
}

static void
add_pair (Setlist *self, Pair pair)
{
  guint weight = 1;

  if (count_candidates (self, &pair) == 0)
    return;
  if (pair.technique == TECHNIQUE_PLAIN)
    weight = PLAIN_WEIGHT;
  if (pair.technique == TECHNIQUE_PIZZICATO)
    weight = PIZZICATO_WEIGHT;
  for (guint i = 0; i < weight; i++)
    g_array_append_val (self->pairs, pair);
}

Setlist *
setlist_new (const Preset *presets, guint64 seed)
{
  Setlist *self = g_new0 (Setlist, 1);

  self->presets = presets;
  self->seed = seed;
  self->pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  for (Family family = 0; family < N_FAMILIES; family++)
    for (Technique technique = 0; technique < N_TECHNIQUES; technique++)
      add_pair (self, (Pair){ family, technique });
  return self;
}

void
setlist_free (Setlist *self)
{
  g_array_unref (self->pairs);
  g_free (self);
}

static const Pair *
find_pair (const Setlist *self, guint64 i)
{
  gsize at = chance_in_turn (self->seed, ORDER_STREAM, self->pairs->len, i);

  return &g_array_index (self->pairs, Pair, at);
}

SetlistEntry
setlist_get (const Setlist *self, guint64 i, GlsRng *rng)
{
  const Pair *pair = find_pair (self, i);
  gsize left = gls_rng_below (rng, count_candidates (self, pair));
  gsize k = 0;

  for (;; k++) {
    if (!is_candidate (&self->presets[k], pair))
      continue;
    if (left == 0)
      break;
    left--;
  }
  return (SetlistEntry){ &self->presets[k], pair->technique };
}
