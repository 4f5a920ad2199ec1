/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/marks.h"

#include <math.h>

#include "text.h"

static const double steps_s[] = { 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1,
  0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
  14400, 28800, 86400 };

static void
print_time (GlsMark *mark, double s, gboolean minutes)
{
  g_autofree char *clock = minutes ? gls_text_clock (s, 0) : NULL;

  if (minutes)
    g_strlcpy (mark->text, clock, sizeof mark->text);
  else
    g_snprintf (mark->text, sizeof mark->text, "%g",
        round (s * 1000.0) / 1000.0 + 0.0 /* no -0 */);
}

size_t
gls_marks_for_time (double from_s, double to_s, size_t n_pixels, double apart,
    GlsMark *marks)
{
  double pixels_per_s = (double) n_pixels / (to_s - from_s);
  size_t s = 0, n = 0;

  if (!(to_s > from_s))
    return 0;
  while (s < G_N_ELEMENTS (steps_s) - 1 && steps_s[s] * pixels_per_s < apart)
    s++;
  /* Before the beginning there is no time. */
  for (double k = ceil (MAX (from_s, 0.0) / steps_s[s] - 1e-9);
       k * steps_s[s] <= to_s + 1e-9 && n < GLS_MARKS_MAX; k++) {
    marks[n].at = (k * steps_s[s] - from_s) * pixels_per_s;
    print_time (&marks[n], k * steps_s[s], to_s >= 60.0 && steps_s[s] >= 1.0);
    n++;
  }
  return n;
}

/* 0 if they are neither rising nor falling and positive, else the direction */
static int
get_direction (const double *values, size_t n)
{
  int direction = n > 1 && values[1] < values[0] ? -1 : 1;

  for (size_t i = 0; i < n; i++)
    if (!(values[i] > 0.0) || !isfinite (values[i])
        || (i > 0 && (values[i] - values[i - 1]) * direction <= 0.0))
      return 0;
  return direction;
}

/* In rows; the middle of row i is i + 1/2. The ends go on as the rows beside
 * them. */
static double
find_row (const double *values, size_t n, int direction, double v)
{
  size_t i = 0;

  while (i + 2 < n && (v - values[i + 1]) * direction > 0.0)
    i++;
  return (double) i + 0.5
      + log (v / values[i]) / log (values[i + 1] / values[i]);
}

static gboolean
has_room (const GlsMark *marks, size_t n, double at, double apart)
{
  for (size_t i = 0; i < n; i++)
    if (fabs (marks[i].at - at) < apart)
      return FALSE;
  return TRUE;
}

static void
print_value (GlsMark *mark, double v)
{
  if (v < 999.0)
    g_snprintf (mark->text, sizeof mark->text, "%g", v);
  else
    g_snprintf (mark->text, sizeof mark->text, "%gk", v / 1000);
}

/* values: [n] > 0 and in order, of which the first row is @first of the axis;
 * @marks holds @n_marks. Returns: how many it holds then */
static size_t
add_round_values (const double *values, size_t n, size_t first,
    double pixels_per_row, double apart, GlsMark *marks, size_t n_marks)
{
  static const double mantissas[] = { 1, 2, 5 }; /* 1 goes first */
  int direction = get_direction (values, n);
  int from, to;

  if (direction == 0 || n < 2)
    return n_marks;
  from = (int) floor (log10 (MIN (values[0], values[n - 1]))) - 1;
  to = (int) floor (log10 (MAX (values[0], values[n - 1])));
  for (size_t m = 0; m < G_N_ELEMENTS (mantissas); m++)
    for (int e = from; e <= to; e++) {
      double v = mantissas[m] * pow (10.0, e);
      double row = find_row (values, n, direction, v);
      double at = ((double) first + row) * pixels_per_row;

      if (row < 0.0 || row > (double) n || n_marks == GLS_MARKS_MAX
          || !has_room (marks, n_marks, at, apart))
        continue;
      marks[n_marks].at = at;
      print_value (&marks[n_marks++], v);
    }
  return n_marks;
}

size_t
gls_marks_for_values (const double *values, size_t n, size_t n_pixels,
    double apart, GlsMark *marks)
{
  double pixels_per_row = (double) n_pixels / (double) n;
  size_t first = n > 1 && !(fabs (values[0]) > 0.0) ? 1 : 0;
  size_t last = n > 1 && !(fabs (values[n - 1]) > 0.0) ? 1 : 0;
  size_t n_marks;

  if (first + last == 1) {
    marks[0].at = (first ? 0.5 : (double) n - 0.5) * pixels_per_row;
    print_value (&marks[0], 0.0);
  }
  n_marks = add_round_values (values + first, n - first - last, first,
      pixels_per_row, apart, marks, first + last == 1 ? 1 : 0);
  return n_marks > first + last ? n_marks : 0;
}

size_t
gls_marks_for_rows (size_t n, size_t n_pixels, double apart, GlsMark *marks,
    size_t *row)
{
  double pixels = (double) n_pixels / (double) n;
  size_t every = (size_t) MAX (1.0, ceil (apart / pixels));
  size_t n_marks = 0;

  for (size_t i = 0; i < n && n_marks < GLS_MARKS_MAX; i += every) {
    marks[n_marks].at = ((double) i + 0.5) * pixels;
    row[n_marks++] = i;
  }
  return n_marks;
}
