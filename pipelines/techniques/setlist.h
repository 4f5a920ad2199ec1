/* Which clip is asked to have which technique, on an instrument of which
 * family.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every technique that a family can play at all comes as often as any other:
 * what an instrument sounds like says nothing of what it plays. /
 */
#ifndef GLISSANDO_SETLIST_H
#define GLISSANDO_SETLIST_H

#include "chance.h"
#include "preset.h"

typedef struct _Setlist Setlist;

/* what: an instrument, and what it can do */
typedef struct
{
  const Instrument *instrument;
  PresetTraits traits;
} Preset;

/* technique: TECHNIQUE_PLAIN if there is to be none */
typedef struct
{
  const Preset *preset;
  Technique technique;
} SetlistEntry;

/**
 * setlist_new:
 * @presets: Preset[n_instruments], which must outlive it
 * @seed: shuffles
 */
Setlist *setlist_new (const Preset *presets, guint64 seed);
void setlist_free (Setlist *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Setlist, setlist_free)

/* The pair of family and technique that comes at place @i, on one of the
 * family's instruments that can play it. */
SetlistEntry setlist_get (const Setlist *self, guint64 i, GlsRng *rng);

#endif
