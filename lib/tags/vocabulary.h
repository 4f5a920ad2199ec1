/* The tags that a model knows, in the order of its outputs.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TAGS_VOCABULARY_H
#define GLS_TAGS_VOCABULARY_H

#include "gls.h"

G_BEGIN_DECLS

typedef struct _GlsVocabulary GlsVocabulary;

/**
 * gls_vocabulary_new:
 * @labels: a %NULL-terminated array of names, in order; copied
 * @error: return location for an error, or %NULL
 *
 * A vocabulary is immutable; any number of threads may read it.
 *
 * Fails with %GLS_ERROR_DATA if there is no label, or if one is empty, not
 * UTF-8, holds a control character, or stands there twice.
 *
 * Returns: (transfer full) (nullable): a vocabulary, to be released with
 *   gls_vocabulary_unref()
 */
GLS_API GlsVocabulary *gls_vocabulary_new (const char *const *labels,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
GLS_API GlsVocabulary *gls_vocabulary_ref (GlsVocabulary *self);
GLS_API void gls_vocabulary_unref (GlsVocabulary *self);

/* How many tags. */
GLS_API size_t gls_vocabulary_get_n_tags (const GlsVocabulary *self);
/* Returns: (transfer none): NULL-terminated, in order */
GLS_API const char *const *
gls_vocabulary_get_labels (const GlsVocabulary *self);

/**
 * gls_vocabulary_find:
 * @label: a tag's name, exactly
 * @index: (out) (optional): its place, 0 .. n_tags - 1; untouched if unknown
 *
 * Returns: whether the vocabulary knows it
 */
GLS_API gboolean gls_vocabulary_find (const GlsVocabulary *self,
    const char *label, size_t *index);

/**
 * gls_vocabulary_match:
 * @labels: [n]
 * @places: (out): gssize[n], the place of each; -1 of those that are unknown
 *
 * Returns: (transfer full) (nullable): the unknown ones, with commas between
 *   them; %NULL if all are known
 */
GLS_API char *gls_vocabulary_match (const GlsVocabulary *self,
    const char *const *labels, size_t n, gssize *places);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsVocabulary, gls_vocabulary_unref)

G_END_DECLS

#endif
