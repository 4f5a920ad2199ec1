/* Recorded notes of one instrument, put one after another.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_PHRASE_H
#define GLISSANDO_PHRASE_H

#include "chance.h"
#include "notes.h"

typedef struct _PhraseBook PhraseBook;

/* Of @shelf's instruments that are kept for validation, or of the others;
 * @shelf must outlive it. Returns: (nullable): %NULL if there are none */
PhraseBook *phrase_book_new (const NoteShelf *shelf, gboolean kept,
    guint64 seed);
void phrase_book_free (PhraseBook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhraseBook, phrase_book_free)

/**
 * phrase_make:
 * @number: which phrase; every pair of instrument and technique comes in turn
 * @x: float[n], at SOUND_RATE: the phrase
 *
 * Returns: (transfer full) (element-type TechniqueEvent): what is heard in it
 */
GArray *phrase_make (const PhraseBook *self, guint64 number, GlsRng *rng,
    float *x, gsize n);

#endif
