/* The table of training options: what is set can be got, and no more is.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "json.h"
#include "train/options.h"

static void
test_defaults (void)
{
  GlsTrainOptions options;
  g_autofree char *json = NULL;

  gls_train_options_init (&options);
  g_assert_true (gls_train_options_check (&options, NULL));
  g_assert_cmpuint (options.n_threads, >=, 1);
  json = gls_train_options_to_json (&options);
  g_assert_cmpstr (json, ==,
      "{\"loss\":\"bce\",\"optimiser\":\"adamw\",\"schedule\":\"one-cycle\","
      "\"learning_rate\":0.001,\"weight_decay\":0.05,\"beta1\":0.9,"
      "\"beta2\":0.999,\"epsilon\":1e-08,\"epochs\":25,\"batch\":32,"
      "\"label_smoothing\":0.0,\"weight_averaging\":0.0,\"mixup\":0.0,"
      "\"lambda_shift\":0,\"mask_frames\":0,\"mask_rows\":0,"
      "\"level_range\":0.0,\"equaliser_range\":0.0,"
      "\"patience\":0,\"seed\":0,\"choose_by\":\"loss\"}");
}

/* Each row has a place of its own: a new value is got back, and nothing else
 * has changed. */
static void
test_rows (void)
{
  size_t n;
  const GlsTrainParameter *rows = gls_train_parameters (&n);
  static const char *const values[] = { "mse", "adam", "cosine", "0.25", "0.5",
    "0.125", "0.75", "1e-07", "7", "9", "0.0625", "0.999", "0.375", "4", "6",
    "8", "1.5", "2.5", "3", "1234567890123456789", "score", "5" };

  g_assert_cmpuint (n, ==, G_N_ELEMENTS (values));
  for (size_t i = 0; i < n; i++) {
    GlsTrainOptions options, before;
    g_autoptr (GError) error = NULL;

    gls_train_options_init (&options);
    before = options;
    g_assert_true (gls_train_parameter_find (rows[i].name) == &rows[i]);
    g_assert_true (gls_train_options_set (&options, rows[i].name, values[i],
        &error));
    g_assert_no_error (error);
    for (size_t k = 0; k < n; k++) {
      g_autofree char *value = gls_train_options_get (&options, rows[k].name);
      g_autofree char *old = gls_train_options_get (&before, rows[k].name);

      g_assert_cmpstr (value, ==, k == i ? values[i] : old);
    }
    g_assert_true (gls_train_options_check (&options, NULL));
  }
}

/* What is wrong is named with what would be right, and changes nothing. */
static void
test_refusals (void)
{
  static const struct
  {
    const char *name, *value, *sentence;
  } bad[] = {
    { "colour", "1", "training has no option “colour”" },
    { "loss", "l1", "loss must be one of mse, bce, not “l1”" },
    { "epochs", "0",
        "epochs must be a whole number from 1 to 100000, not “0”" },
    { "epochs", "1.5",
        "epochs must be a whole number from 1 to 100000, not “1.5”" },
    { "epochs", "-1",
        "epochs must be a whole number from 1 to 100000, not “-1”" },
    { "learning_rate", "nan",
        "learning_rate must be a number from 1e-12 to 100, not “nan”" },
    { "learning_rate", "",
        "learning_rate must be a number from 1e-12 to 100, not “”" },
    { "learning_rate", "1e-3x",
        "learning_rate must be a number from 1e-12 to 100, not “1e-3x”" },
    { "beta1", "1", "beta1 must be a number from 0 to 0.9999999, not “1”" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    GlsTrainOptions options, before;
    g_autoptr (GError) error = NULL;

    memset (&options, 0, sizeof options);
    gls_train_options_init (&options);
    before = options;
    g_assert_false (gls_train_options_set (&options, bad[i].name, bad[i].value,
        &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC);
    g_assert_cmpstr (error->message, ==, bad[i].sentence);
    g_assert_cmpmem (&options, sizeof options, &before, sizeof before);
  }
}

/* Names are those of programs and files: without doubles, and every choice
 * within its range. */
static void
test_table_is_sound (void)
{
  size_t n;
  const GlsTrainParameter *rows = gls_train_parameters (&n);

  for (size_t i = 0; i < n; i++) {
    g_assert_cmpfloat (rows[i].initial, >=, rows[i].min);
    g_assert_cmpfloat (rows[i].initial, <=, rows[i].max);
    g_assert_true ((rows[i].type == GLS_TRAIN_PARAMETER_ENUM)
        == (rows[i].values != NULL));
    if (rows[i].values != NULL)
      g_assert_cmpuint (g_strv_length ((GStrv) rows[i].values), ==,
          (guint) rows[i].max + 1);
    g_assert_true (rows[i].in_result || !rows[i].in_arch);
    for (size_t k = 0; k < i; k++) {
      g_assert_cmpstr (rows[k].name, !=, rows[i].name);
      g_assert_cmpstr (rows[k].option, !=, rows[i].option);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/options/defaults", test_defaults);
  g_test_add_func ("/options/rows", test_rows);
  g_test_add_func ("/options/refusals", test_refusals);
  g_test_add_func ("/options/table", test_table_is_sound);
  return g_test_run ();
}
