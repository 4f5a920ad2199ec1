/* The tracks of a model, numbered, and what is read of them into arrays.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_CATALOGUE_ROWS_H
#define GLS_CATALOGUE_ROWS_H

#include "catalogue/catalogue-private.h"

/* (element-type gint64): ids of the tracks in which something is to be heard,
 * rising. Fails with %GLS_ERROR_IO. */
GArray *gls_rows_new (GlsCatalogue *catalogue, gint64 model,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* row: (out): the number of the track. Returns: whether it is there */
gboolean gls_rows_find (const GArray *self, gint64 id, size_t *row);

/**
 * gls_rows_read_tag:
 * @ids: “(1,5,7)”, of tags that mean the same
 * @p: float[], the first row's; @stride floats further the next one's. What is
 *   larger comes in the place of what stands there
 *
 * Fails with %GLS_ERROR_IO.
 */
gboolean gls_rows_read_tag (const GArray *self, GlsCatalogue *catalogue,
    const char *ids, float *p, size_t stride, GError **error);

/* Floats in the column of a result that is an embedding */
size_t gls_sql_get_n_floats (sqlite3_stmt *result, int column);
/* vector: (out): float[gls_sql_get_n_floats()], in this machine's byte order */
void gls_sql_get_floats (sqlite3_stmt *result, int column, float *vector);

#endif
