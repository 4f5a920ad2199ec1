/* The tracks of one model, and the statements that they take.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_CATALOGUE_SHELF_H
#define GLS_CATALOGUE_SHELF_H

#include "catalogue/catalogue-private.h"

enum
{
  FIND_TRACK,
  PUT_TRACK,
  FORGET_SEGMENTS,
  FORGET_TAGS,
  FORGET_EMBEDDING,
  PUT_TRACK_TAG,
  PUT_SEGMENT,
  PUT_SEGMENT_TAG,
  PUT_EMBEDDING,
  N_STATEMENTS,
};

struct _GlsCatalogueShelf
{
  GlsCatalogue *catalogue;
  gint64 model;
  size_t n_tags;
  gint64 *tags; /* [n_tags], their ids */
  sqlite3_stmt *statements[N_STATEMENTS];
};

#endif
