/* How fast each stage is, on one core, in times real time.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All figures are of processor time in this one run, so that they can be
 * compared with each other. Arguments: the program `glissando`.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <glib/gstdio.h>

#include "scattering/mel.h"
#include "support.h"

#define RATE BENCH_RATE

/* Ticks that are timed. */
#define N_TICKS 120

static void
print_row (const char *stage, double audio_s, double cpu_s)
{
  printf ("%-46s %8.1f x real time  (%.2f s for %.0f s of audio)\n", stage,
      audio_s / cpu_s, cpu_s, audio_s);
  fflush (stdout);
}

/* settings: names and values of parameters, ended by NULL */
static void
time_jtfst (const BenchTicks *ticks, const char *name,
    const char *const *settings)
{
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  for (; *settings != NULL; settings += 2)
    if (!gls_spec_set (&spec, settings[0], settings[1], NULL))
      g_error ("%s=%s", settings[0], settings[1]);
  print_row (name, ticks->audio_s, bench_scattering (ticks, &spec));
}

static void
time_timescattering (const BenchTicks *ticks, const char *name)
{
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_TIMESCATTERING);
  print_row (name, ticks->audio_s, bench_scattering (ticks, &spec));
}

static void
time_mel (const float *x, gsize n)
{
  GlsSpec spec;
  g_autoptr (GlsMelPlan) plan = NULL;
  g_autoptr (GlsMelStream) stream = NULL;
  g_autofree float *frame = NULL;
  double start;

  gls_spec_init (&spec, GLS_TRANSFORM_MEL);
  plan = gls_mel_plan_new (&spec, NULL);
  stream = gls_mel_stream_new (plan);
  frame = g_new (float, gls_mel_plan_get_n_bands (plan));
  start = bench_processor_time ();
  for (gsize at = 0; at < n;) {
    at += gls_mel_stream_push (stream, x + at, n - at);
    while (gls_mel_stream_pull (stream, frame))
      ;
  }
  print_row ("mel spectrogram", (double) n / RATE,
      bench_processor_time () - start);
}

/* What leaving out the fastest mu rows is worth. */
static void
time_mu_skip (const BenchTicks *ticks)
{
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  spec.orientation = GLS_ORIENTATION_BOTH;
  spec.precision = GLS_PRECISION_EXACT;
  for (spec.mu_skip = 0; spec.mu_skip <= 20; spec.mu_skip += 2) {
    g_autofree char *name =
        g_strdup_printf ("jtfst, pooled, both, exact, mu-skip %u",
            spec.mu_skip);

    print_row (name, ticks->audio_s, bench_scattering (ticks, &spec));
  }
}

static void
put (FILE *file, guint32 value, gsize n)
{
  guint32 little = GUINT32_TO_LE (value);
  fwrite (&little, 1, n, file);
}

static void
write_wav (const char *path, const float *x, gsize n)
{
  FILE *file = g_fopen (path, "wb");

  fwrite ("RIFF", 1, 4, file);
  put (file, (guint32) (36 + 2 * n), 4);
  fwrite ("WAVEfmt ", 1, 8, file);
  put (file, 16, 4);
  put (file, 1, 2);
  put (file, 1, 2);
  put (file, RATE, 4);
  put (file, 2 * RATE, 4);
  put (file, 2, 2);
  put (file, 16, 2);
  fwrite ("data", 1, 4, file);
  put (file, (guint32) (2 * n), 4);
  for (gsize i = 0; i < n; i++)
    put (file, (guint32) (gint16) lrintf (x[i] * 32767.0f), 2);
  fclose (file);
}

/* From a file to tags, by the program, all of its threads counted. */
static void
bench_end_to_end (const char *program, const float *x, gsize n)
{
  g_autofree char *folder = g_dir_make_tmp ("glissando-bench-XXXXXX", NULL);
  g_autofree char *wav = g_build_filename (folder, "clip.wav", NULL);
  const char *argv[] = { program, "tag", "--jobs", "1", "--json", wav, NULL };
  g_autoptr (GError) error = NULL;
  struct rusage before, after;
  int status = 0;

  write_wav (wav, x, n);
  getrusage (RUSAGE_CHILDREN, &before);
  if (!g_spawn_sync (NULL, (char **) argv, NULL,
          G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
          NULL, &status, &error)
      || status != 0) {
    printf ("end to end: the program failed%s%s\n", error ? ": " : "",
        error ? error->message : "");
    exit (1);
  }
  getrusage (RUSAGE_CHILDREN, &after);
#define SECONDS_OF(f)                                                          \
  ((double) (after.f.tv_sec - before.f.tv_sec)                                 \
      + 1e-6 * (double) (after.f.tv_usec - before.f.tv_usec))
  print_row ("end to end: glissando tag, WAV to tags", (double) n / RATE,
      SECONDS_OF (ru_utime) + SECONDS_OF (ru_stime));
#undef SECONDS_OF
  g_unlink (wav);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  static const char *const paper[] = { "orientation", "max", "normalise",
    "true", NULL };
  static const char *const both[] = { "orientation", "both", NULL };
  static const char *const local[] = { "orientation", "both", "lambda", "local",
    NULL };
  static const char *const bands[] = { "orientation", "both", "lambda", "bands",
    NULL };
  static const char *const low_pass[] = { "orientation", "both", "lambda",
    "bands", "low-pass", "true", NULL };
  static const char *const both_6[] = { "orientation", "both", "mu-skip", "6",
    NULL };
  static const char *const bands_6[] = { "orientation", "both", "lambda",
    "bands", "mu-skip", "6", NULL };
  static const char *const low_pass_6[] = { "orientation", "both", "lambda",
    "bands", "low-pass", "true", "mu-skip", "6", NULL };
  static const char *const model[] = { "orientation", "both", "lambda", "bands",
    "low-pass", "true", "mu-skip", "10", NULL };
  g_autofree float *x = NULL;
  gsize n;
  BenchTicks ticks, exact_ticks;
  GlsSpec spec;

  printf ("16 kHz, J 13, Q 12,2; processor time of one core\n");
  gls_spec_init (&spec, GLS_TRANSFORM_SCALOGRAM);
  n = bench_length (&spec, N_TICKS);
  x = bench_audio (n);
  bench_ticks_init (&ticks, &spec, x, n);
  print_row ("scalogram", ticks.audio_s, ticks.cpu_s);
  spec.precision = GLS_PRECISION_EXACT;
  bench_ticks_init (&exact_ticks, &spec, x, n);
  print_row ("scalogram, exact", exact_ticks.audio_s, exact_ticks.cpu_s);
  time_mel (x, n);
  time_timescattering (&ticks, "time scattering");
  time_timescattering (&exact_ticks, "time scattering, exact");
  time_jtfst (&ticks, "jtfst, the paper's: pooled, max, S2/S1", paper);
  time_jtfst (&ticks, "jtfst, pooled, both", both);
  time_jtfst (&ticks, "jtfst, bands, both", bands);
  time_jtfst (&ticks, "jtfst, bands, both, low-pass", low_pass);
  time_jtfst (&ticks, "jtfst, pooled, both, mu-skip 6", both_6);
  time_jtfst (&ticks, "jtfst, bands, both, mu-skip 6", bands_6);
  time_jtfst (&ticks, "jtfst, bands, both, low-pass, mu-skip 6", low_pass_6);
  time_jtfst (&ticks, "jtfst, local, both", local);
  time_jtfst (&ticks, "jtfst, the default model's: low-pass, mu-skip 10", model);
  time_mu_skip (&exact_ticks);
  bench_ticks_clear (&ticks);
  bench_ticks_clear (&exact_ticks);
  if (argc > 1)
    bench_end_to_end (argv[1], x, n);
  return 0;
}
