/* What the joint scattering costs as its parameters change.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   bench-costs [PLOT.svg]
 *
 * One parameter at a time leaves the default configuration: pooled, both
 * orientations. Scalogram and jtfst together, processor time of one core per
 * second of audio, the best of three.
 */
#include <math.h>
#include <stdio.h>

#include "plot.h"
#include "support.h"

/* Ticks that are timed. */
#define N_TICKS 48

static float *audio; /* enough for the longest */

static GlsSpec
default_spec (void)
{
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  spec.orientation = GLS_ORIENTATION_BOTH;
  return spec;
}

/* Milliseconds of processor time per second of audio. */
static double
cost (const GlsSpec *spec, gsize n_ticks)
{
  double best = INFINITY;

  for (int turn = 0; turn < 3; turn++) {
    BenchTicks ticks;

    bench_ticks_init (&ticks, spec, audio, bench_length (spec, n_ticks));
    best = fmin (best,
        (ticks.cpu_s + bench_scattering (&ticks, spec)) / ticks.audio_s);
    bench_ticks_clear (&ticks);
  }
  return 1e3 * best;
}

static void
print_cost (Plot *plot, double x, const char *what, double ms)
{
  printf ("  %-20s %9.2f ms  %8.1f x real time\n", what, ms, 1e3 / ms);
  fflush (stdout);
  plot_point (plot, x, ms);
}

/* @number: which one of a pair is plotted, counted from 0 */
static void
against (Plot *plot, const char *title, const char *name, guint number,
    const char *const *values)
{
  printf ("%s\n", title);
  plot_panel (plot, title, !g_str_equal (name, "octaves"));
  for (; *values != NULL; values++) {
    GlsSpec spec = default_spec ();
    g_autofree char *what = g_strdup_printf ("%s=%s", name, *values);
    g_auto (GStrv) numbers = g_strsplit (*values, ",", 2);

    if (!gls_spec_set (&spec, name, *values, NULL))
      g_error ("%s", what);
    print_cost (plot, g_ascii_strtod (numbers[number], NULL), what,
        cost (&spec, N_TICKS));
  }
}

static void
against_duration (Plot *plot)
{
  GlsSpec spec = default_spec ();

  printf ("duration, ticks of 512 ms\n");
  plot_panel (plot, "duration, ticks", TRUE);
  for (gsize n = N_TICKS / 2; n <= 8 * N_TICKS; n *= 2) {
    g_autofree char *what = g_strdup_printf ("%" G_GSIZE_FORMAT, n);

    print_cost (plot, (double) n, what, cost (&spec, n));
  }
}

int
main (int argc, char **argv)
{
  static const char *const octaves[] = { "8", "9", "10", "11", "12", "13", "14",
    "15", "16", NULL };
  static const char *const Q1[] = { "1,2", "2,2", "4,2", "8,2", "12,2", "16,2",
    "24,2", "32,2", NULL };
  static const char *const Q2[] = { "12,1", "12,2", "12,4", "12,8", NULL };
  static const char *const rates[] = { "8000", "16000", "22050", "44100",
    "96000", "192000", NULL };
  g_autoptr (GError) error = NULL;
  Plot *plot = plot_new ("ms per s");
  GlsSpec longest;
  int result = 0;

  longest = default_spec ();
  longest.J = 16;
  audio = bench_audio (bench_length (&longest, N_TICKS + 8));
  printf ("scalogram and jtfst, per second of audio; 16 kHz, J 13, Q 12,2 "
          "where not said\n");
  against (plot, "octaves J", "octaves", 0, octaves);
  against (plot, "Q1", "q", 0, Q1);
  against (plot, "Q2", "q", 1, Q2);
  against (plot, "rate, Hz", "rate", 0, rates);
  against_duration (plot);
  if (argc > 1 && !plot_write (plot, argv[1], &error)) {
    fprintf (stderr, "%s\n", error->message);
    result = 1;
  }
  plot_free (plot);
  g_free (audio);
  return result;
}
