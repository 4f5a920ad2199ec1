/* The models that are in use, by what they were read from. The table owns
 * none of them: the last unref, under the same lock as a look into it, takes a
 * model out.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/models.h"

#include <glib/gstdio.h>
#include <string.h>

#include "net/ensemble.h"
#include "models-resource.h"

#define BUILT_IN "/org/glissando/models/"
#define USUAL_DEFAULT "mtat"

static GMutex lock;
static GHashTable *models; /* key -> GlsModel, not owned */

/* --- built in --- */

/* Returns: (transfer full) (nullable): the bytes of a built-in model */
static GBytes *
find_built_in (const char *name)
{
  g_autofree char *path = NULL;

  if (strchr (name, G_DIR_SEPARATOR) != NULL)
    return NULL;
  path = g_strconcat (BUILT_IN, name, NULL);
  return g_resource_lookup_data (gls_models_get_resource (), path,
      G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

/* Returns: (transfer none): the name of the model that is meant where none is */
static const char *
get_default (void)
{
  g_autoptr (GBytes) other = find_built_in (GLS_MODELS_DEFAULT);

  return other != NULL ? GLS_MODELS_DEFAULT : USUAL_DEFAULT;
}

static const char *
resolve_one (const char *name)
{
  return g_str_equal (name, GLS_MODELS_DEFAULT) ? get_default () : name;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const char *x = *(char *const *) a, *y = *(char *const *) b;
  const char *first = get_default ();
  gboolean x_first = g_str_equal (x, first);

  if (x_first || g_str_equal (y, first))
    return x_first ? -1 : 1;
  return strcmp (x, y);
}

char **
gls_models_list_built_in (void)
{
  char **names = g_resource_enumerate_children (gls_models_get_resource (),
      BUILT_IN, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  return names;
}

/* Whatever stands in the file: it is asked for by this name. */
static GlsModel *
load_built_in (GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (GlsModel) model = gls_model_load_bytes (bytes, error);

  return model != NULL && gls_model_set_name (model, name, error)
      ? g_steal_pointer (&model)
      : NULL;
}

/* --- one --- */

/* Who gives a bare name that is no file's may have meant a built-in model. */
static GlsModel *
load_file (const char *name, GError **error)
{
  g_auto (GStrv) names = NULL;
  g_autofree char *list = NULL;

  if (strchr (name, G_DIR_SEPARATOR) != NULL
      || g_file_test (name, G_FILE_TEST_EXISTS))
    return gls_model_load (name, error);
  names = gls_models_list_built_in ();
  list = g_strjoinv (", ", names);
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO,
      "there is neither such a file nor such a built-in model (%s)", list);
  return NULL;
}

/* A file under whichever of its names, as long as it is not written anew. */
static char *
make_key (const char *path)
{
  GStatBuf s;

  if (g_stat (path, &s) != 0)
    return g_strdup (path);
  return g_strdup_printf ("%ju:%ju:%jd:%jd.%09ld", (uintmax_t) s.st_dev,
      (uintmax_t) s.st_ino, (intmax_t) s.st_size, (intmax_t) s.st_mtim.tv_sec,
      s.st_mtim.tv_nsec);
}

/* Under the lock, so that whoever comes second waits instead of reading, too.
 */
static GlsModel *
open_locked (const char *name, GError **error)
{
  g_autoptr (GBytes) built_in = find_built_in (name);
  g_autofree char *key = built_in != NULL ? g_strdup (name) : make_key (name);
  GlsModel *model;

  if (models == NULL)
    models = g_hash_table_new (g_str_hash, g_str_equal);
  model = g_hash_table_lookup (models, key);
  if (model != NULL)
    return gls_model_ref (model);
  model = built_in != NULL ? load_built_in (built_in, name, error)
                           : load_file (name, error);
  if (model != NULL) {
    model->shared_as = g_steal_pointer (&key);
    g_hash_table_insert (models, model->shared_as, model);
  }
  return model;
}

static GlsModel *
open_one (const char *name, GError **error)
{
  GlsModel *model;

  g_mutex_lock (&lock);
  model = open_locked (resolve_one (name), error);
  g_mutex_unlock (&lock);
  return model;
}

/* --- several --- */

static gboolean
is_list (const char *name)
{
  return strchr (name, ',') != NULL && !g_file_test (name, G_FILE_TEST_EXISTS);
}

static GlsModel *
open_list (const char *list, GError **error)
{
  g_auto (GStrv) names = g_strsplit (list, ",", -1);
  g_autoptr (GPtrArray) all =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gls_model_unref);

  for (char **name = names; *name != NULL; name++) {
    GlsModel *model = open_one (*name, error);

    if (model == NULL) {
      g_prefix_error (error, "“%s”: ", *name);
      return NULL;
    }
    g_ptr_array_add (all, model);
  }
  return gls_ensemble_new_model (g_steal_pointer (&all),
      (const char *const *) names, error);
}

char *
gls_models_resolve (const char *name)
{
  g_auto (GStrv) names = NULL;

  if (name == NULL)
    name = GLS_MODELS_DEFAULT;
  if (!is_list (name))
    return g_strdup (resolve_one (name));
  names = g_strsplit (name, ",", -1);
  for (char **one = names; *one != NULL; one++) {
    char *own = g_strdup (resolve_one (*one));

    g_free (*one);
    *one = own;
  }
  return g_strjoinv (",", names);
}

GlsModel *
gls_models_open (const char *name, GError **error)
{
  if (name == NULL)
    name = GLS_MODELS_DEFAULT;
  return is_list (name) ? open_list (name, error) : open_one (name, error);
}

gboolean
gls_models_release (GlsModel *model)
{
  gboolean was_last;

  g_mutex_lock (&lock);
  was_last = g_atomic_ref_count_dec (&model->refs);
  if (was_last)
    g_hash_table_remove (models, model->shared_as);
  g_mutex_unlock (&lock);
  return was_last;
}
