/* What one catalogue knows is taken into another.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_CATALOGUE_MERGE_H
#define GLS_CATALOGUE_MERGE_H

#include "catalogue/catalogue.h"

G_BEGIN_DECLS

/* How many tracks of the other one were not known, took the place of what was
 * known, and were known as well or better. */
typedef struct
{
  guint64 n_new, n_renewed, n_kept;
} GlsMerged;

/* fraction: 0 .. 1, how far it is */
typedef void (*GlsMergeWatch) (double fraction, gpointer data);

/**
 * gls_catalogue_merge:
 * @self: open for writing
 * @other: another one, open for reading
 * @watch: (nullable): called after each track
 * @merged: (inout): is added to
 *
 * Takes in each track of @other that @self does not have, by the same model, or
 * has from an earlier time; but of a file that has not changed meanwhile, what was
 * heard to its end is not replaced by what was not. Of a model, name and thresholds
 * are those of the catalogue that has the newest track of it.
 *
 * Some hundred tracks are one transaction: where this ends before its end, some
 * tracks are there as a whole and the others are not, and it may be done again.
 *
 * Fails with %GLS_ERROR_IO, or with %GLS_ERROR_DATA if the same model has other
 * tags in both.
 */
gboolean gls_catalogue_merge (GlsCatalogue *self, GlsCatalogue *other,
    GlsMergeWatch watch, gpointer data, GlsMerged *merged, GError **error);

G_END_DECLS

#endif
