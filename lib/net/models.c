/* The models that are in use, by what they were read from. The table owns
 * none of them: the last unref, under the same lock as a look into it, takes a
 * model out.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/models.h"

#include <glib/gstdio.h>
#include <string.h>

#include "net/model-private.h"
#include "models-resource.h"

#define BUILT_IN "/org/glissando/models/"

static GMutex lock;
static GHashTable *models; /* key -> GlsModel, not owned */

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
  model = built_in != NULL ? gls_model_load_bytes (built_in, error)
                           : gls_model_load (name, error);
  if (model != NULL) {
    model->shared_as = g_steal_pointer (&key);
    g_hash_table_insert (models, model->shared_as, model);
  }
  return model;
}

GlsModel *
gls_models_open (const char *name, GError **error)
{
  GlsModel *model;

  g_mutex_lock (&lock);
  model = open_locked (name != NULL ? name : GLS_MODELS_DEFAULT, error);
  g_mutex_unlock (&lock);
  return model;
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
