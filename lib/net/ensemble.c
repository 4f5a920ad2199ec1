/* What an ensemble says of itself follows from what its models say.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/ensemble.h"

#include <math.h>
#include <string.h>

#include "net/untaught.h"

static const GlsDescription *
describe (const GlsEnsemble *self, size_t i)
{
  return gls_ensemble_get (self, i)->description;
}

/* --- what they have in common --- */

/* Returns: (nullable): in what they differ that would have to be the same */
static const char *
find_difference (const GlsDescription *a, const GlsDescription *b)
{
  if (!g_strv_equal ((const char *const *) a->front_end,
          (const char *const *) b->front_end))
    return "they hear by other front ends";
  if (!gls_shape_equal (&a->frame, &b->frame) || a->n_frames != b->n_frames)
    return "their segments are not the same";
  if (a->hop != b->hop)
    return "their segments are not as far apart";
  if (a->output != b->output)
    return "one is for tags, the other one for events";
  return NULL;
}

static gboolean
check (const GPtrArray *models, const char *const *names, GError **error)
{
  const GlsModel *first = models->pdata[0];

  for (guint i = 1; i < models->len; i++) {
    const GlsModel *model = models->pdata[i];
    const char *difference =
        find_difference (first->description, model->description);

    if (difference == NULL)
      continue;
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "“%s” and “%s” cannot be used together: %s", names[0], names[i],
        difference);
    return FALSE;
  }
  return TRUE;
}

/* --- labels --- */

/* Returns: where a label is among all, at the end if it is a new one */
static size_t
place_label (GPtrArray *labels, GHashTable *places, const char *label)
{
  gpointer place;

  if (g_hash_table_lookup_extended (places, label, NULL, &place))
    return GPOINTER_TO_SIZE (place);
  g_hash_table_insert (places, (gpointer) label,
      GSIZE_TO_POINTER (labels->len));
  g_ptr_array_add (labels, g_strdup (label));
  return labels->len - 1;
}

static GStrv
place_labels (GlsEnsemble *self)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *labels = g_ptr_array_new ();

  self->place = g_new0 (size_t *, self->models->len);
  for (guint i = 0; i < self->models->len; i++) {
    const GlsDescription *model = describe (self, i);

    self->place[i] = g_new (size_t, model->n_labels);
    for (size_t k = 0; k < model->n_labels; k++)
      self->place[i][k] = place_label (labels, places, model->labels[k]);
  }
  self->n_labels = labels->len;
  g_ptr_array_add (labels, NULL);
  self->n_knowing = g_new0 (size_t, self->n_labels);
  for (guint i = 0; i < self->models->len; i++)
    for (size_t k = 0; k < describe (self, i)->n_labels; k++)
      self->n_knowing[self->place[i][k]]++;
  return (GStrv) g_ptr_array_free (labels, FALSE);
}

/* group: size_t[n], those of a group have the same number, that of the first */
static void
join_groups (size_t *group, size_t n, size_t a, size_t b)
{
  const size_t from = MAX (group[a], group[b]), to = MIN (group[a], group[b]);

  for (size_t i = 0; i < n; i++)
    if (group[i] == from)
      group[i] = to;
}

/* Returns: (transfer full) (nullable): as those of a description */
static size_t *
join_synonyms (const GlsEnsemble *self)
{
  size_t *group = g_new (size_t, self->n_labels);
  gboolean has_any = FALSE;

  for (size_t i = 0; i < self->n_labels; i++)
    group[i] = i;
  for (guint i = 0; i < self->models->len; i++) {
    const GlsDescription *model = describe (self, i);

    has_any |= model->synonyms != NULL;
    for (size_t k = 0; model->synonyms != NULL && k < model->n_labels; k++)
      join_groups (group, self->n_labels, self->place[i][k],
          self->place[i][model->synonyms[k]]);
  }
  if (!has_any)
    g_clear_pointer (&group, g_free);
  return group;
}

/* Returns: (transfer full) (nullable): as those of a description: the means of
 * those that there are */
static float *
join_thresholds (const GlsEnsemble *self)
{
  g_autofree size_t *n = g_new0 (size_t, self->n_labels);
  float *mean = g_new0 (float, self->n_labels);
  gboolean has_any = FALSE;

  for (guint i = 0; i < self->models->len; i++) {
    const GlsDescription *model = describe (self, i);

    for (size_t k = 0; model->thresholds != NULL && k < model->n_labels; k++)
      if (!isnan (model->thresholds[k])) {
        mean[self->place[i][k]] += model->thresholds[k];
        n[self->place[i][k]]++;
        has_any = TRUE;
      }
  }
  for (size_t i = 0; i < self->n_labels; i++)
    mean[i] = n[i] > 0 ? mean[i] / (float) n[i] : NAN;
  if (!has_any)
    g_clear_pointer (&mean, g_free);
  return mean;
}

/* Returns: (transfer full) (nullable): as those of a description: what none of
 * those that know a label could learn */
static gboolean *
join_untaught (const GlsEnsemble *self)
{
  g_autofree gboolean *untaught = g_new (gboolean, self->n_labels);

  for (size_t i = 0; i < self->n_labels; i++)
    untaught[i] = TRUE;
  for (guint i = 0; i < self->models->len; i++) {
    const GlsDescription *model = describe (self, i);

    for (size_t k = 0; k < model->n_labels; k++)
      if (model->untaught == NULL || !model->untaught[k])
        untaught[self->place[i][k]] = FALSE;
  }
  return gls_untaught_copy (untaught, self->n_labels);
}

/* --- the model --- */

static char *
join_names (const GlsEnsemble *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  for (guint i = 0; i < self->models->len; i++)
    if (describe (self, i)->name != NULL)
      g_strv_builder_add (names, describe (self, i)->name);
  all = g_strv_builder_end (names);
  return g_strjoinv (",", all);
}

/* Returns: (transfer full): where each comes from, under its number */
static json_t *
join_provenance (const GlsEnsemble *self)
{
  json_t *provenance = json_object ();

  for (guint i = 0; i < self->models->len; i++) {
    g_autofree char *key = g_strdup_printf ("%u", i + 1);

    json_object_set (provenance, key, describe (self, i)->provenance);
  }
  return provenance;
}

/* Returns: (transfer full) (nullable): that of all, if it is one */
static char *
join_licences (const GlsEnsemble *self)
{
  const char *first = describe (self, 0)->licence;

  for (guint i = 1; i < self->models->len; i++)
    if (g_strcmp0 (describe (self, i)->licence, first) != 0)
      return NULL;
  return g_strdup (first);
}

static GlsDescription *
make_description (GlsEnsemble *self)
{
  const GlsDescription *first = describe (self, 0);
  GlsDescription *all = g_new0 (GlsDescription, 1);

  all->labels = place_labels (self);
  all->n_labels = self->n_labels;
  all->name = join_names (self);
  all->front_end = g_strdupv (first->front_end);
  all->frame = first->frame;
  all->n_frames = first->n_frames;
  all->hop = first->hop;
  all->layers = json_array ();
  all->synonyms = join_synonyms (self);
  all->thresholds = join_thresholds (self);
  all->untaught = join_untaught (self);
  all->output = first->output;
  all->provenance = join_provenance (self);
  all->licence = join_licences (self);
  return all;
}

GlsModel *
gls_ensemble_new_model (GPtrArray *models, const char *const *names,
    GError **error)
{
  GlsEnsemble *self;

  if (!check (models, names, error)) {
    g_ptr_array_unref (models);
    return NULL;
  }
  self = g_new0 (GlsEnsemble, 1);
  self->models = models;
  return gls_model_new_from_ensemble (self, make_description (self));
}

/* --- what they say --- */

void
gls_ensemble_add (const GlsEnsemble *self, size_t i, size_t n,
    const float *part, float *p)
{
  const size_t n_part = describe (self, i)->n_labels;
  const size_t *place = self->place[i];

  for (size_t b = 0; b < n; b++, part += n_part, p += self->n_labels)
    for (size_t k = 0; k < n_part; k++)
      p[place[k]] += part[k];
}

void
gls_ensemble_divide (const GlsEnsemble *self, size_t n, float *p)
{
  for (size_t b = 0; b < n; b++, p += self->n_labels)
    for (size_t k = 0; k < self->n_labels; k++)
      p[k] /= (float) self->n_knowing[k];
}
