/* Walks the two levels of the cache.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/cachefolder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "outfile.h"

#define HEX "0123456789abcdef"
#define SHARD_DIGITS 2
#define NAME_DIGITS 62
/* “.” and six characters: how g_file_set_contents() names what is not whole,
 * which earlier versions wrote with. */
#define SUFFIX_CHARACTERS 7

char *
cachefolder_default (void)
{
  return g_build_filename (g_get_user_cache_dir (), "glissando", "features",
      NULL);
}

static gboolean
is_shard (const char *name)
{
  return strlen (name) == SHARD_DIGITS && strspn (name, HEX) == SHARD_DIGITS;
}

static gboolean
is_entry (const char *name)
{
  size_t n = strspn (name, HEX), rest = strlen (name) - n;

  return n == NAME_DIGITS
      && (rest == 0 || (rest == SUFFIX_CHARACTERS && name[n] == '.'));
}

/* As gls_outfile_new() names what is not whole: a dot before it, and behind. */
static gboolean
is_partial (const char *name)
{
  return name[0] == '.' && strspn (name + 1, HEX) == NAME_DIGITS
      && name[1 + NAME_DIGITS] == '.';
}

static gboolean
is_ours (const char *name)
{
  return is_entry (name) || is_partial (name);
}

typedef gboolean (*NameFunc) (const char *name);
typedef gboolean (*VisitFunc) (const char *path, guint64 size, gpointer data,
    GError **error);

static gboolean
set_error (GError **error, const char *path, int number)
{
  g_set_error (error, G_FILE_ERROR, (gint) g_file_error_from_errno (number),
      "%s: %s", path, g_strerror (number));
  return FALSE;
}

static gboolean
visit_shard (const char *shard, NameFunc wants, VisitFunc visit, gpointer data,
    GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (shard, 0, error);
  const char *name;
  gboolean ok = dir != NULL;

  while (ok && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path =
        wants (name) ? g_build_filename (shard, name, NULL) : NULL;
    GStatBuf status;

    if (path != NULL && g_lstat (path, &status) == 0
        && S_ISREG (status.st_mode))
      ok = visit (path, (guint64) status.st_size, data, error);
  }
  return ok;
}

static gboolean
visit_all (const char *folder, NameFunc wants, VisitFunc visit,
    void (*leave) (const char *), gpointer data, GError **error)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;
  gboolean ok;

  if (!g_file_test (folder, G_FILE_TEST_EXISTS))
    return TRUE;
  dir = g_dir_open (folder, 0, error);
  ok = dir != NULL;
  while (ok && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *shard = g_build_filename (folder, name, NULL);

    if (!is_shard (name) || !g_file_test (shard, G_FILE_TEST_IS_DIR))
      continue;
    ok = visit_shard (shard, wants, visit, data, error);
    if (ok && leave != NULL)
      leave (shard);
  }
  return ok;
}

static gboolean
count (const char *path, guint64 size, gpointer data, GError **error)
{
  CacheUse *use = data;

  use->n_files++;
  use->n_bytes += size;
  return TRUE;
}

gboolean
cachefolder_measure (const char *folder, CacheUse *use, GError **error)
{
  *use = (CacheUse){ 0 };
  return visit_all (folder, is_ours, count, NULL, use, error);
}

static gboolean
remove_entry (const char *path, guint64 size, gpointer data, GError **error)
{
  if (g_unlink (path) != 0 && errno != ENOENT)
    return set_error (error, path, errno);
  return count (path, size, data, error);
}

/* Not if something else is in it. */
static void
remove_folder (const char *path)
{
  (void) g_rmdir (path);
}

gboolean
cachefolder_empty (const char *folder, CacheUse *use, GError **error)
{
  *use = (CacheUse){ 0 };
  return visit_all (folder, is_ours, remove_entry, remove_folder, use, error);
}

static gboolean
remove_partial (const char *path, guint64 size, gpointer data, GError **error)
{
  gls_outfile_remove_stale (path);
  return TRUE;
}

void
cachefolder_tidy (const char *folder)
{
  visit_all (folder, is_partial, remove_partial, NULL, NULL, NULL);
}
