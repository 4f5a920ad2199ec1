/* Files, folders and URIs. Wrong ones are told apart here, before GStreamer
 * sees them, since its messages on files speak of elements.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/inputs.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <gst/base/gsttypefindhelper.h>
#include <gst/gst.h>
#include <inttypes.h>
#include <string.h>

#include "location.h"
#include "output/say.h"

/* Enough for typefinders to tell a format by its first bytes. */
#define TYPE_BYTES 65536

static void
input_free (gpointer data)
{
  Input *self = data;

  g_free (self->name);
  g_free (self->uri);
  g_free (self);
}

static void
add (GPtrArray *inputs, const char *name, char *uri)
{
  Input *input = g_new (Input, 1);

  input->name = g_strdup (name);
  input->uri = uri;
  g_ptr_array_add (inputs, input);
}

/* Containers whose media type does not say that they hold audio. */
static gboolean
is_media_type (const char *name)
{
  static const char *const others[] = { "application/ogg", "application/x-id3",
    "application/x-apetag", "application/mxf", "application/vnd.rn-realmedia",
    "application/x-3gp", NULL };

  return g_str_has_prefix (name, "audio/") || g_str_has_prefix (name, "video/")
      || g_strv_contains (others, name);
}

static gboolean
is_media_caps (const GstCaps *caps)
{
  return caps != NULL && !gst_caps_is_empty (caps) && !gst_caps_is_any (caps)
      && is_media_type (gst_structure_get_name (gst_caps_get_structure (caps,
          0)));
}

/* file extension -> itself, of everything that is audio or video */
static GHashTable *
media_extensions (void)
{
  static GHashTable *table;
  static gsize ready;

  if (g_once_init_enter (&ready)) {
    GList *factories = gst_type_find_factory_get_list ();

    table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (GList *at = factories; at != NULL; at = at->next) {
      const char *const *extensions =
          gst_type_find_factory_get_extensions (at->data);

      if (extensions == NULL
          || !is_media_caps (gst_type_find_factory_get_caps (at->data)))
        continue;
      for (; *extensions != NULL; extensions++)
        g_hash_table_add (table, g_ascii_strdown (*extensions, -1));
    }
    gst_plugin_feature_list_free (factories);
    g_once_init_leave (&ready, 1);
  }
  return table;
}

typedef enum
{
  CONTENT_OTHER,
  CONTENT_MEDIA,
  CONTENT_TEXT,
} Content;

/* Typefinders do not commit themselves on short texts. A character that is cut
 * off at the end does not count. */
static gboolean
reads_as_text (const guint8 *bytes, size_t n)
{
  const char *end;

  for (size_t i = 0; i < n; i++)
    if (g_ascii_iscntrl (bytes[i]) && !g_ascii_isspace (bytes[i]))
      return FALSE;
  return g_utf8_validate ((const char *) bytes, (gssize) n, &end)
      || (const char *) bytes + n - end < 4;
}

static Content
look_into (const char *path)
{
  g_autofree guint8 *bytes = g_malloc (TYPE_BYTES);
  g_autoptr (GstCaps) caps = NULL;
  FILE *file = g_fopen (path, "rbe");
  size_t n;

  if (file == NULL)
    return CONTENT_OTHER;
  n = fread (bytes, 1, TYPE_BYTES, file);
  fclose (file);
  if (n == 0)
    return CONTENT_OTHER;
  caps = gst_type_find_helper_for_data (NULL, bytes, n, NULL);
  if (is_media_caps (caps))
    return CONTENT_MEDIA;
  return reads_as_text (bytes, n) ? CONTENT_TEXT : CONTENT_OTHER;
}

/* By its name, so that a broken song is reported and not passed over; or by
 * what is in it. A text is no song whatever its name: go.mod is none. */
static gboolean
is_media_file (const char *path)
{
  const char *dot = strrchr (path, '.');
  Content content = look_into (path);

  if (content == CONTENT_OTHER && dot != NULL
      && strchr (dot, G_DIR_SEPARATOR) == NULL) {
    g_autofree char *extension = g_ascii_strdown (dot + 1, -1);

    return g_hash_table_contains (media_extensions (), extension);
  }
  return content == CONTENT_MEDIA;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Returns: whether the path can be opened */
static gboolean
check_file (const char *name, const char *path)
{
  GStatBuf status;
  FILE *file;

  if (g_stat (path, &status) != 0) {
    if (errno == ENOENT)
      say (name, "there is no such file");
    else
      say (name, "it cannot be opened: %s", g_strerror (errno));
    return FALSE;
  }

  if (S_ISREG (status.st_mode) && status.st_size == 0) {
    say (name, "this file is empty");
    return FALSE;
  }
  if (!S_ISREG (status.st_mode))
    return TRUE;
  file = g_fopen (path, "rbe");
  if (file == NULL) {
    say (name, "it cannot be opened: %s", g_strerror (errno));
    return FALSE;
  }
  fclose (file);
  if (look_into (path) == CONTENT_TEXT) {
    say (name, "this is text, not audio");
    return FALSE;
  }
  return TRUE;
}

/* name: as the user calls it */
static void
add_file (GPtrArray *inputs, const char *name, const char *path,
    size_t *n_failed)
{
  if (check_file (name, path))
    add (inputs, name, gls_location_get_uri (path));
  else
    ++*n_failed;
}

/* seen: (element-type utf8): device:inode of folders, against loops */
static void
add_folder (GPtrArray *inputs, const char *path, GHashTable *seen,
    size_t *n_failed)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;
  GStatBuf status;

  if (g_stat (path, &status) != 0
      || !g_hash_table_add (seen,
          g_strdup_printf ("%ju:%ju", (uintmax_t) status.st_dev,
              (uintmax_t) status.st_ino)))
    return;
  dir = g_dir_open (path, 0, &error);
  if (dir == NULL) {
    say (path, "this folder cannot be read: %s", g_strerror (errno));
    ++*n_failed;
    return;
  }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.')
      g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    const char *child = names->pdata[i];

    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      add_folder (inputs, child, seen, n_failed);
    else if (g_file_test (child, G_FILE_TEST_IS_REGULAR)
        && is_media_file (child))
      add_file (inputs, child, child, n_failed);
  }
}

static void
add_path (GPtrArray *inputs, const char *name, const char *path,
    size_t *n_failed)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    g_autoptr (GHashTable) seen =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    guint before = inputs->len;
    size_t failed_before = *n_failed;

    add_folder (inputs, path, seen, n_failed);
    if (inputs->len == before && *n_failed == failed_before) {
      say (name, "there is no audio file in this folder");
      ++*n_failed;
    }
  } else
    add_file (inputs, name, path, n_failed);
}

static void
add_uri (GPtrArray *inputs, const char *uri, size_t *n_failed)
{
  g_autofree char *scheme = gst_uri_get_protocol (uri);

  if (g_str_equal (scheme, "file")) {
    g_autofree char *path = g_filename_from_uri (uri, NULL, NULL);

    if (path != NULL) {
      add_path (inputs, uri, path, n_failed);
      return;
    }
  }
  if (!gst_uri_protocol_is_supported (GST_URI_SRC, scheme)) {
    say (uri, "nothing here can open “%s” addresses", scheme);
    ++*n_failed;
    return;
  }
  add (inputs, uri, g_strdup (uri));
}

GPtrArray *
inputs_collect (char **arguments, size_t *n_failed)
{
  GPtrArray *inputs = g_ptr_array_new_with_free_func (input_free);

  for (; arguments != NULL && *arguments != NULL; arguments++) {
    if (gls_location_is_uri (*arguments))
      add_uri (inputs, *arguments, n_failed);
    else
      add_path (inputs, *arguments, *arguments, n_failed);
  }
  return inputs;
}
