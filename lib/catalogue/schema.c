/* The tables, as docs/music-library.md describes them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "catalogue/catalogue-private.h"

static const char tables[] =
    "CREATE TABLE model ("
    "  id INTEGER PRIMARY KEY,"
    "  digest TEXT NOT NULL UNIQUE,"
    "  name TEXT"
    ");"
    "CREATE TABLE tag ("
    "  id INTEGER PRIMARY KEY,"
    "  model INTEGER NOT NULL REFERENCES model,"
    "  place INTEGER NOT NULL,"
    "  name TEXT NOT NULL,"
    "  synonym INTEGER NOT NULL,"
    "  threshold REAL,"
    "  UNIQUE (model, place),"
    "  UNIQUE (model, name)"
    ");"
    "CREATE TABLE track ("
    "  id INTEGER PRIMARY KEY,"
    "  model INTEGER NOT NULL REFERENCES model,"
    "  uri TEXT NOT NULL,"
    "  path TEXT,"
    "  size INTEGER,"
    "  mtime_ns INTEGER,"
    "  start_s REAL NOT NULL,"
    "  end_s REAL NOT NULL,"
    "  tagged_s INTEGER NOT NULL,"
    "  whole INTEGER NOT NULL,"
    "  silent INTEGER NOT NULL,"
    "  padded INTEGER NOT NULL,"
    "  title TEXT,"
    "  artist TEXT,"
    "  album TEXT,"
    "  number INTEGER,"
    "  UNIQUE (model, uri)"
    ");"
    "CREATE INDEX track_of_model ON track (model, silent);"
    "CREATE TABLE track_tag ("
    "  track INTEGER NOT NULL REFERENCES track ON DELETE CASCADE,"
    "  tag INTEGER NOT NULL REFERENCES tag,"
    "  p REAL NOT NULL,"
    "  PRIMARY KEY (track, tag)"
    ") WITHOUT ROWID;"
    /* With the primary key at its end, so that it answers by itself which
     * tracks have a tag. */
    "CREATE INDEX track_tag_by_p ON track_tag (tag, p);"
    "CREATE TABLE segment ("
    "  id INTEGER PRIMARY KEY,"
    "  track INTEGER NOT NULL REFERENCES track ON DELETE CASCADE,"
    "  start_s REAL NOT NULL,"
    "  end_s REAL NOT NULL,"
    "  silent INTEGER NOT NULL,"
    "  padded INTEGER NOT NULL"
    ");"
    "CREATE INDEX segment_of_track ON segment (track, start_s);"
    "CREATE TABLE segment_tag ("
    "  segment INTEGER NOT NULL REFERENCES segment ON DELETE CASCADE,"
    "  tag INTEGER NOT NULL REFERENCES tag,"
    "  p REAL NOT NULL,"
    "  PRIMARY KEY (segment, tag)"
    ") WITHOUT ROWID;"
    "CREATE TABLE embedding ("
    "  track INTEGER PRIMARY KEY REFERENCES track ON DELETE CASCADE,"
    "  vector BLOB NOT NULL"
    ");"
    "CREATE VIEW tags AS"
    "  SELECT track.id AS track, model.name AS model, path, uri, tag.name AS "
    "tag,"
    "    p, threshold"
    "  FROM track JOIN model ON model.id = track.model"
    "    JOIN track_tag ON track_tag.track = track.id"
    "    JOIN tag ON tag.id = track_tag.tag;"
    "CREATE VIEW segments AS"
    "  SELECT track.id AS track, model.name AS model, path, uri,"
    "    segment.start_s AS start_s, segment.end_s AS end_s, tag.name AS tag, "
    "p,"
    "    threshold"
    "  FROM track JOIN model ON model.id = track.model"
    "    JOIN segment ON segment.track = track.id"
    "    JOIN segment_tag ON segment_tag.segment = segment.id"
    "    JOIN tag ON tag.id = segment_tag.tag;";

gboolean
gls_catalogue_count_tables (GlsCatalogue *self, gint64 *n, GError **error)
{
  return gls_sql_ask_int (self->db, "SELECT count(*) FROM sqlite_schema", n,
      error);
}

/* All or nothing, and only once, whoever else is about to make them. */
gboolean
gls_catalogue_make_tables (GlsCatalogue *self, GError **error)
{
  g_autofree char *marks =
      g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d;",
          GLS_CATALOGUE_APPLICATION, GLS_CATALOGUE_VERSION);
  gint64 n_tables;

  if (!gls_sql_run (self->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  return gls_sql_end_transaction (self->db,
      gls_catalogue_count_tables (self, &n_tables, error)
          && (n_tables > 0
              || (gls_sql_run (self->db, tables, error)
                  && gls_sql_run (self->db, marks, error))),
      error);
}

/* has: (out) */
static gboolean
look_for_number (GlsCatalogue *self, gint64 *has, GError **error)
{
  return gls_sql_ask_int (self->db,
      "SELECT count(*) FROM pragma_table_info('track') WHERE name = 'number'",
      has, error);
}

static gboolean
add_number (GlsCatalogue *self, GError **error)
{
  gint64 has;

  return look_for_number (self, &has, error)
      && (has
          || gls_sql_run (self->db,
              "ALTER TABLE track ADD COLUMN number INTEGER", error));
}

/* It is looked at before, so as not to wait for who writes, and then again. */
gboolean
gls_catalogue_add_columns (GlsCatalogue *self, GError **error)
{
  gint64 has;

  if (!look_for_number (self, &has, error))
    return FALSE;
  return has
      || (gls_sql_run (self->db, "BEGIN IMMEDIATE", error)
          && gls_sql_end_transaction (self->db, add_number (self, error),
              error));
}
