/* Walks the two levels of the cache.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/cachefolder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "data/cache.h"
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
typedef gboolean (*VisitFunc) (const char *path, const GStatBuf *status,
    gpointer data, GError **error);

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
      ok = visit (path, &status, data, error);
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

static void
use_add (CacheUse *use, guint64 size)
{
  use->n_files++;
  use->n_bytes += size;
}

/* --- what there is --- */

static void
group_free (gpointer data)
{
  CacheGroup *self = data;

  g_free (self->origin);
  g_free (self);
}

static gboolean
count (const char *path, const GStatBuf *status, gpointer data, GError **error)
{
  g_autofree char *origin = cache_read_origin (path);
  const char *name = origin != NULL ? origin : "";
  CacheGroup *group = g_hash_table_lookup (data, name);

  if (group == NULL) {
    group = g_new0 (CacheGroup, 1);
    group->origin = g_strdup (name);
    g_hash_table_insert (data, group->origin, group);
  }
  use_add (&group->use, (guint64) status->st_size);
  return TRUE;
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const CacheGroup *x = *(CacheGroup *const *) a, *y = *(CacheGroup *const *) b;

  if (x->use.n_bytes != y->use.n_bytes)
    return x->use.n_bytes < y->use.n_bytes ? 1 : -1;
  return strcmp (x->origin, y->origin);
}

gboolean
cachefolder_measure (const char *folder, GPtrArray **groups, GError **error)
{
  g_autoptr (GHashTable) by_origin = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean ok = visit_all (folder, is_ours, count, NULL, by_origin, error);
  GHashTableIter iter;
  gpointer group;

  *groups = g_ptr_array_new_with_free_func (group_free);
  g_hash_table_iter_init (&iter, by_origin);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    g_ptr_array_add (*groups, group);
  g_ptr_array_sort (*groups, compare_groups);
  return ok;
}

/* --- away with it --- */

static gboolean
remove_file (const char *path, guint64 size, CacheUse *removed, GError **error)
{
  if (g_unlink (path) != 0 && errno != ENOENT)
    return set_error (error, path, errno);
  use_add (removed, size);
  return TRUE;
}

static gboolean
remove_entry (const char *path, const GStatBuf *status, gpointer data,
    GError **error)
{
  return remove_file (path, (guint64) status->st_size, data, error);
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

/* An entry, and when it was of use last. */
typedef struct
{
  char *path;
  guint64 size;
  struct timespec used;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *self = data;

  g_free (self->path);
  g_free (self);
}

static gboolean
list_entry (const char *path, const GStatBuf *status, gpointer data,
    GError **error)
{
  Entry *entry = g_new (Entry, 1);

  *entry = (Entry){ .path = g_strdup (path),
    .size = (guint64) status->st_size,
    .used = status->st_atim };
  g_ptr_array_add (data, entry);
  return TRUE;
}

static int
compare_use (gconstpointer a, gconstpointer b)
{
  const Entry *x = *(Entry *const *) a, *y = *(Entry *const *) b;

  if (x->used.tv_sec != y->used.tv_sec)
    return x->used.tv_sec < y->used.tv_sec ? -1 : 1;
  if (x->used.tv_nsec != y->used.tv_nsec)
    return x->used.tv_nsec < y->used.tv_nsec ? -1 : 1;
  return strcmp (x->path, y->path);
}

gboolean
cachefolder_shrink (const char *folder, guint64 keep, CacheUse *removed,
    GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  guint64 total = 0;
  gboolean ok;

  *removed = (CacheUse){ 0 };
  cachefolder_tidy (folder);
  ok = visit_all (folder, is_entry, list_entry, NULL, entries, error);
  g_ptr_array_sort (entries, compare_use);
  for (guint i = 0; i < entries->len; i++)
    total += ((Entry *) entries->pdata[i])->size;
  for (guint i = 0; ok && total > keep && i < entries->len; i++) {
    const Entry *entry = entries->pdata[i];

    ok = remove_file (entry->path, entry->size, removed, error);
    total -= entry->size;
  }
  return ok;
}

static gboolean
remove_partial (const char *path, const GStatBuf *status, gpointer data,
    GError **error)
{
  gls_outfile_remove_stale (path);
  return TRUE;
}

void
cachefolder_tidy (const char *folder)
{
  visit_all (folder, is_partial, remove_partial, NULL, NULL, NULL);
}
