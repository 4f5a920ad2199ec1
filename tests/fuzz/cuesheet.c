/* Fuzz target of cue sheets: any bytes. Tracks are in order, and in files that
 * are named.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "audio/cuesheet.h"

static const char *const seeds[] = {
  "REM DATE 1999\r\nPERFORMER \"A\"\r\nTITLE \"B\"\r\nFILE \"a.wav\" WAVE\r\n"
  "  TRACK 01 AUDIO\r\n    TITLE \"C \"D\" E\"\r\n    INDEX 01 00:00:00\r\n"
  "  TRACK 02 AUDIO\r\n    INDEX 00 03:57:15\r\n    INDEX 01 04:00:30\r\n",
  "\xef\xbb\xbf"
  "FILE a.flac\nTRACK 1 AUDIO\nINDEX 1 0:0:0\nTRACK 2 MODE1/2352\n"
  "INDEX 1 1:0:0\nFILE b.flac\nTRACK 3 AUDIO\nINDEX 1 0:0:0\n",
  "FILE \"\xfc.wav\" WAVE\nTRACK 01 AUDIO\nPERFORMER \"\xe9\nINDEX 01 0:0:74",
};

static void
check_track (const CueSheet *sheet, guint i)
{
  const CueTrack *track = &g_array_index (sheet->tracks, CueTrack, i);

  if (track->number < 1 || track->number > 99
      || track->file >= sheet->files->len || track->span.start_s < 0
      || !(track->span.start_s < track->span.end_s))
    abort ();
  if ((track->title != NULL && !g_utf8_validate (track->title, -1, NULL))
      || (track->performer != NULL
          && !g_utf8_validate (track->performer, -1, NULL)))
    abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CueSheet) sheet = cuesheet_parse (data, size, &error);

  if ((sheet == NULL) != (error != NULL))
    abort ();
  if (error != NULL && !g_utf8_validate (error->message, -1, NULL))
    abort ();
  for (guint i = 0; sheet != NULL && i < sheet->tracks->len; i++)
    check_track (sheet, i);
  for (guint i = 0; sheet != NULL && i < sheet->files->len; i++)
    if (g_array_index (sheet->files, CueFile, i).raw == NULL)
      abort ();
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  return fuzz_seeds_from_texts (seeds, G_N_ELEMENTS (seeds));
}

void
fuzz_try_more (GBytes *seed)
{
  fuzz_try_numbers (seed);
}
