/* Parameters by name: what goes in comes out, and what is out of range is
 * refused with a sentence.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>
#include <string.h>

#include "scattering/jtfst.h"

static void
test_round_trip (void)
{
  GlsSpec spec, back;
  g_auto (GStrv) strv = NULL;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  g_assert_true (gls_spec_set (&spec, "q", "16,1", NULL));
  g_assert_true (gls_spec_set (&spec, "octaves", "11", NULL));
  g_assert_true (gls_spec_set (&spec, "orientation", "both", NULL));
  g_assert_true (gls_spec_set (&spec, "lambda", "local", NULL));
  g_assert_true (gls_spec_set (&spec, "normalise", "true", NULL));
  g_assert_true (gls_spec_set (&spec, "mu-skip", "3", NULL));
  strv = gls_spec_to_strv (&spec);
  g_assert_true (g_strv_contains ((const char *const *) strv, "q=16,1"));
  g_assert_true (g_strv_contains ((const char *const *) strv, "stride=2048"));
  g_assert_true (gls_spec_from_strv (&back, (const char *const *) strv, NULL));
  spec.stride = 2048;
  g_assert_cmpmem (&spec, sizeof spec, &back, sizeof back);
}

/* What says nothing is left out, so that what was written before there were
 * bands and a low-pass is written the same. */
static void
test_optional (void)
{
  GlsSpec spec, back;
  g_auto (GStrv) plain = NULL, with = NULL;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  spec.lambda = GLS_LAMBDA_LOCAL;
  spec.lambda_bands = 5;
  plain = gls_spec_to_strv (&spec);
  for (gsize i = 0; plain[i] != NULL; i++) {
    g_assert_false (g_str_has_prefix (plain[i], "lambda-bands"));
    g_assert_false (g_str_has_prefix (plain[i], "low-pass"));
  }
  spec.lambda = GLS_LAMBDA_BANDS;
  spec.low_pass = TRUE;
  spec.stride = 8192;
  with = gls_spec_to_strv (&spec);
  g_assert_true (g_strv_contains ((const char *const *) with, "lambda=bands"));
  g_assert_true (g_strv_contains ((const char *const *) with,
      "lambda-bands=5"));
  g_assert_true (g_strv_contains ((const char *const *) with, "low-pass=true"));
  g_assert_true (gls_spec_from_strv (&back, (const char *const *) with, NULL));
  g_assert_cmpmem (&spec, sizeof spec, &back, sizeof back);
}

/* What is no parameter of the transform is left out. */
static void
test_mel (void)
{
  static const char *const wanted[] = { "transform=mel", "rate=16000",
    "compress=log", "bands=128", "fft=1024", "hop=512", NULL };
  GlsSpec spec, back;
  g_auto (GStrv) strv = NULL;

  gls_spec_init (&spec, GLS_TRANSFORM_MEL);
  spec.bands = 128;
  spec.fft = 1024;
  spec.hop = 512;
  spec.compress = GLS_COMPRESS_LOG;
  strv = gls_spec_to_strv (&spec);
  g_assert_true (g_strv_equal ((const char *const *) strv, wanted));
  g_assert_true (gls_spec_from_strv (&back, (const char *const *) strv, NULL));
  g_assert_cmpmem (&spec, sizeof spec, &back, sizeof back);
  g_assert_cmpuint (gls_spec_stride (&spec), ==, 512);
}

static void
test_refused (void)
{
  static const char *const bad[][2] = { { "octaves", "3" }, { "octaves", "17" },
    { "octaves", "x" }, { "octaves", "" }, { "q", "0,2" }, { "q", "12,x" },
    { "q", "" }, { "orientation", "left" }, { "normalise", "perhaps" },
    { "rate", "7999" }, { "lambda", "band" }, { "lambda-bands", "0" },
    { "lambda-bands", "65" }, { "low-pass", "2" }, { "nothing", "1" } };
  static const char *const together[][2] = { { "stride", "100" },
    { "stride", "512" }, { "stride", "16384" }, { "f", "33" },
    { "mu-skip", "23" }, { "q", "12,9" } };
  GlsSpec spec;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
    g_assert_false (gls_spec_set (&spec, bad[i][0], bad[i][1], &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC);
    g_assert_nonnull (strstr (error->message, bad[i][0]));
  }
  for (gsize i = 0; i < G_N_ELEMENTS (together); i++) {
    g_autoptr (GError) error = NULL;

    gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
    g_assert_true (gls_spec_set (&spec, together[i][0], together[i][1], NULL));
    g_assert_null (gls_jtfst_plan_new (&spec, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC);
    g_assert_nonnull (strstr (error->message, together[i][0]));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spec/round-trip", test_round_trip);
  g_test_add_func ("/spec/optional", test_optional);
  g_test_add_func ("/spec/mel", test_mel);
  g_test_add_func ("/spec/refused", test_refused);
  return g_test_run ();
}
