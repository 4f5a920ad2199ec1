/* Searches: against plain loops over the same numbers.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "catalogue/search.h"
#include "catalogue/survey.h"
#include "scratch.h"

#include <math.h>
#include <sqlite3.h>
#include <string.h>

#define N_TRACKS 200
#define N_TAGS 4
#define N_EMBEDDING 5

static const char *const labels[] = { "guitar", "Slow Song", "vocal", "voice",
  NULL };
static const float thresholds[] = { 0.3f, NAN, 0.5f, 0.6f };
static const size_t synonyms[] = { 0, 1, 2, 2 };

typedef struct
{
  char *folder, *path;
  GlsCatalogue *catalogue;
  float p[N_TRACKS][N_TAGS];
  float embedding[N_TRACKS][N_EMBEDDING];
} Fixture;

static gboolean
is_silent (int i)
{
  return i % 17 == 3;
}

static void
put_track (Fixture *f, GlsCatalogueShelf *shelf, int i)
{
  g_autofree char *uri = g_strdup_printf ("file:///%03d.ogg", i);
  const GlsCatalogueTrack track = { .uri = uri,
    .facts = { 1, 1 },
    .end_s = i,
    .whole = TRUE,
    .silent = is_silent (i),
    .p = f->p[i],
    .n_embedding = N_EMBEDDING,
    .embedding = f->embedding[i] };
  g_autoptr (GError) error = NULL;

  gls_catalogue_shelf_put (shelf, &track, &error);
  g_assert_no_error (error);
}

/* Probabilities are tenths, so that some are the thresholds themselves. */
static void
fill (Fixture *f, GlsCatalogue *catalogue, const char *digest)
{
  const GlsCatalogueModel model = { .digest = digest,
    .name = digest,
    .n_tags = N_TAGS,
    .labels = labels,
    .thresholds = thresholds,
    .synonyms = synonyms };
  g_autoptr (GlsCatalogueShelf) shelf =
      gls_catalogue_add_model (catalogue, &model, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int i = 0; i < N_TRACKS; i++) {
    for (int k = 0; k < N_TAGS; k++)
      f->p[i][k] = (float) g_rand_int_range (rand, 0, 11) / 10;
    for (int k = 0; k < N_EMBEDDING; k++)
      f->embedding[i][k] = (float) g_rand_double_range (rand, -1, 1);
    put_track (f, shelf, i);
  }
  /* Gaps in the ids. */
  for (int i = 0; i < N_TRACKS; i += 50)
    put_track (f, shelf, i);
}

static void
set_up (Fixture *f, gconstpointer models)
{
  g_auto (GStrv) digests = g_strsplit (models, " ", -1);
  g_autoptr (GlsCatalogue) catalogue = NULL;
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("glissando-search-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "a.db", NULL);
  catalogue = gls_catalogue_open (f->path, GLS_CATALOGUE_WRITE, &error);
  g_assert_no_error (error);
  for (char **digest = digests; *digest != NULL; digest++)
    fill (f, catalogue, *digest);
  f->catalogue = gls_catalogue_open (f->path, GLS_CATALOGUE_READ, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gls_catalogue_close (f->catalogue);
  scratch_remove (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static GPtrArray *
search (Fixture *f, const char *text, const GlsSearch *how)
{
  g_autoptr (GlsExpression) expression =
      text != NULL ? gls_expression_parse (text, NULL) : NULL;
  g_autoptr (GError) error = NULL;
  GlsSearch all = *how;
  GPtrArray *matches;

  all.expression = expression;
  matches = gls_catalogue_search (f->catalogue, &all, &error);
  g_assert_no_error (error);
  return matches;
}

static int
get_number (const GlsMatch *match)
{
  return (int) g_ascii_strtoll (match->uri + strlen ("file:///"), NULL, 10);
}

/* What is found is all that fits, and the best comes first. */
static void
test_expression (Fixture *f, gconstpointer data)
{
  const GlsSearch how = { .threshold = NAN };
  g_autoptr (GPtrArray) found =
      search (f, "guitar & !vocal | \"slow song\" > 0.7", &how);
  gboolean is_found[N_TRACKS] = { 0 };
  float last = 1;

  for (guint i = 0; i < found->len; i++) {
    const GlsMatch *match = found->pdata[i];
    const float *p = f->p[get_number (match)];
    float vocal = fmaxf (p[2], p[3]);
    float strength = fmaxf (fminf (p[0], 1 - vocal), p[1]);

    is_found[get_number (match)] = TRUE;
    g_assert_cmpfloat (match->strength, ==, strength);
    g_assert_cmpfloat (match->strength, <=, last);
    g_assert_cmpfloat (match->p[1], ==, vocal);
    g_assert_true (isnan (match->distance));
    g_assert_cmpfloat (match->seconds, ==, get_number (match));
    last = match->strength;
  }
  for (int i = 0; i < N_TRACKS; i++) {
    const float *p = f->p[i];
    gboolean fits = (p[0] >= 0.3f && fmaxf (p[2], p[3]) < 0.5f) || p[1] > 0.7f;

    g_assert_cmpint (is_found[i], ==, fits && !is_silent (i));
  }
}

static int
count (Fixture *f, const char *text, float threshold)
{
  const GlsSearch how = { .threshold = threshold };
  g_autoptr (GPtrArray) found = search (f, text, &how);

  return (int) found->len;
}

static int
count_at_least (Fixture *f, int tag, float threshold)
{
  int n = 0;

  for (int i = 0; i < N_TRACKS; i++)
    n += f->p[i][tag] >= threshold && !is_silent (i);
  return n;
}

/* A threshold is the user's, or the model's, or that of all. */
static void
test_thresholds (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (count (f, "guitar", NAN), ==, count_at_least (f, 0, 0.3f));
  g_assert_cmpint (count (f, "guitar", 0.8f), ==, count_at_least (f, 0, 0.8f));
  g_assert_cmpint (count (f, "guitar>=0.9", 0.8f), ==,
      count_at_least (f, 0, 0.9f));
  g_assert_cmpint (count (f, "'Slow Song'", NAN), ==,
      count_at_least (f, 1, GLS_SEARCH_THRESHOLD));
}

static void
test_counts (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) counts =
      gls_catalogue_count_tags (f->catalogue, NULL, NAN, &error);
  static const char *const texts[] = { "guitar", "'Slow Song'", "vocal",
    "voice" };

  g_assert_no_error (error);
  g_assert_cmpuint (counts->len, ==, N_TAGS);
  for (guint i = 0; i < N_TAGS; i++) {
    const GlsTagCount *tag = counts->pdata[i];

    g_assert_cmpstr (tag->name, ==, labels[i]);
    g_assert_cmpint ((int) tag->n_tracks, ==, count (f, texts[i], NAN));
  }
}

static int
get_track_number (const GlsSurvey *survey, guint i)
{
  const GlsSurveyTrack *track = survey->tracks->pdata[i];

  return (int) g_ascii_strtoll (track->uri + strlen ("file:///"), NULL, 10);
}

/* All of a model at once: what is audible, in columns of tags that mean the
 * same. */
static void
test_survey (Fixture *f, gconstpointer data)
{
  static const size_t columns[] = { 0, 1, 2, 2 };
  const float thresholds_then[] = { 0.3f, GLS_SEARCH_THRESHOLD, 0.5f, 0.6f };
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsSurvey) survey =
      gls_survey_new (f->catalogue, "one", NULL, NAN, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (survey->model, ==, "one");
  g_assert_cmpuint (survey->tags->len, ==, N_TAGS);
  g_assert_cmpuint (survey->n_columns, ==, 3);
  for (guint i = 0; i < N_TAGS; i++) {
    const GlsSurveyTag *tag = survey->tags->pdata[i];

    g_assert_cmpstr (tag->name, ==, labels[i]);
    g_assert_cmpuint (tag->column, ==, columns[i]);
    g_assert_cmpfloat (tag->threshold, ==, thresholds_then[i]);
  }
  g_assert_cmpuint (survey->tracks->len + survey->n_silent, ==, N_TRACKS);
  g_assert_cmpuint (survey->n_dimensions, ==, N_EMBEDDING);
  for (guint i = 0; i < survey->tracks->len; i++) {
    const int number = get_track_number (survey, i);
    const float *p = f->p[number], *its = survey->p + 3 * i;

    g_assert_false (is_silent (number));
    g_assert_cmpfloat (its[0], ==, p[0]);
    g_assert_cmpfloat (its[1], ==, p[1]);
    g_assert_cmpfloat (its[2], ==, fmaxf (p[2], p[3]));
    g_assert_cmpmem (survey->embeddings + N_EMBEDDING * i,
        N_EMBEDDING * sizeof (float), f->embedding[number],
        N_EMBEDDING * sizeof (float));
  }
}

/* Those of which an expression holds are those that a search finds. */
static void
test_survey_of_some (Fixture *f, gconstpointer data)
{
  static const char text[] = "guitar & !vocal | \"slow song\" > 0.7";
  const GlsSearch how = { .threshold = NAN };
  g_autoptr (GPtrArray) found = search (f, text, &how);
  g_autoptr (GlsExpression) expression = gls_expression_parse (text, NULL);
  g_autoptr (GlsSurvey) survey =
      gls_survey_new (f->catalogue, NULL, expression, NAN, NULL);
  gboolean is_found[N_TRACKS] = { 0 };

  for (guint i = 0; i < found->len; i++)
    is_found[get_number (found->pdata[i])] = TRUE;
  g_assert_cmpuint (survey->tracks->len, ==, found->len);
  for (guint i = 0; i < survey->tracks->len; i++) {
    const int number = get_track_number (survey, i);

    g_assert_true (is_found[number]);
    g_assert_cmpfloat (survey->p[3 * i], ==, f->p[number][0]);
    g_assert_cmpmem (survey->embeddings + N_EMBEDDING * i,
        N_EMBEDDING * sizeof (float), f->embedding[number],
        N_EMBEDDING * sizeof (float));
  }
}

/* 1 minus the cosine, from its definition. */
static double
get_distance (const float *a, const float *b)
{
  double ab = 0, aa = 0, bb = 0;

  for (int k = 0; k < N_EMBEDDING; k++) {
    ab += (double) a[k] * (double) b[k];
    aa += (double) a[k] * (double) a[k];
    bb += (double) b[k] * (double) b[k];
  }
  return 1 - ab / (sqrt (aa) * sqrt (bb));
}

/* The nearest come first, all but the one itself; an expression may choose
 * among them. */
static void
test_likeness (Fixture *f, gconstpointer data)
{
  const GlsSearch how = { .threshold = NAN, .like = "file:///042.ogg" };
  const GlsSearch few = {
    .threshold = NAN, .like = "file:///042.ogg", .top = 7
  };
  g_autoptr (GPtrArray) all = search (f, NULL, &how);
  g_autoptr (GPtrArray) some = search (f, "guitar", &few);
  float last = 0;

  g_assert_cmpint ((int) all->len, ==, count (f, "guitar >= 0", NAN) - 1);
  for (guint i = 0; i < all->len; i++) {
    const GlsMatch *match = all->pdata[i];

    g_assert_cmpint (get_number (match), !=, 42);
    g_assert_cmpfloat_with_epsilon (match->distance,
        get_distance (f->embedding[42], f->embedding[get_number (match)]),
        1e-6);
    g_assert_cmpfloat (match->distance, >=, last);
    last = match->distance;
  }
  g_assert_cmpuint (some->len, ==, 7);
  for (guint i = 0, k = 0; i < 7; i++, k++) {
    while (f->p[get_number (all->pdata[k])][0] < 0.3f)
      k++;
    g_assert_cmpint (get_number (some->pdata[i]), ==,
        get_number (all->pdata[k]));
  }
}

static void
assert_fails (Fixture *f, const char *text, const GlsSearch *how,
    const char *pattern)
{
  g_autoptr (GlsExpression) expression = gls_expression_parse (text, NULL);
  g_autoptr (GError) error = NULL;
  GlsSearch all = *how;

  all.expression = expression;
  g_assert_null (gls_catalogue_search (f->catalogue, &all, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("%s", error->message);
}

static void
test_mistakes (Fixture *f, gconstpointer data)
{
  const GlsSearch how = { .threshold = NAN },
                  like = { .threshold = NAN, .like = "file:///no.ogg" },
                  other = { .threshold = NAN, .model = "other" };

  assert_fails (f, "guitar & calm", &how, "at character 10: “calm” is none*");
  assert_fails (f, "guitar", &like, "*file:///no.ogg*tag that first");
  assert_fails (f, "guitar", &other, "*no tags of the model “other”");
}

/* Of several models one must be named. */
static void
test_models (Fixture *f, gconstpointer data)
{
  const GlsSearch how = { .threshold = NAN },
                  one = { .threshold = NAN, .model = "one" };
  g_autoptr (GPtrArray) found = NULL;

  assert_fails (f, "guitar", &how, "*several models*one (one), other (other)");
  found = search (f, "guitar", &one);
  g_assert_cmpint ((int) found->len, ==, count_at_least (f, 0, 0.3f));
}

/* A model with categories, and with tags that it could not learn: of both
 * “opera” and “aria”, which mean the same, the second one could be learnt, of
 * “choir” nothing. */
static void
add_kinds (Fixture *f)
{
  static const char *const kinds[] = { "genre---opera", "genre---aria",
    "genre---choir", "mood/theme---film", "genre---children",
    "mood/theme---children" };
  static const size_t meanings[] = { 0, 0, 2, 3, 4, 5 };
  static const gboolean untaught[] = { TRUE, FALSE, TRUE, FALSE, FALSE, FALSE };
  static const float p[] = { 0.9f, 0.3f, 0.9f, 0.8f, 0.7f, 0.1f };
  const GlsCatalogueModel model = { .digest = "kinds",
    .name = "kinds",
    .n_tags = G_N_ELEMENTS (kinds),
    .labels = kinds,
    .synonyms = meanings,
    .untaught = untaught };
  const GlsCatalogueTrack track = {
    .uri = "file:///000.ogg", .facts = { 1, 1 }, .end_s = 1, .p = p
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsCatalogue) catalogue =
      gls_catalogue_open (f->path, GLS_CATALOGUE_WRITE, &error);
  g_autoptr (GlsCatalogueShelf) shelf =
      gls_catalogue_add_model (catalogue, &model, &error);

  g_assert_no_error (error);
  gls_catalogue_shelf_put (shelf, &track, &error);
  g_assert_no_error (error);
}

static const GlsSearch of_kinds = { .threshold = NAN, .model = "kinds" };

/* Returns: how probable what the text names is, in the only track */
static float
ask_kinds (Fixture *f, const char *text)
{
  g_autoptr (GPtrArray) found = search (f, text, &of_kinds);

  g_assert_cmpuint (found->len, ==, 1);
  return ((const GlsMatch *) found->pdata[0])->p[0];
}

/* What could not be learnt is not there: it is refused, unless something else
 * means the same, and is in no list. */
static void
test_untaught (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) counts = NULL;
  g_autoptr (GlsSurvey) survey = NULL;

  add_kinds (f);
  assert_fails (f, "film & !choir", &of_kinds,
      "at character 9: “choir” is a tag that its model could not learn");
  g_assert_cmpfloat (ask_kinds (f, "genre---opera"), ==, 0.3f);
  g_assert_cmpfloat (ask_kinds (f, "aria"), ==, 0.3f);
  counts = gls_catalogue_count_tags (f->catalogue, "kinds", NAN, NULL);
  survey = gls_survey_new (f->catalogue, "kinds", NULL, NAN, NULL);
  g_assert_cmpuint (counts->len, ==, 4);
  g_assert_cmpuint (survey->tags->len, ==, 4);
  g_assert_cmpuint (survey->n_columns, ==, 4);
  g_assert_cmpfloat (survey->p[0], ==, 0.3f);
}

/* A tag may be named without its category where that is clear. */
static void
test_categories (Fixture *f, gconstpointer data)
{
  add_kinds (f);
  g_assert_cmpfloat (ask_kinds (f, "film"), ==, 0.8f);
  g_assert_cmpfloat (ask_kinds (f, "Film"), ==, 0.8f);
  g_assert_cmpfloat (ask_kinds (f, "mood/theme---film"), ==, 0.8f);
  g_assert_cmpfloat (ask_kinds (f, "genre---children"), ==, 0.7f);
  assert_fails (f, "children", &of_kinds, "*“children” is none*");
}

/* Where a table begins, and how many bytes of it lie together */
static void
find_table (const char *path, const char *name, gint64 *at, gint64 *size)
{
  g_autofree char *sql = g_strdup_printf ("SELECT page_size, (rootpage - 1) * "
                                          "page_size FROM pragma_page_size(),"
                                          " sqlite_schema WHERE name = '%s'",
      name);
  sqlite3_stmt *ask;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &ask, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (ask), ==, SQLITE_ROW);
  *size = sqlite3_column_int64 (ask, 0);
  *at = sqlite3_column_int64 (ask, 1);
  sqlite3_finalize (ask);
  sqlite3_close (db);
}

/* What cannot be read is said, and is not taken for nothing. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "model", "tag", "track" };
  const GlsSearch how = { .threshold = NAN };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *bytes = NULL;
    g_autofree char *whole = NULL;
    g_autoptr (GError) error = NULL;
    gint64 at, size;
    gsize length;

    g_clear_pointer (&f->catalogue, gls_catalogue_close);
    find_table (f->path, names[i], &at, &size);
    g_assert_true (g_file_get_contents (f->path, &bytes, &length, NULL));
    whole = g_memdup2 (bytes, length);
    memset (bytes + at, 0xff, (size_t) size);
    g_assert_true (g_file_set_contents (f->path, bytes, (gssize) length, NULL));
    f->catalogue = gls_catalogue_open (f->path, GLS_CATALOGUE_READ, &error);
    g_assert_no_error (error);
    g_assert_null (gls_catalogue_search (f->catalogue, &how, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
    g_assert_true (g_file_set_contents (f->path, whole, (gssize) length, NULL));
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
    { "/search/expression", test_expression },
    { "/search/thresholds", test_thresholds },
    { "/search/counts", test_counts },
    { "/search/survey", test_survey },
    { "/search/survey/some", test_survey_of_some },
    { "/search/likeness", test_likeness },
    { "/search/mistakes", test_mistakes },
    { "/search/untaught", test_untaught },
    { "/search/categories", test_categories },
    { "/search/damaged", test_damaged },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, "one", set_up, tests[i].function,
        tear_down);
  g_test_add ("/search/models", Fixture, "one other", set_up, test_models,
      tear_down);
  return g_test_run ();
}
