/* Tensors go in, frames come out at their times, and show what was there.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>
#include <string.h>

#include "picture/clock.h"
#include "picture/scene.h"

#define W 100
#define H 20
#define SECOND_NS G_GUINT64_CONSTANT (1000000000)

static guint8 pixels[H][W][3];
static const GlsCanvas canvas = { pixels[0][0], W, H, 3 * W, 3, { 0, 1, 2 } };

/* One row a tensor, ten tensors a second; a video if @fps is not 0. */
static GlsScene *
make_scene (guint fps, double reference)
{
  const GlsSceneSettings settings = { .width = W,
    .height = H,
    .colormap = GLS_COLORMAP_GREY,
    .shade = { TRUE, 60 },
    .reference = reference,
    .window_s = 1,
    .video_n = fps,
    .video_d = 1 };
  GlsScene *scene =
      gls_scene_new (gls_layout_new_frame (1, NULL, 0, NULL), &settings);

  gls_scene_set_rate (scene, 10, 1);
  return scene;
}

/* Returns: frames that came of it, the last one painted */
static guint
pull_all (GlsScene *scene, GlsSceneFrame *last)
{
  guint n = 0;

  while (gls_scene_pull (scene, last)) {
    gls_scene_paint (scene, &canvas, 0);
    n++;
  }
  return n;
}

static guint
push_all (GlsScene *scene, float x, guint n, GlsSceneFrame *last)
{
  guint n_frames = 0;

  for (guint i = 0; i < n; i++) {
    gls_scene_push (scene, &x, 0, gls_scene_get_n_cells_each (scene));
    n_frames += pull_all (scene, last);
  }
  return n_frames;
}

/* A video has its frames as soon as they are complete, and what is left of one
 * at the end; the newest is at the right. */
static void
test_video (void)
{
  g_autoptr (GlsScene) scene = make_scene (25, 1);
  GlsSceneFrame frame = { 0 };

  g_assert_cmpuint (push_all (scene, 1, 5, &frame), ==, 12);
  g_assert_cmpuint (frame.number, ==, 11);
  g_assert_cmpuint (frame.start_ns, ==, 11 * SECOND_NS / 25);
  g_assert_cmpuint (frame.end_ns, ==, 12 * SECOND_NS / 25);
  g_assert_cmpuint (pixels[H / 2][W - 1][0], ==, 255);
  g_assert_cmpuint (pixels[H / 2][W - 48][0], ==, 255);
  g_assert_cmpuint (pixels[H / 2][W - 49][0], ==, 0);
  gls_scene_drain (scene);
  g_assert_cmpuint (pull_all (scene, &frame), ==, 1);
  g_assert_cmpuint (frame.end_ns, ==, 13 * SECOND_NS / 25);
  gls_scene_reset (scene);
  g_assert_cmpuint (gls_scene_get_n_cells (scene), ==, 0);
  g_assert_cmpuint (push_all (scene, 0, 2, &frame), ==, 5);
  g_assert_cmpuint (frame.number, ==, 4);
  g_assert_cmpuint (pixels[H / 2][W - 1][0], ==, 0);
}

/* A picture comes once, at the end, and shows everything with its holes. */
static void
test_picture (void)
{
  g_autoptr (GlsScene) scene = make_scene (0, 0);
  GlsSceneFrame frame = { 0 };

  g_assert_cmpuint (push_all (scene, 1, 5, &frame), ==, 0);
  gls_scene_push_gap (scene, gls_scene_count_cells (scene, SECOND_NS / 2));
  g_assert_cmpuint (pull_all (scene, &frame), ==, 0);
  g_assert_cmpuint (push_all (scene, 0.001f, 10, &frame), ==, 0);
  gls_scene_drain (scene);
  g_assert_cmpuint (pull_all (scene, &frame), ==, 1);
  g_assert_cmpuint (frame.start_ns, ==, 0);
  g_assert_cmpuint (frame.end_ns, ==, 2 * SECOND_NS);
  g_assert_cmpuint (pixels[H / 2][W / 4 - 2][0], ==, 255);
  g_assert_cmpuint (pixels[H / 2][W / 4 + 2][0], ==, 0);
  g_assert_cmpuint (pixels[H / 2][W / 2 + 2][0], ==, 0);
  gls_scene_reset (scene);
  gls_scene_drain (scene);
  g_assert_cmpuint (pull_all (scene, &frame), ==, 0);
}

/* The second order is compared with itself: however quiet it is beside the
 * first, its loudest row has the brightest colour. */
static void
test_own_top (void)
{
  const GlsLayoutPath path[] = { { 1, 400, 0, 0 }, { 1, 200, 0, 0 },
    { 2, 400, 0, 8 }, { 2, 400, 1, 4 } };
  const float x[] = { 1, 0.1f, 1e-4f, 1e-3f };
  const guint8 shades[] = { 255, 170, 170, 255 };
  GlsSceneSettings settings = { .width = W,
    .height = H,
    .colormap = GLS_COLORMAP_GREY,
    .shade = { TRUE, 60 },
    .window_s = 1,
    .video_d = 1 };

  for (int video = 0; video < 2; video++) {
    GlsSceneFrame frame = { 0 };
    GlsScene *scene;

    settings.video_n = video ? 25 : 0;
    scene = gls_scene_new (gls_layout_new_paths (path, 4, 0), &settings);
    gls_scene_set_rate (scene, 10, 1);
    for (guint i = 0; i < 20; i++) {
      gls_scene_push (scene, x, 0, gls_scene_get_n_cells_each (scene));
      pull_all (scene, &frame);
    }
    gls_scene_drain (scene);
    pull_all (scene, &frame);
    for (guint row = 0; row < 4; row++)
      g_assert_cmpuint (pixels[row * H / 4 + 2][W / 2][0], ==, shades[row]);
    gls_scene_free (scene);
  }
}

#define LARGE_W 400
#define LARGE_H 300
static guint8 large[LARGE_H][LARGE_W];

/* A picture with axes of so many tensors of one loudness, in shades of grey. */
static void
paint_large (float x, guint n, const char *title)
{
  g_autofree guint8 *rgb = g_malloc (3 * LARGE_W * LARGE_H);
  const GlsCanvas page = { rgb, LARGE_W, LARGE_H, 3 * LARGE_W, 3, { 0, 1, 2 } };
  const GlsSceneSettings settings = { .width = LARGE_W,
    .height = LARGE_H,
    .axes = TRUE,
    .title = title,
    .colormap = GLS_COLORMAP_GREY,
    .shade = { TRUE, 60 },
    .window_s = 1,
    .video_d = 1 };
  g_autoptr (GlsScene) scene =
      gls_scene_new (gls_layout_new_frame (1, NULL, 0, NULL), &settings);
  GlsSceneFrame frame;

  gls_scene_set_rate (scene, 10, 1);
  for (guint i = 0; i < n; i++) {
    gls_scene_push (scene, &x, 0, gls_scene_get_n_cells_each (scene));
    g_assert_false (gls_scene_pull (scene, &frame));
  }
  gls_scene_drain (scene);
  g_assert_true (gls_scene_pull (scene, &frame));
  gls_scene_paint (scene, &page, 0);
  for (size_t i = 0; i < LARGE_W * LARGE_H; i++)
    large[i / LARGE_W][i % LARGE_W] = rgb[3 * i];
}

/* Pixels of it that lie between the darkest and the brightest colour. */
static guint
count_light (float x, const char *title)
{
  guint n = 0;

  paint_large (x, 1, title);
  for (size_t i = 0; i < LARGE_W * LARGE_H; i++)
    n += large[i / LARGE_W][i % LARGE_W] > 30
        && large[i / LARGE_W][i % LARGE_W] < 230;
  return n;
}

/* Silence is named, and so is the picture. */
static void
test_words (void)
{
  guint sound = count_light (1, NULL), silence = count_light (0, NULL);

  g_assert_cmpuint (silence, >, sound + 33);
  g_assert_cmpuint (count_light (1e-9f, NULL), ==, silence);
  g_assert_cmpuint (count_light (1, "a piece of music"), >, sound + 33);
}

/* However short the sound, the unit of time keeps clear of the last mark. */
static void
test_unit_of_time (void)
{
  for (guint n = 1; n <= 20; n++) {
    size_t end = LARGE_W, start;
    guint gap = 0;

    paint_large (1, n, NULL);
    /* The last word of the lowest line, and how much is free before it. */
    while (end > 0 && gap < 2) {
      gboolean ink = FALSE;

      end--;
      for (size_t y = LARGE_H - 14; y < LARGE_H - 2; y++)
        ink |= large[y][end] > 60;
      gap += ink;
    }
    for (start = end, gap = 0; start > 0 && gap < 3; start--) {
      gboolean ink = FALSE;

      for (size_t y = LARGE_H - 14; y < LARGE_H - 2; y++)
        ink |= large[y][start] > 60;
      gap = ink ? 0 : gap + 1;
    }
    /* It is an "s", which is narrower than any number with it. */
    g_assert_cmpuint (end - start, <, 12);
  }
}

/* Exact, where products have more than 64 bits. */
static void
test_clock (void)
{
  const GlsClock clock = { 16000, 8192, 256, 30000, 1001 };
  const guint64 max = G_MAXUINT64;

  g_assert_cmpuint (gls_clock_scale (7, 3, 2), ==, 10);
  g_assert_cmpuint (gls_clock_scale_round (7, 3, 2), ==, 11);
  g_assert_cmpuint (gls_clock_scale (max, max, max), ==, max);
  g_assert_cmpuint (gls_clock_scale (max, 5, 7), ==,
      G_GUINT64_CONSTANT (13176245766935394010));
  g_assert_cmpuint (gls_clock_scale (G_GUINT64_CONSTANT (123456789012345678),
                        G_GUINT64_CONSTANT (987654321098765432),
                        G_GUINT64_CONSTANT (987654321098765431)),
      ==, G_GUINT64_CONSTANT (123456789012345678));
  g_assert_cmpuint (gls_clock_scale (max, 2, 1), ==, max);
  /* A day of cells, without a nanosecond of rounding. */
  g_assert_cmpuint (gls_clock_get_cells_ns (&clock, 43200000), ==,
      86400 * SECOND_NS);
  g_assert_cmpuint (gls_clock_count_cells (&clock, 86400 * SECOND_NS), ==,
      43200000);
  g_assert_cmpuint (gls_clock_get_frames_ns (&clock, 30000), ==,
      1001 * SECOND_NS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scene/video", test_video);
  g_test_add_func ("/scene/picture", test_picture);
  g_test_add_func ("/scene/own-top", test_own_top);
  g_test_add_func ("/scene/words", test_words);
  g_test_add_func ("/scene/unit-of-time", test_unit_of_time);
  g_test_add_func ("/scene/clock", test_clock);
  return g_test_run ();
}
