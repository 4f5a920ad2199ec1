/* Vocabulary, CSV, writing of predictions, smoothing and summary.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "json.h"
#include "tags/csv.h"
#include "tags/outletwriter.h"
#include "tags/prediction.h"
#include "tags/smoothing.h"
#include "tags/summary.h"
#include "tags/vocabulary.h"

static const char *const LABELS[] = { "guitar", "new age", "techno", NULL };

/* Every label is found at its place, and no other is. */
static void
test_vocabulary_finds_its_labels (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsVocabulary) v = gls_vocabulary_new (LABELS, &error);
  size_t place = 99;

  g_assert_no_error (error);
  g_assert_cmpuint (gls_vocabulary_get_n_tags (v), ==, 3);
  for (size_t i = 0; i < 3; i++) {
    g_assert_true (gls_vocabulary_find (v, LABELS[i], &place));
    g_assert_cmpuint (place, ==, i);
    g_assert_cmpstr (gls_vocabulary_get_labels (v)[i], ==, LABELS[i]);
  }
  g_assert_null (gls_vocabulary_get_labels (v)[3]);
  place = 99;
  g_assert_false (gls_vocabulary_find (v, "Techno", &place));
  g_assert_cmpuint (place, ==, 99);
}

/* Labels come from files: what could not be printed or told apart is refused
 * by name. */
static void
test_vocabulary_refuses_bad_labels (void)
{
  static const struct
  {
    const char *labels[4];
    const char *says;
  } cases[] = {
    { { NULL }, "not a single label" },
    { { "a", "", NULL }, "label 2" },
    { { "a\nb", NULL }, "label 1" },
    { { "\xff", NULL }, "label 1" },
    { { "a", "b", "a", NULL }, "“a”" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (gls_vocabulary_new (cases[i].labels, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
    g_assert_nonnull (strstr (error->message, cases[i].says));
  }
}

/* Whatever a field holds, reading gives back what was written. */
static void
test_csv_reads_what_it_wrote (void)
{
  static const char *const fields[] = { "plain", "", "a,b", "say \"hi\"",
    "two\nlines", "cr\r\nlf", " lead", "trail ", "\"", "ünï" };
  g_autoptr (GString) out = g_string_new (NULL);
  const char *text;
  size_t line = 1;

  for (int row = 0; row < 2; row++)
    for (size_t i = 0; i < G_N_ELEMENTS (fields); i++) {
      gls_csv_append_field (out, fields[i]);
      g_string_append (out,
          i + 1 < G_N_ELEMENTS (fields) ? "," : (row ? "\r\n\n" : "\n"));
    }
  text = out->str;
  for (int row = 0; row < 2; row++) {
    g_autoptr (GPtrArray) got = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (gls_csv_next_row (&text, &line, &got, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (got->len, ==, G_N_ELEMENTS (fields));
    for (size_t i = 0; i < G_N_ELEMENTS (fields); i++)
      g_assert_cmpstr (got->pdata[i], ==, fields[i]);
  }
  {
    g_autoptr (GPtrArray) got = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_false (gls_csv_next_row (&text, &line, &got, &error));
    g_assert_no_error (error);
    /* Two rows of three lines each, and an empty one. */
    g_assert_cmpuint (line, ==, 8);
  }
}

static void
test_csv_names_the_broken_line (void)
{
  static const char *const texts[] = { "a,b\n\"open,\nc", "a\n\"b\"c\n" };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    const char *text = texts[i];
    size_t line = 1;
    g_autoptr (GError) error = NULL;
    GPtrArray *got = NULL;

    g_assert_true (gls_csv_next_row (&text, &line, &got, &error));
    g_clear_pointer (&got, g_ptr_array_unref);
    g_assert_false (gls_csv_next_row (&text, &line, &got, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
    g_assert_nonnull (strstr (error->message, "line 2"));
  }
}

static const float P[] = { 0.25f, 0.5f, 0.125f };

static GlsPrediction
some_prediction (void)
{
  GlsPrediction p = { .input = "a \"b\",\n\xff.ogg",
    .start = 28.672,
    .end = 57.344,
    .n_tags = 3,
    .labels = LABELS,
    .p = P };

  return p;
}

/* Most probable first, the model's order among equals, NAN last. */
static void
test_rank_selects_and_orders (void)
{
  static const float p[] = { 0.2f, NAN, 0.7f, 0.2f, 0.9f };
  GlsPrediction prediction = { .n_tags = 5, .p = p };
  GlsSelection top = { .top = 2 }, half = { .threshold = 0.2f };
  size_t order[5];

  g_assert_cmpuint (gls_prediction_rank (&prediction, NULL, order), ==, 5);
  g_assert_cmpuint (order[0], ==, 4);
  g_assert_cmpuint (order[1], ==, 2);
  g_assert_cmpuint (order[2], ==, 0);
  g_assert_cmpuint (order[3], ==, 3);
  g_assert_cmpuint (order[4], ==, 1);
  g_assert_cmpuint (gls_prediction_rank (&prediction, &top, order), ==, 2);
  g_assert_cmpuint (order[1], ==, 2);
  g_assert_cmpuint (gls_prediction_rank (&prediction, &half, order), ==, 4);
}

/* One line is one JSON object with what went in, even for a file name that is
 * not text; a reader of ours is the judge. */
static void
test_json_is_read_back (void)
{
  GlsPrediction p = some_prediction ();
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (json_t) object = NULL;
  g_autoptr (GError) error = NULL;
  const json_t *tags, *tag;

  p.padded = TRUE;
  gls_prediction_append (&p, NULL, GLS_FORMAT_JSON, out);
  g_assert_cmpint (out->str[out->len - 1], ==, '\n');
  g_assert_null (memchr (out->str, '\n', out->len - 1));
  g_assert_true (g_utf8_validate (out->str, -1, NULL));
  object = gls_json_parse_object (out->str, out->len, "the line", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (json_string_value (json_object_get (object, "input")), ==,
      "a \"b\",\n\xEF\xBF\xBD.ogg");
  g_assert_cmpfloat (json_number_value (json_object_get (object, "start")), ==,
      28.672);
  g_assert_cmpfloat (json_number_value (json_object_get (object, "end")), ==,
      57.344);
  g_assert_true (json_is_true (json_object_get (object, "padded")));
  g_assert_null (json_object_get (object, "summary"));
  tags = json_object_get (object, "tags");
  g_assert_cmpuint (json_array_size (tags), ==, 3);
  tag = json_array_get (tags, 0);
  g_assert_cmpstr (json_string_value (json_object_get (tag, "tag")), ==,
      "new age");
  g_assert_cmpfloat (json_number_value (json_object_get (tag, "p")), ==, 0.5);
}

static void
test_json_summary_without_input (void)
{
  GlsPrediction p = some_prediction ();
  GlsSelection top = { .top = 1 };
  g_autoptr (GString) out = g_string_new (NULL);

  p.summary = TRUE;
  p.input = NULL;
  gls_prediction_append (&p, &top, GLS_FORMAT_JSON, out);
  g_assert_cmpstr (out->str, ==,
      "{\"summary\":true,\"start\":28.672,\"end\":57.344,"
      "\"tags\":[{\"tag\":\"new age\",\"p\":0.5}]}\n");
}

static void
test_csv_rows (void)
{
  GlsPrediction p = some_prediction ();
  GlsSelection top = { .top = 2 };
  g_autoptr (GString) out = g_string_new (NULL);

  p.input = "a,b.ogg";
  gls_prediction_append_head (GLS_FORMAT_CSV, out);
  gls_prediction_append (&p, &top, GLS_FORMAT_CSV, out);
  p.summary = TRUE;
  top.top = 1;
  gls_prediction_append (&p, &top, GLS_FORMAT_CSV, out);
  g_assert_cmpstr (out->str, ==,
      "input,start,end,tag,p,kind,title,time\n"
      "\"a,b.ogg\",28.672,57.344,new age,0.5,segment,,\n"
      "\"a,b.ogg\",28.672,57.344,guitar,0.25,segment,,\n"
      "\"a,b.ogg\",28.672,57.344,new age,0.5,summary,,\n");
}

/* Each tag by its own threshold; one that has none is never said, and what
 * lies least below its own is the nearest. */
static void
test_thresholds_of_tags (void)
{
  GlsPrediction p = some_prediction ();
  g_autofree float *thresholds = g_new (float, p.n_tags);
  const GlsSelection own = { .thresholds = thresholds };
  g_autofree size_t *order = g_new (size_t, p.n_tags);
  g_autoptr (GString) out = g_string_new (NULL);
  size_t n;

  for (size_t i = 0; i < p.n_tags; i++)
    thresholds[i] = p.p[i];
  thresholds[0] = NAN;
  n = gls_prediction_rank (&p, &own, order);
  g_assert_cmpuint (n, ==, p.n_tags - 1);
  for (size_t k = 0; k < n; k++)
    g_assert_cmpuint (order[k], !=, 0);

  for (size_t i = 0; i < p.n_tags; i++)
    thresholds[i] = i == 0 ? p.p[i] + 0.01f : p.p[i] + 0.02f;
  g_assert_cmpuint (gls_prediction_rank (&p, &own, order), ==, 0);
  gls_prediction_append (&p, &own, GLS_FORMAT_TEXT, out);
  g_assert_nonnull (strstr (out->str,
      "none reaches its threshold: guitar 0.25\n"));
}

static void
test_text_is_aligned (void)
{
  GlsPrediction p = some_prediction ();
  GlsSelection top = { .top = 2 };
  g_autoptr (GString) out = g_string_new (NULL);

  p.input = "a\nb.ogg";
  gls_prediction_append_input (&p, GLS_FORMAT_TEXT, out);
  gls_prediction_append (&p, &top, GLS_FORMAT_TEXT, out);
  p.start = 3590;
  p.end = 3725.9;
  p.padded = TRUE;
  gls_prediction_append (&p, &top, GLS_FORMAT_TEXT, out);
  p.summary = TRUE;
  gls_prediction_append (&p, &top, GLS_FORMAT_TEXT, out);
  top.threshold = 0.9f;
  gls_prediction_append (&p, &top, GLS_FORMAT_TEXT, out);
  p.summary = FALSE;
  p.padded = FALSE;
  p.start = 0;
  p.end = 0.1;
  gls_prediction_append (&p, &top, GLS_FORMAT_TEXT, out);
  g_assert_cmpstr (out->str, ==,
      "a?b.ogg\n"
      "   0:29 –    0:57   new age 0.50   guitar  0.25\n"
      "  59:50 – 1:02:06   new age 0.50   guitar  0.25"
      "   (shorter than a segment)\n"
      "  whole             new age 0.50   guitar  0.25\n"
      "  whole             none reaches 0.9: new age 0.50\n"
      " 0:00.0 –  0:00.1   none reaches 0.9: new age 0.50\n");
}

/* What is not the whole, and what was silent, is called so in every format. */
static void
test_flags_in_every_format (void)
{
  GlsPrediction p = some_prediction ();
  GlsSelection top = { .top = 1 };
  g_autoptr (GString) out = g_string_new (NULL);

  p.input = "a";
  p.summary = p.partial = TRUE;
  for (int format = GLS_FORMAT_TEXT; format <= GLS_FORMAT_CSV; format++)
    gls_prediction_append (&p, &top, (GlsFormat) format, out);
  p.summary = p.partial = FALSE;
  p.silent = TRUE;
  for (int format = GLS_FORMAT_TEXT; format <= GLS_FORMAT_CSV; format++)
    gls_prediction_append (&p, &top, (GlsFormat) format, out);
  g_assert_cmpstr (out->str, ==,
      "  so far            new age 0.50\n"
      "{\"input\":\"a\",\"summary\":true,\"partial\":true,\"start\":28.672,"
      "\"end\":57.344,\"tags\":[{\"tag\":\"new age\",\"p\":0.5}]}\n"
      "a,28.672,57.344,new age,0.5,partial,,\n"
      "   0:29 –    0:57   silence\n"
      "{\"input\":\"a\",\"start\":28.672,\"end\":57.344,\"silent\":true,"
      "\"tags\":[{\"tag\":\"new age\",\"p\":0.5}]}\n"
      "a,28.672,57.344,new age,0.5,silent,,\n");
}

/* The address leads back to a file whose name is no UTF-8. */
static void
test_json_leads_back (void)
{
  GlsPrediction p = some_prediction ();
  GlsSelection top = { .top = 1 };
  g_autoptr (GString) out = g_string_new (NULL);

  p.input = "\xff.ogg";
  p.uri = "file:///%FF.ogg";
  p.title = "T\"";
  p.artist = "A";
  p.album = "B";
  gls_prediction_append (&p, &top, GLS_FORMAT_JSON, out);
  p.input = "ü.ogg";
  p.track = 7;
  gls_prediction_append (&p, &top, GLS_FORMAT_JSON, out);
  gls_prediction_append_input (&p, GLS_FORMAT_TEXT, out);
  p.title = NULL;
  gls_prediction_append_input (&p, GLS_FORMAT_TEXT, out);
  g_assert_cmpstr (out->str, ==,
      "{\"input\":\"\uFFFD.ogg\",\"uri\":\"file:///%FF.ogg\","
      "\"title\":\"T\\\"\",\"artist\":\"A\",\"album\":\"B\",\"start\":28.672,"
      "\"end\":57.344,\"tags\":[{\"tag\":\"new age\",\"p\":0.5}]}\n"
      "{\"input\":\"ü.ogg\",\"title\":\"T\\\"\",\"artist\":\"A\","
      "\"album\":\"B\",\"track\":7,\"start\":28.672,"
      "\"end\":57.344,\"tags\":[{\"tag\":\"new age\",\"p\":0.5}]}\n"
      "ü.ogg   7. A - T\"\n"
      "ü.ogg   7.\n");
}

/* A file's name cannot steer a terminal, not even by the one-character
 * sequences of ISO 6429. */
static void
test_names_do_not_steer_terminals (void)
{
  GlsPrediction p = some_prediction ();

  p.input = "\033[31m\xc2\x9b"
            "31m\x7f";
  for (int format = GLS_FORMAT_TEXT; format <= GLS_FORMAT_CSV; format++) {
    g_autoptr (GString) out = g_string_new (NULL);

    gls_prediction_append_input (&p, (GlsFormat) format, out);
    gls_prediction_append (&p, NULL, (GlsFormat) format, out);
    for (const char *c = out->str; *c != '\0'; c = g_utf8_next_char (c))
      g_assert_true (*c == '\n' || !g_unichar_iscntrl (g_utf8_get_char (c)));
  }
}

/* Of tags that mean the same, the most probable one. */
static void
test_rank_says_nothing_twice (void)
{
  static const float p[] = { 0.2f, 0.5f, 0.7f, 0.6f, 0.1f };
  static const size_t synonyms[] = { 0, 1, 1, 0, 4 };
  GlsPrediction prediction = { .n_tags = 5, .p = p, .synonyms = synonyms };
  GlsSelection distinct = { .distinct = TRUE };
  size_t order[5];

  g_assert_cmpuint (gls_prediction_rank (&prediction, NULL, order), ==, 5);
  g_assert_cmpuint (gls_prediction_rank (&prediction, &distinct, order), ==, 3);
  g_assert_cmpuint (order[0], ==, 2);
  g_assert_cmpuint (order[1], ==, 3);
  g_assert_cmpuint (order[2], ==, 4);
  distinct.top = 2;
  g_assert_cmpuint (gls_prediction_rank (&prediction, &distinct, order), ==, 2);
}

/* What a model could not learn is marked for programs, and people are not told
 * of it, nor that it comes nearest. */
static void
test_untaught_tags (void)
{
  static const gboolean untaught[] = { FALSE, TRUE, FALSE };
  GlsPrediction p = some_prediction ();
  const GlsSelection taught = { .taught = TRUE },
                     strict = { .taught = TRUE, .threshold = 0.9f };
  g_autofree size_t *order = g_new (size_t, p.n_tags);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) json = g_string_new (NULL);

  p.input = NULL;
  p.untaught = untaught;
  g_assert_cmpuint (gls_prediction_rank (&p, NULL, order), ==, 3);
  g_assert_cmpuint (order[0], ==, 1);
  g_assert_cmpuint (gls_prediction_rank (&p, &taught, order), ==, 2);
  g_assert_cmpuint (order[0], ==, 0);
  g_assert_cmpuint (order[1], ==, 2);
  gls_prediction_append (&p, &strict, GLS_FORMAT_TEXT, text);
  g_assert_nonnull (strstr (text->str, "none reaches 0.9: guitar 0.25\n"));
  gls_prediction_append (&p, NULL, GLS_FORMAT_JSON, json);
  g_assert_cmpstr (json->str, ==,
      "{\"start\":28.672,\"end\":57.344,\"tags\":["
      "{\"tag\":\"new age\",\"p\":0.5,\"untaught\":true},"
      "{\"tag\":\"guitar\",\"p\":0.25},"
      "{\"tag\":\"techno\",\"p\":0.125}]}\n");
}

/* People are told the tag of category---tag, programs the label. */
static void
test_text_without_categories (void)
{
  static const char *const kinds[] = { "genre---rock", "mood/theme---film",
    "instrument---voice" };
  static const char *const mixed[] = { "genre---rock", "rock",
    "instrument---voice" };
  const GlsSelection none = { .threshold = 0.9f };
  GlsPrediction p = some_prediction ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) json = g_string_new (NULL);

  p.labels = kinds;
  gls_prediction_append (&p, NULL, GLS_FORMAT_TEXT, text);
  g_assert_nonnull (strstr (text->str,
      "   film  0.50   rock  0.25   voice 0.12\n"));
  gls_prediction_append (&p, &none, GLS_FORMAT_TEXT, text);
  g_assert_nonnull (strstr (text->str, "none reaches 0.9: film 0.50\n"));
  gls_prediction_append (&p, NULL, GLS_FORMAT_JSON, json);
  g_assert_nonnull (strstr (json->str, "\"mood/theme---film\""));
  g_assert_cmpuint (gls_prediction_count_columns (kinds, 3), ==, 5 + 8);
  /* A long label pushes the rest of its line to the right, and no other. */
  g_assert_cmpuint (gls_prediction_count_columns (mixed, 3), ==, 12 + 8);
  p.labels = mixed;
  gls_prediction_append (&p, NULL, GLS_FORMAT_TEXT, text);
  g_assert_nonnull (strstr (text->str,
      "   rock         0.50   genre---rock 0.25   instrument---voice 0.12\n"));
}

/* A copy says the same when the original is gone. */
static void
test_copy_owns_its_parts (void)
{
  static const size_t synonyms[] = { 0, 0, 2 };
  static const gboolean untaught[] = { TRUE, FALSE, FALSE };
  char input[] = "a.ogg";
  float probabilities[] = { 0.25f, 0.5f, 0.125f };
  GlsPrediction p = some_prediction ();
  g_autoptr (GString) before = g_string_new (NULL);
  g_autoptr (GString) after = g_string_new (NULL);
  GlsPrediction *copy;

  p.input = input;
  p.p = probabilities;
  p.synonyms = synonyms;
  p.untaught = untaught;
  gls_prediction_append (&p, NULL, GLS_FORMAT_JSON, before);
  copy = gls_prediction_copy (&p);
  memset (input, 'x', sizeof input - 1);
  memset (probabilities, 0, sizeof probabilities);
  gls_prediction_append (copy, NULL, GLS_FORMAT_JSON, after);
  g_assert_cmpstr (before->str, ==, after->str);
  g_assert_cmpmem (copy->synonyms, sizeof synonyms, synonyms, sizeof synonyms);
  g_assert_true (copy->untaught != untaught);
  gls_prediction_free (copy);
}

/* A decimal comma in the user's locale must not reach the files. */
static void
test_numbers_do_not_follow_the_locale (void)
{
  static const char *const locales[] = { "de_DE.UTF-8", "de_DE", "fr_FR.UTF-8",
    "nl_NL.UTF-8" };
  GlsPrediction p = some_prediction ();
  g_autofree char *before = g_strdup (setlocale (LC_NUMERIC, NULL));
  const char *got = NULL;

  for (size_t i = 0; got == NULL && i < G_N_ELEMENTS (locales); i++)
    got = setlocale (LC_NUMERIC, locales[i]);
  if (got == NULL) {
    g_test_skip ("no locale with a decimal comma is installed");
    return;
  }
  for (int format = GLS_FORMAT_TEXT; format <= GLS_FORMAT_CSV; format++) {
    g_autoptr (GString) out = g_string_new (NULL);

    gls_prediction_append (&p, NULL, (GlsFormat) format, out);
    g_assert_nonnull (strstr (out->str, "0.5"));
    g_assert_null (strstr (out->str, "0,5"));
  }
  setlocale (LC_NUMERIC, before);
}

/* After one time constant, 1 - 1/e of a step has arrived, in however many
 * pieces the time passed. */
static void
test_smoothing_by_duration (void)
{
  static const float zero[] = { 0, 1 }, one[] = { 1, 0 };
  static const float broken[] = { NAN, INFINITY };
  g_autoptr (GlsSmoothing) once = gls_smoothing_new (2, 30);
  g_autoptr (GlsSmoothing) pieces = gls_smoothing_new (2, 30);
  float y[2], z[2];

  gls_smoothing_push (once, zero, 10, y);
  gls_smoothing_push (pieces, zero, 10, z);
  g_assert_cmpfloat (y[0], ==, 0);
  g_assert_cmpfloat (y[1], ==, 1);
  gls_smoothing_push (once, one, 30, y);
  for (int i = 0; i < 30; i++)
    gls_smoothing_push (pieces, one, 1, z);
  for (int i = 0; i < 2; i++)
    g_assert_cmpfloat_with_epsilon (y[i], z[i], 1e-6);
  g_assert_cmpfloat_with_epsilon ((double) y[0], 1 - exp (-1), 1e-6);
  gls_smoothing_push (once, broken, 30, z);
  g_assert_cmpfloat (z[0], ==, y[0]);
  g_assert_cmpfloat (z[1], ==, y[1]);

  gls_smoothing_reset (once);
  gls_smoothing_push (once, one, 0.1, y);
  g_assert_cmpfloat (y[0], ==, 1);
}

static void
test_no_smoothing_is_the_identity (void)
{
  g_autoptr (GlsSmoothing) s = gls_smoothing_new (1, 0);

  for (float p = 0; p < 1; p += 0.3f) {
    float y;

    gls_smoothing_push (s, &p, 28, &y);
    g_assert_cmpfloat (y, ==, p);
  }
}

static void
test_summary_weighs_by_duration (void)
{
  static const float a[] = { 1, 0.2f }, b[] = { 0, 0.2f }, c[] = { NAN, 0.2f };
  g_autoptr (GlsSummary) s = gls_summary_new (2);
  float p[2] = { 7, 7 };
  double start, end;

  g_assert_false (gls_summary_get (s, p, &start, &end));
  g_assert_cmpfloat (p[0], ==, 7);
  gls_summary_add (s, a, 10, 40);
  gls_summary_add (s, b, 40, 50);
  g_assert_true (gls_summary_get (s, p, &start, &end));
  g_assert_cmpfloat_with_epsilon (p[0], 0.75f, 1e-7f);
  g_assert_cmpfloat_with_epsilon (p[1], 0.2f, 1e-7f);
  g_assert_cmpfloat (start, ==, 10);
  g_assert_cmpfloat (end, ==, 50);
  gls_summary_add (s, c, 50, 70);
  g_assert_true (gls_summary_get (s, p, NULL, &end));
  g_assert_cmpfloat_with_epsilon (p[0], 0.75f, 1e-7f);
  g_assert_cmpfloat (end, ==, 70);
  g_assert_cmpuint (gls_summary_get_n_segments (s), ==, 3);
  gls_summary_reset (s);
  g_assert_false (gls_summary_get (s, p, NULL, NULL));
}

/* Silence says nothing, unless there is nothing else. */
static void
test_summary_leaves_silence_out (void)
{
  static const float a[] = { 1, 0.2f }, b[] = { 0, 0.6f };
  g_autoptr (GlsSummary) s = gls_summary_new (2);
  GlsPrediction whole = { .n_tags = 2 };
  float p[2];

  gls_summary_add_prediction (s,
      &(GlsPrediction){ .end = 90, .p = b, .silent = TRUE, .padded = TRUE });
  g_assert_true (gls_summary_get_prediction (s, p, &whole));
  g_assert_true (whole.summary && whole.silent && whole.padded);
  g_assert_cmpfloat (whole.p[1], ==, 0.6f);
  g_assert_cmpuint (gls_summary_get_n_silent (s), ==, 0);
  gls_summary_add_prediction (s,
      &(GlsPrediction){ .start = 90, .end = 100, .p = a });
  g_assert_true (gls_summary_get_prediction (s, p, &whole));
  g_assert_false (whole.silent || whole.padded);
  g_assert_cmpfloat (whole.p[0], ==, 1);
  g_assert_cmpfloat (whole.p[1], ==, 0.2f);
  g_assert_cmpfloat (whole.start, ==, 0);
  g_assert_cmpfloat (whole.end, ==, 100);
  g_assert_cmpuint (gls_summary_get_n_silent (s), ==, 1);
}

static char *
write_two_inputs (const char *path, GlsFormat format, GlsTagWriterMode mode)
{
  g_autoptr (GError) error = NULL;
  GlsTagWriter *writer = gls_tag_writer_new (path, format, mode, &error);
  GlsPrediction p = some_prediction ();
  GlsSelection top = { .top = 1 };
  char *text = NULL;

  g_assert_no_error (error);
  p.start = 0;
  for (int i = 0; i < 4; i++) {
    p.input = i == 3 ? "b" : "a";
    p.summary = i == 1;
    g_assert_true (gls_tag_writer_write (writer, &p, &top, &error));
  }
  if (mode == GLS_TAG_WRITER_AT_END)
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  else
    g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (gls_tag_writer_finish (writer, &error));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_unlink (path);
  return text;
}

/* An input's name stands above its lines, once. */
static void
test_writer_names_inputs (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gls-test-tags-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "tags", NULL);
  g_autofree char *text =
      write_two_inputs (path, GLS_FORMAT_TEXT, GLS_TAG_WRITER_AT_END);
  g_autofree char *csv =
      write_two_inputs (path, GLS_FORMAT_CSV, GLS_TAG_WRITER_AT_ONCE);

  g_rmdir (folder);
  g_assert_cmpstr (text, ==,
      "a\n"
      "   0:00 –    0:57   new age 0.50\n"
      "  whole             new age 0.50\n"
      "   0:00 –    0:57   new age 0.50\n"
      "\nb\n"
      "   0:00 –    0:57   new age 0.50\n");
  g_assert_cmpstr (csv, ==,
      "input,start,end,tag,p,kind,title,time\n"
      "a,0.000,57.344,new age,0.5,segment,,\n"
      "a,0.000,57.344,new age,0.5,summary,,\n"
      "a,0.000,57.344,new age,0.5,segment,,\n"
      "b,0.000,57.344,new age,0.5,segment,,\n");
}

/* 2026-03-28 23:59:50 UTC, and how long it lasts. */
#define NIGHT_US 1774742390000000
#define SECOND_US 1000000
#define NIGHT_ROW                                                              \
  "http://a/b,28.672,57.344,new age,0.5,segment,An Artist - A Title,"          \
  "2026-03-28T23:59:5"

static GlsPrediction
some_broadcast (void)
{
  GlsPrediction p = some_prediction ();

  p.input = "http://a/b";
  p.station = "Radio \"Q\"";
  p.title = "An Artist - A\nTitle";
  p.moment_us = NIGHT_US;
  p.until_us = NIGHT_US + 28 * SECOND_US;
  return p;
}

/* What is sent has moments; what is said at first, and of a title or an hour,
 * is called so. */
static void
test_broadcast_in_every_format (void)
{
  GlsPrediction p = some_broadcast ();
  GlsSelection top = { .top = 1 };
  g_autoptr (GString) out = g_string_new (NULL);

  p.provisional = p.padded = TRUE;
  for (int format = GLS_FORMAT_TEXT; format <= GLS_FORMAT_CSV; format++)
    gls_prediction_append (&p, &top, (GlsFormat) format, out);
  p.provisional = p.padded = FALSE;
  p.summary = p.partial = TRUE;
  p.scope = GLS_SCOPE_TITLE;
  p.label = "one";
  for (int format = GLS_FORMAT_TEXT; format <= GLS_FORMAT_CSV; format++)
    gls_prediction_append (&p, &top, (GlsFormat) format, out);
  p.partial = FALSE;
  p.scope = GLS_SCOPE_PERIOD;
  p.title = p.station = NULL;
  for (int format = GLS_FORMAT_TEXT; format <= GLS_FORMAT_CSV; format++)
    gls_prediction_append (&p, &top, (GlsFormat) format, out);
#define HEAD "{\"input\":\"http://a/b\","
#define NAMES                                                                  \
  "\"station\":\"Radio \\\"Q\\\"\",\"title\":\"An Artist - A\\nTitle\","
#define TIMES                                                                  \
  "\"time\":\"2026-03-28T23:59:50+00:00\","                                    \
  "\"until\":\"2026-03-29T00:00:18+00:00\",\"start\":28.672,\"end\":57.344,"
#define TAGS "\"tags\":[{\"tag\":\"new age\",\"p\":0.5}]}\n"
  g_assert_cmpstr (out->str, ==,
      "23:59:50–00:00:18   new age 0.50   (provisional)\n" HEAD NAMES
      "\"provisional\":true," TIMES "\"padded\":true," TAGS
      "http://a/b,28.672,57.344,new age,0.5,provisional,An Artist - A Title,"
      "2026-03-28T23:59:50+00:00\n"
      "one  23:59:50–00:00:18   new age 0.50   “An Artist - A?Title”\n" HEAD
          NAMES "\"summary\":true,\"of\":\"title\",\"partial\":true," TIMES TAGS
      "http://a/b,28.672,57.344,new age,0.5,title,An Artist - A Title,"
      "2026-03-28T23:59:50+00:00\n"
      "one  23:59:50–00:00:18   new age 0.50   (mean)\n" HEAD
      "\"summary\":true,\"of\":\"period\"," TIMES TAGS
      "http://a/b,28.672,57.344,new age,0.5,period,,"
      "2026-03-28T23:59:50+00:00\n");
}

static void
append_title (GString *out, const char *station, const char *artist,
    const char *title)
{
  GlsPrediction heading = {
    .station = station, .artist = artist, .title = title, .moment_us = NIGHT_US
  };

  for (int format = GLS_FORMAT_TEXT; format <= GLS_FORMAT_CSV; format++)
    gls_prediction_append_title (&heading, (GlsFormat) format, out);
}

static void
test_titles_are_announced (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_title (out, "S\033", "A", "T\n");
  append_title (out, "S", NULL, "T");
  append_title (out, "S", NULL, NULL);
  append_title (out, NULL, NULL, NULL);
  g_assert_cmpstr (out->str, ==,
      "23:59:50            ♪ A - T?\n"
      "23:59:50            ♪ T\n"
      "23:59:50            S\n"
      "23:59:50            ♪\n");
}

static void
put_broadcast (GlsTagWriter *writer, const char *label, gint64 seconds)
{
  GlsPrediction p = some_broadcast ();
  GlsSelection top = { .top = 1 };

  p.label = label;
  p.moment_us += seconds * SECOND_US;
  p.until_us += seconds * SECOND_US;
  g_assert_true (gls_tag_writer_write_title (writer, &p, NULL));
  g_assert_true (gls_tag_writer_write (writer, &p, &top, NULL));
}

/* The day stands above its first line; labels take the place of names; and at
 * the top of a file that takes the place of one that was moved away, all begins
 * anew. */
static void
test_writer_goes_with_the_time (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gls-test-tags-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "tags", NULL);
  g_autofree char *moved = g_build_filename (folder, "tags.1", NULL);
  g_autofree char *before = NULL, *after = NULL;
  GlsTagWriter *writer =
      gls_tag_writer_new (path, GLS_FORMAT_TEXT, GLS_TAG_WRITER_APPEND, NULL);

  put_broadcast (writer, NULL, 0);
  put_broadcast (writer, "one", 9);
  put_broadcast (writer, "two", 10);
  g_assert_cmpint (g_rename (path, moved), ==, 0);
  put_broadcast (writer, NULL, 11);
  g_assert_true (gls_tag_writer_finish (writer, NULL));
  g_assert_true (g_file_get_contents (moved, &before, NULL, NULL));
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_unlink (path);
  g_unlink (moved);
  g_rmdir (folder);
  g_assert_cmpstr (before, ==,
      "http://a/b\n"
      "2026-03-28\n"
      "23:59:50            ♪ An Artist - A?Title\n"
      "23:59:50–00:00:18   new age 0.50\n"
      "one  23:59:59            ♪ An Artist - A?Title\n"
      "one  23:59:59–00:00:27   new age 0.50\n"
      "2026-03-29\n"
      "two  00:00:00            ♪ An Artist - A?Title\n"
      "two  00:00:00–00:00:28   new age 0.50\n");
  g_assert_cmpstr (after, ==,
      "http://a/b\n"
      "2026-03-29\n"
      "00:00:01            ♪ An Artist - A?Title\n"
      "00:00:01–00:00:29   new age 0.50\n");
}

static void
append_csv (const char *path, gboolean is_whole)
{
  GlsTagWriter *writer =
      gls_tag_writer_new (path, GLS_FORMAT_CSV, GLS_TAG_WRITER_APPEND, NULL);

  put_broadcast (writer, NULL, 0);
  if (is_whole)
    g_assert_true (gls_tag_writer_finish (writer, NULL));
  else
    gls_tag_writer_free (writer);
}

/* The line of names is there once, whoever appends; what was written stays,
 * whatever becomes of the rest. */
static void
test_writer_appends (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gls-test-tags-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "tags", NULL);
  g_autofree char *text = NULL;

  append_csv (path, TRUE);
  append_csv (path, FALSE);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_unlink (path);
  g_rmdir (folder);
  g_assert_cmpstr (text, ==,
      "input,start,end,tag,p,kind,title,time\n" NIGHT_ROW "0+00:00\n" NIGHT_ROW
      "0+00:00\n");
}

static void
assert_contents (const char *path, const char *wanted)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, wanted);
}

/* The old file is there until the new one has something to say, which then
 * grows in its place, also after it has been cut to nothing. */
static void
test_writer_publishes (void)
{
  static const char top[] = "input,start,end,tag,p,kind,title,time\n";
  static const char first[] = NIGHT_ROW "0+00:00\n";
  static const char second[] = NIGHT_ROW "1+00:00\n";
  g_autofree char *folder = g_dir_make_tmp ("gls-test-tags-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "tags", NULL);
  g_autofree char *grown = g_strconcat (top, first, second, NULL);
  GlsTagWriter *writer;

  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  writer =
      gls_tag_writer_new (path, GLS_FORMAT_CSV, GLS_TAG_WRITER_AT_END, NULL);
  put_broadcast (writer, NULL, 0);
  assert_contents (path, "old");
  gls_tag_writer_publish (writer);
  put_broadcast (writer, NULL, 1);
  assert_contents (path, grown);
  g_assert_cmpint (truncate (path, 0), ==, 0);
  put_broadcast (writer, NULL, 1);
  assert_contents (path, second);
  gls_tag_writer_free (writer);
  assert_contents (path, second);
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* An outlet that remembers. */
typedef struct
{
  GlsOutlet parent;
  GPtrArray *taken;
} Memory;

static gboolean
memory_write (GlsOutlet *outlet, const char *about, const char *text,
    size_t size, GError **error)
{
  g_ptr_array_add (((Memory *) outlet)->taken,
      g_strdup_printf ("%s: %.*s", about != NULL ? about : "nobody", (int) size,
          text));
  return TRUE;
}

static void
memory_abandon (GlsOutlet *outlet)
{
  g_ptr_array_add (((Memory *) outlet)->taken, g_strdup ("abandoned"));
}

static gboolean
memory_finish (GlsOutlet *outlet, GError **error)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "not all has arrived");
  return FALSE;
}

static GlsTagWriter *
write_to_memory (Memory *memory)
{
  static const GlsOutletClass class = {
    .write = memory_write, .finish = memory_finish, .abandon = memory_abandon
  };
  GlsPrediction p = some_prediction ();
  GlsSelection top = { .top = 1 };
  GlsTagWriter *writer;

  p.input = "one";
  memory->parent.class = &class;
  writer = gls_tag_writer_new_onto (&memory->parent, GLS_FORMAT_CSV, NULL);
  gls_tag_writer_publish (writer);
  g_assert_true (gls_tag_writer_write (writer, &p, &top, NULL));
  g_assert_true (gls_tag_writer_drain (writer, NULL, NULL));
  return writer;
}

/* Whatever an outlet is, it is given what a file would be, and heard. */
static void
test_writer_onto_any_outlet (void)
{
  g_autoptr (GPtrArray) taken = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  Memory memory = { .taken = taken };

  g_assert_false (gls_tag_writer_finish (write_to_memory (&memory), &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
  g_assert_cmpuint (taken->len, ==, 2);
  g_assert_cmpstr (taken->pdata[0], ==,
      "nobody: input,start,end,tag,p,kind,title,time\n");
  g_assert_cmpstr (taken->pdata[1], ==,
      "one: one,28.672,57.344,new age,0.5,segment,,\n");
  gls_tag_writer_free (write_to_memory (&memory));
  g_assert_cmpuint (taken->len, ==, 5);
  g_assert_cmpstr (taken->pdata[4], ==, "abandoned");
}

static void
test_writer_refuses (void)
{
  g_autoptr (GError) error = NULL;
  GlsPrediction p = some_prediction ();
  GlsTagWriter *writer;

  g_assert_null (gls_tag_writer_new ("http://a/b", GLS_FORMAT_TEXT,
      GLS_TAG_WRITER_AT_ONCE, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "“http”"));
  g_clear_error (&error);
  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    return;
  writer = gls_tag_writer_new ("/dev/full", GLS_FORMAT_TEXT,
      GLS_TAG_WRITER_AT_END, &error);
  g_assert_no_error (error);
  g_assert_false (gls_tag_writer_write (writer, &p, NULL, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (gls_tag_writer_write (writer, &p, NULL, NULL));
  g_assert_false (gls_tag_writer_finish (writer, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vocabulary/find", test_vocabulary_finds_its_labels);
  g_test_add_func ("/vocabulary/refuse", test_vocabulary_refuses_bad_labels);
  g_test_add_func ("/csv/round-trip", test_csv_reads_what_it_wrote);
  g_test_add_func ("/csv/broken", test_csv_names_the_broken_line);
  g_test_add_func ("/prediction/rank", test_rank_selects_and_orders);
  g_test_add_func ("/prediction/json", test_json_is_read_back);
  g_test_add_func ("/prediction/json-summary", test_json_summary_without_input);
  g_test_add_func ("/prediction/csv", test_csv_rows);
  g_test_add_func ("/prediction/thresholds", test_thresholds_of_tags);
  g_test_add_func ("/prediction/text", test_text_is_aligned);
  g_test_add_func ("/prediction/flags", test_flags_in_every_format);
  g_test_add_func ("/prediction/json-uri", test_json_leads_back);
  g_test_add_func ("/prediction/terminal", test_names_do_not_steer_terminals);
  g_test_add_func ("/prediction/synonyms", test_rank_says_nothing_twice);
  g_test_add_func ("/prediction/untaught", test_untaught_tags);
  g_test_add_func ("/prediction/categories", test_text_without_categories);
  g_test_add_func ("/prediction/copy", test_copy_owns_its_parts);
  g_test_add_func ("/prediction/locale", test_numbers_do_not_follow_the_locale);
  g_test_add_func ("/smoothing/duration", test_smoothing_by_duration);
  g_test_add_func ("/smoothing/none", test_no_smoothing_is_the_identity);
  g_test_add_func ("/summary/duration", test_summary_weighs_by_duration);
  g_test_add_func ("/summary/silence", test_summary_leaves_silence_out);
  g_test_add_func ("/writer/names", test_writer_names_inputs);
  g_test_add_func ("/prediction/broadcast", test_broadcast_in_every_format);
  g_test_add_func ("/prediction/titles", test_titles_are_announced);
  g_test_add_func ("/writer/time", test_writer_goes_with_the_time);
  g_test_add_func ("/writer/append", test_writer_appends);
  g_test_add_func ("/writer/publish", test_writer_publishes);
  g_test_add_func ("/writer/onto", test_writer_onto_any_outlet);
  g_test_add_func ("/writer/refuses", test_writer_refuses);
  return g_test_run ();
}
