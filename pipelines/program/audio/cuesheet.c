/* As the appendix of the CDRWIN User's Guide (Golden Hawk Technology) describes
 * them, and as programs write them that never read it. libcue has a grammar that
 * stops at small letters, at a FILE of another type than five, and at a
 * quotation mark within a title; it takes 99 seconds for a time, leaves the gap
 * before a track out of the one before, and speaks to stderr by itself.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/cuesheet.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "gls.h"

#define SPACE " \t\r\f\v"

/* Of one track, as its lines say it. */
typedef struct
{
  guint number;
  guint line;
  gboolean is_audio, has_start;
  char *title, *performer;
  guint file;
  guint64 start; /* frames */
} Entry;

typedef struct
{
  CueSheet *sheet;
  char *performer; /* of all */
  GArray *entries; /* of Entry */
  guint line;      /* that is read, from 1 on */
  const char *raw; /* the same line as it stands there */
  GError **error;
} Parser;

typedef gboolean (*Command) (Parser *self, const char *rest);

static gboolean fail (Parser *self, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

static gboolean
fail (Parser *self, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (self->error, GLS_ERROR, GLS_ERROR_DATA, "line %u: %s",
      self->line, why);
  return FALSE;
}

static void
entry_clear (gpointer data)
{
  Entry *self = data;

  g_free (self->title);
  g_free (self->performer);
}

static Entry *
get_last (const Parser *self)
{
  guint n = self->entries->len;

  return n > 0 ? &g_array_index (self->entries, Entry, n - 1) : NULL;
}

/* --- words --- */

static const char *
skip_space (const char *text)
{
  return text + strspn (text, SPACE);
}

/* A title may have quotation marks in it, and the last one may be missing.
 * after: (out): what follows. Returns: (transfer full) */
static char *
take_quoted (const char *text, const char **after)
{
  const char *end = strrchr (text + 1, '"');

  *after = end != NULL ? end + 1 : text + strlen (text);
  return g_strchomp (g_strndup (text + 1,
      end != NULL ? (gsize) (end - text - 1) : strlen (text + 1)));
}

/* Returns: (transfer full) (nullable): NULL if there is nothing */
static char *
take_text (const char *rest)
{
  const char *after;
  char *text =
      *rest == '"' ? take_quoted (rest, &after) : g_strchomp (g_strdup (rest));

  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

/* Without quotation marks, the last of several words is what kind it is.
 * kind: (out) (transfer full) */
static char *
take_file_name (const char *rest, char **kind)
{
  g_autofree char *all = NULL;
  const char *after;
  char *name, *space = NULL;

  if (*rest == '"') {
    name = take_quoted (rest, &after);
    *kind = g_strstrip (g_strdup (after));
    return name;
  }
  all = g_strchomp (g_strdup (rest));
  for (char *c = all; *c != '\0'; c++)
    if (strchr (SPACE, *c) != NULL)
      space = c;
  *kind = g_strdup (space != NULL ? space + 1 : "");
  return g_strchomp (g_strndup (all,
      space != NULL ? (gsize) (space - all) : strlen (all)));
}

/* Digits. Returns: whether there are any, and they say no more than @max */
static gboolean
take_number (const char **text, guint64 max, guint64 *number)
{
  char *end;

  if (!g_ascii_isdigit (**text))
    return FALSE;
  *number = g_ascii_strtoull (*text, &end, 10);
  *text = end;
  return *number <= max;
}

static gboolean
take_colon (const char **text)
{
  return *(*text)++ == ':';
}

static gboolean
is_end_of_word (const char *text)
{
  return *text == '\0' || strchr (SPACE, *text) != NULL;
}

/* frames: (out) */
static gboolean
take_time (const char *text, guint64 *frames)
{
  guint64 minutes, seconds, rest;

  if (!take_number (&text, 99999, &minutes) || !take_colon (&text)
      || !take_number (&text, 59, &seconds) || !take_colon (&text)
      || !take_number (&text, CUESHEET_FRAMES_PER_S - 1, &rest))
    return FALSE;
  *frames = (minutes * 60 + seconds) * CUESHEET_FRAMES_PER_S + rest;
  return is_end_of_word (text);
}

/* Of the same line in other bytes, what follows the same words. */
static char *
take_raw_name (const Parser *self)
{
  g_autofree char *kind = NULL;
  const char *at = skip_space (self->raw);

  at += strcspn (at, SPACE);
  return take_file_name (skip_space (at), &kind);
}

/* --- commands --- */

static gboolean
take_file (Parser *self, const char *rest)
{
  g_autofree char *kind = NULL;
  CueFile file = { .name = take_file_name (rest, &kind), .line = self->line };

  if (*file.name == '\0') {
    g_free (file.name);
    return fail (self, "FILE without a name");
  }
  file.raw = take_raw_name (self);
  g_array_append_val (self->sheet->files, file);
  if (g_ascii_strcasecmp (kind, "BINARY") == 0
      || g_ascii_strcasecmp (kind, "MOTOROLA") == 0)
    return fail (self, "“%s” is the image of a disc, which is not read",
        file.name);
  return TRUE;
}

static gboolean
take_track (Parser *self, const char *rest)
{
  Entry entry = { .line = self->line };
  guint64 number;

  if (!take_number (&rest, 99, &number) || number == 0
      || !is_end_of_word (rest))
    return fail (self, "TRACK needs a number from 1 to 99");
  if (self->sheet->files->len == 0)
    return fail (self, "there is no FILE before this TRACK");
  entry.number = (guint) number;
  entry.is_audio = g_ascii_strncasecmp (skip_space (rest), "MODE", 4) != 0;
  g_array_append_val (self->entries, entry);
  return TRUE;
}

/* A track is in the file that was named last when it begins; the gap before it
 * may be in the one before. */
static gboolean
take_index (Parser *self, const char *rest)
{
  Entry *entry = get_last (self);
  guint64 number, frames;

  if (entry == NULL)
    return fail (self, "there is no TRACK before this INDEX");
  if (!take_number (&rest, 99, &number) || !is_end_of_word (rest))
    return fail (self, "INDEX needs a number from 0 to 99");
  rest = skip_space (rest);
  if (!take_time (rest, &frames))
    return fail (self,
        "“%s” is no time: it takes minutes, seconds (to 59) and frames (to "
        "74), "
        "as 03:25:74",
        rest);
  if (number != 1)
    return TRUE;
  entry->has_start = TRUE;
  entry->file = self->sheet->files->len - 1;
  entry->start = frames;
  return TRUE;
}

static void
replace (char **place, char *text)
{
  g_free (*place);
  *place = text;
}

static gboolean
take_title (Parser *self, const char *rest)
{
  Entry *entry = get_last (self);

  replace (entry != NULL ? &entry->title : &self->sheet->title,
      take_text (rest));
  return TRUE;
}

static gboolean
take_performer (Parser *self, const char *rest)
{
  Entry *entry = get_last (self);

  replace (entry != NULL ? &entry->performer : &self->performer,
      take_text (rest));
  return TRUE;
}

static Command
find_command (const char *name)
{
  static const struct
  {
    const char *name;
    Command command;
  } commands[] = {
    { "FILE", take_file },
    { "TRACK", take_track },
    { "INDEX", take_index },
    { "TITLE", take_title },
    { "PERFORMER", take_performer },
  };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_ascii_strcasecmp (name, commands[i].name) == 0)
      return commands[i].command;
  return NULL;
}

static gboolean
take_line (Parser *self, const char *line)
{
  const char *at = skip_space (line);
  g_autofree char *name = g_strndup (at, strcspn (at, SPACE));
  Command command = find_command (name);

  return command == NULL || command (self, skip_space (at + strlen (name)));
}

/* --- all of it --- */

/* next: the track that comes after it in the same file, or NULL */
static gboolean
add_track (Parser *self, Entry *entry, const Entry *next)
{
  const double rate = CUESHEET_FRAMES_PER_S;
  const char *performer =
      entry->performer != NULL ? entry->performer : self->performer;
  CueTrack track = {
    .number = entry->number,
    .file = entry->file,
    .span = { (double) entry->start / rate,
        next != NULL ? (double) next->start / rate : INFINITY },
  };

  self->line = next != NULL ? next->line : entry->line;
  if (next != NULL && next->start <= entry->start)
    return fail (self, "track %u does not begin after track %u", next->number,
        entry->number);
  if (!entry->is_audio)
    return TRUE;
  track.title = g_steal_pointer (&entry->title);
  track.performer = g_strdup (performer);
  g_array_append_val (self->sheet->tracks, track);
  return TRUE;
}

static gboolean
add_tracks (Parser *self)
{
  Entry *entries = (Entry *) (gpointer) self->entries->data;
  const guint n = self->entries->len;

  for (guint i = 0; i < n; i++)
    if (!entries[i].has_start) {
      self->line = entries[i].line;
      return fail (self, "track %u has no INDEX 01", entries[i].number);
    }
  for (guint i = 0; i < n; i++) {
    gboolean goes_on = i + 1 < n && entries[i + 1].file == entries[i].file;

    if (!add_track (self, &entries[i], goes_on ? &entries[i + 1] : NULL))
      return FALSE;
  }
  if (self->sheet->tracks->len > 0)
    return TRUE;
  g_set_error (self->error, GLS_ERROR, GLS_ERROR_DATA,
      "this cue sheet names no track of audio");
  return FALSE;
}

/* Returns: (transfer full): lines, ended by any of \n, \r\n and \r */
static GStrv
split_lines (const char *text)
{
  g_autoptr (GString) plain = g_string_new (text);

  g_string_replace (plain, "\r\n", "\n", 0);
  g_strdelimit (plain->str, "\r", '\n');
  return g_strsplit (plain->str, "\n", -1);
}

/* raw: the same lines as bytes */
static gboolean
take_lines (Parser *self, char *const *lines, char *const *raw)
{
  while (lines[self->line] != NULL) {
    const char *line = lines[self->line];

    self->raw = raw[self->line];
    self->line++;
    if (!take_line (self, line))
      return FALSE;
  }
  return add_tracks (self);
}

/* --- text --- */

static gboolean
begins_with (const char *bytes, size_t n, const char *mark)
{
  return n >= strlen (mark) && memcmp (bytes, mark, strlen (mark)) == 0;
}

/* Every byte is a character of the second one.
 * Returns: (transfer full) */
static char *
from_windows (const char *bytes, size_t n)
{
  char *text =
      g_convert (bytes, (gssize) n, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);

  return text != NULL
      ? text
      : g_convert (bytes, (gssize) n, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
}

/* Returns: (transfer full): as UTF-8, up to the first zero
 * raw: (out) (transfer full): as names of files may be written on disk */
static char *
decode (const char *bytes, size_t n, char **raw)
{
  char *text;

  if (begins_with (bytes, n, "\xff\xfe")
      || begins_with (bytes, n, "\xfe\xff")) {
    text = g_convert_with_fallback (bytes, (gssize) (n & ~(size_t) 1), "UTF-8",
        "UTF-16", "?", NULL, NULL, NULL);
    if (text == NULL)
      text = g_strdup ("");
    *raw = g_strdup (text);
    return text;
  }
  if (begins_with (bytes, n, "\xef\xbb\xbf")) {
    bytes += 3;
    n -= 3;
  }
  *raw = n > 0 ? g_strndup (bytes, n) : g_strdup ("");
  n = strlen (*raw);
  return g_utf8_validate (*raw, (gssize) n, NULL) ? g_strdup (*raw)
                                                  : from_windows (*raw, n);
}

/* --- life --- */

static void
track_clear (gpointer data)
{
  CueTrack *self = data;

  g_free (self->title);
  g_free (self->performer);
}

static void
file_clear (gpointer data)
{
  CueFile *self = data;

  g_free (self->name);
  g_free (self->raw);
}

static CueSheet *
cuesheet_new (void)
{
  CueSheet *self = g_new0 (CueSheet, 1);

  self->files = g_array_new (FALSE, FALSE, sizeof (CueFile));
  g_array_set_clear_func (self->files, file_clear);
  self->tracks = g_array_new (FALSE, FALSE, sizeof (CueTrack));
  g_array_set_clear_func (self->tracks, track_clear);
  return self;
}

void
cuesheet_free (CueSheet *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_array_unref (self->files);
  g_array_unref (self->tracks);
  g_free (self);
}

CueSheet *
cuesheet_parse (const void *bytes, size_t n, GError **error)
{
  g_autoptr (CueSheet) sheet = cuesheet_new ();
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_autofree char *raw = NULL;
  g_autofree char *text = decode (bytes, n, &raw);
  g_auto (GStrv) lines = split_lines (text), raw_lines = split_lines (raw);
  Parser self = { .sheet = sheet, .entries = entries, .error = error };
  gboolean ok;

  g_array_set_clear_func (entries, entry_clear);
  ok = take_lines (&self, lines, raw_lines);
  g_free (self.performer);
  return ok ? g_steal_pointer (&sheet) : NULL;
}

CueSheet *
cuesheet_read (const char *path, GError **error)
{
  g_autofree char *bytes = g_malloc (CUESHEET_MAX_BYTES + 1);
  FILE *file = fopen (path, "rbe");
  size_t n = 0;

  if (file != NULL)
    n = fread (bytes, 1, CUESHEET_MAX_BYTES + 1, file);
  if (file == NULL || ferror (file)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "it cannot be read: %s",
        g_strerror (errno));
    g_clear_pointer (&file, fclose);
    return NULL;
  }
  fclose (file);
  if (n <= CUESHEET_MAX_BYTES)
    return cuesheet_parse (bytes, n, error);
  g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
      "this is longer than a cue sheet can be");
  return NULL;
}
