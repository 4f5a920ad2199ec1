/* How fast each stage is, on one core, in times real time.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All figures are of processor time in this one run, so that they can be
 * compared with each other. Arguments: the program `glissando`.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "scattering/scalogram.h"
#include "scattering/transform.h"

#define RATE 16000u
#define SECONDS 60u

static double
processor_time (clockid_t clock)
{
  struct timespec t;

  clock_gettime (clock, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static void
print_row (const char *stage, double audio_s, double cpu_s)
{
  printf ("%-44s %8.1f x real time  (%.2f s for %.0f s of audio)\n", stage,
      audio_s / cpu_s, cpu_s, audio_s);
  fflush (stdout);
}

/* A voice with vibrato over noise: nothing is silent, nothing periodic. */
static float *
make_audio (gsize n)
{
  float *x = g_new (float, n);
  GRand *random = g_rand_new_with_seed (1);

  for (gsize i = 0; i < n; i++) {
    double t = (double) i / RATE;
    double phase = 2.0 * G_PI * (300.0 * t + 4.0 * sin (2.0 * G_PI * 5.0 * t));

    x[i] = (float) (0.3 * sin (phase) + 0.2 * sin (3.0 * phase)
        + 0.05 * g_rand_double_range (random, -1.0, 1.0));
  }
  g_rand_free (random);
  return x;
}

/* Ticks of a scalogram, kept, so that jtfst can be timed alone. */
typedef struct
{
  GlsScalogramPlan *plan;
  gsize n_groups;
  const GlsScalogramGroup *group;
  GPtrArray *ticks; /* float *[n_groups] */
  GArray *place;    /* GlsTick */
} Recording;

static gboolean
record_tick (Recording *r, GlsScalogramStream *stream)
{
  float **u = g_new (float *, r->n_groups);
  GlsTick tick;

  for (gsize g = 0; g < r->n_groups; g++)
    u[g] = g_new (float, r->group[g].n_lambda * r->group[g].n_times);
  if (!gls_scalogram_stream_pull (stream, u, &tick)) {
    for (gsize g = 0; g < r->n_groups; g++)
      g_free (u[g]);
    g_free (u);
    return FALSE;
  }
  g_ptr_array_add (r->ticks, u);
  g_array_append_val (r->place, tick);
  return TRUE;
}

static void
bench_scalogram (Recording *r, const float *x, gsize n, GlsPrecision precision)
{
  GlsSpec spec;
  GlsScalogramStream *stream;
  double start;

  gls_spec_init (&spec, GLS_TRANSFORM_SCALOGRAM);
  spec.precision = precision;
  r->plan = gls_scalogram_plan_new (&spec, NULL);
  r->group = gls_scalogram_plan_get_groups (r->plan, &r->n_groups);
  r->ticks = g_ptr_array_new ();
  r->place = g_array_new (FALSE, FALSE, sizeof (GlsTick));
  stream = gls_scalogram_stream_new (r->plan);
  start = processor_time (CLOCK_PROCESS_CPUTIME_ID);
  for (gsize at = 0; at < n;) {
    at += gls_scalogram_stream_push (stream, x + at, n - at);
    while (record_tick (r, stream))
      ;
  }
  print_row (precision == GLS_PRECISION_EXACT ? "scalogram, exact"
                                              : "scalogram",
      (double) n / RATE, processor_time (CLOCK_PROCESS_CPUTIME_ID) - start);
  gls_scalogram_stream_free (stream);
}

static void
recording_clear (Recording *r)
{
  for (guint i = 0; i < r->ticks->len; i++) {
    float **u = g_ptr_array_index (r->ticks, i);
    for (gsize g = 0; g < r->n_groups; g++)
      g_free (u[g]);
    g_free (u);
  }
  g_ptr_array_free (r->ticks, TRUE);
  g_array_free (r->place, TRUE);
  gls_scalogram_plan_unref (r->plan);
}

/* What is made of the ticks of a recording. */
static void
bench_scattering (const Recording *r, const char *name, GlsTransform transform,
    const char *const *settings)
{
  GlsSpec spec;
  g_autoptr (GlsTransformPlan) plan = NULL;
  g_autoptr (GlsTransformStream) stream = NULL;
  g_autofree float *frame = NULL;
  double start,
      audio = (double) r->ticks->len
      * (double) gls_scalogram_plan_get_tick (r->plan) / RATE;

  gls_spec_init (&spec, transform);
  for (; settings != NULL && *settings != NULL; settings += 2)
    if (!gls_spec_set (&spec, settings[0], settings[1], NULL))
      g_error ("%s=%s", settings[0], settings[1]);
  plan = gls_transform_plan_new (&spec, NULL);
  stream = gls_transform_stream_new_for_ticks (plan);
  frame = g_new (float, gls_transform_plan_get_frame_size (plan));
  start = processor_time (CLOCK_PROCESS_CPUTIME_ID);
  for (guint i = 0; i < r->ticks->len; i++) {
    gls_transform_stream_push_tick (stream, g_ptr_array_index (r->ticks, i),
        &g_array_index (r->place, GlsTick, i));
    while (gls_transform_stream_pull (stream, frame))
      ;
  }
  print_row (name, audio, processor_time (CLOCK_PROCESS_CPUTIME_ID) - start);
}

static void
bench_jtfst (const Recording *r, const char *name, const char *const *settings)
{
  bench_scattering (r, name, GLS_TRANSFORM_JTFST, settings);
}

/* A transform from audio to frames. */
static void
bench_transform (const char *name, GlsTransform transform, const float *x,
    gsize n)
{
  GlsSpec spec;
  g_autoptr (GlsTransformPlan) plan = NULL;
  g_autoptr (GlsTransformStream) stream = NULL;
  g_autofree float *frame = NULL;
  double start;

  gls_spec_init (&spec, transform);
  plan = gls_transform_plan_new (&spec, NULL);
  stream = gls_transform_stream_new (plan);
  frame = g_new (float, gls_transform_plan_get_frame_size (plan));
  start = processor_time (CLOCK_PROCESS_CPUTIME_ID);
  for (gsize at = 0; at < n;) {
    at += gls_transform_stream_push (stream, x + at, n - at);
    while (gls_transform_stream_pull (stream, frame))
      ;
  }
  print_row (name, (double) n / RATE,
      processor_time (CLOCK_PROCESS_CPUTIME_ID) - start);
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
  static const char *const exact[] = { "orientation", "both", "precision",
    "exact", NULL };
  static const char *const local[] = { "orientation", "both", "lambda", "local",
    NULL };
  static const char *const model[] = { "orientation", "both", "lambda", "local",
    "mu-skip", "3", NULL };
  gsize n = RATE * SECONDS;
  g_autofree float *x = make_audio (n);
  Recording recording, exact_recording;

  printf ("16 kHz, J 13, Q 12,2; processor time of one core\n");
  bench_scalogram (&recording, x, n, GLS_PRECISION_DEFAULT);
  bench_scalogram (&exact_recording, x, n, GLS_PRECISION_EXACT);
  bench_scattering (&recording, "time scattering", GLS_TRANSFORM_TIMESCATTERING,
      NULL);
  bench_jtfst (&recording, "jtfst, the paper's: pooled, max, S2/S1", paper);
  bench_jtfst (&recording, "jtfst, pooled, both", both);
  bench_jtfst (&exact_recording, "jtfst, pooled, both, exact", exact);
  bench_jtfst (&recording, "jtfst, local, both", local);
  bench_jtfst (&recording, "jtfst, the default model's: local, both, skip 3",
      model);
  bench_transform ("time scattering, from audio", GLS_TRANSFORM_TIMESCATTERING,
      x, n);
  bench_transform ("mel spectrogram, from audio", GLS_TRANSFORM_MEL, x, n);
  recording_clear (&recording);
  recording_clear (&exact_recording);
  if (argc > 1)
    bench_end_to_end (argv[1], x, n);
  return 0;
}
