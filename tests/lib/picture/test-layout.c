/* What the rows of a picture are.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>

#include "picture/layout.h"

/* The rows of a tensor that counts up from @first. */
static const float *
read_count (GlsLayout *layout, float first)
{
  g_autofree float *x = g_new (float, layout->n_floats);

  for (size_t i = 0; i < layout->n_floats; i++)
    x[i] = first + (float) i;
  return gls_layout_read (layout, x);
}

/* Groups of rows, each at its own rate; low ones are left out. */
static void
test_series (void)
{
  const GlsLayoutGroup group[] = { { 2, 4 }, { 3, 2 } };
  const double hertz[] = { 800, 400, 200, 100, 15 };
  g_autoptr (GlsLayout) all = gls_layout_new_series (group, 2, NULL, 20);
  g_autoptr (GlsLayout) heard = gls_layout_new_series (group, 2, hertz, 20);
  g_autoptr (GlsLayout) one = gls_layout_new_series (group, 2, hertz, 1000);

  g_assert_cmpuint (all->n_floats, ==, 14);
  g_assert_cmpuint (all->n_rows, ==, 5);
  g_assert_cmpuint (all->n_times, ==, 4);
  g_assert_null (all->panels[0].y_value);
  g_assert_cmpuint (heard->n_rows, ==, 4);
  g_assert_cmpuint (heard->panels[0].n_rows, ==, 4);
  g_assert_cmpuint (heard->rows[2].first, ==, 8);
  g_assert_cmpuint (heard->rows[2].n_times, ==, 2);
  g_assert_cmpfloat (read_count (heard, 1)[heard->rows[3].first], ==, 11);
  /* Something is always to be seen. */
  g_assert_cmpuint (one->n_rows, ==, 1);
}

/* High pitches are at the top, whichever way they come. */
static void
test_frame (void)
{
  const double rising[] = { 10, 100, 1000 };
  g_auto (GStrv) names = g_strsplit ("a b c", " ", -1);
  g_autoptr (GlsLayout) mel = gls_layout_new_frame (3, rising, 20, NULL);
  g_autoptr (GlsLayout) tags =
      gls_layout_new_frame (3, NULL, 20, g_strdupv (names));

  g_assert_cmpuint (mel->n_rows, ==, 2);
  g_assert_cmpfloat (mel->panels[0].y_value[0], ==, 1000);
  g_assert_cmpfloat (read_count (mel, 1)[0], ==, 3);
  g_assert_cmpstr (tags->panels[0].y_label[0], ==, "a");
  g_assert_cmpfloat (read_count (tags, 1)[0], ==, 1);
}

/* Powers and decibels become amplitudes; what is none becomes 0. */
static void
test_units (void)
{
  const float x[] = { 4, -20, NAN, INFINITY, 0 };
  const float amplitudes[][5] = { { 4, 0, 0, 0, 0 }, { 2, 0, 0, 0, 0 },
    { 1.5848932f, 0.1f, 0, 0, 1 } };
  const GlsUnit units[] = { GLS_UNIT_AMPLITUDE, GLS_UNIT_POWER,
    GLS_UNIT_DECIBELS };
  g_autoptr (GlsLayout) layout = gls_layout_new_frame (5, NULL, 0, NULL);

  for (guint u = 0; u < G_N_ELEMENTS (units); u++) {
    const float *rows;

    layout->unit = units[u];
    rows = gls_layout_read (layout, x);
    for (size_t i = 0; i < 5; i++)
      g_assert_cmpfloat_with_epsilon (rows[i], amplitudes[u][i], 1e-6);
  }
}

/* The first order by pitch, the second by rate: the mean over pitches; S0 and
 * what is not heard is not drawn. */
static void
test_paths (void)
{
  const GlsLayoutPath path[] = { { 0, 0, 0, 0 }, { 1, 400, 0, 0 },
    { 1, 200, 0, 0 }, { 1, 10, 0, 0 }, { 2, 400, 2, 8 }, { 2, 400, 3, 4 },
    { 2, 200, 3, 4 } };
  g_autoptr (GlsLayout) layout =
      gls_layout_new_paths (path, G_N_ELEMENTS (path), 20);
  const float *rows = read_count (layout, 0);

  g_assert_cmpuint (layout->n_panels, ==, 2);
  g_assert_cmpuint (layout->n_rows, ==, 4);
  g_assert_cmpuint (layout->panels[0].n_rows, ==, 2);
  g_assert_cmpuint (layout->panels[1].n_rows, ==, 2);
  g_assert_cmpfloat (layout->panels[1].y_value[0], ==, 8);
  g_assert_false (layout->panels[0].own_top);
  g_assert_true (layout->panels[1].own_top);
  g_assert_cmpfloat (rows[0], ==, 1);
  g_assert_cmpfloat (rows[1], ==, 2);
  g_assert_cmpfloat (rows[2], ==, 4);
  g_assert_cmpfloat (rows[3], ==, 5.5);
}

static void
test_joint (void)
{
  const double lambda[] = { 4000, 500 }, theta[] = { 1, -1 },
               mu[] = { 20, 10, 5 }, ell[] = { 4, 2 };
  const GlsLayoutAxis axis[] = { { 2, lambda }, { 2, theta }, { 3, mu },
    { 2, ell } };
  g_autoptr (GlsLayout) rates = gls_layout_new_rates (axis);
  g_autoptr (GlsLayout) planes = gls_layout_new_planes (axis);
  const float *rows = read_count (rates, 0);

  /* float[2][2][3][2]: mu 0 of theta 0 is 0, 1 and 12, 13 */
  g_assert_cmpuint (rates->n_panels, ==, 2);
  g_assert_cmpstr (rates->panels[0].title, ==, "rising");
  g_assert_cmpstr (rates->panels[1].title, ==, "falling");
  g_assert_cmpfloat (rows[0], ==, 6.5);
  g_assert_cmpfloat (rows[3], ==, 12.5);

  g_assert_cmpuint (planes->n_panels, ==, 2);
  g_assert_cmpstr (planes->panels[0].title, ==, "500 Hz");
  g_assert_cmpstr (planes->panels[1].title, ==, "4.0 kHz");
  g_assert_cmpfloat (planes->panels[0].x_value[0], ==, -4);
  g_assert_cmpfloat (planes->panels[0].x_value[2], ==, 2);
  rows = read_count (planes, 0);
  /* The second plane, its first row: falling, fine to coarse; rising, coarse to
   * fine. */
  g_assert_cmpfloat (rows[12], ==, 6);
  g_assert_cmpfloat (rows[13], ==, 7);
  g_assert_cmpfloat (rows[14], ==, 1);
  g_assert_cmpfloat (rows[15], ==, 0);
  g_assert_cmpfloat (planes->range, <, 60);
}

/* The low-pass lies at 0 of both axes, and much above the rest. */
static void
test_low_pass (void)
{
  const double lambda[] = { 0 }, theta[] = { 1, -1 }, mu[] = { 20, 10, 0 },
               ell[] = { 4, 2, 0 };
  const GlsLayoutAxis axis[] = { { 1, lambda }, { 2, theta }, { 3, mu },
    { 3, ell } };
  g_autoptr (GlsLayout) planes = gls_layout_new_planes (axis);
  const float *rows = read_count (planes, 0);

  /* the last row: falling, fine to coarse and low-pass; rising, the other way */
  g_assert_cmpfloat (rows[12], ==, 15);
  g_assert_cmpfloat (rows[14], ==, 17);
  g_assert_cmpfloat (rows[15], ==, 8);
  g_assert_cmpfloat (rows[17], ==, 6);
  g_assert_cmpfloat (planes->panels[0].y_value[2], ==, 0);
  g_assert_cmpfloat (planes->panels[0].x_value[2], ==, 0);
  g_assert_cmpfloat (planes->panels[0].x_value[3], ==, 0);
  g_assert_cmpfloat (planes->range, ==, 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/series", test_series);
  g_test_add_func ("/layout/frame", test_frame);
  g_test_add_func ("/layout/units", test_units);
  g_test_add_func ("/layout/paths", test_paths);
  g_test_add_func ("/layout/joint", test_joint);
  g_test_add_func ("/layout/low-pass", test_low_pass);
  return g_test_run ();
}
