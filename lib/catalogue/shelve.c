/* Models and tracks are put into the catalogue.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "catalogue/shelf.h"

#include <math.h>

#include "location.h"

static const char *const sql[N_STATEMENTS] = {
  [FIND_TRACK] = "SELECT size, mtime_ns, whole FROM track"
                 " WHERE model = ?1 AND uri = ?2",
  [PUT_TRACK] =
      "INSERT INTO track (model, uri, path, size, mtime_ns, start_s, end_s,"
      "  tagged_s, whole, silent, padded, title, artist, album, number)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
      "  ?15)"
      " ON CONFLICT (model, uri) DO UPDATE SET path = excluded.path,"
      "  size = excluded.size, mtime_ns = excluded.mtime_ns,"
      "  start_s = excluded.start_s, end_s = excluded.end_s,"
      "  tagged_s = excluded.tagged_s, whole = excluded.whole,"
      "  silent = excluded.silent, padded = excluded.padded,"
      "  title = excluded.title, artist = excluded.artist,"
      "  album = excluded.album, number = excluded.number"
      " RETURNING id",
  [FORGET_SEGMENTS] = "DELETE FROM segment WHERE track = ?1",
  [FORGET_TAGS] = "DELETE FROM track_tag WHERE track = ?1",
  [FORGET_EMBEDDING] = "DELETE FROM embedding WHERE track = ?1",
  [PUT_TRACK_TAG] = "INSERT INTO track_tag (track, tag, p) VALUES (?1, ?2, ?3)",
  [PUT_SEGMENT] = "INSERT INTO segment (track, start_s, end_s, silent, padded)"
                  " VALUES (?1, ?2, ?3, ?4, ?5)",
  [PUT_SEGMENT_TAG] =
      "INSERT INTO segment_tag (segment, tag, p) VALUES (?1, ?2, ?3)",
  [PUT_EMBEDDING] = "INSERT INTO embedding (track, vector) VALUES (?1, ?2)",
};

/* --- models --- */

static gboolean
put_model (GlsCatalogueShelf *self, const GlsCatalogueModel *model,
    GError **error)
{
  sqlite3_stmt *put = gls_sql_prepare (self->catalogue->db,
      "INSERT INTO model (digest, name) VALUES (?1, ?2)"
      " ON CONFLICT (digest) DO UPDATE SET name = excluded.name RETURNING id",
      error);
  gboolean ok;

  if (put == NULL)
    return FALSE;
  gls_sql_bind_text (put, 1, model->digest);
  gls_sql_bind_text (put, 2, model->name);
  ok = gls_sql_get_int (put, &self->model, error);
  sqlite3_finalize (put);
  return ok;
}

/* Returns: from where tag i is there; NAN where that is not known */
static double
get_threshold (const GlsCatalogueModel *model, size_t i)
{
  if (model->untaught != NULL && model->untaught[i])
    return GLS_CATALOGUE_UNTAUGHT;
  return model->thresholds != NULL ? (double) model->thresholds[i] : NAN;
}

static gboolean
put_tag (GlsCatalogueShelf *self, sqlite3_stmt *put,
    const GlsCatalogueModel *model, size_t i, GError **error)
{
  sqlite3_bind_int64 (put, 1, self->model);
  sqlite3_bind_int64 (put, 2, (gint64) i);
  gls_sql_bind_text (put, 3, model->labels[i]);
  sqlite3_bind_int64 (put, 4,
      (gint64) (model->synonyms != NULL ? model->synonyms[i] : i));
  gls_sql_bind_number (put, 5, get_threshold (model, i));
  return gls_sql_get_int (put, &self->tags[i], error);
}

static gboolean
put_tags (GlsCatalogueShelf *self, const GlsCatalogueModel *model,
    GError **error)
{
  sqlite3_stmt *put = gls_sql_prepare (self->catalogue->db,
      "INSERT INTO tag (model, place, name, synonym, threshold)"
      " VALUES (?1, ?2, ?3, ?4, ?5)"
      " ON CONFLICT (model, place) DO UPDATE SET synonym = excluded.synonym,"
      "  threshold = excluded.threshold RETURNING id",
      error);
  gboolean ok = put != NULL;

  for (size_t i = 0; ok && i < model->n_tags; i++)
    ok = put_tag (self, put, model, i, error);
  sqlite3_finalize (put);
  return ok;
}

static gboolean
prepare (GlsCatalogueShelf *self, GError **error)
{
  for (guint i = 0; i < N_STATEMENTS; i++) {
    self->statements[i] = gls_sql_prepare (self->catalogue->db, sql[i], error);
    if (self->statements[i] == NULL)
      return FALSE;
  }
  sqlite3_bind_int64 (self->statements[FIND_TRACK], 1, self->model);
  sqlite3_bind_int64 (self->statements[PUT_TRACK], 1, self->model);
  return TRUE;
}

void
gls_catalogue_shelf_free (GlsCatalogueShelf *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (self->statements[i]);
  g_free (self->tags);
  g_free (self);
}

GlsCatalogueShelf *
gls_catalogue_add_model (GlsCatalogue *self, const GlsCatalogueModel *model,
    GError **error)
{
  g_autoptr (GlsCatalogueShelf) shelf = g_new0 (GlsCatalogueShelf, 1);

  shelf->catalogue = self;
  shelf->n_tags = model->n_tags;
  shelf->tags = g_new0 (gint64, MAX (model->n_tags, 1));
  if (!gls_sql_run (self->db, "BEGIN IMMEDIATE", error)
      || !gls_sql_end_transaction (self->db,
          put_model (shelf, model, error) && put_tags (shelf, model, error),
          error)
      || !prepare (shelf, error))
    return NULL;
  return g_steal_pointer (&shelf);
}

/* --- tracks --- */

/* The path as text, where that leads back to the file. */
static void
bind_path (sqlite3_stmt *put, int place, const char *uri)
{
  g_autofree char *path = gls_location_get_path (uri);
  gboolean is_text = path != NULL && g_utf8_validate (path, -1, NULL);

  gls_sql_bind_text (put, place, is_text ? path : NULL);
}

static void
bind_facts (sqlite3_stmt *put, int place, const GlsFileFacts *facts)
{
  sqlite3_bind_null (put, place);
  sqlite3_bind_null (put, place + 1);
  if (facts->size < 0)
    return;
  sqlite3_bind_int64 (put, place, facts->size);
  sqlite3_bind_int64 (put, place + 1, facts->mtime_ns);
}

/* id: (out) */
static gboolean
put_track (GlsCatalogueShelf *self, const GlsCatalogueTrack *track, gint64 *id,
    GError **error)
{
  sqlite3_stmt *put = self->statements[PUT_TRACK];

  gls_sql_bind_text (put, 2, track->uri);
  bind_path (put, 3, track->uri);
  bind_facts (put, 4, &track->facts);
  sqlite3_bind_double (put, 6, track->start_s);
  sqlite3_bind_double (put, 7, track->end_s);
  sqlite3_bind_int64 (put, 8, track->tagged_s);
  sqlite3_bind_int (put, 9, track->whole);
  sqlite3_bind_int (put, 10, track->silent);
  sqlite3_bind_int (put, 11, track->padded);
  gls_sql_bind_text (put, 12, track->title);
  gls_sql_bind_text (put, 13, track->artist);
  gls_sql_bind_text (put, 14, track->album);
  if (track->number > 0)
    sqlite3_bind_int64 (put, 15, track->number);
  else
    sqlite3_bind_null (put, 15);
  return gls_sql_get_int (put, id, error);
}

static gboolean
forget (GlsCatalogueShelf *self, gint64 id, GError **error)
{
  for (guint i = FORGET_SEGMENTS; i <= FORGET_EMBEDDING; i++) {
    sqlite3_bind_int64 (self->statements[i], 1, id);
    if (!gls_sql_step_to_end (self->statements[i], error))
      return FALSE;
  }
  return TRUE;
}

/* which: PUT_TRACK_TAG or PUT_SEGMENT_TAG */
static gboolean
put_probabilities (GlsCatalogueShelf *self, guint which, gint64 id,
    const float *p, GError **error)
{
  sqlite3_stmt *put = self->statements[which];

  sqlite3_bind_int64 (put, 1, id);
  for (size_t i = 0; i < self->n_tags; i++) {
    if (isnan (p[i]))
      continue;
    sqlite3_bind_int64 (put, 2, self->tags[i]);
    sqlite3_bind_double (put, 3, (double) p[i]);
    if (!gls_sql_step_to_end (put, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
put_segment (GlsCatalogueShelf *self, gint64 id,
    const GlsCatalogueSegment *segment, GError **error)
{
  sqlite3_stmt *put = self->statements[PUT_SEGMENT];

  sqlite3_bind_int64 (put, 1, id);
  sqlite3_bind_double (put, 2, segment->start_s);
  sqlite3_bind_double (put, 3, segment->end_s);
  sqlite3_bind_int (put, 4, segment->silent);
  sqlite3_bind_int (put, 5, segment->padded);
  return gls_sql_step_to_end (put, error)
      && put_probabilities (self, PUT_SEGMENT_TAG,
          sqlite3_last_insert_rowid (self->catalogue->db), segment->p, error);
}

static gboolean
put_segments (GlsCatalogueShelf *self, gint64 id, const GArray *segments,
    GError **error)
{
  for (guint i = 0; segments != NULL && i < segments->len; i++)
    if (!put_segment (self, id,
            &g_array_index (segments, GlsCatalogueSegment, i), error))
      return FALSE;
  return TRUE;
}

/* In the byte order that the manual promises. */
static gboolean
put_embedding (GlsCatalogueShelf *self, gint64 id,
    const GlsCatalogueTrack *track, GError **error)
{
  sqlite3_stmt *put = self->statements[PUT_EMBEDDING];
  const size_t n = track->n_embedding;
  guint32 *bits;

  if (track->embedding == NULL || n > GLS_CATALOGUE_MAX_EMBEDDING)
    return TRUE;
  bits = g_memdup2 (track->embedding, n * sizeof *bits);
  for (size_t i = 0; i < n; i++)
    bits[i] = GUINT32_TO_LE (bits[i]);
  sqlite3_bind_int64 (put, 1, id);
  sqlite3_bind_blob (put, 2, bits, (int) (n * sizeof *bits), g_free);
  return gls_sql_step_to_end (put, error);
}

gboolean
gls_catalogue_shelf_put (GlsCatalogueShelf *self,
    const GlsCatalogueTrack *track, GError **error)
{
  gint64 id;

  if (!gls_sql_run (self->catalogue->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  return gls_sql_end_transaction (self->catalogue->db,
      put_track (self, track, &id, error) && forget (self, id, error)
          && put_probabilities (self, PUT_TRACK_TAG, id, track->p, error)
          && put_segments (self, id, track->segments, error)
          && put_embedding (self, id, track, error),
      error);
}
