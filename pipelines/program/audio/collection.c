/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "audio/collection.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/content.h"
#include "location.h"
#include "terminal/say.h"

void
collection_fail (Collection *self, const char *name, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  say (name, "%s", why);
  ++*self->n_failed;
}

gboolean
collection_has (const Collection *self, const char *name)
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
  g_autofree char *real = path != NULL ? realpath (path, NULL) : NULL;
  GlsTimespan span;

  self->n_found++;
  gls_timespan_split (uri, NULL, &span);
  return g_hash_table_add (self->seen,
      real != NULL ? gls_timespan_join (real, &span) : g_strdup (uri));
}

Input *
collection_add (Collection *self, const char *name, char *uri)
{
  Input *input;

  if (!is_first (self, uri) || !collection_has (self, name)) {
    g_free (uri);
    return NULL;
  }
  input = g_new0 (Input, 1);
  input->name = g_strdup (name);
  input->uri = uri;
  g_ptr_array_add (self->inputs, input);
  return input;
}

Input *
collection_add_part (Collection *self, const char *name, const char *path,
    const GlsTimespan *span)
{
  g_autofree char *whole = gls_location_get_uri (path);

  return collection_add (self, name, gls_timespan_join (whole, span));
}

char *
collection_name_beside (const char *list, const char *path)
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

void
collection_cover (Collection *self, const char *path)
{
  char *real = realpath (path, NULL);

  if (real != NULL)
    g_hash_table_add (self->covered, real);
}

gboolean
collection_covers (const Collection *self, const char *path)
{
  g_autofree char *real = NULL;

  if (g_hash_table_size (self->covered) == 0)
    return FALSE;
  real = realpath (path, NULL);
  return real != NULL && g_hash_table_contains (self->covered, real);
}

/* --- whether it can be heard --- */

static gboolean
can_be_opened (Collection *self, const char *name, const char *path)
{
  FILE *file = g_fopen (path, "rbe");

  if (file != NULL)
    fclose (file);
  else
    collection_fail (self, name, "it cannot be opened: %s", g_strerror (errno));
  return file != NULL;
}

static gboolean
is_audio (Collection *self, const char *name, const char *path)
{
  switch (content_of_file (path)) {
    case CONTENT_TEXT:
      collection_fail (self, name, "this is text, not audio");
      return FALSE;
    case CONTENT_LIST:
      collection_fail (self, name, COLLECTION_NOT_FOLLOWED);
      return FALSE;
    default:
      return TRUE;
  }
}

gboolean
collection_check (Collection *self, const char *name, const char *path,
    gboolean is_media)
{
  GStatBuf status;

  if (g_stat (path, &status) != 0) {
    if (errno == ENOENT)
      collection_fail (self, name, "there is no such file");
    else
      collection_fail (self, name, "it cannot be opened: %s",
          g_strerror (errno));
    return FALSE;
  }
  if (!S_ISREG (status.st_mode))
    return TRUE;
  if (status.st_size > 0)
    return can_be_opened (self, name, path)
        && (is_media || is_audio (self, name, path));
  collection_fail (self, name, "this file is empty");
  return FALSE;
}
