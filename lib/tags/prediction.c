/* Predictions: ranked, copied, and handed to the format that is wanted.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/prediction-private.h"

#include <math.h>
#include <string.h>

#include "text.h"

/* --- copies --- */

GlsPrediction *
gls_prediction_copy (const GlsPrediction *self)
{
  GlsPrediction *copy = g_memdup2 (self, sizeof *self);
  char **labels = g_new0 (char *, self->n_tags + 1);

  for (size_t i = 0; i < self->n_tags; i++)
    labels[i] = g_strdup (self->labels[i]);
  copy->labels = (const char *const *) labels;
  copy->input = g_strdup (self->input);
  copy->uri = g_strdup (self->uri);
  copy->label = g_strdup (self->label);
  copy->station = g_strdup (self->station);
  copy->title = g_strdup (self->title);
  copy->artist = g_strdup (self->artist);
  copy->album = g_strdup (self->album);
  copy->model = g_strdup (self->model);
  copy->p = g_memdup2 (self->p, self->n_tags * sizeof *self->p);
  copy->embedding =
      g_memdup2 (self->embedding, self->n_embedding * sizeof *self->embedding);
  copy->synonyms =
      g_memdup2 (self->synonyms, self->n_tags * sizeof *self->synonyms);
  copy->untaught =
      g_memdup2 (self->untaught, self->n_tags * sizeof *self->untaught);
  return copy;
}

void
gls_prediction_free (GlsPrediction *self)
{
  gpointer parts[] = { (gpointer) self->input, (gpointer) self->uri,
    (gpointer) self->label, (gpointer) self->station, (gpointer) self->title,
    (gpointer) self->artist, (gpointer) self->album, (gpointer) self->p,
    (gpointer) self->synonyms, (gpointer) self->untaught,
    (gpointer) self->embedding, (gpointer) self->model };

  for (size_t i = 0; i < G_N_ELEMENTS (parts); i++)
    g_free (parts[i]);
  g_strfreev ((GStrv) self->labels);
  g_free (self);
}

/* --- ranking --- */

static int
compare_p (gconstpointer a, gconstpointer b, gpointer data)
{
  const float *p = data;
  size_t i = *(const size_t *) a, k = *(const size_t *) b;
  float x = p[i], y = p[k];

  if (isnan (x) || isnan (y)) {
    if (isnan (x) != isnan (y))
      return isnan (x) ? 1 : -1;
  } else if (x != y)
    return x < y ? 1 : -1;
  return i < k ? -1 : i > k;
}

/* Of each meaning the first in order stays.
 * Returns: how many are left */
static size_t
keep_distinct (const GlsPrediction *self, size_t *order, size_t n)
{
  g_autofree gboolean *said = g_new0 (gboolean, self->n_tags);
  size_t n_kept = 0;

  for (size_t k = 0; k < n; k++) {
    size_t meaning = self->synonyms[order[k]];

    if (!said[meaning])
      order[n_kept++] = order[k];
    said[meaning] = TRUE;
  }
  return n_kept;
}

gboolean
gls_prediction_is_untaught (const GlsPrediction *self, size_t i)
{
  return self->untaught != NULL && self->untaught[i];
}

static gboolean
is_wanted (const GlsPrediction *self, const GlsSelection *selection, size_t i)
{
  if (selection->taught && gls_prediction_is_untaught (self, i))
    return FALSE;
  if (self->event)
    return !isnan (self->p[i]);
  if (selection->thresholds != NULL)
    return self->p[i] >= selection->thresholds[i];
  return selection->threshold <= 0 || self->p[i] >= selection->threshold;
}

size_t
gls_prediction_rank (const GlsPrediction *self, const GlsSelection *selection,
    size_t *order)
{
  static const GlsSelection all = { 0 };
  size_t n = 0;

  if (selection == NULL)
    selection = &all;
  for (size_t i = 0; i < self->n_tags; i++)
    if (is_wanted (self, selection, i))
      order[n++] = i;
  if (n > 0)
    g_qsort_with_data (order, (int) n, sizeof *order, compare_p,
        (gpointer) self->p);
  if (selection->distinct && self->synonyms != NULL)
    n = keep_distinct (self, order, n);
  return selection->top > 0 ? MIN (n, selection->top) : n;
}

/* --- writing --- */

void
gls_prediction_append (const GlsPrediction *self, const GlsSelection *selection,
    GlsFormat format, GString *out)
{
  g_autofree size_t *order = g_new (size_t, MAX (self->n_tags, 1));
  size_t n = gls_prediction_rank (self, selection, order);

  switch (format) {
    case GLS_FORMAT_TEXT:
      gls_prediction_append_as_text (self, selection, order, n, out);
      break;
    case GLS_FORMAT_JSON:
      gls_prediction_append_as_json (self, order, n, out);
      break;
    case GLS_FORMAT_CSV:
      gls_prediction_append_as_csv (self, order, n, out);
      break;
  }
}

const char *
gls_scope_get_name (GlsScope scope)
{
  static const char *const names[] = {
    [GLS_SCOPE_INPUT] = NULL,
    [GLS_SCOPE_TITLE] = "title",
    [GLS_SCOPE_PERIOD] = "period",
  };

  return names[scope];
}

void
gls_prediction_append_head (GlsFormat format, GString *out)
{
  if (format == GLS_FORMAT_CSV)
    g_string_append (out, "input,start,end,tag,p,kind,title,time\n");
}

void
gls_prediction_append_title (const GlsPrediction *heading, GlsFormat format,
    GString *out)
{
  if (format == GLS_FORMAT_TEXT)
    gls_prediction_append_title_as_text (heading, out);
}

void
gls_prediction_append_input (const GlsPrediction *self, GlsFormat format,
    GString *out)
{
  if (format == GLS_FORMAT_TEXT)
    gls_prediction_append_input_as_text (self, out);
}
