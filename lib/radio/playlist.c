/* M3U has no standard: a line is an entry unless it begins with “#”. PLS is a
 * small .ini file. XSPF is XML, which GLib reads.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "radio/playlist.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "location.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Enough to tell what a file is. */
#define HEAD_BYTES 4096

/* --- what it is --- */

/* text: what comes after white space and a byte order mark */
static gboolean
begins_with (const GString *text, const char *head)
{
  return g_ascii_strncasecmp (text->str, head, strlen (head)) == 0;
}

/* Returns: without zeros, which no playlist holds and strings end at */
static GString *
take_text (const char *bytes, size_t n)
{
  GString *text;

  if (n >= strlen (BYTE_ORDER_MARK)
      && memcmp (bytes, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0) {
    bytes += strlen (BYTE_ORDER_MARK);
    n -= strlen (BYTE_ORDER_MARK);
  }
  for (; n > 0 && g_ascii_isspace (*bytes); n--)
    bytes++;
  n = MIN (n, GLS_PLAYLIST_MAX_BYTES);
  text = g_string_new_len (bytes, (gssize) n);
  g_string_truncate (text, strlen (text->str));
  return text;
}

static gboolean
is_among (const char *text, const char *const *names)
{
  for (; *names != NULL; names++)
    if (g_ascii_strcasecmp (text, *names) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_called_m3u (const char *name, const char *type)
{
  static const char *const types[] = { "audio/x-mpegurl", "audio/mpegurl",
    "application/x-mpegurl", "application/mpegurl", "text/uri-list", NULL };
  static const char *const extensions[] = { ".m3u", ".m3u8", NULL };
  const char *dot = name != NULL ? strrchr (name, '.') : NULL;

  return (type != NULL && is_among (type, types))
      || (dot != NULL && is_among (dot, extensions));
}

static gboolean
is_called_hls (const char *type)
{
  static const char *const types[] = { "application/vnd.apple.mpegurl",
    "audio/vnd.apple.mpegurl", NULL };

  return type != NULL && is_among (type, types);
}

/* An M3U that does not begin as one is still text, and no web page. */
static gboolean
reads_as_list (const GString *text)
{
  for (size_t i = 0; i < text->len; i++)
    if (g_ascii_iscntrl (text->str[i]) && !g_ascii_isspace (text->str[i]))
      return FALSE;
  return text->len > 0 && text->str[0] != '<';
}

GlsPlaylistKind
gls_playlist_recognise (const void *bytes, size_t n, const char *name,
    const char *media_type)
{
  g_autoptr (GString) text = take_text (bytes, n);
  g_autofree char *type = media_type != NULL
      ? g_strndup (media_type, strcspn (media_type, "; "))
      : NULL;

  if (begins_with (text, "#EXTM3U"))
    return is_called_hls (type) || strstr (text->str, "\n#EXT-X-") != NULL
        ? GLS_PLAYLIST_HLS
        : GLS_PLAYLIST_M3U;
  if (begins_with (text, "[playlist]"))
    return GLS_PLAYLIST_PLS;
  if (begins_with (text, "<") && strstr (text->str, "<playlist") != NULL
      && strstr (text->str, "xspf.org/ns/") != NULL)
    return GLS_PLAYLIST_XSPF;
  return is_called_m3u (name, type) && reads_as_list (text) ? GLS_PLAYLIST_M3U
                                                            : GLS_PLAYLIST_NONE;
}

gboolean
gls_playlist_is_list (GlsPlaylistKind kind)
{
  return kind != GLS_PLAYLIST_NONE && kind != GLS_PLAYLIST_HLS;
}

/* --- entries --- */

static void
add (GPtrArray *entries, const char *text)
{
  g_autofree char *entry = g_strstrip (g_strdup (text));

  for (const char *c = entry; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      return;
  if (entry[0] != '\0' && entries->len < GLS_PLAYLIST_MAX_ENTRIES)
    g_ptr_array_add (entries, g_steal_pointer (&entry));
}

static void
parse_m3u (char *const *lines, GPtrArray *entries)
{
  for (; *lines != NULL; lines++)
    if (!g_str_has_prefix (g_strchug (*lines), "#"))
      add (entries, *lines);
}

typedef struct
{
  guint64 number;
  const char *text;
} Numbered;

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const Numbered *x = a, *y = b;

  return (x->number > y->number) - (x->number < y->number);
}

/* Their numbers, and not their lines, say which comes first. */
static void
parse_pls (char *const *lines, GPtrArray *entries)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Numbered));

  for (; *lines != NULL; lines++) {
    Numbered entry;
    char *end;

    if (g_ascii_strncasecmp (g_strchug (*lines), "file", 4) != 0)
      continue;
    entry.number = g_ascii_strtoull (*lines + 4, &end, 10);
    end = g_strchug (end);
    if (*end != '=')
      continue;
    entry.text = end + 1;
    g_array_append_val (found, entry);
  }
  g_array_sort (found, compare_numbers);
  for (guint i = 0; i < found->len; i++)
    add (entries, g_array_index (found, Numbered, i).text);
}

/* --- XSPF: playlist/trackList/track/location --- */

typedef struct
{
  GPtrArray *entries;
  GString *location; /* while inside one that counts */
  gboolean has_one;  /* of a track the first location that counts */
} Xspf;

static const char *
local_name (const char *name)
{
  const char *colon = strchr (name, ':');

  return colon != NULL ? colon + 1 : name;
}

static void
on_start (GMarkupParseContext *context, const char *name,
    const char **attribute_names, const char **attribute_values, gpointer data,
    GError **error)
{
  Xspf *self = data;
  const GSList *stack = g_markup_parse_context_get_element_stack (context);

  if (g_str_equal (local_name (name), "track"))
    self->has_one = FALSE;
  else if (g_str_equal (local_name (name), "location") && stack->next != NULL
      && g_str_equal (local_name (stack->next->data), "track") && !self->has_one
      && self->location == NULL)
    self->location = g_string_new (NULL);
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize n, gpointer data,
    GError **error)
{
  Xspf *self = data;

  if (self->location != NULL)
    g_string_append_len (self->location, text, (gssize) n);
}

static void
on_end (GMarkupParseContext *context, const char *name, gpointer data,
    GError **error)
{
  Xspf *self = data;

  if (self->location == NULL || !g_str_equal (local_name (name), "location"))
    return;
  add (self->entries, self->location->str);
  self->has_one = TRUE;
  g_string_free (g_steal_pointer (&self->location), TRUE);
}

/* What does not parse ends the list. */
static void
parse_xspf (const GString *text, GPtrArray *entries)
{
  static const GMarkupParser parser = {
    .start_element = on_start, .text = on_text, .end_element = on_end
  };
  Xspf self = { .entries = entries };
  GMarkupParseContext *context = g_markup_parse_context_new (&parser,
      G_MARKUP_TREAT_CDATA_AS_TEXT, &self, NULL);

  g_markup_parse_context_parse (context, text->str, (gssize) text->len, NULL);
  g_markup_parse_context_free (context);
  if (self.location != NULL)
    g_string_free (self.location, TRUE);
}

GPtrArray *
gls_playlist_parse (const void *bytes, size_t n, GlsPlaylistKind kind)
{
  g_autoptr (GString) text = take_text (bytes, n);
  g_auto (GStrv) lines = NULL;
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_free);

  if (kind == GLS_PLAYLIST_XSPF) {
    parse_xspf (text, entries);
    return entries;
  }
  lines = g_strsplit_set (text->str, "\r\n", -1);
  if (kind == GLS_PLAYLIST_PLS)
    parse_pls (lines, entries);
  else if (kind == GLS_PLAYLIST_M3U)
    parse_m3u (lines, entries);
  return entries;
}

/* --- where they are --- */

/* Returns: (transfer full): a file's address, beside that of the playlist */
static char *
resolve_file (const char *entry, const char *base)
{
  g_autofree char *list = g_filename_from_uri (base, NULL, NULL);
  g_autofree char *folder = list != NULL ? g_path_get_dirname (list) : NULL;
  g_autofree char *name = g_strdup (entry);
  g_autofree char *path = NULL;

  if (folder == NULL)
    return NULL;
  if (strchr (name, '/') == NULL)
    g_strdelimit (name, "\\", '/');
  path = g_canonicalize_filename (name, folder);
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_autofree char *plain = g_uri_unescape_string (name, "/");
    g_autofree char *other =
        plain != NULL ? g_canonicalize_filename (plain, folder) : NULL;

    if (other != NULL && g_file_test (other, G_FILE_TEST_EXISTS))
      return g_filename_to_uri (other, NULL, NULL);
  }
  return g_filename_to_uri (path, NULL, NULL);
}

/* Returns: (transfer full): with what no address may hold written as %XX; what is
 * so written already stays */
static char *
escape_reference (const char *entry)
{
  g_autofree char *escaped = g_uri_escape_string (entry,
      "%" G_URI_RESERVED_CHARS_ALLOWED_IN_PATH "?#[]", FALSE);
  GString *reference = g_string_new (NULL);

  for (const char *c = escaped; *c != '\0'; c++) {
    g_string_append_c (reference, *c);
    if (*c == '%' && !(g_ascii_isxdigit (c[1]) && g_ascii_isxdigit (c[2])))
      g_string_append (reference, "25");
  }
  return g_string_free (reference, FALSE);
}

/* GLib reads what it cannot write again: a path that runs into its host, or that
 * would be taken for one. */
static gboolean
can_be_written (GUri *uri)
{
  const char *path = g_uri_get_path (uri);

  return g_uri_get_host (uri) != NULL ? path[0] == '\0' || path[0] == '/'
                                      : !g_str_has_prefix (path, "//");
}

/* Returns: (transfer full) (nullable) */
static char *
resolve_reference (const char *reference, const char *base)
{
  const GUriFlags flags = G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED;
  g_autoptr (GUri) origin = g_uri_parse (base, flags, NULL);
  g_autoptr (GUri) uri = NULL;

  if (origin != NULL)
    uri = g_uri_parse_relative (origin, reference, flags, NULL);
  return uri != NULL && can_be_written (uri) ? g_uri_to_string (uri) : NULL;
}

char *
gls_playlist_resolve (const char *entry, const char *base)
{
  g_autofree char *reference = NULL;
  char *uri;

  if (!gls_location_is_uri (entry) && g_str_has_prefix (base, "file:"))
    return resolve_file (entry, base);
  reference = escape_reference (entry);
  uri = resolve_reference (reference, base);
  if (uri != NULL && !g_uri_is_valid (uri, G_URI_FLAGS_ENCODED, NULL))
    g_clear_pointer (&uri, g_free);
  return uri;
}

GPtrArray *
gls_playlist_list (const void *bytes, size_t n, GlsPlaylistKind kind,
    const char *base)
{
  g_autoptr (GPtrArray) entries = gls_playlist_parse (bytes, n, kind);
  GPtrArray *uris = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < entries->len; i++) {
    char *uri = gls_playlist_resolve (entries->pdata[i], base);

    if (uri != NULL)
      g_ptr_array_add (uris, uri);
  }
  return uris;
}

/* A song is not read to see that it is none. */
GPtrArray *
gls_playlist_read_file (const char *path)
{
  g_autofree char *bytes = g_malloc (GLS_PLAYLIST_MAX_BYTES);
  g_autofree char *base = NULL;
  FILE *file = NULL;
  GlsPlaylistKind kind;
  size_t n;

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    file = g_fopen (path, "rbe");
  if (file == NULL)
    return NULL;
  n = fread (bytes, 1, HEAD_BYTES, file);
  kind = gls_playlist_recognise (bytes, n, path, NULL);
  if (gls_playlist_is_list (kind))
    n += fread (bytes + n, 1, GLS_PLAYLIST_MAX_BYTES - n, file);
  fclose (file);
  base = gls_location_get_uri (path);
  return gls_playlist_is_list (kind) ? gls_playlist_list (bytes, n, kind, base)
                                     : NULL;
}
