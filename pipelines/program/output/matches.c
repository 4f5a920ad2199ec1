/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/matches.h"

#include <math.h>
#include <string.h>

#include "json.h"
#include "location.h"
#include "tagnames.h"
#include "tags/csv.h"
#include "text.h"
#include "timespan.h"

/* Returns: (transfer full): the path of the file, of any encoding; or an address
 * where it is none */
static char *
get_file (const GlsMatch *match)
{
  char *path = gls_location_get_path (match->uri);

  return path != NULL ? path : g_strdup (match->uri);
}

/* Returns: (transfer full): a path that leads there, of any encoding, of a part
 * of a file with the time span; or an address where it is no file */
static char *
get_place (const GlsMatch *match)
{
  g_autofree char *path = gls_location_get_path (match->uri);
  GlsTimespan span;

  if (path == NULL)
    return g_strdup (match->uri);
  gls_timespan_split (match->uri, NULL, &span);
  return gls_timespan_join (path, &span);
}

/* --- text --- */

static void
append_line (GString *out, const GlsMatch *match)
{
  g_autofree char *place = get_place (match);
  g_autofree char *printable = gls_text_make_printable (place);

  if (!isnan (match->distance))
    gls_json_append_formatted (out, "%.3f  ", (double) match->distance);
  if (!isnan (match->strength))
    gls_json_append_formatted (out, "%.2f  ", (double) match->strength);
  g_string_append_printf (out, "%s\n", printable);
}

/* A file once, however many parts of it are there. */
static void
append_paths (GString *out, const GPtrArray *matches)
{
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < matches->len; i++) {
    char *file = get_file (matches->pdata[i]);

    if (g_hash_table_add (seen, file))
      g_string_append_len (out, file, (gssize) strlen (file) + 1);
  }
}

/* --- JSON --- */

static void
set_text (json_t *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_new (object, name, gls_json_text (text));
}

static void
set_number (json_t *object, const char *name, double value)
{
  if (!isnan (value))
    json_object_set_new (object, name, gls_json_number (value));
}

/* A float with the digits that it has, and not those of a double. */
static double
shorten (float value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.6g", (double) value);
  return g_ascii_strtod (text, NULL);
}

static json_t *
make_tags (const GlsMatch *match, const GlsExpression *expression)
{
  json_t *tags = json_array ();

  for (size_t i = 0; i < gls_expression_get_n_terms (expression); i++) {
    json_t *tag = json_object ();

    set_text (tag, "tag", gls_expression_get_term (expression, i)->name);
    set_number (tag, "p", shorten (match->p[i]));
    json_array_append_new (tags, tag);
  }
  return tags;
}

static void
append_object (GString *out, const GlsMatch *match,
    const GlsExpression *expression)
{
  g_autoptr (json_t) object = json_object ();

  set_text (object, "path", match->path);
  set_text (object, "uri", match->uri);
  set_number (object, "distance", shorten (match->distance));
  set_number (object, "strength", shorten (match->strength));
  set_number (object, "seconds", match->seconds);
  set_text (object, "title", match->title);
  set_text (object, "artist", match->artist);
  set_text (object, "album", match->album);
  if (expression != NULL)
    json_object_set_new (object, "tags", make_tags (match, expression));
  gls_json_append (out, object, 0);
  g_string_append_c (out, '\n');
}

/* --- CSV --- */

static void
append_number (GString *out, const char *format, double value)
{
  if (isnan (value))
    g_string_append_c (out, ',');
  else
    gls_csv_append_number (out, format, value);
}

static void
append_row (GString *out, const GlsMatch *match)
{
  const char *const names[] = { match->title, match->artist, match->album };

  g_autofree char *place = get_place (match);

  gls_csv_append_field (out, match->path != NULL ? place : match->uri);
  append_number (out, "%.6g", (double) match->distance);
  append_number (out, "%.6g", (double) match->strength);
  append_number (out, "%.3f", match->seconds);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_string_append_c (out, ',');
    gls_csv_append_field (out, names[i] != NULL ? names[i] : "");
  }
  g_string_append_c (out, '\n');
}

/* --- playlists --- */

/* Returns: (transfer full): a path that a line of a playlist can hold, and that
 * nobody takes for a remark */
static char *
get_entry (const GlsMatch *match)
{
  const char *path = match->path;
  size_t length;

  if (path != NULL && strpbrk (path, "\r\n") == NULL
      && !g_ascii_isspace (path[strlen (path) - 1]))
    return g_strdup (path);
  gls_timespan_split (match->uri, &length, NULL);
  return g_strndup (match->uri, length);
}

static char *
make_caption (const GlsMatch *match)
{
  g_autofree char *file = get_file (match);
  g_autofree char *base = g_path_get_basename (file);
  g_autofree char *caption = match->title == NULL ? g_strdup (base)
      : match->artist == NULL
      ? g_strdup (match->title)
      : g_strdup_printf ("%s - %s", match->artist, match->title);

  return gls_text_make_printable (caption);
}

/* VLC plays the part between both times; to others they are remarks. */
static void
append_times (GString *out, const GlsMatch *match)
{
  GlsTimespan span;

  if (!gls_timespan_split (match->uri, NULL, &span))
    return;
  g_string_append (out, "#EXTVLCOPT:start-time=");
  gls_json_append_formatted (out, "%.6f", span.start_s);
  if (!isinf (span.end_s)) {
    g_string_append (out, "\n#EXTVLCOPT:stop-time=");
    gls_json_append_formatted (out, "%.6f", span.end_s);
  }
  g_string_append_c (out, '\n');
}

static void
append_entry (GString *out, const GlsMatch *match)
{
  g_autofree char *caption = make_caption (match);
  g_autofree char *entry = get_entry (match);

  g_string_append_printf (out, "#EXTINF:%.0f,%s\n", match->seconds, caption);
  append_times (out, match);
  g_string_append_printf (out, "%s\n", entry);
}

/* --- all of them --- */

static void
append_head (GString *out, MatchesFormat format)
{
  if (format == MATCHES_AS_PLAYLIST)
    g_string_append (out, "#EXTM3U\n");
  else if (format == MATCHES_AS_CSV)
    g_string_append (out,
        "path,distance,strength,seconds,title,artist,album\n");
}

void
matches_append (GString *out, const GPtrArray *matches,
    const GlsExpression *expression, MatchesFormat format)
{
  append_head (out, format);
  if (format == MATCHES_AS_PATHS)
    append_paths (out, matches);
  for (guint i = 0; i < matches->len; i++)
    switch (format) {
      case MATCHES_AS_TEXT:
        append_line (out, matches->pdata[i]);
        break;
      case MATCHES_AS_JSON:
        append_object (out, matches->pdata[i], expression);
        break;
      case MATCHES_AS_CSV:
        append_row (out, matches->pdata[i]);
        break;
      case MATCHES_AS_PATHS:
        break;
      case MATCHES_AS_PLAYLIST:
        append_entry (out, matches->pdata[i]);
        break;
    }
}

/* --- counts --- */

static void
append_count_as_json (GString *out, const GlsTagCount *count)
{
  g_autoptr (json_t) object = json_object ();

  set_text (object, "tag", count->name);
  set_number (object, "threshold", shorten (count->threshold));
  json_object_set_new (object, "tracks",
      json_integer ((json_int_t) count->n_tracks));
  gls_json_append (out, object, 0);
  g_string_append_c (out, '\n');
}

static void
append_count_as_csv (GString *out, const GlsTagCount *count)
{
  gls_csv_append_field (out, count->name);
  gls_csv_append_number (out, "%.6g", (double) count->threshold);
  g_string_append_printf (out, ",%zu\n", count->n_tracks);
}

static void
append_count_as_text (GString *out, const GlsTagCount *count, const char *name)
{
  g_string_append_printf (out, "%8zu  ≥ ", count->n_tracks);
  gls_json_append_formatted (out, "%.2f", (double) count->threshold);
  g_string_append_printf (out, "  %s\n", name);
}

/* Returns: (transfer container): what people call each of the tags */
static const char **
list_names (const GPtrArray *counts)
{
  g_autofree const char **labels = g_new (const char *, MAX (counts->len, 1));

  for (guint i = 0; i < counts->len; i++)
    labels[i] = ((const GlsTagCount *) counts->pdata[i])->name;
  return gls_tagnames_new (labels, counts->len);
}

void
matches_append_counts (GString *out, const GPtrArray *counts,
    MatchesFormat format)
{
  g_autofree const char **names = list_names (counts);

  if (format == MATCHES_AS_CSV)
    g_string_append (out, "tag,threshold,tracks\n");
  for (guint i = 0; i < counts->len; i++)
    if (format == MATCHES_AS_JSON)
      append_count_as_json (out, counts->pdata[i]);
    else if (format == MATCHES_AS_CSV)
      append_count_as_csv (out, counts->pdata[i]);
    else
      append_count_as_text (out, counts->pdata[i], names[i]);
}
