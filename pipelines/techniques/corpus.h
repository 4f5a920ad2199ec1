/* A whole corpus: clips and phrases, in parallel, and the tables about them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_CORPUS_H
#define GLISSANDO_CORPUS_H

#include "windows.h"

/**
 * CorpusSettings:
 * @folder: where it is written
 * @seed: of everything that is drawn
 * @n_clips: synthesised, by split
 * @n_phrases: of real notes, by split; there are none for the test
 * @fonts: soundfonts, by split; %NULL where no clips are wanted
 * @notes: (nullable): folder of real notes
 * @n_jobs: threads
 * @alone: one player in each clip, and nothing around him: no accompaniment, no
 *   room, no noise
 * @windows: how the manifest cuts recordings up
 * @only_plan: writes the tables, and no audio
 * @midi: also writes a MIDI file beside each clip
 * @remarks: (nullable): NAME=VALUE each, for provenance.json
 */
typedef struct
{
  char *folder;
  guint64 seed;
  guint n_clips[N_SPLITS];
  guint n_phrases[N_SPLITS];
  char *fonts[N_SPLITS];
  char *notes;
  guint n_jobs;
  gboolean alone;
  Windows windows;
  gboolean only_plan;
  gboolean midi;
  GStrv remarks;
} CorpusSettings;

/**
 * corpus_make:
 *
 * The same settings give the same bytes, whatever @n_jobs is. Audio that is
 * there already is not made again: a run that was cut short goes on. A folder
 * that holds a corpus of another seed or other fonts is left alone.
 *
 * Fails with %GLS_ERROR_IO or %GLS_ERROR_DATA.
 */
gboolean corpus_make (const CorpusSettings *settings, GError **error);

#endif
