/* Expands what stands for several layers.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A residual (He, Zhang, Ren and Sun, "Deep residual learning for image
 * recognition", CVPR 2016) is x + f(x), where f is a list of its own:
 *
 *   { "type": "residual", "layers": [ ... ] }
 *
 * It becomes the layers of f and an "add", which adds what went into the first
 * of them.
 */
#include "net/layer-list.h"
#include "net/pack.h"

#include <string.h>

#define MAX_LAYERS 128
#define MAX_DEPTH 8

typedef struct
{
  json_t *out;
  size_t n_entries; /* so far, with those of residuals */
} Expansion;

/* One list of a file. */
typedef struct
{
  const char *what;   /* for messages */
  const char *prefix; /* of all names: "", or "residual1." */
  guint depth;
  GHashTable *counts; /* type -> how many so far */
} Scope;

static gboolean expand_list (Expansion *self, const json_t *list,
    const char *what, const char *prefix, guint depth, GError **error);

static gboolean
expand_residual (Expansion *self, const json_t *residual, const char *name,
    guint depth, GError **error)
{
  static const char *const known[] = { "type", "name", "layers", NULL };
  g_autofree char *what = g_strdup_printf ("layer \"%s\"", name);
  g_autofree char *prefix = g_strconcat (name, ".", NULL);
  g_autofree char *add = g_strconcat (prefix, "add", NULL);
  const size_t first = json_array_size (self->out);
  json_t *layers;

  if (!gls_json_only_has (residual, what, known, error)
      || !gls_json_get_array (residual, what, "layers", &layers, error)
      || !expand_list (self, layers, what, prefix, depth + 1, error))
    return FALSE;
  json_array_append_new (self->out,
      json_pack ("{s:s, s:s, s:I}", "type", "add", "name", add, "layers",
          (json_int_t) (json_array_size (self->out) - first)));
  return TRUE;
}

/* Returns: (transfer full) (nullable): the name that the entry has, or gets */
static char *
choose_name (const Scope *scope, const json_t *entry, const char *type,
    GError **error)
{
  guint number =
      GPOINTER_TO_UINT (g_hash_table_lookup (scope->counts, type)) + 1;
  g_autofree char *default_name = g_strdup_printf ("%s%u", type, number);
  const char *name = default_name;

  g_hash_table_insert (scope->counts, g_strdup (type),
      GUINT_TO_POINTER (number));
  if (!gls_json_may_get_string (entry, "a layer", "name", 40, &name, error))
    return NULL;
  return g_strconcat (scope->prefix, name, NULL);
}

static gboolean
expand_entry (Expansion *self, const Scope *scope, const json_t *entry,
    GError **error)
{
  g_autofree char *name = NULL;
  const char *type;
  json_t *copy;

  if (!json_is_object (entry)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s holds something that is not an object", scope->what);
    return FALSE;
  }
  if (!gls_json_get_string (entry, "a layer", "type", 64, &type, error))
    return FALSE;
  name = choose_name (scope, entry, type, error);
  if (name == NULL)
    return FALSE;
  if (strcmp (type, "pack") == 0)
    return gls_pack_expand (self->out, entry, name, error);
  if (strcmp (type, "residual") == 0)
    return expand_residual (self, entry, name, scope->depth, error);

  copy = json_copy ((json_t *) entry);
  json_object_set_new (copy, "name", json_string (name));
  json_array_append_new (self->out, copy);
  return TRUE;
}

static gboolean
expand_list (Expansion *self, const json_t *list, const char *what,
    const char *prefix, guint depth, GError **error)
{
  g_autoptr (GHashTable) counts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const Scope scope = { what, prefix, depth, counts };
  const size_t n = json_array_size (list);

  self->n_entries += n;
  if (n == 0 || self->n_entries > MAX_LAYERS) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s has %zu layers, not 1 to %d in all", what, n, MAX_LAYERS);
    return FALSE;
  }
  if (depth > MAX_DEPTH) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s stands in more than %d others", what, MAX_DEPTH);
    return FALSE;
  }
  for (size_t i = 0; i < n; i++)
    if (!expand_entry (self, &scope, json_array_get (list, i), error))
      return FALSE;
  return TRUE;
}

json_t *
gls_layer_list_expand (const json_t *list, GError **error)
{
  g_autoptr (json_t) out = json_array ();
  Expansion self = { .out = out };

  if (!expand_list (&self, list, "the layer list", "", 0, error))
    return NULL;
  return g_steal_pointer (&out);
}
