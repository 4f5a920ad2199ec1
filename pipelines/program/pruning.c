/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pruning.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "location.h"
#include "terminal/say.h"

typedef enum
{
  FILE_THERE,
  FILE_GONE,
  FILE_IN_DOUBT,
} FileState;

/* --- is it gone? --- */

/* Hidden files may be on the disk below the mount point. */
static gboolean
holds_something (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.')
      return TRUE;
  return FALSE;
}

/* Where there is nothing by this name. Returns: (transfer full): the nearest
 * folder above it that is there */
static FileState
look_above (const char *path, char **doubtful)
{
  g_autofree char *folder = g_path_get_dirname (path);
  struct stat status;

  if (stat (folder, &status) == 0) {
    if (!S_ISDIR (status.st_mode) || holds_something (folder))
      return FILE_GONE;
    *doubtful = g_steal_pointer (&folder);
    return FILE_IN_DOUBT;
  }
  if ((errno == ENOENT || errno == ENOTDIR) && lstat (folder, &status) != 0
      && (errno == ENOENT || errno == ENOTDIR))
    return look_above (folder, doubtful);
  *doubtful = g_steal_pointer (&folder); /* a link to what is not there, too */
  return FILE_IN_DOUBT;
}

/* doubtful: (out) (transfer full): of FILE_IN_DOUBT, because of what */
static FileState
look_at (const char *uri, char **doubtful)
{
  g_autofree char *path = gls_location_get_path (uri);
  struct stat status;

  if (path == NULL || stat (path, &status) == 0)
    return FILE_THERE;
  if (errno == ENOENT || errno == ENOTDIR)
    return look_above (path, doubtful);
  *doubtful = g_steal_pointer (&path);
  return FILE_IN_DOUBT;
}

/* --- below one folder --- */

typedef struct
{
  GPtrArray *gone;      /* addresses */
  GHashTable *doubtful; /* folders: a set */
  guint n_doubtful;     /* tracks in them */
} Findings;

static void
findings_init (Findings *self)
{
  self->gone = g_ptr_array_new ();
  self->doubtful =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->n_doubtful = 0;
}

static void
findings_clear (Findings *self)
{
  g_ptr_array_unref (self->gone);
  g_hash_table_unref (self->doubtful);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Findings, findings_clear)

static void
look_at_all (const GPtrArray *uris, Findings *findings)
{
  for (guint i = 0; i < uris->len; i++) {
    char *doubtful = NULL;

    switch (look_at (uris->pdata[i], &doubtful)) {
      case FILE_GONE:
        g_ptr_array_add (findings->gone, uris->pdata[i]);
        break;
      case FILE_IN_DOUBT:
        findings->n_doubtful++;
        g_hash_table_add (findings->doubtful, doubtful);
        break;
      default:
        break;
    }
  }
}

static void
say_doubts (const Findings *findings)
{
  guint n = g_hash_table_size (findings->doubtful);
  g_autofree gpointer *folders =
      g_hash_table_get_keys_as_array (findings->doubtful, NULL);
  g_autofree char *others =
      n > 1 ? g_strdup_printf (", nor in %u others", n - 1) : g_strdup ("");

  if (n > 0)
    say (folders[0],
        "nothing is to be seen there%s, as where a disk is not mounted: %u "
        "tracks stay in the database",
        others, findings->n_doubtful);
}

static gboolean
has_input_below (const GPtrArray *inputs, const char *folder)
{
  g_autofree char *prefix = gls_location_get_prefix (folder);

  for (guint i = 0; i < inputs->len; i++)
    if (g_str_has_prefix (((const Input *) inputs->pdata[i])->uri, prefix))
      return TRUE;
  return FALSE;
}

/* name: of the folder, as the user calls it; uri: its address */
static gboolean
prune_folder (GlsCatalogue *catalogue, const char *name, const char *uri,
    const GPtrArray *inputs, GError **error)
{
  g_autoptr (GPtrArray) known =
      gls_catalogue_list_below (catalogue, uri, error);
  g_auto (Findings) findings;

  findings_init (&findings);
  if (known == NULL)
    return FALSE;
  look_at_all (known, &findings);
  say_doubts (&findings);
  if (findings.gone->len == 0)
    return TRUE;
  if (findings.gone->len == known->len && !has_input_below (inputs, uri)) {
    say (name,
        "none of its %u tracks is there any more: they stay in the database",
        known->len);
    return TRUE;
  }
  if (!gls_catalogue_remove (catalogue, findings.gone, error))
    return FALSE;
  say (name, "no longer there, and forgotten: %u of %u tracks",
      findings.gone->len, known->len);
  return TRUE;
}

/* --- all of them --- */

/* Returns: (transfer full) (nullable): the address of a folder; NULL if it is none
 */
static char *
get_folder (const char *argument)
{
  g_autofree char *path = gls_location_get_path (argument);

  return path != NULL && g_file_test (path, G_FILE_TEST_IS_DIR)
      ? gls_location_get_uri (path)
      : NULL;
}

gboolean
pruning_run (GlsCatalogue *catalogue, char **arguments, const GPtrArray *inputs)
{
  gboolean has_folder = FALSE;

  for (; *arguments != NULL; arguments++) {
    g_autofree char *folder = get_folder (*arguments);
    g_autoptr (GError) error = NULL;

    if (folder == NULL)
      continue;
    has_folder = TRUE;
    if (!prune_folder (catalogue, *arguments, folder, inputs, &error)) {
      say (*arguments, "what is no longer there cannot be forgotten: %s",
          error->message);
      return FALSE;
    }
  }
  if (!has_folder)
    say (NULL, "nothing is forgotten: no folder is given, or there");
  return TRUE;
}
