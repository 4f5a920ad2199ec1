/* Typefinders and file names.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/content.h"

#include <glib/gstdio.h>
#include <gst/base/gsttypefindhelper.h>
#include <gst/gst.h>
#include <stdio.h>
#include <string.h>

#include "radio/playlist.h"

/* Enough for typefinders to tell a format by its first bytes. */
#define TYPE_BYTES 65536

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

/* Returns: (transfer full) (nullable): what stands behind the last dot, in
 * lower case */
static char *
get_extension (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL && strchr (dot, G_DIR_SEPARATOR) == NULL
      ? g_ascii_strdown (dot + 1, -1)
      : NULL;
}

gboolean
content_is_cue_sheet_name (const char *name)
{
  g_autofree char *extension = get_extension (name);

  return g_strcmp0 (extension, "cue") == 0;
}

gboolean
content_is_list_name (const char *name)
{
  g_autofree char *extension = get_extension (name);

  return g_strcmp0 (extension, "asx") == 0;
}

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

Content
content_of_file (const char *path)
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
  if (!reads_as_text (bytes, n))
    return CONTENT_OTHER;
  if (gls_playlist_recognise (bytes, n, path, NULL) == GLS_PLAYLIST_HLS)
    return CONTENT_OTHER;
  return content_is_list_name (path) ? CONTENT_LIST : CONTENT_TEXT;
}

gboolean
content_is_media_file (const char *path)
{
  g_autofree char *extension = get_extension (path);
  Content content = content_of_file (path);

  if (content == CONTENT_OTHER && extension != NULL)
    return g_hash_table_contains (media_extensions (), extension);
  return content == CONTENT_MEDIA;
}
