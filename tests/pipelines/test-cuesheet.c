/* Cue sheets: what they say, as tidy programs write it and as others do, and
 * what is wrong with those that are broken.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/cuesheet.h"

#include <string.h>

static CueSheet *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  CueSheet *sheet = cuesheet_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return sheet;
}

static const CueTrack *
get (const CueSheet *sheet, guint i)
{
  g_assert_cmpuint (i, <, sheet->tracks->len);
  return &g_array_index (sheet->tracks, CueTrack, i);
}

static void
assert_file (const CueSheet *sheet, guint i, const char *name)
{
  g_assert_cmpstr (g_array_index (sheet->files, CueFile, i).name, ==, name);
}

static void
assert_span (const CueTrack *track, double start_s, double end_s)
{
  g_assert_cmpfloat (track->span.start_s, ==, start_s);
  g_assert_cmpfloat (track->span.end_s, ==, end_s);
}

/* A track goes on until the next one begins, its gap included; a frame is a
 * 75th of a second. */
static void
test_tracks (void)
{
  g_autoptr (CueSheet) sheet = parse (
      "REM COMMENT \"ExactAudioCopy\"\n"
      "CATALOG 0000000000000\n"
      "PERFORMER \"All of them\"\nTITLE \"An album\"\n"
      "FILE \"An album.wav\" WAVE\n"
      "  TRACK 01 AUDIO\n    TITLE \"One\"\n    ISRC ABCDE1234567\n"
      "    FLAGS DCP\n    INDEX 00 00:00:00\n    INDEX 01 00:02:00\n"
      "  TRACK 02 AUDIO\n    TITLE \"Two\"\n    PERFORMER \"One of them\"\n"
      "    INDEX 00 03:57:15\n    INDEX 01 04:00:30\n    INDEX 02 05:00:00\n"
      "  TRACK 03 AUDIO\n    PREGAP 00:02:00\n    INDEX 01 100:00:74\n");

  g_assert_cmpstr (sheet->title, ==, "An album");
  g_assert_cmpuint (sheet->tracks->len, ==, 3);
  assert_file (sheet, 0, "An album.wav");
  assert_span (get (sheet, 0), 2, 240.4);
  assert_span (get (sheet, 1), 240.4, 6000 + 74 / 75.);
  assert_span (get (sheet, 2), 6000 + 74 / 75., INFINITY);
  g_assert_cmpstr (get (sheet, 0)->title, ==, "One");
  g_assert_cmpstr (get (sheet, 0)->performer, ==, "All of them");
  g_assert_cmpstr (get (sheet, 1)->performer, ==, "One of them");
  g_assert_cmpuint (get (sheet, 2)->number, ==, 3);
  g_assert_null (get (sheet, 2)->title);
}

/* The gap before a track may be at the end of the file before. */
static void
test_files (void)
{
  g_autoptr (CueSheet) sheet =
      parse ("FILE \"1.wav\" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n"
             "TRACK 02 AUDIO\nINDEX 00 04:20:00\n"
             "FILE \"2.wav\" WAVE\nINDEX 01 00:00:00\n");

  g_assert_cmpuint (sheet->tracks->len, ==, 2);
  for (guint i = 0; i < 2; i++) {
    g_assert_cmpuint (get (sheet, i)->file, ==, i);
    assert_span (get (sheet, i), 0, INFINITY);
  }
}

/* Where the music ends the data begins, which is not heard. */
static void
test_data (void)
{
  g_autoptr (CueSheet) sheet =
      parse ("FILE a.flac FLAC\nTRACK 1 AUDIO\nINDEX 1 0:0:0\n"
             "TRACK 2 MODE1/2352\nINDEX 1 1:0:0\n");

  g_assert_cmpuint (sheet->tracks->len, ==, 1);
  assert_span (get (sheet, 0), 0, 60);
}

static void
test_loose_writing (void)
{
  static const struct
  {
    const char *line, *file, *title;
  } cases[] = {
    { "FILE \"a b.wav\" WAVE\rTRACK 01 AUDIO\rTITLE x\rINDEX 01 00:00:00",
        "a b.wav", "x" },
    { "\t file \"a.wav\"\r\n track 01\r\n title \"x\"\r\n index 01 "
      "00:00:00\r\n",
        "a.wav", "x" },
    { "FILE a b.ape WAVE\nTRACK 01 AUDIO\nTITLE \"x \"y\" z\"\n"
      "INDEX 01 00:00:00",
        "a b.ape", "x \"y\" z" },
    { "FILE a.wav\nTRACK 01 AUDIO\nTITLE \"x\nINDEX 01 00:00:00 \nNONE x",
        "a.wav", "x" },
    { "FILE \"a\"b\".wav\" WAVE\nTRACK 01 AUDIO\nTITLE \"\"\nINDEX 01 00:00:00",
        "a\"b\".wav", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (CueSheet) sheet = parse (cases[i].line);

    g_assert_cmpuint (sheet->tracks->len, ==, 1);
    assert_file (sheet, 0, cases[i].file);
    g_assert_cmpstr (get (sheet, 0)->title, ==, cases[i].title);
  }
}

/* A file's name stays as it is, too, since it may be so on disk. */
static void
test_charsets (void)
{
  static const char body[] =
      "FILE \"%s.wav\" WAVE\nTRACK 01 AUDIO\nTITLE \"%s\"\nINDEX 01 00:00:00\n";
  static const char *const marks[] = { "", "\xef\xbb\xbf", "", "" };
  static const char *const written[] = { "ü", "ü", "\xfc", "\x93\xfc\x81" };
  static const char *const read[] = { "ü", "ü", "ü", "\xc2\x93ü\xc2\x81" };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    g_autofree char *plain = g_strdup_printf (body, written[i], written[i]);
    g_autofree char *text = g_strconcat (marks[i], plain, NULL);
    g_autofree char *raw = g_strconcat (written[i], ".wav", NULL);
    g_autoptr (CueSheet) sheet = parse (text);

    g_assert_cmpstr (get (sheet, 0)->title, ==, read[i]);
    g_assert_cmpstr (g_array_index (sheet->files, CueFile, 0).raw, ==, raw);
  }
}

static void
test_utf16 (void)
{
  static const char *const names[] = { "UTF-16LE", "UTF-16BE" };
  static const char *const marks[] = { "\xff\xfe", "\xfe\xff" };
  static const char text[] =
      "FILE \"ü.wav\" WAVE\r\nTRACK 01 AUDIO\r\nINDEX 01 00:00:00\r\n";

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    gsize n;
    g_autofree char *wide =
        g_convert (text, -1, names[i], "UTF-8", NULL, &n, NULL);
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    g_autoptr (CueSheet) sheet = NULL;

    g_byte_array_append (bytes, (const guint8 *) marks[i], 2);
    g_byte_array_append (bytes, (const guint8 *) wide, (guint) n);
    sheet = cuesheet_parse (bytes->data, bytes->len, NULL);
    g_assert_nonnull (sheet);
    assert_file (sheet, 0, "ü.wav");
  }
}

#define HEAD "FILE a.wav WAVE\nTRACK 01 AUDIO\n"

static void
test_broken (void)
{
  static const struct
  {
    const char *text, *message;
  } cases[] = {
    { "", "this cue sheet names no track of audio" },
    { "some text\n", "this cue sheet names no track of audio" },
    { "FILE a.iso WAVE\nTRACK 01 MODE1/2048\nINDEX 01 00:00:00",
        "this cue sheet names no track of audio" },
    { "FILE a.bin BINARY\nTRACK 01 AUDIO\nINDEX 01 00:00:00",
        "line 1: “a.bin” is the image of a disc, which is not read" },
    { "FILE\n", "line 1: FILE without a name" },
    { "\nTRACK 01 AUDIO", "line 2: there is no FILE before this TRACK" },
    { "FILE a.wav WAVE\nTRACK 0 AUDIO",
        "line 2: TRACK needs a number from 1 to 99" },
    { "FILE a.wav WAVE\nTRACK 100 AUDIO",
        "line 2: TRACK needs a number from 1 to 99" },
    { "FILE a.wav WAVE\r\nTRACK AUDIO",
        "line 2: TRACK needs a number from 1 to 99" },
    { "FILE a.wav WAVE\nINDEX 01 00:00:00",
        "line 2: there is no TRACK before this INDEX" },
    { HEAD "INDEX 00:00:00", "line 3: INDEX needs a number from 0 to 99" },
    { HEAD "INDEX 01", "line 3: “” is no time: *" },
    { HEAD "INDEX 01 00:60:00", "line 3: “00:60:00” is no time: *" },
    { HEAD "INDEX 01 00:00:75", "line 3: “00:00:75” is no time: *" },
    { HEAD "INDEX 01 00:00", "line 3: “00:00” is no time: *" },
    { HEAD "INDEX 01 -1:00:00", "line 3: “-1:00:00” is no time: *" },
    { HEAD "INDEX 01 99999999999999999999:00:00", "line 3: * is no time: *" },
    { HEAD "INDEX 00 00:00:00\n", "line 2: track 1 has no INDEX 01" },
    { HEAD "INDEX 01 00:02:00\nTRACK 02 AUDIO\nINDEX 01 00:01:00",
        "line 4: track 2 does not begin after track 1" },
    { HEAD "INDEX 01 00:02:00\nTRACK 02 AUDIO\nINDEX 01 00:02:00",
        "line 4: track 2 does not begin after track 1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    const char *text = cases[i].text;

    g_assert_null (cuesheet_parse (text, strlen (text), &error));
    g_assert_nonnull (error);
    g_test_message ("%s", error->message);
    g_assert_true (g_pattern_match_simple (cases[i].message, error->message));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cue-sheet/tracks", test_tracks);
  g_test_add_func ("/cue-sheet/files", test_files);
  g_test_add_func ("/cue-sheet/data", test_data);
  g_test_add_func ("/cue-sheet/loose-writing", test_loose_writing);
  g_test_add_func ("/cue-sheet/charsets", test_charsets);
  g_test_add_func ("/cue-sheet/utf16", test_utf16);
  g_test_add_func ("/cue-sheet/broken", test_broken);
  return g_test_run ();
}
