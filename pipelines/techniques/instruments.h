/* The melodic programs of General MIDI, by family.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_INSTRUMENTS_H
#define GLISSANDO_INSTRUMENTS_H

#include <glib.h>

typedef enum
{
  FAMILY_PIANO,
  FAMILY_CHROMATIC_PERCUSSION,
  FAMILY_ORGAN,
  FAMILY_GUITAR,
  FAMILY_BASS,
  FAMILY_STRINGS,
  FAMILY_ENSEMBLE,
  FAMILY_BRASS,
  FAMILY_REED,
  FAMILY_PIPE,
  FAMILY_SYNTH_LEAD,
  FAMILY_ETHNIC,
  N_FAMILIES
} Family;

/**
 * Instrument:
 * @program: of General MIDI, from 0
 * @low: lowest key that is asked for
 * @high: highest key
 * @is_plucked: its strings are always plucked
 */
typedef struct
{
  guint8 program;
  guint8 low;
  guint8 high;
  gboolean is_plucked;
  Family family;
  const char *name;
} Instrument;

/* What the bowed strings of an orchestra are when they are plucked. */
#define PROGRAM_PIZZICATO 45

extern const Instrument instruments[];
extern const gsize n_instruments;

const char *family_name (Family family);

#endif
