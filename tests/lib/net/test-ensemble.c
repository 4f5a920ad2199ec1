/* Several models as one.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net-test.h"
#include "open-model.h"
#include "scratch.h"

#include <cblas.h>
#include <math.h>

#define N 3 /* segments at once */

static const char *const first[] = { "drums", "voice", "slow", NULL };
static const char *const second[] = { "rock", "slow", "vocal", "voice", "pop",
  NULL };
/* Those of both, in order. */
static const char *const all[] = { "drums", "voice", "slow", "rock", "vocal",
  "pop", NULL };
#define N_FIRST 3
#define N_SECOND 5
#define N_ALL 6

static char *folder;

/* Returns: (transfer full): an architecture in which a text is another one */
static char *
change (const char *what, const char *with)
{
  g_auto (GStrv) parts = g_strsplit (SMALL_ARCHITECTURE, what, 2);

  g_assert_nonnull (parts[1]);
  return g_strjoinv (with, parts);
}

/* Returns: (transfer full): the file of a small model */
static char *
write_model (const char *name, const char *architecture,
    const char *const *labels, guint64 seed, const float *thresholds,
    const gboolean *untaught)
{
  const size_t shape[] = { 2, 5, 3 };
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = model_from_text (architecture, shape,
      G_N_ELEMENTS (shape), labels, seed, &error);

  g_assert_no_error (error);
  gls_model_set_thresholds (model, thresholds, &error);
  g_assert_no_error (error);
  gls_model_set_untaught (model, untaught);
  gls_model_save (model, path, GLS_DTYPE_F32, &error);
  g_assert_no_error (error);
  return path;
}

/* Two models with labels in common, and both as one. */
typedef struct
{
  GlsModel *a, *b, *both;
} Models;

static Models
make_models (void)
{
  static const float of_first[] = { 0.2f, NAN, 0.4f },
                     of_second[] = { NAN, 0.6f, 0.3f, 0.1f, NAN };
  static const gboolean by_first[] = { FALSE, TRUE, FALSE },
                        by_second[] = { TRUE, FALSE, FALSE, FALSE, FALSE };
  g_autofree char *voices = change ("\"training\"",
      "\"synonyms\": [[\"voice\", \"vocal\"]], "
      "\"training\"");
  g_autofree char *a = write_model ("a.safetensors", SMALL_ARCHITECTURE, first,
      1, of_first, by_first);
  g_autofree char *b =
      write_model ("b.safetensors", voices, second, 2, of_second, by_second);
  g_autofree char *list = g_strjoin (",", a, b, NULL);

  return (Models){ open_model (a), open_model (b), open_model (list) };
}

static void
models_clear (Models *self)
{
  gls_model_unref (self->a);
  gls_model_unref (self->b);
  gls_model_unref (self->both);
}

static void
test_labels (void)
{
  Models models = make_models ();
  const float *thresholds = gls_model_get_thresholds (models.both);
  const size_t *synonyms = gls_model_get_synonyms (models.both);
  const gboolean *untaught = gls_model_get_untaught (models.both);
  const char *const *labels;
  g_autofree char *digest = gls_model_make_digest (models.both);
  g_autofree char *other = gls_model_make_digest (models.a);
  size_t n;

  labels = gls_model_get_labels (models.both, &n);
  g_assert_cmpuint (n, ==, N_ALL);
  g_assert_true (g_strv_equal (labels, all));
  g_assert_cmpfloat (thresholds[0], ==, 0.2f);
  g_assert_cmpfloat (thresholds[1], ==, 0.1f);
  g_assert_cmpfloat_with_epsilon (thresholds[2], 0.5f, 1e-6f);
  g_assert_true (isnan (thresholds[3]) && isnan (thresholds[5]));
  for (size_t i = 0; i < n; i++)
    g_assert_cmpuint (synonyms[i], ==, i == 4 ? 1 : i);
  /* “voice” is what one of both could learn. */
  for (size_t i = 0; i < n; i++)
    g_assert_cmpint (untaught[i], ==, g_str_equal (labels[i], "rock"));
  g_assert_cmpstr (digest, !=, other);
  g_assert_cmpstr (gls_model_get_name (models.both), ==, "small,small");
  g_assert_cmpuint (gls_model_get_n_weights (models.both), ==,
      gls_model_get_n_weights (models.a) + gls_model_get_n_weights (models.b));
  g_assert_cmpuint (gls_model_get_n_macs (models.both), ==,
      gls_model_get_n_macs (models.a) + gls_model_get_n_macs (models.b));
  models_clear (&models);
}

/* What each says by itself, and the mean where both know the label. */
static void
test_predictions (void)
{
  static const int in_first[N_ALL] = { 0, 1, 2, -1, -1, -1 },
                   in_second[N_ALL] = { -1, 3, 1, 0, 2, 4 };
  Models models = make_models ();
  g_autoptr (GlsPredictor) a = gls_predictor_new_many (models.a, N);
  g_autoptr (GlsPredictor) b = gls_predictor_new_many (models.b, N);
  g_autoptr (GlsPredictor) both = gls_predictor_new_many (models.both, N);
  const size_t n_a = gls_model_get_n_embedding (models.a);
  const size_t n_b = gls_model_get_n_embedding (models.b);
  g_autofree float *frames = g_new (float, N *SMALL_SEGMENT);
  float p_a[N][N_FIRST], p_b[N][N_SECOND], p[N][N_ALL];
  const float *embedding;

  for (size_t i = 0; i < N * SMALL_SEGMENT; i++)
    frames[i] = sinf ((float) i * 0.7f);
  gls_predictor_run_many (a, N, frames, p_a[0]);
  gls_predictor_run_many (b, N, frames, p_b[0]);
  gls_predictor_run_many (both, N, frames, p[0]);
  embedding = gls_predictor_get_embedding (both);
  g_assert_cmpuint (gls_model_get_n_embedding (models.both), ==, n_a + n_b);
  for (size_t s = 0; s < N; s++) {
    for (size_t i = 0; i < N_ALL; i++) {
      int x = in_first[i], y = in_second[i];
      float expected = x < 0 ? p_b[s][y] : p_a[s][x];

      if (x >= 0 && y >= 0)
        expected = (p_a[s][x] + p_b[s][y]) / 2;
      g_assert_cmpfloat (p[s][i], ==, expected);
    }
    g_assert_cmpmem (embedding + s * (n_a + n_b), n_a * sizeof (float),
        gls_predictor_get_embedding (a) + s * n_a, n_a * sizeof (float));
    g_assert_cmpmem (embedding + s * (n_a + n_b) + n_a, n_b * sizeof (float),
        gls_predictor_get_embedding (b) + s * n_b, n_b * sizeof (float));
  }
  models_clear (&models);
}

/* Twice the same is the same. */
static void
test_same_twice (void)
{
  g_autofree char *twice =
      g_strjoin (",", GLS_MODELS_DEFAULT, GLS_MODELS_DEFAULT, NULL);
  g_autoptr (GlsModel) model = open_model (twice);
  g_autoptr (GlsModel) once = open_model (GLS_MODELS_DEFAULT);

  g_assert_true (g_strv_equal (gls_model_get_labels (model, NULL),
      gls_model_get_labels (once, NULL)));
  g_assert_cmpuint (gls_model_get_n_weights (model), ==,
      2 * gls_model_get_n_weights (once));
}

static void
assert_refused (const char *a, const char *b, const char *reason)
{
  g_autofree char *list = g_strjoin (",", a, b, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (gls_models_open (list, &error));
  g_assert_nonnull (error);
  if (strstr (error->message, reason) == NULL)
    g_error ("“%s” instead of “%s”", error->message, reason);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *what, *with, *reason;
  } changes[] = {
    { "\"rate\": 16000", "\"rate\": 8000", "front ends" },
    { "\"frames\": 6", "\"frames\": 8", "segments are not the same" },
    { "\"hop\": 3", "\"hop\": 2", "not as far apart" },
    { "\"hop\": 3", "\"hop\": 3, \"output\": \"events\"", "for events" },
  };
  g_autofree char *plain = write_model ("plain.safetensors", SMALL_ARCHITECTURE,
      first, 1, NULL, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autofree char *text = change (changes[i].what, changes[i].with);
    g_autofree char *other =
        write_model ("other.safetensors", text, first, 1, NULL, NULL);

    assert_refused (plain, other, changes[i].reason);
  }
  assert_refused (plain, "nosuch", "nosuch");
  assert_refused (plain, "", "neither such a file");
}

/* A file whose name has commas is that file; several models are in none. */
static void
test_files (void)
{
  g_autofree char *path =
      write_model ("x,y.safetensors", SMALL_ARCHITECTURE, first, 1, NULL, NULL);
  g_autoptr (GlsModel) model = open_model (path);
  g_autoptr (GError) error = NULL;
  Models models = make_models ();

  g_assert_cmpstr (gls_model_get_name (model), ==, "small");
  g_assert_false (gls_model_save (models.both, path, GLS_DTYPE_F32, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
  models_clear (&models);
}

int
main (int argc, char **argv)
{
  int status;

  openblas_set_num_threads (1);
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("gls-test-ensemble-XXXXXX", NULL);
  g_test_add_func ("/ensemble/labels", test_labels);
  g_test_add_func ("/ensemble/predictions", test_predictions);
  g_test_add_func ("/ensemble/same-twice", test_same_twice);
  g_test_add_func ("/ensemble/refused", test_refused);
  g_test_add_func ("/ensemble/files", test_files);
  status = g_test_run ();
  scratch_remove (folder);
  g_free (folder);
  return status;
}
