/* Text in pictures, whatever it is written in and whatever is installed.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "picture/lettering.h"

#define W 120
#define H 40

static const char *const texts[] = { "mélancolie", "日本語の歌", "أغنية",
  "дудук", "0:15", "a\nb\tc", "\xff\xfe not UTF-8", "🎵",
  "e\u0301\u0302\u0303\u0304" };

/* Ink in each pixel of a white canvas between guards. */
static guint
count_ink (GlsLettering *lettering, ptrdiff_t x, ptrdiff_t y, const char *text,
    size_t widest)
{
  const guint8 black[] = { 0, 0, 0 };
  size_t stride = 3 * W + 5;
  g_autofree guint8 *pixels = g_malloc (stride * H);
  const GlsCanvas canvas = { pixels, W, H, stride, 3, { 0, 1, 2 } };
  guint n = 0;

  memset (pixels, 255, stride * H);
  gls_lettering_write (lettering, &canvas, x, y, text, widest, black);
  for (size_t row = 0; row < H; row++) {
    for (size_t i = 0; i < 3 * W; i++)
      n += pixels[row * stride + i] < 255;
    for (size_t i = 3 * W; i < stride; i++)
      g_assert_cmpuint (pixels[row * stride + i], ==, 255);
  }
  return n;
}

/* Each letter that a font has is drawn, and not a question mark for all. */
static void
test_scripts (void)
{
  g_autoptr (GlsLettering) lettering = gls_lettering_new (11);
  GlsLetteringMetrics metrics = gls_lettering_get_metrics (lettering);
  size_t cafe = gls_lettering_get_width (lettering, "café", 1000);

  g_assert_cmpuint (metrics.line, >=, 11);
  g_assert_cmpuint (metrics.digit, >, 3);
  g_assert_cmpuint (metrics.middle, <, metrics.line);
  g_assert_cmpuint (metrics.digits, >, 5);
  g_assert_cmpuint (cafe, ==,
      gls_lettering_get_width (lettering, "cafe", 1000));
  /* The accent is there. */
  g_assert_cmpuint (count_ink (lettering, 0, 0, "é", 1000), >,
      count_ink (lettering, 0, 0, "e", 1000));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_assert_cmpuint (count_ink (lettering, 2, 10, texts[i], 1000), >, 0);
    g_assert_cmpuint (gls_lettering_get_width (lettering, texts[i], 1000), >,
        0);
  }
  g_assert_cmpuint (gls_lettering_get_width (lettering, "", 1000), ==, 0);
  g_assert_cmpuint (count_ink (lettering, 0, 0, "", 1000), ==, 0);
}

/* What is too long ends within its room, and what lies outside is cut off. */
static void
test_room (void)
{
  g_autoptr (GlsLettering) lettering = gls_lettering_new (11);
  const char *text = "a name that is longer than all that has room";

  g_assert_cmpuint (gls_lettering_get_width (lettering, text, 60), <=, 60);
  g_assert_cmpuint (gls_lettering_get_width (lettering, text, 1000), >, 200);
  g_assert_cmpuint (gls_lettering_get_width (lettering, "a", 60), <, 10);
  g_assert_cmpuint (count_ink (lettering, -30, -5, text, 1000), >, 0);
  g_assert_cmpuint (count_ink (lettering, 100, 30, text, 1000), >, 0);
  g_assert_cmpuint (count_ink (lettering, 100000, 5, text, 1000), ==, 0);
  g_assert_cmpuint (count_ink (lettering, 5, -100000, text, 1000), ==, 0);
}

/* The same again, and after so many others that all were forgotten. */
static void
test_kept (void)
{
  g_autoptr (GlsLettering) lettering = gls_lettering_new (11);
  guint first = count_ink (lettering, 0, 0, "0:15", 100);

  for (guint i = 0; i < 2000; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i);

    count_ink (lettering, 0, 0, text, 100);
  }
  g_assert_cmpuint (count_ink (lettering, 0, 0, "0:15", 100), ==, first);
}

static gpointer
draw_all (gpointer data)
{
  g_autoptr (GlsLettering) lettering = gls_lettering_new (11);
  guint *ink = data;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    ink[i] = count_ink (lettering, 2, 10, texts[i], 1000);
  return NULL;
}

/* Several pipelines of one process draw at the same time. */
static void
test_threads (void)
{
  guint ink[8][G_N_ELEMENTS (texts)];
  GThread *threads[G_N_ELEMENTS (ink)];

  for (guint t = 0; t < G_N_ELEMENTS (ink); t++)
    threads[t] = g_thread_new (NULL, draw_all, ink[t]);
  for (guint t = 0; t < G_N_ELEMENTS (ink); t++)
    g_thread_join (threads[t]);
  for (guint t = 1; t < G_N_ELEMENTS (ink); t++)
    g_assert_cmpmem (ink[t], sizeof ink[t], ink[0], sizeof ink[0]);
}

/* A machine without any font has pictures without text. Fontconfig reads its
 * configuration once, hence another process. */
static void
test_no_font (void)
{
  g_autofree char *folder = NULL, *path = NULL;
  g_autoptr (GlsLettering) lettering = NULL;

  if (g_getenv ("MESON_EXE_WRAPPER") != NULL) {
    g_test_skip ("what runs in an emulator cannot start itself");
    return;
  }
  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 20 * G_USEC_PER_SEC, 0);
    g_test_trap_assert_passed ();
    return;
  }
  folder = g_dir_make_tmp ("glissando-XXXXXX", NULL);
  path = g_build_filename (folder, "fonts.conf", NULL);
  g_assert_true (g_file_set_contents (path,
      "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">"
      "<fontconfig></fontconfig>",
      -1, NULL));
  g_setenv ("FONTCONFIG_FILE", path, TRUE);
  lettering = gls_lettering_new (11);
  g_unlink (path);
  g_rmdir (folder);
  g_assert_cmpuint (gls_lettering_get_metrics (lettering).line, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_assert_cmpuint (count_ink (lettering, 2, 10, texts[i], 1000), ==, 0);
    g_assert_cmpuint (gls_lettering_get_width (lettering, texts[i], 1000), ==,
        0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lettering/scripts", test_scripts);
  g_test_add_func ("/lettering/room", test_room);
  g_test_add_func ("/lettering/kept", test_kept);
  g_test_add_func ("/lettering/threads", test_threads);
  g_test_add_func ("/lettering/no-font", test_no_font);
  return g_test_run ();
}
