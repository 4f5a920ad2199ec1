/* Memory over hours of sound: it must not grow.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     bench-memory [HOURS]        0.25 if none is given; more than a minute
 *
 * Sound made on the fly goes through the paper's jTFST. Prints the resident
 * memory of the process after a minute and then every tenth of the way, and
 * fails if it has grown since by more than MAX_GROWTH_KIB.
 */
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "resident.h"
#include "scattering/transform.h"

#define RATE 16000u
#define PIECE 1024u

/* What libraries may still touch for the first time after the warm-up. */
#define MAX_GROWTH_KIB 64

/* Two voices that glide and fade, over noise, for ever different. */
typedef struct
{
  guint32 noise;
  double phase[2];
  guint64 n;
} Sound;

static void
sound_make (Sound *self, float *x, gsize n)
{
  for (gsize i = 0; i < n; i++, self->n++) {
    double t = (double) self->n / RATE, sum = 0.0;

    for (int v = 0; v < 2; v++) {
      double glide = sin (0.7 * t + v) + 0.3 * sin (0.013 * t);

      self->phase[v] += (220.0 + 180.0 * v + 60.0 * glide) / RATE;
      self->phase[v] -= floor (self->phase[v]);
      sum += 4.0 * fabs (self->phase[v] - 0.5) - 1.0;
    }
    self->noise = self->noise * 1664525u + 1013904223u;
    x[i] = (float) (0.2 * sum * (1.0 + sin (0.05 * t))
        + 0.1 * ((double) self->noise / 4294967296.0 - 0.5));
  }
}

static void
print_row (double hours, guint64 n_frames, long kib, long kib_before)
{
  printf ("%8.3f %10" G_GUINT64_FORMAT " %10ld %+8ld %9.0f\n", hours, n_frames,
      kib, kib - kib_before, (double) clock () / CLOCKS_PER_SEC);
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  double hours = argc > 1 ? g_ascii_strtod (argv[1], NULL) : 0.25;
  guint64 n_all = (guint64) (hours * 3600.0 * RATE), warm_up = 60 * RATE;
  guint64 next = warm_up, n_frames = 0;
  long kib, kib_warm = 0;
  Sound sound = { .noise = 1 };
  float x[PIECE];
  GlsSpec spec;
  GlsTransformPlan *plan;
  GlsTransformStream *stream;
  float *frame;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  spec.normalise = TRUE;
  plan = gls_transform_plan_new (&spec, NULL);
  stream = gls_transform_stream_new (plan);
  frame = g_new (float, gls_transform_plan_get_frame_size (plan));
  printf ("jtfst, the paper's: 16 kHz, J 13, Q 12,2; %.2f hours of sound\n"
          "   hours     frames  RSS (KiB)   change  cpu (s)\n",
      hours);
  while (sound.n < n_all) {
    sound_make (&sound, x, PIECE);
    for (gsize at = 0; at < PIECE;) {
      at += gls_transform_stream_push (stream, x + at, PIECE - at);
      while (gls_transform_stream_pull (stream, frame))
        n_frames++;
    }
    if (sound.n < next)
      continue;
    kib = resident_kib ();
    if (kib_warm == 0)
      kib_warm = kib;
    print_row ((double) sound.n / RATE / 3600.0, n_frames, kib, kib_warm);
    if (next == warm_up)
      next = 0;
    while (next <= sound.n)
      next += n_all / 10;
  }
  kib = resident_kib ();
  g_free (frame);
  gls_transform_stream_free (stream);
  gls_transform_plan_unref (plan);
  if (kib_warm == 0 || kib - kib_warm > MAX_GROWTH_KIB) {
    printf ("memory has grown by %ld KiB\n", kib - kib_warm);
    return 1;
  }
  return 0;
}
