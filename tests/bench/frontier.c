/* Agreement against cost: the table and the picture of a trial's results.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   bench-frontier RESULTS.csv PLOT.svg
 *
 * RESULTS.csv is what pipelines/training/frontier writes, a line for each
 * training; those of one variant stand together. The means over the seeds are
 * printed in Markdown and drawn with the seeds beside them; a line joins the
 * variants that no other beats both ways.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "svg.h"

#define WIDTH 640.0
#define HEIGHT 400.0
#define LEFT 48.0
#define RIGHT 16.0
#define TOP 14.0
#define BOTTOM 40.0

#define LABEL_WIDTH 200.0
#define LABEL_HEIGHT 11.0

#define SEED_COLOUR "#9fb8d0"
#define MEAN_COLOUR "#35608d"

/* Columns that are the same for all seeds of a variant, then what came out. */
enum
{
  LAMBDA,
  BANDS,
  MU_SKIP,
  LOW_PASS,
  Q1,
  CHUNKS,
  N_CHOICES,
  MS = N_CHOICES,
  SEED,
  PEARSON,
  ROC_AUC,
  N_COLUMNS
};

#define HEADER                                                                 \
  "lambda,lambda_bands,mu_skip,low_pass,q1,chunks,ms,seed,pearson,roc_auc"

typedef struct
{
  char **choice;   /* [N_COLUMNS], the first line */
  GArray *pearson; /* double, by seed */
  double ms, mean_pearson, mean_roc_auc;
  double label_left, label_top; /* on the page */
} Variant;

/* --- the results --- */

static gboolean
is_same (const Variant *variant, char *const *line)
{
  for (int c = 0; c < N_CHOICES; c++)
    if (!g_str_equal (variant->choice[c], line[c]))
      return FALSE;
  return TRUE;
}

static void
add_line (GArray *variants, char **line)
{
  Variant *last = variants->len > 0
      ? &g_array_index (variants, Variant, variants->len - 1)
      : NULL;
  double pearson = g_ascii_strtod (line[PEARSON], NULL);
  double roc_auc = g_ascii_strtod (line[ROC_AUC], NULL), n;

  if (last == NULL || !is_same (last, line)) {
    Variant variant = { .choice = g_strdupv (line),
      .pearson = g_array_new (FALSE, FALSE, sizeof (double)),
      .ms = g_ascii_strtod (line[MS], NULL) };

    g_array_append_val (variants, variant);
    last = &g_array_index (variants, Variant, variants->len - 1);
  }
  g_array_append_val (last->pearson, pearson);
  n = last->pearson->len;
  last->mean_pearson += (pearson - last->mean_pearson) / n;
  last->mean_roc_auc += (roc_auc - last->mean_roc_auc) / n;
}

static GArray *
read_results (const char *path)
{
  GArray *variants = g_array_new (FALSE, FALSE, sizeof (Variant));
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_get_contents (path, &text, NULL, &error)) {
    fprintf (stderr, "bench-frontier: %s\n", error->message);
    exit (1);
  }
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) line = g_strsplit (lines[i], ",", -1);

    if (g_strv_length (line) != N_COLUMNS
        || (i == 0 && !g_str_equal (lines[i], HEADER))) {
      fprintf (stderr, "bench-frontier: %s: line %u is not as expected\n", path,
          i + 1);
      exit (1);
    }
    if (i > 0)
      add_line (variants, line);
  }
  return variants;
}

static int
compare_costs (gconstpointer a, gconstpointer b)
{
  const Variant *x = a, *y = b;

  return (x->ms > y->ms) - (x->ms < y->ms);
}

static int
compare_agreement (gconstpointer a, gconstpointer b)
{
  const Variant *x = a, *y = b;

  return (x->mean_pearson < y->mean_pearson)
      - (x->mean_pearson > y->mean_pearson);
}

/* --- the table --- */

static void
print_table (const GArray *variants)
{
  puts ("| lambda | bands | `mu-skip` | `low-pass` | Q1 | chunks | ms per s "
        "| Pearson | its seeds | ROC-AUC |\n"
        "|---|---|---|---|---|---|---|---|---|---|");
  for (guint i = 0; i < variants->len; i++) {
    const Variant *v = &g_array_index (variants, Variant, i);

    for (int c = 0; c < N_CHOICES; c++)
      printf ("| %s ", v->choice[c]);
    printf ("| %.1f | %.3f |", v->ms, v->mean_pearson);
    for (guint s = 0; s < v->pearson->len; s++)
      printf (" %.3f", g_array_index (v->pearson, double, s));
    printf (" | %.3f |\n", v->mean_roc_auc);
  }
}

/* --- the picture --- */

typedef struct
{
  double low, high, step; /* a tick every step */
  double from, to;        /* on the page */
} Axis;

static void
axis_init (Axis *self, double low, double high, double step, double from,
    double to)
{
  self->low = step * floor (low / step);
  self->high = step * ceil (high / step);
  self->step = step;
  self->from = from;
  self->to = to;
}

static double
axis_place (const Axis *self, double value)
{
  return self->from
      + (self->to - self->from) * (value - self->low)
      / (self->high - self->low);
}

static void
draw_axes (GString *svg, const Axis *x, const Axis *y)
{
  for (int i = 0; x->low + i * x->step < x->high + 0.5 * x->step; i++) {
    double at = axis_place (x, x->low + i * x->step);
    g_autofree char *label = g_strdup_printf ("%g", x->low + i * x->step);

    svg_line (svg, at, y->from, at, y->to);
    svg_text (svg, at, y->from + 14.0, "middle", label);
  }
  for (int i = 0; y->low + i * y->step < y->high + 0.5 * y->step; i++) {
    double at = axis_place (y, y->low + i * y->step);
    g_autofree char *label = g_strdup_printf ("%.3f", y->low + i * y->step);

    svg_line (svg, x->from, at, x->to, at);
    svg_text (svg, x->from - 6.0, at + 4.0, "end", label);
  }
  svg_text (svg, (x->from + x->to) / 2.0, HEIGHT - 8.0, "middle",
      "cost of the front end, ms of one core per second of audio");
  svg_text (svg, 4.0, HEIGHT - 8.0, "start", "Pearson");
}

/* “9 bands, skip 6, low-pass, 2 chunks”, and Q1 where it is not 12 */
static char *
describe (const Variant *v)
{
  g_autofree char *lambda = g_str_equal (v->choice[LAMBDA], "bands")
      ? g_strdup_printf ("%s bands", v->choice[BANDS])
      : g_strdup (v->choice[LAMBDA]);
  g_autofree char *Q = g_str_equal (v->choice[Q1], "12")
      ? g_strdup ("")
      : g_strdup_printf (", Q1 %s", v->choice[Q1]);

  return g_strdup_printf ("%s, skip %s%s%s, %s chunk%s", lambda,
      v->choice[MU_SKIP],
      g_str_equal (v->choice[LOW_PASS], "true") ? ", low-pass" : "", Q,
      v->choice[CHUNKS], g_str_equal (v->choice[CHUNKS], "1") ? "" : "s");
}

static void
draw_seeds (GString *svg, const Variant *v, const Axis *x, const Axis *y)
{
  for (guint s = 0; s < v->pearson->len; s++)
    svg_circle (svg, axis_place (x, v->ms),
        axis_place (y, g_array_index (v->pearson, double, s)), 2.0,
        SEED_COLOUR);
}

/* Below the labels that are near, so that none covers another. */
static double
find_room (const GArray *variants, guint n, double left, double top)
{
  for (guint i = 0; i < n; i++) {
    const Variant *other = &g_array_index (variants, Variant, i);

    if (fabs (other->label_left - left) < LABEL_WIDTH
        && fabs (other->label_top - top) < LABEL_HEIGHT)
      return find_room (variants, n, left, other->label_top + LABEL_HEIGHT);
  }
  return top;
}

static void
draw_mean (GString *svg, GArray *variants, guint i, const Axis *x,
    const Axis *y)
{
  Variant *v = &g_array_index (variants, Variant, i);
  double left = axis_place (x, v->ms), top = axis_place (y, v->mean_pearson);
  gboolean to_the_left = left + LABEL_WIDTH > WIDTH;
  g_autofree char *label = describe (v);

  v->label_left = to_the_left ? left - LABEL_WIDTH : left;
  v->label_top = find_room (variants, i, v->label_left, top);
  svg_circle (svg, left, top, 4.0, MEAN_COLOUR);
  svg_text (svg, to_the_left ? left - 7.0 : left + 7.0, v->label_top + 3.5,
      to_the_left ? "end" : "start", label);
}

/* @variants: by cost; the cheapest, then each that agrees more than all that
 * cost less */
static void
draw_frontier (GString *svg, const GArray *variants, const Axis *x,
    const Axis *y)
{
  double best = -INFINITY;

  g_string_append (svg, "<path d=\"");
  for (guint i = 0; i < variants->len; i++) {
    const Variant *v = &g_array_index (variants, Variant, i);

    if (v->mean_pearson <= best)
      continue;
    g_string_append_printf (svg, "%c%.1f %.1f", isinf (best) ? 'M' : 'L',
        axis_place (x, v->ms), axis_place (y, v->mean_pearson));
    best = v->mean_pearson;
  }
  g_string_append (svg, "\" fill=\"none\" stroke=\"" MEAN_COLOUR "\"/>\n");
}

static void
find_range (const GArray *variants, double *low, double *high, double *ms)
{
  for (guint i = 0; i < variants->len; i++) {
    const Variant *v = &g_array_index (variants, Variant, i);

    *ms = fmax (*ms, v->ms);
    for (guint s = 0; s < v->pearson->len; s++) {
      *low = fmin (*low, g_array_index (v->pearson, double, s));
      *high = fmax (*high, g_array_index (v->pearson, double, s));
    }
  }
}

static gboolean
draw (GArray *variants, const char *path, GError **error)
{
  GString *svg = svg_new (WIDTH, HEIGHT);
  double low = INFINITY, high = -INFINITY, ms = 0.0;
  Axis x, y;

  find_range (variants, &low, &high, &ms);
  axis_init (&x, 0.0, ms * 1.1, ms > 10.0 ? 2.0 : 1.0, LEFT, WIDTH - RIGHT);
  axis_init (&y, low, high, 0.005, HEIGHT - BOTTOM, TOP);
  draw_axes (svg, &x, &y);
  draw_frontier (svg, variants, &x, &y);
  for (guint i = 0; i < variants->len; i++)
    draw_seeds (svg, &g_array_index (variants, Variant, i), &x, &y);
  /* From the top, as labels give way downwards. */
  g_array_sort (variants, compare_agreement);
  for (guint i = 0; i < variants->len; i++)
    draw_mean (svg, variants, i, &x, &y);
  return svg_write (svg, path, error);
}

int
main (int argc, char **argv)
{
  GArray *variants;
  g_autoptr (GError) error = NULL;

  if (argc != 3) {
    fprintf (stderr, "usage: bench-frontier RESULTS.csv PLOT.svg\n");
    return 2;
  }
  variants = read_results (argv[1]);
  g_array_sort (variants, compare_costs);
  print_table (variants);
  if (!draw (variants, argv[2], &error)) {
    fprintf (stderr, "bench-frontier: %s\n", error->message);
    return 1;
  }
  return 0;
}
