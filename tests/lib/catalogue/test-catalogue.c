/* The catalogue: what is put into it stands there, once; what is none of ours is
 * refused.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "catalogue/catalogue.h"
#include "scratch.h"

#include <math.h>
#include <sqlite3.h>
#include <string.h>

static char *folder;

static const char *const labels[] = { "guitar", "slow", "vocal", "voice",
  NULL };
static const float thresholds[] = { 0.3f, NAN, 0.5f, 0.5f };
static const size_t synonyms[] = { 0, 1, 2, 2 };
static const GlsCatalogueModel model = {
  .digest = "d1",
  .name = "small",
  .n_tags = 4,
  .labels = labels,
  .thresholds = thresholds,
  .synonyms = synonyms,
};

typedef struct
{
  char *path;
  GlsCatalogue *catalogue;
  GlsCatalogueShelf *shelf;
} Fixture;

static void
open_again (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  gls_catalogue_shelf_free (f->shelf);
  gls_catalogue_close (f->catalogue);
  f->catalogue = gls_catalogue_open (f->path, GLS_CATALOGUE_WRITE, &error);
  g_assert_no_error (error);
  f->shelf = gls_catalogue_add_model (f->catalogue, &model, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static int n;

  f->path = g_strdup_printf ("%s/%d.db", folder, n++);
  open_again (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gls_catalogue_shelf_free (f->shelf);
  gls_catalogue_close (f->catalogue);
  g_free (f->path);
}

/* Returns: (transfer full): the rows of an answer, “a|b” each on a line */
static char *
ask (const char *path, const char *sql)
{
  GString *text = g_string_new (NULL);
  sqlite3_stmt *statement;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==,
      SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW) {
    g_string_append (text, text->len > 0 ? "\n" : "");
    for (int i = 0; i < sqlite3_column_count (statement); i++) {
      const char *value = (const char *) sqlite3_column_text (statement, i);

      g_string_append_printf (text, "%s%s", i > 0 ? "|" : "",
          value != NULL ? value : "");
    }
  }
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return g_string_free (text, FALSE);
}

static void
assert_answer (const Fixture *f, const char *sql, const char *expected)
{
  g_autofree char *answer = ask (f->path, sql);

  g_assert_cmpstr (answer, ==, expected);
}

static void
put (Fixture *f, const char *uri, float level, guint n_segments)
{
  float p[] = { level, 0.5f, NAN, 0 };
  const float embedding[] = { 1, -2, level };
  g_autoptr (GArray) segments =
      g_array_new (FALSE, FALSE, sizeof (GlsCatalogueSegment));
  const GlsCatalogueTrack track = { .uri = uri,
    .facts = { 1000, 1700000000000000001 },
    .end_s = n_segments * 10.0,
    .tagged_s = 1700000001,
    .whole = TRUE,
    .title = "A “title”\nof two lines",
    .number = strchr (uri, '#') != NULL ? 7 : 0,
    .p = p,
    .n_embedding = 3,
    .embedding = embedding,
    .segments = segments };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n_segments; i++) {
    const GlsCatalogueSegment segment = { i * 10.0, i * 10.0 + 10, i == 1,
      FALSE, p };

    g_array_append_val (segments, segment);
  }
  gls_catalogue_shelf_put (f->shelf, &track, &error);
  g_assert_no_error (error);
}

/* All that was put stands there, exactly. */
static void
test_put (Fixture *f, gconstpointer data)
{
  put (f, "file:///music/a%20b.ogg", 0.25f, 2);
  assert_answer (f,
      "SELECT path, size, mtime_ns, end_s, whole, title FROM track",
      "/music/a b.ogg|1000|1700000000000000001|20.0|1|A “title”\nof two lines");
  assert_answer (f, "SELECT tag, p, round(threshold, 3) FROM tags ORDER BY tag",
      "guitar|0.25|0.3\nslow|0.5|\nvoice|0.0|0.5");
  assert_answer (f, "SELECT start_s, silent FROM segment ORDER BY start_s",
      "0.0|0\n10.0|1");
  assert_answer (f, "SELECT count(*) FROM segments", "6");
  assert_answer (f, "SELECT hex(vector) FROM embedding",
      "0000803F000000C00000803E");
  assert_answer (f, "SELECT name, synonym FROM tag ORDER BY place",
      "guitar|0\nslow|1\nvocal|2\nvoice|2");
  assert_answer (f, "PRAGMA application_id", "1196184388");
  assert_answer (f, "PRAGMA user_version", "1");
  assert_answer (f, "PRAGMA journal_mode", "wal");
}

/* What is put again takes the place of what was there, and leaves nothing of
 * it, also in another session. */
static void
test_put_again (Fixture *f, gconstpointer data)
{
  put (f, "file:///a.ogg", 0.25f, 3);
  put (f, "file:///b.ogg", 0.5f, 1);
  open_again (f);
  put (f, "file:///a.ogg", 0.75f, 1);
  assert_answer (f,
      "SELECT path, p FROM tags WHERE tag = 'guitar' ORDER BY path",
      "/a.ogg|0.75\n/b.ogg|0.5");
  assert_answer (f, "SELECT count(*) FROM segment", "2");
  assert_answer (f, "SELECT count(*) FROM segment_tag", "6");
  assert_answer (f, "SELECT count(*) FROM embedding", "2");
  assert_answer (f, "SELECT count(*) FROM model", "1");
  assert_answer (f, "SELECT count(*) FROM tag", "4");
  assert_answer (f, "PRAGMA integrity_check", "ok");
  assert_answer (f, "PRAGMA foreign_key_check", "");
}

/* A name that is no text has no path but an address that leads back to it. */
static void
test_odd_names (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "/new\nline", "/\xff\xfe", "/-dash",
    "/a'b\"c;--", "/%41" };
  g_autoptr (GString) paths = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *uri = g_filename_to_uri (names[i], NULL, NULL);
    g_autofree char *back = g_filename_from_uri (uri, NULL, NULL);

    g_assert_cmpstr (back, ==, names[i]);
    put (f, uri, 0.5f, 1);
    g_string_append_printf (paths, "%s%s", i > 0 ? "\n" : "",
        i != 1 ? names[i] : "");
  }
  assert_answer (f, "SELECT path FROM track ORDER BY id", paths->str);
  assert_answer (f, "SELECT uri FROM track WHERE path IS NULL",
      "file:///%FF%FE");
}

/* What is known is found, of the same model only. */
static void
test_find (Fixture *f, gconstpointer data)
{
  const GlsCatalogueModel other = {
    .digest = "d2", .n_tags = 1, .labels = labels
  };
  g_autoptr (GlsCatalogueShelf) shelf = NULL;
  g_autoptr (GError) error = NULL;
  GlsFileFacts facts;
  gboolean whole;

  put (f, "file:///a.ogg", 0.25f, 3);
  g_assert_true (gls_catalogue_shelf_find (f->shelf, "file:///a.ogg", &facts,
      &whole));
  g_assert_true (whole);
  g_assert_cmpint (facts.size, ==, 1000);
  g_assert_cmpint (facts.mtime_ns, ==, 1700000000000000001);
  g_assert_false (gls_catalogue_shelf_find (f->shelf, "file:///b.ogg", &facts,
      &whole));
  shelf = gls_catalogue_add_model (f->catalogue, &other, &error);
  g_assert_no_error (error);
  g_assert_false (gls_catalogue_shelf_find (shelf, "file:///a.ogg", &facts,
      &whole));
}

/* Thresholds that are learnt later are taken over. */
static void
test_thresholds (Fixture *f, gconstpointer data)
{
  const float later[] = { 0.25f, 0.5f, 0.75f, NAN };
  GlsCatalogueModel renewed = model;
  g_autoptr (GlsCatalogueShelf) shelf = NULL;
  g_autoptr (GError) error = NULL;

  renewed.thresholds = later;
  renewed.name = "renamed";
  shelf = gls_catalogue_add_model (f->catalogue, &renewed, &error);
  g_assert_no_error (error);
  assert_answer (f, "SELECT threshold FROM tag ORDER BY place",
      "0.25\n0.5\n0.75\n");
  assert_answer (f, "SELECT name FROM model", "renamed");
}

static void
assert_refused (const char *path, GlsCatalogueMode mode, int code,
    const char *pattern)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (gls_catalogue_open (path, mode, &error));
  g_assert_error (error, GLS_ERROR, code);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("%s", error->message);
}

static void
open_and_close (const char *path, GlsCatalogueMode mode)
{
  g_autoptr (GError) error = NULL;
  GlsCatalogue *catalogue = gls_catalogue_open (path, mode, &error);

  g_assert_no_error (error);
  gls_catalogue_close (catalogue);
}

static void
make (const char *path, const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* What was made before there were numbers of tracks gets them when it is written
 * to, and keeps what it has. */
static void
test_columns (Fixture *f, gconstpointer data)
{
  put (f, "file:///a", 0.25f, 1);
  gls_catalogue_shelf_free (g_steal_pointer (&f->shelf));
  gls_catalogue_close (g_steal_pointer (&f->catalogue));
  make (f->path, "ALTER TABLE track DROP COLUMN number");
  open_and_close (f->path, GLS_CATALOGUE_READ);
  open_again (f);
  put (f, "file:///b#t=1,2", 0.25f, 1);
  assert_answer (f, "SELECT uri, path, number FROM track ORDER BY uri",
      "file:///a|/a|\nfile:///b#t=1,2|/b|7");
}

/* Others' databases, later versions, and what is no database stay as they are.
 */
static void
test_refusals (void)
{
  g_autofree char *text = g_build_filename (folder, "text.db", NULL);
  g_autofree char *others = g_build_filename (folder, "others.db", NULL);
  g_autofree char *later = g_build_filename (folder, "later.db", NULL);
  g_autofree char *nothing = g_build_filename (folder, "nothing.db", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "no", "a.db", NULL);
  g_autofree char *empty = g_build_filename (folder, "empty.db", NULL);
  const char *paths[] = { text, others, later };

  g_assert_true (g_file_set_contents (text, "no database", -1, NULL));
  make (others, "CREATE TABLE song (a); INSERT INTO song VALUES (1)");
  make (later,
      "CREATE TABLE a (b); PRAGMA user_version = 7;"
      "PRAGMA application_id = 1196184388");
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    static const char *const says[] = { "*not a database",
      "*made by another program*", "*version 7, from a later Glissando*" };
    g_autofree char *before = NULL, *after = NULL;
    gsize n, n_after;

    g_assert_true (g_file_get_contents (paths[i], &before, &n, NULL));
    for (int mode = GLS_CATALOGUE_READ; mode <= GLS_CATALOGUE_WRITE; mode++)
      assert_refused (paths[i], mode, GLS_ERROR_DATA, says[i]);
    g_assert_true (g_file_get_contents (paths[i], &after, &n_after, NULL));
    g_assert_cmpmem (before, n, after, n_after);
  }
  make (empty, "PRAGMA journal_mode = WAL");
  assert_refused (empty, GLS_CATALOGUE_READ, GLS_ERROR_DATA,
      "there is nothing in it");
  open_and_close (empty, GLS_CATALOGUE_WRITE);
  open_and_close (empty, GLS_CATALOGUE_READ);
  assert_refused (nothing, GLS_CATALOGUE_READ, GLS_ERROR_IO, "*no such file");
  assert_refused (nowhere, GLS_CATALOGUE_WRITE, GLS_ERROR_IO,
      "*unable to open*");
  g_assert_false (g_file_test (nothing, G_FILE_TEST_EXISTS));
}

static gpointer
put_many (gpointer data)
{
  Fixture f = { .path = data };
  static int n_threads;
  int me = g_atomic_int_add (&n_threads, 1);

  open_again (&f);
  for (int i = 0; i < 20; i++) {
    g_autofree char *uri = g_strdup_printf ("file:///%d/%d", me, i);

    put (&f, uri, 0.5f, 2);
  }
  gls_catalogue_shelf_free (f.shelf);
  gls_catalogue_close (f.catalogue);
  return NULL;
}

/* Several may make one catalogue, and write to it, at the same time. */
static void
test_at_the_same_time (void)
{
  for (int round = 0; round < 5; round++) {
    g_autofree char *path = g_strdup_printf ("%s/many%d.db", folder, round);
    g_autofree char *n = NULL, *state = NULL;
    GThread *threads[4];

    for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
      threads[i] = g_thread_new ("writer", put_many, path);
    for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
      g_thread_join (threads[i]);
    n = ask (path, "SELECT count(*) FROM track");
    state = ask (path, "PRAGMA integrity_check");
    g_assert_cmpstr (n, ==, "80");
    g_assert_cmpstr (state, ==, "ok");
  }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*function) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/catalogue/put", test_put },
    { "/catalogue/put-again", test_put_again },
    { "/catalogue/odd-names", test_odd_names },
    { "/catalogue/find", test_find },
    { "/catalogue/thresholds", test_thresholds },
    { "/catalogue/columns", test_columns },
  };
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("glissando-catalogue-XXXXXX", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].function,
        tear_down);
  g_test_add_func ("/catalogue/refusals", test_refusals);
  g_test_add_func ("/catalogue/at-the-same-time", test_at_the_same_time);
  status = g_test_run ();
  scratch_remove (folder);
  g_free (folder);
  return status;
}
