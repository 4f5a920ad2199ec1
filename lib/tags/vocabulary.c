/* The tags that a model knows: names by place, and places by name. What reads
 * labels from a model, a manifest or caps checks them here.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/vocabulary.h"
#include "text.h"

struct _GlsVocabulary
{
  gatomicrefcount refs;
  GStrv labels;
  size_t n_tags;
  GHashTable *places; /* name -> place */
};

GlsVocabulary *
gls_vocabulary_new (const char *const *labels, GError **error)
{
  g_autoptr (GlsVocabulary) self = g_new0 (GlsVocabulary, 1);

  g_return_val_if_fail (labels != NULL, NULL);

  g_atomic_ref_count_init (&self->refs);
  self->labels = g_strdupv ((GStrv) labels);
  self->n_tags = g_strv_length (self->labels);
  self->places = g_hash_table_new (g_str_hash, g_str_equal);

  if (self->n_tags == 0) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
        "there is not a single label");
    return NULL;
  }
  for (size_t i = 0; i < self->n_tags; i++) {
    if (!gls_text_is_printable (self->labels[i], GLS_MAX_TEXT)) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
          "label %" G_GSIZE_FORMAT
          " is not text of 1 to %d bytes without control "
          "characters",
          i + 1, GLS_MAX_TEXT);
      return NULL;
    }
    if (!g_hash_table_insert (self->places, self->labels[i],
            GSIZE_TO_POINTER (i))) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
          "the label “%s” stands there twice", self->labels[i]);
      return NULL;
    }
  }
  return g_steal_pointer (&self);
}

GlsVocabulary *
gls_vocabulary_ref (GlsVocabulary *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
gls_vocabulary_unref (GlsVocabulary *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_hash_table_unref (self->places);
  g_strfreev (self->labels);
  g_free (self);
}

size_t
gls_vocabulary_get_n_tags (const GlsVocabulary *self)
{
  return self->n_tags;
}

const char *const *
gls_vocabulary_get_labels (const GlsVocabulary *self)
{
  return (const char *const *) self->labels;
}

gboolean
gls_vocabulary_find (const GlsVocabulary *self, const char *label,
    size_t *index)
{
  gpointer place;

  g_return_val_if_fail (label != NULL, FALSE);

  if (!g_hash_table_lookup_extended (self->places, label, NULL, &place))
    return FALSE;
  if (index != NULL)
    *index = GPOINTER_TO_SIZE (place);
  return TRUE;
}

char *
gls_vocabulary_match (const GlsVocabulary *self, const char *const *labels,
    size_t n, gssize *places)
{
  g_autoptr (GString) unknown = g_string_new (NULL);

  for (size_t i = 0; i < n; i++) {
    size_t place;

    places[i] = -1;
    if (gls_vocabulary_find (self, labels[i], &place))
      places[i] = (gssize) place;
    else
      g_string_append_printf (unknown, "%s%s", unknown->len > 0 ? ", " : "",
          labels[i]);
  }
  return unknown->len > 0 ? g_string_free (g_steal_pointer (&unknown), FALSE)
                          : NULL;
}
