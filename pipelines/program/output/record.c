/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/record.h"

#include <string.h>

#include "gls.h"

/* Of windows at the model's threshold, if it has one; of events, the value */
static json_t *
get_f (const json_t *tag)
{
  json_t *f = json_object_get (tag, "f_at_threshold");

  if (f == NULL || json_is_null (f))
    f = json_object_get (tag, "f");
  return json_is_object (f) ? json_object_get (f, "value") : f;
}

/* Returns: (transfer full): {"drums": 0.7, …} */
static json_t *
shorten_tags (const json_t *tags)
{
  json_t *short_tags = json_object (), *tag;
  size_t i;

  json_array_foreach (tags, i, tag)
  {
    json_object_set (short_tags,
        json_string_value (json_object_get (tag, "tag")), get_f (tag));
  }
  return short_tags;
}

/* Without the model, which is the one that it is in, and where files lie; of
 * events, the mean F and what it was reckoned by */
static json_t *
shorten (json_t *scores)
{
  static const char *const files[] = { "data", "events" };
  static const char *const left_out[] = { "model", "macro", "micro", "touch",
    "draws" };
  json_t *kept = json_copy (scores), *macro = json_object_get (scores, "macro");

  for (size_t i = 0; i < G_N_ELEMENTS (left_out); i++)
    json_object_del (kept, left_out[i]);
  if (macro != NULL)
    json_object_set (kept, "f", get_f (macro));
  for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
    const char *path = json_string_value (json_object_get (kept, files[i]));
    g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;

    if (name != NULL)
      json_object_set_new (kept, files[i], gls_json_text (name));
  }
  json_object_set_new (kept, "tags",
      shorten_tags (json_object_get (scores, "tags")));
  return kept;
}

json_t *
record_get_provenance (const GlsModel *model)
{
  const char *text = gls_model_get_description (model);
  g_autoptr (json_t) description =
      gls_json_parse_object (text, strlen (text), "description", NULL);

  return json_incref (json_object_get (description, "provenance"));
}

/* Returns: (transfer full): what the provenance becomes */
static json_t *
add (const GlsModel *model, const char *name, json_t *scores)
{
  json_t *provenance = record_get_provenance (model);
  json_t *all = json_object_get (provenance, "evaluations");

  if (!json_is_object (all)) {
    all = json_object ();
    json_object_set_new (provenance, "evaluations", all);
  }
  json_object_set_new (all, name, shorten (scores));
  return provenance;
}

gboolean
record_write (const char *path, const char *name, json_t *scores,
    GError **error)
{
  g_autoptr (GlsModel) model = gls_model_load (path, error);
  g_autoptr (json_t) provenance = NULL;
  g_autofree char *text = NULL;

  if (model == NULL)
    return FALSE;
  provenance = add (model, name, scores);
  text = gls_json_to_text (provenance, 0);
  return gls_model_set_provenance (model, text, error)
      && gls_model_save (model, path, gls_model_get_dtype (model), error);
}
