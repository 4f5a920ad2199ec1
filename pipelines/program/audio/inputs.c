/* Files, folders and addresses. Wrong ones are told apart here, before
 * GStreamer sees them, since its messages on files speak of elements.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/inputs.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "audio/collection.h"
#include "audio/content.h"
#include "location.h"
#include "radio/playlist.h"
#include "terminal/say.h"

#define STANDARD_INPUT "/dev/stdin"
/* Playlists that lead to playlists. */
#define MAX_DEPTH 5

static void add_uri (Collection *self, const char *uri);
static void add_cue_sheet (Collection *self, const char *name,
    const char *path);
static void add_file (Collection *self, const char *name, const char *path,
    gboolean is_media);

/* --- playlists --- */

static void
add_entry (Collection *self, const char *list, const char *uri)
{
  g_autofree char *path = gls_location_get_path (uri);
  g_autofree char *name =
      path != NULL ? collection_name_beside (list, path) : NULL;

  if (path != NULL)
    add_file (self, name, path, FALSE);
  else
    add_uri (self, uri);
}

/* Its entries are inputs, in order. Returns: whether it is one */
static gboolean
add_playlist (Collection *self, const char *name, const char *path)
{
  g_autoptr (GPtrArray) uris = gls_playlist_read_file (path);

  if (uris == NULL)
    return FALSE;
  if (uris->len == 0)
    collection_fail (self, name, "this playlist names nothing");
  else if (self->depth == MAX_DEPTH)
    collection_fail (self, name, "one playlist leads to the next");
  else {
    self->depth++;
    for (guint i = 0; i < uris->len; i++)
      add_entry (self, name, uris->pdata[i]);
    self->depth--;
  }
  return TRUE;
}

/* --- files --- */

/* name: as the user calls it; is_media: whether what is in it was looked at, and
 * is that */
static void
add_file (Collection *self, const char *name, const char *path,
    gboolean is_media)
{
  if (content_is_cue_sheet_name (path))
    add_cue_sheet (self, name, path);
  else if (!add_playlist (self, name, path)
      && (!collection_has (self, name)
          || collection_check (self, name, path, is_media)))
    collection_add (self, name, gls_location_get_uri (path));
}

/* --- parts of files --- */

static void
add_part (Collection *self, const char *name, const char *path,
    const GlsTimespan *span)
{
  if (!collection_has (self, name)
      || collection_check (self, name, path, FALSE))
    collection_add_part (self, name, path, span);
}

/* Returns: whether it names one */
static gboolean
add_named_part (Collection *self, const char *name, const char *text)
{
  g_autofree char *path = NULL;
  GlsTimespan span;
  size_t length;

  if (!gls_timespan_split (text, &length, &span)
      || g_file_test (text, G_FILE_TEST_EXISTS))
    return FALSE;
  path = g_strndup (text, length);
  add_part (self, name, path, &span);
  return TRUE;
}

static void
add_cue_sheet (Collection *self, const char *name, const char *path)
{
  if (collection_check (self, name, path, TRUE))
    collection_add_sheet (self, name, path, TRUE);
}

static void
add_standard_input (Collection *self)
{
  if (isatty (STDIN_FILENO))
    collection_fail (self, "standard input", "this is a terminal, not audio");
  else
    collection_add (self, "-", gls_location_get_uri (STANDARD_INPUT));
}

/* --- folders --- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Returns: (transfer full) (nullable): paths, sorted, hidden ones left out */
static GPtrArray *
read_folder (const char *path, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, error);
  GPtrArray *names;
  const char *name;

  if (dir == NULL)
    return NULL;
  names = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.')
      g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* folders: (element-type utf8): device:inode of those above, against loops */
static gboolean
is_new_folder (const char *path, GHashTable *folders)
{
  GStatBuf status;

  return g_stat (path, &status) == 0
      && g_hash_table_add (folders,
          g_strdup_printf ("%ju:%ju", (uintmax_t) status.st_dev,
              (uintmax_t) status.st_ino));
}

/* Before the files, so that it is known what is in them. */
static void
add_sheets (Collection *self, const GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    if (content_is_cue_sheet_name (names->pdata[i])
        && g_file_test (names->pdata[i], G_FILE_TEST_IS_REGULAR))
      collection_add_sheet (self, names->pdata[i], names->pdata[i], FALSE);
}

/* Whether it is a file of audio, and no cue sheet is about it. */
static gboolean
is_song (const Collection *self, const char *path)
{
  return !content_is_cue_sheet_name (path)
      && g_file_test (path, G_FILE_TEST_IS_REGULAR)
      && !collection_covers (self, path) && content_is_media_file (path);
}

static void
add_folder (Collection *self, const char *path, GHashTable *folders)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GError) error = NULL;

  if (!is_new_folder (path, folders))
    return;
  names = read_folder (path, &error);
  if (names == NULL) {
    collection_fail (self, path, "this folder cannot be read: %s",
        error->message);
    return;
  }
  add_sheets (self, names);
  for (guint i = 0; i < names->len; i++) {
    const char *child = names->pdata[i];

    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      add_folder (self, child, folders);
    else if (is_song (self, child))
      add_file (self, child, child, TRUE);
  }
}

static void
add_whole_folder (Collection *self, const char *name, const char *path)
{
  g_autoptr (GHashTable) folders =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  size_t n_found = self->n_found, n_failed = *self->n_failed;

  self->root = path;
  add_folder (self, path, folders);
  self->root = NULL;
  if (self->n_found == n_found && *self->n_failed == n_failed)
    collection_fail (self, name, "there is no audio file in this folder");
}

/* --- what is named --- */

static void
add_path (Collection *self, const char *name, const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    add_whole_folder (self, name, path);
  else if (!add_named_part (self, name, path))
    add_file (self, name, path, FALSE);
}

/* Playlists at an address are followed by what reads from there. */
static gboolean
leads_to_list (const char *uri)
{
  g_autofree char *path = NULL;

  return g_uri_split (uri, G_URI_FLAGS_NONE, NULL, NULL, NULL, NULL, &path,
             NULL, NULL, NULL)
      && (content_is_cue_sheet_name (path) || content_is_list_name (path));
}

static void
add_uri (Collection *self, const char *uri)
{
  g_autofree char *path = gls_location_get_path (uri);
  g_autofree char *scheme = g_uri_parse_scheme (uri);
  GlsTimespan span;
  size_t length;

  if (path != NULL && gls_timespan_split (uri, &length, &span))
    add_part (self, uri, path, &span);
  else if (path != NULL)
    add_path (self, uri, path);
  else if (!gst_uri_protocol_is_supported (GST_URI_SRC, scheme))
    collection_fail (self, uri, "nothing here can open “%s” addresses", scheme);
  else if (leads_to_list (uri))
    collection_fail (self, uri, COLLECTION_NOT_FOLLOWED);
  else
    collection_add (self, uri, g_strdup (uri));
}

GPtrArray *
inputs_collect (char **arguments, const Shard *shard, size_t *n_failed)
{
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) covered =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Collection self = {
    .inputs = g_ptr_array_new_with_free_func (input_free),
    .seen = seen,
    .covered = covered,
    .shard = shard,
    .n_failed = n_failed,
  };

  for (; arguments != NULL && *arguments != NULL; arguments++) {
    if (g_str_equal (*arguments, "-"))
      add_standard_input (&self);
    else if (gls_location_is_uri (*arguments))
      add_uri (&self, *arguments);
    else
      add_path (&self, *arguments, *arguments);
  }
  return self.inputs;
}

char *
input_get_path (const Input *input)
{
  return g_str_equal (input->name, "-") ? NULL
                                        : gls_location_get_path (input->uri);
}

GPtrArray *
inputs_list_files (const GPtrArray *inputs)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < inputs->len; i++)
    g_ptr_array_add (files,
        gls_location_get_path (((Input *) inputs->pdata[i])->uri));
  return files;
}
