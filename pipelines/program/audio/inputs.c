/* Files, folders and addresses. Wrong ones are told apart here, before
 * GStreamer sees them, since its messages on files speak of elements.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/inputs.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/content.h"
#include "location.h"
#include "radio/playlist.h"
#include "terminal/say.h"

#define STANDARD_INPUT "/dev/stdin"
#define CUE_SHEET                                                              \
  "lists of this kind are not followed: give the files or addresses that they" \
  " name"

/* Playlists that lead to playlists. */
#define MAX_DEPTH 5

typedef struct
{
  GPtrArray *inputs;
  GHashTable *seen; /* (element-type utf8): files and addresses, each once */
  size_t n_found;   /* these, and what led to one of them again */
  guint depth;      /* of playlists within playlists */
  const Shard *shard;
  const char *root; /* the folder that is gone through, or NULL */
  size_t *n_failed;
} Collection;

static void
input_free (gpointer data)
{
  Input *self = data;

  g_free (self->name);
  g_free (self->uri);
  g_free (self);
}

static void G_GNUC_PRINTF (3, 4)
    fail (Collection *self, const char *name, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  say (name, "%s", why);
  ++*self->n_failed;
}

/* Whether this part of many has it. Folders may be elsewhere on each machine,
 * but what is in them is the same. */
static gboolean
is_mine (const Collection *self, const char *name)
{
  const char *place = name;

  if (self->root != NULL && g_str_has_prefix (name, self->root))
    for (place += strlen (self->root); *place == '/';)
      place++;
  return shard_has (self->shard, place);
}

/* A file that two names lead to, as links do, is one input.
 * Returns: whether this is the first one */
static gboolean
is_first (Collection *self, const char *uri)
{
  g_autofree char *path = gls_location_get_path (uri);
  char *real = path != NULL ? realpath (path, NULL) : NULL;

  self->n_found++;
  return g_hash_table_add (self->seen, real != NULL ? real : g_strdup (uri));
}

static void
add (Collection *self, const char *name, char *uri)
{
  Input *input;

  if (!is_first (self, uri) || !is_mine (self, name)) {
    g_free (uri);
    return;
  }
  input = g_new (Input, 1);
  input->name = g_strdup (name);
  input->uri = uri;
  g_ptr_array_add (self->inputs, input);
}

static void add_uri (Collection *self, const char *uri);
static void add_file (Collection *self, const char *name, const char *path,
    gboolean is_media);

/* --- playlists --- */

/* Returns: (transfer full): a file beside a playlist, called as the playlist is
 */
static char *
name_beside (const char *list, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (list);
  g_autofree char *whole = g_canonicalize_filename (folder, NULL);
  const char *rest =
      g_str_has_prefix (path, whole) ? path + strlen (whole) : NULL;

  if (gls_location_is_uri (list) || rest == NULL || *rest != '/')
    return g_strdup (path);
  return g_build_filename (strchr (list, '/') != NULL ? folder : "", rest + 1,
      NULL);
}

static void
add_entry (Collection *self, const char *list, const char *uri)
{
  g_autofree char *path = gls_location_get_path (uri);
  g_autofree char *name = path != NULL ? name_beside (list, path) : NULL;

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
    fail (self, name, "this playlist names nothing");
  else if (self->depth == MAX_DEPTH)
    fail (self, name, "one playlist leads to the next");
  else {
    self->depth++;
    for (guint i = 0; i < uris->len; i++)
      add_entry (self, name, uris->pdata[i]);
    self->depth--;
  }
  return TRUE;
}

/* --- files --- */

static gboolean
can_be_opened (Collection *self, const char *name, const char *path)
{
  FILE *file = g_fopen (path, "rbe");

  if (file != NULL)
    fclose (file);
  else
    fail (self, name, "it cannot be opened: %s", g_strerror (errno));
  return file != NULL;
}

static gboolean
is_audio (Collection *self, const char *name, const char *path)
{
  switch (content_of_file (path)) {
    case CONTENT_TEXT:
      fail (self, name, "this is text, not audio");
      return FALSE;
    case CONTENT_CUE_SHEET:
      fail (self, name, CUE_SHEET);
      return FALSE;
    default:
      return TRUE;
  }
}

static gboolean
check_file (Collection *self, const char *name, const char *path,
    gboolean is_media)
{
  GStatBuf status;

  if (g_stat (path, &status) != 0) {
    if (errno == ENOENT)
      fail (self, name, "there is no such file");
    else
      fail (self, name, "it cannot be opened: %s", g_strerror (errno));
    return FALSE;
  }
  if (!S_ISREG (status.st_mode))
    return TRUE;
  if (status.st_size > 0)
    return can_be_opened (self, name, path)
        && (is_media || is_audio (self, name, path));
  fail (self, name, "this file is empty");
  return FALSE;
}

/* name: as the user calls it; is_media: whether what is in it was looked at, and
 * is that */
static void
add_file (Collection *self, const char *name, const char *path,
    gboolean is_media)
{
  if (!add_playlist (self, name, path)
      && (!is_mine (self, name) || check_file (self, name, path, is_media)))
    add (self, name, gls_location_get_uri (path));
}

static void
add_standard_input (Collection *self)
{
  if (isatty (STDIN_FILENO))
    fail (self, "standard input", "this is a terminal, not audio");
  else
    add (self, "-", gls_location_get_uri (STANDARD_INPUT));
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

static void
add_folder (Collection *self, const char *path, GHashTable *folders)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GError) error = NULL;

  if (!is_new_folder (path, folders))
    return;
  names = read_folder (path, &error);
  if (names == NULL) {
    fail (self, path, "this folder cannot be read: %s", error->message);
    return;
  }
  for (guint i = 0; i < names->len; i++) {
    const char *child = names->pdata[i];

    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      add_folder (self, child, folders);
    else if (g_file_test (child, G_FILE_TEST_IS_REGULAR)
        && content_is_media_file (child))
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
    fail (self, name, "there is no audio file in this folder");
}

/* --- what is named --- */

static void
add_path (Collection *self, const char *name, const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    add_whole_folder (self, name, path);
  else
    add_file (self, name, path, FALSE);
}

/* Those at an address are followed by what reads from there. */
static gboolean
leads_to_cue_sheet (const char *uri)
{
  g_autofree char *path = NULL;

  return g_uri_split (uri, G_URI_FLAGS_NONE, NULL, NULL, NULL, NULL, &path,
             NULL, NULL, NULL)
      && content_is_cue_sheet_name (path);
}

static void
add_uri (Collection *self, const char *uri)
{
  g_autofree char *path = gls_location_get_path (uri);
  g_autofree char *scheme = g_uri_parse_scheme (uri);

  if (path != NULL)
    add_path (self, uri, path);
  else if (!gst_uri_protocol_is_supported (GST_URI_SRC, scheme))
    fail (self, uri, "nothing here can open “%s” addresses", scheme);
  else if (leads_to_cue_sheet (uri))
    fail (self, uri, CUE_SHEET);
  else
    add (self, uri, g_strdup (uri));
}

GPtrArray *
inputs_collect (char **arguments, const Shard *shard, size_t *n_failed)
{
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Collection self = {
    .inputs = g_ptr_array_new_with_free_func (input_free),
    .seen = seen,
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
