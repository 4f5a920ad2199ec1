/* Numbers to pixels: means, histories, shades, colours, marks, charts.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "gls.h"
#include "picture/canvas.h"
#include "picture/chart.h"
#include "picture/colormap.h"
#include "picture/marks.h"
#include "picture/plane.h"
#include "picture/roll.h"
#include "picture/tops.h"

/* --- means --- */

static void
test_area (void)
{
  const float in[] = { 1, 3, 8 };
  float out[6];

  gls_area_resize (in, 3, 1, out, 1, 1);
  g_assert_cmpfloat (out[0], ==, 4);
  /* [0, 1.5) is 1 and half of 3 */
  gls_area_resize (in, 3, 1, out, 2, 1);
  g_assert_cmpfloat_with_epsilon (out[0], 2.5 / 1.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (out[1], 9.5 / 1.5, 1e-6);
  /* Enlarged, cells stay cells. */
  gls_area_resize (in, 3, 1, out, 6, 1);
  for (int i = 0; i < 6; i++)
    g_assert_cmpfloat (out[i], ==, in[i / 2]);
  /* Every second value into every second place. */
  memset (out, 0, sizeof out);
  gls_area_resize (in, 2, 2, out, 2, 2);
  g_assert_cmpfloat (out[0], ==, 1);
  g_assert_cmpfloat (out[1], ==, 0);
  g_assert_cmpfloat (out[2], ==, 8);
}

/* Cells that come one by one give the same means as all at once. */
static void
test_area_stream (void)
{
  const guint64 lengths[][2] = { { 1, 1 }, { 3, 7 }, { 7, 3 }, { 1, 100 },
    { 24, 25 } };

  for (guint l = 0; l < G_N_ELEMENTS (lengths); l++) {
    guint64 cell = lengths[l][0], column = lengths[l][1];
    size_t n_in = column * 4, n_out = cell * 4, n = 0;
    g_autofree float *in = g_new (float, n_in);
    g_autofree float *out = g_new (float, n_out);
    GlsAreaStream stream;

    for (size_t i = 0; i < n_in; i++)
      in[i] = (float) ((i * 7919) % 101);
    gls_area_resize (in, n_in, 1, out, n_out, 1);
    gls_area_stream_init (&stream, 1, cell, column);
    for (size_t i = 0; i < n_in; i++)
      for (guint64 left = cell; left > 0;)
        if (gls_area_stream_add (&stream, &in[i], &left)) {
          float mean;

          gls_area_stream_take (&stream, &mean);
          g_assert_cmpuint (n, <, n_out);
          g_assert_cmpfloat_with_epsilon (mean, out[n++], 1e-4);
        }
    g_assert_cmpuint (n, ==, n_out);
    g_assert_cmpuint (stream.filled, ==, 0);
    gls_area_stream_clear (&stream);
  }
}

static void
test_history (void)
{
  GlsHistory history;
  float peaks[2];

  gls_history_init (&history, 1, 2, 4);
  for (int i = 1; i <= 4; i++)
    gls_history_append (&history, &(float){ (float) i },
        (const float[]){ (float) i, 1.0f / (float) i });
  g_assert_true (gls_history_is_full (&history));
  gls_history_halve (&history);
  g_assert_cmpuint (history.n, ==, 2);
  g_assert_cmpfloat (*gls_history_get (&history, 0), ==, 1.5);
  g_assert_cmpfloat (*gls_history_get (&history, 1), ==, 3.5);
  gls_history_get_peaks (&history, peaks);
  g_assert_cmpfloat (peaks[0], ==, 4);
  g_assert_cmpfloat (peaks[1], ==, 1);
  for (int i = 5; i <= 8; i++)
    gls_history_append (&history, &(float){ (float) i },
        (const float[]){ (float) (9 - i), 0.25f });
  /* 1.5 and 3.5 have left. */
  for (size_t i = 0; i < 4; i++)
    g_assert_cmpfloat (*gls_history_get (&history, i), ==, 5 + (float) i);
  gls_history_get_peaks (&history, peaks);
  g_assert_cmpfloat (peaks[0], ==, 4);
  g_assert_cmpfloat (peaks[1], ==, 0.25);
  gls_history_reset (&history);
  gls_history_get_peaks (&history, peaks);
  g_assert_cmpfloat (peaks[0], ==, 0);
  gls_history_clear (&history);
}

/* --- shades and colours --- */

static guint8
get_shade (const GlsShade *shade, float value, float top)
{
  GlsShadeScale scale = gls_shade_get_scale (shade, top);

  return gls_shade_scale_apply (&scale, gls_shade_get_level (shade, value));
}

static void
test_shade (void)
{
  const GlsShade db = { TRUE, 51.0f }, linear = { FALSE, 51.0f };

  /* 5 shades for each decibel */
  g_assert_cmpuint (get_shade (&db, 0.5f, 0.5f), ==, 255);
  g_assert_cmpuint (get_shade (&db, 5.0f, 0.5f), ==, 255);
  g_assert_cmpuint (get_shade (&db, 0.05f, 0.5f), ==, 155);
  g_assert_cmpuint (get_shade (&db, 0.005f, 0.5f), ==, 55);
  g_assert_cmpuint (get_shade (&db, 0.0005f, 0.5f), ==, 0);
  g_assert_cmpuint (get_shade (&db, 0.0f, 0.5f), ==, 0);
  g_assert_cmpuint (get_shade (&linear, 0.0f, 0.5f), ==, 0);
  g_assert_cmpuint (get_shade (&linear, 0.1f, 0.5f), ==, 51);
  g_assert_cmpuint (get_shade (&linear, 0.7f, 0.5f), ==, 255);
}

/* Up at once, down by 12 dB a second; each panel that is on its own by itself.
 */
static void
test_tops (void)
{
  GlsPanel panels[] = { { .n_rows = 1 }, { .n_rows = 1 },
    { .n_rows = 1, .own_top = TRUE } };
  const GlsChart chart = { .n_panels = 3, .panels = panels };
  const GlsShade db = { TRUE, 60 };
  const float loud[] = { 0.1f, 1, 0.01f }, quiet[] = { 0, 0, 0 };
  GlsTops tops;

  gls_tops_init (&tops, &chart, 0, 0.5);
  gls_tops_follow (&tops, loud);
  g_assert_cmpfloat (tops.top[0], ==, 1);
  g_assert_cmpfloat (tops.top[1], ==, 1);
  g_assert_cmpfloat (tops.top[2], ==, 0.01f);
  gls_tops_follow (&tops, quiet);
  gls_tops_follow (&tops, quiet);
  g_assert_cmpfloat_with_epsilon (20 * log10 ((double) tops.top[0]), -12, 1e-4);
  g_assert_cmpfloat_with_epsilon (20 * log10 ((double) tops.top[2]), -52, 1e-4);
  g_assert_true (gls_tops_are_dark (&tops, quiet, &db));
  g_assert_false (gls_tops_are_dark (&tops, loud, &db));
  for (guint i = 0; i < 100; i++)
    gls_tops_follow (&tops, quiet);
  g_assert_cmpfloat_with_epsilon (20 * log10 ((double) tops.top[0]), -100,
      1e-4);
  gls_tops_reset (&tops);
  gls_tops_clear (&tops);

  gls_tops_init (&tops, &chart, 0.5, 0);
  gls_tops_follow (&tops, loud);
  for (guint p = 0; p < 3; p++)
    g_assert_cmpfloat (tops.top[p], ==, 0.5);
  gls_tops_clear (&tops);
}

/* Lightness grows evenly, nearly: the maps were made in another space than that
 * of L*. Relative luminance of sRGB, then lightness L* of CIE 1976. */
static double
get_lightness (const guint8 color[3])
{
  static const double weight[] = { 0.2126, 0.7152, 0.0722 };
  double y = 0;

  for (int c = 0; c < 3; c++) {
    double v = color[c] / 255.0;

    y +=
        weight[c] * (v <= 0.04045 ? v / 12.92 : pow ((v + 0.055) / 1.055, 2.4));
  }
  return y > 0.008856 ? 116.0 * cbrt (y) - 16.0 : 903.3 * y;
}

static void
test_colormap (void)
{
  guint8 table[256][3];
  const guint8 middle_of_magma[] = { 183, 55, 121 };
  const guint8 middle_of_viridis[] = { 33, 145, 140 };

  for (int map = GLS_COLORMAP_MAGMA; map <= GLS_COLORMAP_GREY; map++) {
    double first, slope;

    gls_colormap_fill (map, table);
    first = get_lightness (table[0]);
    slope = (get_lightness (table[255]) - first) / 255;
    g_assert_cmpfloat (slope, >, 0.25);
    for (int i = 0; i < 256; i++) {
      if (i > 0)
        g_assert_cmpfloat (get_lightness (table[i]), >,
            get_lightness (table[i - 1]) - 0.3);
      g_assert_cmpfloat_with_epsilon (get_lightness (table[i]),
          first + slope * i, map == GLS_COLORMAP_GREY ? 12.0 : 7.0);
    }
  }
  /* What matplotlib has there. */
  gls_colormap_fill (GLS_COLORMAP_MAGMA, table);
  for (int c = 0; c < 3; c++)
    g_assert_cmpint (ABS (table[128][c] - middle_of_magma[c]), <=, 1);
  gls_colormap_fill (GLS_COLORMAP_VIRIDIS, table);
  for (int c = 0; c < 3; c++)
    g_assert_cmpint (ABS (table[128][c] - middle_of_viridis[c]), <=, 1);
}

/* --- drawing --- */

typedef struct
{
  GlsCanvas canvas;
  guint8 *pixels;
} Page;

/* Guarded by bytes that nobody may touch. */
static void
page_init (Page *self, size_t width, size_t height, size_t step)
{
  size_t stride = width * step + 3;

  self->pixels = g_malloc (stride * height);
  memset (self->pixels, 0xaa, stride * height);
  self->canvas =
      (GlsCanvas){ self->pixels, width, height, stride, step, { 2, 1, 0 } };
}

static void
page_check (const Page *self)
{
  const GlsCanvas *canvas = &self->canvas;

  for (size_t y = 0; y < canvas->height; y++)
    for (size_t i = canvas->width * canvas->step; i < canvas->stride; i++)
      g_assert_cmpuint (self->pixels[y * canvas->stride + i], ==, 0xaa);
}

static size_t
page_count (const Page *self, const guint8 color[3])
{
  size_t n = 0;

  for (size_t y = 0; y < self->canvas.height; y++)
    for (size_t x = 0; x < self->canvas.width; x++) {
      const guint8 *pixel =
          self->pixels + y * self->canvas.stride + x * self->canvas.step;

      n += pixel[2] == color[0] && pixel[1] == color[1] && pixel[0] == color[2];
    }
  return n;
}

static void
test_canvas (void)
{
  const guint8 white[] = { 255, 254, 253 }, black[] = { 0, 0, 0 };
  const guint8 cover[] = { 255, 128, 0, 7, 255, 255, 255, 7 };
  const GlsMask mask = { cover, 3, 2, 4 };
  Page page;

  page_init (&page, 20, 16, 3);
  gls_canvas_fill (&page.canvas, &(GlsRect){ 18, 15, 100, 100 }, white);
  g_assert_cmpuint (page_count (&page, white), ==, 2);
  gls_canvas_fill (&page.canvas, &(GlsRect){ 0, 0, 20, 16 }, black);
  gls_canvas_stain (&page.canvas, 5, 5, &mask, white);
  g_assert_cmpuint (page_count (&page, white), ==, 4);
  g_assert_cmpuint (page_count (&page, (const guint8[]){ 128, 127, 127 }), ==,
      1);
  g_assert_cmpuint (page_count (&page, black), ==, 20 * 16 - 5);
  /* What lies outside is cut off. */
  gls_canvas_fill (&page.canvas, &(GlsRect){ 0, 0, 20, 16 }, black);
  gls_canvas_stain (&page.canvas, -2, -1, &mask, white);
  gls_canvas_stain (&page.canvas, 19, 15, &mask, white);
  gls_canvas_stain (&page.canvas, 1000, -1000, &mask, white);
  g_assert_cmpuint (page_count (&page, white), ==, 2);
  page_check (&page);
  g_free (page.pixels);
}

static void
test_marks (void)
{
  GlsMark marks[GLS_MARKS_MAX];
  double hertz[48];
  size_t rows[GLS_MARKS_MAX], n;

  n = gls_marks_for_time (0, 4, 400, 90, marks);
  g_assert_cmpuint (n, ==, 5);
  g_assert_cmpstr (marks[0].text, ==, "0");
  g_assert_cmpstr (marks[3].text, ==, "3");
  g_assert_cmpfloat_with_epsilon (marks[3].at, 300, 1e-9);
  n = gls_marks_for_time (-1.5, 0.5, 200, 40, marks);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpfloat_with_epsilon (marks[0].at, 150, 1e-9);
  n = gls_marks_for_time (3595, 3725, 130, 50, marks);
  g_assert_cmpstr (marks[0].text, ==, "1:00:00");
  g_assert_cmpuint (gls_marks_for_time (1, 1, 100, 10, marks), ==, 0);

  /* four octaves from 1600 Hz down, a row of 10 pixels for each semitone */
  for (int i = 0; i < 48; i++)
    hertz[i] = 1600 * pow (2, -i / 12.0);
  n = gls_marks_for_values (hertz, 48, 480, 20, marks);
  g_assert_cmpuint (n, ==, 3);
  for (size_t i = 0; i < n; i++) {
    double v = g_ascii_strtod (marks[i].text, NULL);

    if (strchr (marks[i].text, 'k') != NULL)
      v *= 1000;
    g_assert_cmpfloat_with_epsilon (marks[i].at, 5 + 120 * log2 (1600 / v),
        1e-6);
  }
  /* Powers of ten go first where there is little room. */
  n = gls_marks_for_values (hertz, 48, 48, 20, marks);
  g_assert_cmpuint (n, ==, 2);
  /* The other way up is the mirror image. */
  for (int i = 0; i < 48; i++)
    hertz[i] = 1600 * pow (2, (i - 47) / 12.0);
  g_assert_cmpuint (gls_marks_for_values (hertz, 48, 480, 20, marks), ==, 3);
  g_assert_cmpfloat_with_epsilon (marks[0].at, 475 - 120 * log2 (1.6), 1e-6);
  hertz[7] = hertz[6];
  g_assert_cmpuint (gls_marks_for_values (hertz, 48, 480, 20, marks), ==, 0);
  hertz[7] = NAN;
  g_assert_cmpuint (gls_marks_for_values (hertz, 48, 480, 20, marks), ==, 0);

  /* Zero, at the low end alone, stands beside the others, which move up. */
  for (int i = 0; i < 47; i++)
    hertz[i] = 1600 * pow (2, -i / 12.0);
  hertz[47] = 0;
  g_assert_cmpuint (gls_marks_for_values (hertz, 48, 480, 20, marks), ==, 4);
  g_assert_cmpstr (marks[0].text, ==, "0");
  g_assert_cmpfloat_with_epsilon (marks[0].at, 475, 1e-9);
  g_assert_cmpfloat_with_epsilon (marks[1].at, 5 + 120 * log2 (1.6), 1e-6);
  for (int i = 0; i < 48; i++)
    hertz[i] = i == 0 ? 0 : 1600 * pow (2, (i - 47) / 12.0);
  g_assert_cmpuint (gls_marks_for_values (hertz, 48, 480, 20, marks), ==, 4);
  g_assert_cmpfloat_with_epsilon (marks[0].at, 5, 1e-9);
  g_assert_cmpfloat_with_epsilon (marks[1].at, 475 - 120 * log2 (1.6), 1e-6);
  hertz[24] = 0;
  g_assert_cmpuint (gls_marks_for_values (hertz, 48, 480, 20, marks), ==, 0);

  n = gls_marks_for_rows (50, 100, 13, marks, rows);
  g_assert_cmpuint (n, ==, 8);
  g_assert_cmpuint (rows[1], ==, 7);
  g_assert_cmpfloat_with_epsilon (marks[1].at, 15, 1e-9);
}

/* Panels lie inside, beside each other, whatever the size; and drawing stays
 * inside too. */
static void
test_chart (void)
{
  const size_t sizes[][2] = { { 16, 16 }, { 30, 300 }, { 300, 30 }, { 120, 90 },
    { 960, 540 }, { 1920, 1080 } };
  const size_t counts[] = { 1, 2, 9, 64 };
  static double mu[] = { 40, 20, 10, 5 };
  static double ell[] = { -4, -2, -1, 1, 2, 4 };
  static char *labels[] = { (char *) "a", (char *) "long", (char *) "\xc3\xa9",
    (char *) "a name that is longer than all that has room", NULL };
  GlsPanel panels[64];
  guint8 colors[256][3];
  const GlsShade shade = { TRUE, 60 };
  float top[64];

  for (guint p = 0; p < G_N_ELEMENTS (top); p++)
    top[p] = 1.0f / (float) (p + 1);
  gls_colormap_fill (GLS_COLORMAP_GREY, colors);
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
      for (int kind = 0; kind < 4; kind++) {
        GlsChart chart = { .width = sizes[s][0],
          .height = sizes[s][1],
          .axes = TRUE,
          .side_by_side = kind >= 2,
          .n_panels = counts[c],
          .panels = panels,
          .title = "a title",
          .y_unit = "1/s",
          .x_unit = "cycles/octave" };
        GlsChartView view = { colors, shade, top, 0, 10, c == 1 };
        Page page;

        for (size_t p = 0; p < counts[c]; p++)
          panels[p] =
              (GlsPanel){ (char *) "title", 4, mu, kind % 2 ? labels : NULL,
                kind >= 2 ? 6 : 0, kind >= 2 ? ell : NULL, p == 1, { 0 } };
        gls_chart_arrange (&chart);
        page_init (&page, chart.width, chart.height, 4);
        for (size_t p = 0; p < counts[c]; p++) {
          const GlsRect *a = &panels[p].area;

          g_assert_cmpuint (a->width, >, 0);
          g_assert_cmpuint (a->height, >, 0);
          if (counts[c] > 16 && s < 4)
            continue; /* more panels than pixels overlap */
          g_assert_cmpuint (a->x + a->width, <=, chart.width);
          g_assert_cmpuint (a->y + a->height, <=, chart.height);
          for (size_t q = 0; q < p; q++) {
            const GlsRect *b = &panels[q].area;

            g_assert_true (a->x >= b->x + b->width || b->x >= a->x + a->width
                || a->y >= b->y + b->height || b->y >= a->y + a->height);
          }
        }
        gls_chart_draw (&chart, &page.canvas, &view);
        page_check (&page);
        gls_chart_clear (&chart);
        g_free (page.pixels);
      }
}

/* Ink in a part of a page that is otherwise dark. */
static guint
count_ink (const Page *page, const GlsRect *rect)
{
  guint n = 0;

  for (size_t y = rect->y; y < rect->y + rect->height; y++)
    for (size_t x = rect->x; x < rect->x + rect->width; x++)
      n += page->pixels[y * page->canvas.stride + x * page->canvas.step] > 60;
  return n;
}

/* Where there is one mark to each side of the middle of a small plane, its
 * number stands at the right only; a large one has numbers on both sides. */
static void
test_mirrored_marks (void)
{
  static double mu[] = { 8, 4 };
  static double ell[] = { -2.2, -1.1, -0.6, 0.6, 1.1, 2.2 };
  const size_t widths[] = { 190, 700 };
  const float top = 1;
  guint8 colors[256][3];

  gls_colormap_fill (GLS_COLORMAP_GREY, colors);
  for (guint w = 0; w < G_N_ELEMENTS (widths); w++) {
    GlsPanel panel = {
      .n_rows = 2, .y_value = mu, .n_columns = 6, .x_value = ell
    };
    GlsChart chart = { .width = widths[w],
      .height = 200,
      .axes = TRUE,
      .side_by_side = TRUE,
      .n_panels = 1,
      .panels = &panel };
    GlsChartView view = { colors, { TRUE, 60 }, &top, 0, 0, FALSE };
    GlsRect below;
    Page page;

    gls_chart_arrange (&chart);
    page_init (&page, chart.width, chart.height, 3);
    gls_chart_draw (&chart, &page.canvas, &view);
    below = (GlsRect){ panel.area.x, panel.area.y + panel.area.height + 5,
      panel.area.width / 2, 12 };
    g_assert_cmpuint (count_ink (&page, &below) > 0, ==, w > 0);
    below.x += panel.area.width / 2;
    g_assert_cmpuint (count_ink (&page, &below), >, 0);
    gls_chart_clear (&chart);
    g_free (page.pixels);
  }
}

/* --- rolls --- */

static GlsPanel one_panel;

static GlsChart
make_chart (size_t width, size_t height, size_t n_rows)
{
  GlsChart chart = {
    .width = width, .height = height, .n_panels = 1, .panels = &one_panel
  };

  one_panel = (GlsPanel){ .n_rows = n_rows };
  gls_chart_arrange (&chart);
  g_assert_cmpuint (one_panel.area.width, ==, width);
  return chart;
}

/* A picture holds everything, in bounded memory, and means stay means. */
static void
test_roll_of_picture (void)
{
  const GlsShade shade = { FALSE, 1 };

  for (guint64 n = 1; n < 5000; n = n * 3 + 1) {
    GlsChart chart = make_chart (10, 2, 2);
    double sum = 0;
    float peak;
    GlsRoll roll;

    gls_roll_init (&roll, &chart, FALSE, &shade, 1, 1);
    for (guint64 i = 0; i < n; i++) {
      const float rows[] = { (float) i, i < n / 2 ? 0.0f : 2.0f };

      gls_roll_set_cell (&roll, rows);
      gls_roll_add (&roll, 1);
    }
    g_assert_cmpuint (roll.history.n, <, 20);
    gls_roll_develop (&roll);
    gls_roll_get_peaks (&roll, &peak);
    g_assert_cmpfloat (peak, <=, (double) MAX (n, 2));
    /* time goes to the right */
    for (size_t x = 1; x < 10; x++)
      g_assert_cmpfloat (roll.image[x], >=, roll.image[x - 1]);
    for (size_t x = 0; x < 10; x++)
      sum += (double) roll.image[10 + x] / 10;
    /* but for the end of the last column */
    if (n > 1)
      g_assert_cmpfloat_with_epsilon (sum, 1.0, 0.35);
    gls_roll_clear (&roll);
  }
}

/* Many cells alike are as good as one at a time. */
static void
test_roll_adds_up (void)
{
  const GlsShade shade = { TRUE, 60 };

  for (int scrolling = 0; scrolling < 2; scrolling++) {
    GlsChart chart = make_chart (10, 3, 2);
    const float rows[] = { 0.25f, 1.0f };
    GlsRoll a, b;

    gls_roll_init (&a, &chart, scrolling, &shade, 3, 5);
    gls_roll_init (&b, &chart, scrolling, &shade, 3, 5);
    for (int part = 0; part < 4; part++) {
      gls_roll_set_cell (&a, part % 2 ? rows : NULL);
      gls_roll_set_cell (&b, part % 2 ? rows : NULL);
      gls_roll_add (&a, 17);
      for (int i = 0; i < 17; i++)
        gls_roll_add (&b, 1);
    }
    g_assert_cmpuint (a.history.n, ==, b.history.n);
    g_assert_cmpuint (a.history.n, >, 0);
    for (size_t i = 0; i < a.history.n; i++)
      for (size_t y = 0; y < 3; y++)
        g_assert_cmpfloat (gls_history_get (&a.history, i)[y], ==,
            gls_history_get (&b.history, i)[y]);
    gls_roll_clear (&a);
    gls_roll_clear (&b);
  }
}

/* The end of a gap of a century comes at once. */
static void
test_roll_of_a_century (void)
{
  const GlsShade shade = { FALSE, 1 };
  GlsChart chart = make_chart (10, 1, 1);
  GlsRoll roll;

  gls_roll_init (&roll, &chart, FALSE, &shade, 1, 1);
  gls_roll_set_cell (&roll, NULL);
  gls_roll_add (&roll, G_GUINT64_CONSTANT (3155760000000));
  g_assert_cmpuint (gls_roll_get_n_columns (&roll), >=, 10);
  g_assert_cmpuint (gls_roll_get_n_columns (&roll), <=, 20);
  gls_roll_clear (&roll);
}

/* The mean of what was added, at its place. */
static void
test_plane (void)
{
  const GlsShade shade = { FALSE, 1 };
  const float values[] = { 0, 4, 4, 0 }, top = 1;
  guint8 colors[256][3];
  GlsChart chart = make_chart (6, 4, 2);
  GlsPlane plane;
  Page page;

  one_panel.n_columns = 2;
  gls_colormap_fill (GLS_COLORMAP_GREY, colors);
  page_init (&page, 6, 4, 3);
  gls_plane_init (&plane, &chart);
  gls_plane_add (&plane, values, 2);
  gls_plane_add (&plane, NULL, 6);
  gls_plane_develop (&plane);
  g_assert_cmpfloat (gls_plane_get_peak (&plane), ==, 1);
  gls_plane_paint (&plane, &page.canvas, colors, &shade, &top);
  g_assert_cmpuint (page_count (&page, colors[0]), ==, 12);
  g_assert_cmpuint (page_count (&page, colors[255]), ==, 12);
  g_assert_cmpuint (page.pixels[0], ==, 0);
  g_assert_cmpuint (page.pixels[5 * 3], ==, 255);
  gls_plane_reset (&plane);
  gls_plane_develop (&plane);
  g_assert_cmpfloat (gls_plane_get_peak (&plane), ==, 0);
  page_check (&page);
  gls_plane_clear (&plane);
  g_free (page.pixels);
}

/* Bars are read as they are written; a name is all that is left of its part. */
static void
test_bars (void)
{
  static const char *const bad[] = { "1 2", "1 2 ", "2 1 a", "1 1 a", "x 2 a",
    "1 a", "1 inf a", "1 2a", "0 1 a; 3 2 b" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GlsBars) bars =
      gls_bars_parse (" 1 2.5 a b ;; 0 1e1 c\n3 4 a b;", &error);
  g_autoptr (GlsBars) none = gls_bars_parse (" \n ", NULL);

  g_assert_no_error (error);
  g_assert_cmpuint (bars->n_bars, ==, 3);
  g_assert_cmpuint (bars->n_lanes, ==, 2);
  g_assert_cmpstr (bars->names[0], ==, "a b");
  g_assert_cmpfloat (bars->bars[0].to_s, ==, 2.5);
  g_assert_cmpfloat (bars->bars[1].to_s, ==, 10);
  g_assert_cmpuint (bars->bars[1].lane, ==, 1);
  g_assert_cmpuint (bars->bars[2].lane, ==, 0);
  g_assert_cmpuint (none->n_bars, ==, 0);
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_null (gls_bars_parse (bad[i], &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
    g_clear_error (&error);
  }
  for (int i = 0; i <= GLS_BARS_MAX_LANES; i++)
    g_string_append_printf (many, "%d %d n%d;", i, i + 1, i);
  g_assert_null (gls_bars_parse (many->str, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
}

/* Lanes take room from the bottom, if they leave half of it; planes have none. */
static void
test_lanes (void)
{
  g_autoptr (GlsBars) bars = gls_bars_parse ("0 1 a; 2 3 b", NULL);
  GlsPanel panel = { .n_rows = 4 };
  GlsChart chart = {
    .width = 640, .height = 360, .axes = TRUE, .n_panels = 1, .panels = &panel
  };
  GlsRect alone;

  gls_chart_arrange (&chart);
  alone = panel.area;
  g_assert_cmpuint (chart.lanes.height, ==, 0);
  chart.bars = bars;
  gls_chart_arrange (&chart);
  g_assert_cmpuint (chart.lanes.height, >, 10);
  g_assert_cmpuint (panel.area.y, ==, alone.y);
  g_assert_cmpuint (chart.lanes.y, >, panel.area.y + panel.area.height);
  g_assert_cmpuint (chart.lanes.y + chart.lanes.height, ==,
      alone.y + alone.height);
  g_assert_cmpuint (chart.lanes.width, ==, panel.area.width);
  chart.height = 80;
  gls_chart_arrange (&chart);
  g_assert_cmpuint (chart.lanes.height, ==, 0);
  chart.height = 360;
  chart.side_by_side = TRUE;
  gls_chart_arrange (&chart);
  g_assert_cmpuint (chart.lanes.height, ==, 0);
  gls_chart_clear (&chart);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture/bars", test_bars);
  g_test_add_func ("/picture/lanes", test_lanes);
  g_test_add_func ("/picture/area", test_area);
  g_test_add_func ("/picture/area-stream", test_area_stream);
  g_test_add_func ("/picture/history", test_history);
  g_test_add_func ("/picture/shade", test_shade);
  g_test_add_func ("/picture/tops", test_tops);
  g_test_add_func ("/picture/colormap", test_colormap);
  g_test_add_func ("/picture/canvas", test_canvas);
  g_test_add_func ("/picture/marks", test_marks);
  g_test_add_func ("/picture/chart", test_chart);
  g_test_add_func ("/picture/mirrored-marks", test_mirrored_marks);
  g_test_add_func ("/picture/roll/picture", test_roll_of_picture);
  g_test_add_func ("/picture/roll/adds-up", test_roll_adds_up);
  g_test_add_func ("/picture/roll/century", test_roll_of_a_century);
  g_test_add_func ("/picture/plane", test_plane);
  return g_test_run ();
}
