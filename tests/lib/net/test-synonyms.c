/* Labels that mean the same.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/synonyms.h"

#include <string.h>

#include "net/models.h"

static const char *const labels[] = { "vocal", "beat", "voice", "beats",
  "piano", NULL };

static size_t *
parse (const char *text, gboolean all_known, GError **error)
{
  g_autoptr (json_t) groups = json_loads (text, 0, NULL);

  g_assert_nonnull (groups);
  return gls_synonyms_parse (groups, labels, all_known, "it", error);
}

/* Each label leads to the first of its kind, and back to the lists. */
static void
test_places (void)
{
  static const size_t wanted[] = { 0, 1, 0, 1, 4 };
  g_autoptr (GError) error = NULL;
  g_autofree size_t *synonyms =
      parse ("[[\"voice\",\"vocal\"],[\"beats\",\"beat\"]]", TRUE, &error);
  g_autoptr (json_t) groups = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpmem (synonyms, sizeof wanted, wanted, sizeof wanted);
  groups = gls_synonyms_to_json (synonyms, labels);
  text = gls_json_to_text (groups, 0);
  g_assert_cmpstr (text, ==, "[[\"vocal\",\"voice\"],[\"beat\",\"beats\"]]");
}

static void
test_refusals (void)
{
  static const char *const bad[] = { "[1]", "[[\"beat\"]]", "[[\"beat\",1]]",
    "[[\"beat\",\"beat\"]]", "[[\"beat\",\"drum\"]]",
    "[[\"beat\",\"beats\"],[\"beat\",\"piano\"]]" };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (bad[i], TRUE, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
    g_assert_nonnull (strstr (error->message, "it: \"synonyms\""));
  }
}

/* An architecture knows of labels that not every model has. */
static void
test_unknown (void)
{
  static const size_t wanted[] = { 0, 1, 2, 1, 4 };
  g_autofree size_t *synonyms =
      parse ("[[\"drum\",\"beat\",\"beats\"],[\"harp\",\"harps\"]]", FALSE,
          NULL);

  g_assert_cmpmem (synonyms, sizeof wanted, wanted, sizeof wanted);
}

/* The built-in model has them. */
static void
test_built_in (void)
{
  g_autoptr (GlsModel) model = gls_models_open (NULL, NULL);
  const size_t *synonyms = gls_model_get_synonyms (model);
  size_t n, n_meanings = 0;

  g_assert_nonnull (synonyms);
  gls_model_get_labels (model, &n);
  for (size_t i = 0; i < n; i++)
    n_meanings += synonyms[i] == i;
  g_assert_cmpuint (n_meanings, <, n);
  g_assert_nonnull (strstr (gls_model_get_description (model), "synonyms"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/synonyms/places", test_places);
  g_test_add_func ("/synonyms/refusals", test_refusals);
  g_test_add_func ("/synonyms/unknown", test_unknown);
  g_test_add_func ("/synonyms/built-in", test_built_in);
  return g_test_run ();
}
