/* What is done to audio before it is heard: how much, and when.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>
#include <gst/gst.h>
#include <math.h>
#include <string.h>

#include "disturb/disturbance.h"
#include "data/cutter.h"
#include "gls.h"
#include "net/rng.h"
#include "scratch.h"

#define RATE 16000
#define N (8 * RATE)

/* Tones whose pitch and level change, and a little noise, so that it is like
 * itself at no other time. */
static GArray *
make_music (void)
{
  GArray *x = g_array_new (FALSE, FALSE, sizeof (float));
  double phase = 0;
  GlsRng rng;

  gls_rng_init (&rng, 1, GLS_RNG_CORPUS, 0, 0);
  for (guint i = 0; i < N; i++) {
    double t = (double) i / RATE;
    double level = 0.2 + 0.15 * sin (2 * G_PI * 1.7 * t);
    float sample;

    phase += 2 * G_PI * (500 + 200 * sin (2 * G_PI * 0.6 * t)) / RATE;
    sample = (float) (level * sin (phase) + 0.005 * gls_rng_normal (&rng));
    g_array_append_val (x, sample);
  }
  return x;
}

static Disturbance *
parse (const char *step)
{
  Disturbance *self = disturbance_new (3);
  g_autoptr (GError) error = NULL;

  if (disturbance_add (self, step, &error))
    return self;
  g_test_skip (error->message);
  disturbance_unref (self);
  return NULL;
}

/* Returns: (transfer full): what becomes of x */
static GArray *
disturb (const Disturbance *self, const GArray *x, const char *name,
    gint64 place)
{
  Sound sound = { g_array_copy ((GArray *) x), RATE, name, place };
  g_autoptr (GError) error = NULL;

  disturbance_apply (self, &sound, &error);
  g_assert_no_error (error);
  return sound.samples;
}

static double
at (const GArray *x, gint64 i)
{
  return i >= 0 && i < x->len ? (double) g_array_index (x, float, i) : 0;
}

/* Correlation of x with y as it is @shift later, between two places. */
static double
correlate (const GArray *x, const GArray *y, gint64 shift, gint64 from,
    gint64 to)
{
  double xx = 0, yy = 0, xy = 0;

  for (gint64 i = from; i < to; i++) {
    xx += at (x, i) * at (x, i);
    yy += at (y, i + shift) * at (y, i + shift);
    xy += at (x, i) * at (y, i + shift);
  }
  return xy / sqrt (xx * yy);
}

static double
rms (const GArray *x)
{
  Sound sound = { .samples = (GArray *) x };

  return sound_get_rms (&sound);
}

/* The frequency of a tone, by its crossings of zero, from second to second. */
static double
frequency (const GArray *x, guint from, guint to)
{
  guint n = 0, first = 0, last = 0;

  for (guint i = from * RATE; i < to * RATE; i++)
    if (at (x, i) < 0 && at (x, i + 1) >= 0) {
      if (n++ == 0)
        first = i;
      last = i;
    }
  return (double) (n - 1) * RATE / (last - first);
}

static GArray *
make_tone (double hz)
{
  GArray *x = g_array_new (FALSE, FALSE, sizeof (float));

  for (guint i = 0; i < N; i++) {
    float sample = (float) (0.3 * sin (2 * G_PI * hz * i / RATE));

    g_array_append_val (x, sample);
  }
  return x;
}

static void
test_gain (void)
{
  g_autoptr (Disturbance) gain = parse ("gain=-20");
  g_autoptr (GArray) x = make_music ();
  g_autoptr (GArray) y = disturb (gain, x, "a", 0);

  for (guint i = 0; i < N; i++)
    g_assert_cmpfloat_with_epsilon (at (y, i), 0.1 * at (x, i), 1e-7);
}

/* Returns: (transfer full): what is added to x */
static GArray *
added (const Disturbance *noise, const GArray *x, const char *name,
    gint64 place)
{
  GArray *y = disturb (noise, x, name, place);

  for (guint i = 0; i < y->len; i++)
    g_array_index (y, float, i) -= g_array_index (x, float, i);
  return y;
}

/* The ratio is what was asked for, and the noise is another one for another
 * file, another place and another seed, and else the same. */
static void
test_noise (void)
{
  g_autoptr (Disturbance) noise = parse ("noise=10");
  g_autoptr (Disturbance) other = disturbance_new (4);
  g_autoptr (GArray) x = make_music ();
  g_autoptr (GArray) first = added (noise, x, "a", 0);
  g_autoptr (GArray) again = added (noise, x, "a", 0);
  g_autoptr (GArray) of_file = added (noise, x, "b", 0);
  g_autoptr (GArray) of_place = added (noise, x, "a", 1);
  g_autoptr (GArray) of_seed = NULL;

  g_assert_true (disturbance_add (other, "noise=10", NULL));
  of_seed = added (other, x, "a", 0);
  g_assert_cmpmem (first->data, N * sizeof (float), again->data,
      N * sizeof (float));
  g_assert_cmpfloat_with_epsilon (20 * log10 (rms (x) / rms (first)), 10, 0.1);
  g_assert_cmpfloat (fabs (correlate (first, of_file, 0, 0, N)), <, 0.02);
  g_assert_cmpfloat (fabs (correlate (first, of_place, 0, 0, N)), <, 0.02);
  g_assert_cmpfloat (fabs (correlate (first, of_seed, 0, 0, N)), <, 0.02);
}

/* Of a faster tempo all is as much earlier, and no pitch changes: a change of
 * pitch comes when it should. */
static void
test_tempo (void)
{
  static const char *const steps[] = { "tempo=1.25", "tempo=0.8" };
  static const double tempos[] = { 1.25, 0.8 };
  g_autoptr (GArray) low = make_tone (300);
  g_autoptr (GArray) x = make_tone (600);

  memcpy (x->data, low->data, N / 2 * sizeof (float));
  for (guint k = 0; k < G_N_ELEMENTS (steps); k++) {
    g_autoptr (Disturbance) tempo = parse (steps[k]);
    g_autoptr (GArray) y = NULL;
    guint half = (guint) (N / RATE / 2 / tempos[k]);

    if (tempo == NULL)
      return;
    g_assert_cmpfloat (disturbance_get_tempo (tempo), ==, tempos[k]);
    y = disturb (tempo, x, "a", 0);
    g_assert_cmpuint (y->len, ==, (guint) llround (N / tempos[k]));
    g_assert_cmpfloat_with_epsilon (frequency (y, 1, half), 300, 1);
    g_assert_cmpfloat_with_epsilon (frequency (y, half + 1, 2 * half), 600, 1);
  }
}

static void
test_pitch (void)
{
  g_autoptr (Disturbance) up = parse ("pitch=1"), down = parse ("pitch=-12");
  g_autoptr (GArray) x = make_tone (440);
  g_autoptr (GArray) higher = NULL, lower = NULL;

  if (up == NULL || down == NULL)
    return;
  higher = disturb (up, x, "a", 0);
  lower = disturb (down, x, "a", 0);
  g_assert_cmpuint (higher->len, ==, N);
  g_assert_cmpuint (lower->len, ==, N);
  g_assert_cmpfloat_with_epsilon (frequency (higher, 1, 7), 466.16, 1);
  g_assert_cmpfloat_with_epsilon (frequency (lower, 1, 7), 220, 0.5);
}

static double
peak (const GArray *x, guint from, guint to)
{
  double most = 0;

  for (gint64 i = from * RATE; i < to * RATE; i++)
    most = MAX (most, fabs (at (x, i)));
  return most;
}

/* The curve leaves -31 dB as it is and makes -21 to -20 dB of all that is louder;
 * the level is that of the envelope, which is a little below its peaks. Nothing
 * comes later. */
static void
test_drc (void)
{
  g_autoptr (Disturbance) drc = parse ("drc=music-standard");
  g_autoptr (GArray) x = make_tone (500);
  g_autoptr (GArray) y = NULL;

  if (drc == NULL)
    return;
  for (guint i = 0; i < N / 2; i++)
    g_array_index (x, float, i) *= 0.1f;
  y = disturb (drc, x, "a", 0);
  g_assert_cmpuint (y->len, ==, N);
  g_assert_cmpfloat_with_epsilon (20 * log10 (peak (y, 2, 3)), -30.5, 1);
  g_assert_cmpfloat_with_epsilon (20 * log10 (peak (y, 6, 7)), -18.5, 1);
  g_assert_cmpfloat (correlate (x, y, 0, RATE, 3 * RATE), >, 0.998);
}

/* Not the same any more, but like it, and at the very same time. */
static void
test_mp3 (void)
{
  g_autoptr (Disturbance) mp3 = parse ("mp3=32");
  g_autoptr (GArray) x = make_music ();
  g_autoptr (GArray) y = NULL, again = NULL;
  double best;

  if (mp3 == NULL)
    return;
  y = disturb (mp3, x, "a", 0);
  again = disturb (mp3, x, "b", 9);
  g_assert_cmpuint (y->len, ==, N);
  g_assert_cmpmem (y->data, N * sizeof (float), again->data,
      N * sizeof (float));
  best = correlate (x, y, 0, 0, N);
  g_assert_cmpfloat (best, >, 0.99);
  g_assert_cmpfloat (best, <, 0.99999);
  for (int shift = -3; shift <= 3; shift++)
    if (shift != 0)
      g_assert_cmpfloat (correlate (x, y, shift, 0, N), <, best);
  /* To the last: the end of the sound is there. */
  g_assert_cmpfloat (correlate (x, y, 0, N - 2000, N), >, 0.98);
}

/* What lies below half of the other rate stays, at the same time; what lies above
 * is gone. */
static void
test_rate (void)
{
  g_autoptr (Disturbance) rate = parse ("rate=4000");
  g_autoptr (GArray) x = make_music ();
  g_autoptr (GArray) y = disturb (rate, x, "a", 0);
  g_autoptr (GArray) high = make_tone (3000);
  g_autoptr (GArray) gone = disturb (rate, high, "a", 0);
  const double best = correlate (x, y, 0, 0, N);

  g_assert_cmpuint (y->len, ==, N);
  g_assert_cmpfloat (best, >, 0.998);
  for (int shift = -3; shift <= 3; shift++)
    if (shift != 0)
      g_assert_cmpfloat (correlate (x, y, shift, 0, N), <, best);
  g_assert_cmpfloat (correlate (x, y, 0, N - 2000, N), >, 0.99);
  g_assert_cmpfloat (rms (gone), <, 0.01 * rms (high));
}

static void
test_shift (void)
{
  g_autoptr (Disturbance) later = parse ("shift=1.5"),
                          early = parse ("shift=-2");
  g_autoptr (Disturbance) beyond = parse ("shift=60");
  g_autoptr (GArray) x = make_music ();
  g_autoptr (GArray) y = disturb (later, x, "a", 0);
  g_autoptr (GArray) z = disturb (early, x, "a", 0);
  g_autoptr (GArray) nothing = disturb (beyond, x, "a", 0);

  g_assert_cmpuint (y->len, ==, N);
  g_assert_cmpuint (z->len, ==, N);
  for (gint64 i = 0; i < N; i++) {
    g_assert_cmpfloat (at (y, i), ==, at (x, i + RATE * 3 / 2));
    g_assert_cmpfloat (at (z, i), ==, at (x, i - 2 * RATE));
  }
  g_assert_cmpfloat (rms (nothing), ==, 0);
}

static void
test_steps_in_order (void)
{
  g_autoptr (Disturbance) both = parse ("gain=-40");
  g_autoptr (GArray) x = make_music ();
  g_autoptr (GArray) y = NULL;
  g_autofree char *text = NULL;

  g_assert_true (disturbance_add (both, "noise=0", NULL));
  y = disturb (both, x, "a", 0);
  g_assert_cmpfloat_with_epsilon (rms (y) / rms (x), 0.01 * sqrt (2), 0.0005);
  text = disturbance_to_text (both);
  g_assert_cmpstr (text, ==, "seed=3 gain=-40 noise=0");
}

/* --- rows of a file --- */

static char *folder;

/* Returns: (transfer full): a WAV file of floats */
static char *
write_wav (const char *name, const GArray *x)
{
  guint32 size = (guint32) (x->len * sizeof (float));
  guint32 head[] = { GUINT32_TO_LE (0x46464952), GUINT32_TO_LE (size + 36),
    GUINT32_TO_LE (0x45564157), GUINT32_TO_LE (0x20746d66), GUINT32_TO_LE (16),
    GUINT32_TO_LE (0x00010003), GUINT32_TO_LE (RATE), GUINT32_TO_LE (4 * RATE),
    GUINT32_TO_LE (0x00200004), GUINT32_TO_LE (0x61746164),
    GUINT32_TO_LE (size) };
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (guint8 *) head, sizeof head);
  g_byte_array_append (bytes, (guint8 *) x->data, size);
  g_assert_true (g_file_set_contents (path, (char *) bytes->data,
      (gssize) bytes->len, NULL));
  return path;
}

typedef struct
{
  GArray *frames[4];
  guint64 n_samples[4];
  char *problem[4];
  size_t frame_size;
} Heard;

static void
heard_clear (Heard *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->frames); i++) {
    g_clear_pointer (&self->frames[i], g_array_unref);
    g_clear_pointer (&self->problem[i], g_free);
  }
}

static gboolean
on_result (size_t i, const CutterResult *result, gpointer data)
{
  Heard *self = data;

  self->frames[i] = g_array_new (FALSE, FALSE, sizeof (float));
  self->problem[i] = g_strdup (result->problem);
  self->n_samples[i] = result->n_samples;
  if (result->problem == NULL)
    g_array_append_vals (self->frames[i], result->frames,
        (guint) (result->n_frames * self->frame_size));
  return TRUE;
}

/* Mel frames, which are powers, of stretches of a file */
static Heard
hear (const char *path, const Disturbance *disturbance,
    const CutterStretch *stretches, size_t n)
{
  GlsSpec spec;
  GlsTransformPlan *plan;
  Cutter *cutter;
  Heard heard = { 0 };

  gls_spec_init (&spec, GLS_TRANSFORM_MEL);
  plan = gls_transform_plan_new (&spec, NULL);
  heard.frame_size = gls_transform_plan_get_frame_size (plan);
  g_assert_cmpuint (gls_transform_plan_get_stride (plan), ==, 256);
  cutter = cutter_new (plan, RATE, 3 * RATE, 1);
  cutter_run (cutter, path, disturbance, stretches, n, on_result, &heard);
  cutter_free (cutter);
  gls_transform_plan_unref (plan);
  return heard;
}

/* The first frame in which there is something */
static size_t
find_onset (const GArray *frames, size_t frame_size)
{
  float loudest = 0;
  guint i = 0;

  for (guint k = 0; k < frames->len; k++)
    loudest = MAX (loudest, g_array_index (frames, float, k));
  while (i < frames->len && g_array_index (frames, float, i) < 1e-3f * loudest)
    i++;
  return i / frame_size;
}

/* A row is the same music at any tempo: it is as much longer, and what is heard
 * in it comes as much later, wherever it lies in the file. */
static void
test_rows_keep_their_music (void)
{
  static const double tempos[] = { 0.8, 1, 1.25, 1.37 };
  static const CutterStretch rows[] = { { 1000, 6 * RATE },
    { 2 * RATE, 6 * RATE }, { 3 * RATE + 77, 5 * RATE } };
  g_autoptr (GArray) x = make_music ();
  g_autofree char *path = NULL;

  memset (x->data, 0, 4 * RATE * sizeof (float));
  path = write_wav ("onset.wav", x);
  for (guint k = 0; k < G_N_ELEMENTS (tempos); k++) {
    g_autoptr (Disturbance) tempo = disturbance_new (0);
    Heard heard;

    disturbance_add_number (tempo, "tempo", tempos[k]);
    heard = hear (path, tempo, rows, G_N_ELEMENTS (rows));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
      double n = (double) (rows[i].end - rows[i].start) / tempos[k];
      double onset = (4 * RATE - (double) rows[i].start) / tempos[k] / 256;

      g_assert_null (heard.problem[i]);
      g_assert_cmpuint (heard.n_samples[i], ==, (guint64) llround (n));
      g_assert_cmpuint (heard.frames[i]->len / heard.frame_size, ==,
          (guint) ceil (n / 256));
      g_assert_cmpfloat_with_epsilon ((double) find_onset (heard.frames[i],
                                          heard.frame_size),
          onset, 3);
    }
    heard_clear (&heard);
  }
}

/* Rows that hear the same audio share one pass, and rows that do not have their
 * own: either way they are as if they were alone. */
static void
test_rows_do_not_depend_on_others (void)
{
  static const CutterStretch rows[] = { { 0, RATE }, { 8192, 8192 + RATE },
    { 2 * 8192, 2 * RATE }, { 3 * RATE, G_MAXINT64 } };
  static const char *const steps[] = { "noise=10", "tempo=1.25", "gain=-3" };
  g_autoptr (GArray) x = make_music ();
  g_autofree char *path = NULL;

  g_array_set_size (x, 4 * RATE);
  path = write_wav ("rows.wav", x);
  for (guint k = 0; k < G_N_ELEMENTS (steps); k++) {
    g_autoptr (Disturbance) step = parse (steps[k]);
    Heard together;

    if (step == NULL)
      continue;
    together = hear (path, step, rows, G_N_ELEMENTS (rows));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
      Heard alone = hear (path, step, &rows[i], 1);

      g_assert_cmpmem (together.frames[i]->data,
          together.frames[i]->len * sizeof (float), alone.frames[0]->data,
          alone.frames[0]->len * sizeof (float));
      g_assert_cmpuint (together.n_samples[i], ==, alone.n_samples[0]);
      heard_clear (&alone);
    }
    heard_clear (&together);
  }
}

/* A row that ends where the file does not is refused, as it is undisturbed. */
static void
test_rows_beyond_the_end (void)
{
  static const CutterStretch rows[] = { { 0, RATE }, { 0, 9 * RATE },
    { 7 * RATE, 8 * RATE }, { 10 * RATE, G_MAXINT64 } };
  g_autoptr (GArray) x = make_music ();
  g_autofree char *path = write_wav ("end.wav", x);
  g_autoptr (Disturbance) noise = parse ("noise=10");
  Heard heard = hear (path, noise, rows, G_N_ELEMENTS (rows));

  g_assert_null (heard.problem[0]);
  g_assert_cmpstr (heard.problem[1], ==, "the audio ends at 8.0 s");
  g_assert_null (heard.problem[2]);
  g_assert_cmpstr (heard.problem[3], ==, "the audio ends at 8.0 s");
  heard_clear (&heard);
}

/* Mixed with another file, which is as loud as was asked for, at its place, and
 * begins again where it is too short. */
static void
test_mix (void)
{
  g_autoptr (GArray) x = make_music ();
  g_autoptr (GArray) other = make_tone (1234);
  g_autofree char *path = NULL;
  g_autoptr (Disturbance) mix = disturbance_new (0);
  g_autoptr (GArray) y = NULL;
  double scale;

  g_array_set_size (other, 3 * RATE);
  g_array_index (other, float, 100) = 0.9f;
  path = write_wav ("other.wav", other);
  disturbance_add_mix (mix, path, -1.5, -6, "stamp");
  y = disturb (mix, x, "a", 0);
  for (guint i = 0; i < N; i++)
    g_array_index (y, float, i) -= g_array_index (x, float, i);
  g_assert_cmpfloat_with_epsilon (20 * log10 (rms (x) / rms (y)), 6, 0.01);
  /* Silent until its start, which comes after 1.5 s and again 3 s later. */
  scale = 0.9 / at (y, 3 * RATE / 2 + 100);
  for (gint64 i = 0; i < N; i++) {
    gint64 place = i - 3 * RATE / 2;
    double wanted = place < 0 ? 0 : at (other, place % (3 * RATE));

    g_assert_cmpfloat_with_epsilon (at (y, i) * scale, wanted, 0.001);
  }
}

static void
test_mix_of_nothing (void)
{
  g_autoptr (Disturbance) mix = disturbance_new (0);
  g_autoptr (GError) error = NULL;
  Sound sound = { make_music (), RATE, "a", 0 };

  disturbance_add_mix (mix, "/nosuch.wav", 0, 0, "stamp");
  g_assert_false (disturbance_apply (mix, &sound, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
  g_array_unref (sound.samples);
}

static void
test_refusals (void)
{
  static const char *const bad[] = { "", "=", "gain", "gain=", "gain=1 ",
    "gain=61", "gain=nan", "noise=-21", "tempo=0", "tempo=5", "pitch=1e9",
    "drc=", "drc=quiet", "mp3=33", "mix=1", "Gain=1", "gain=1=2" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (Disturbance) self = disturbance_new (0);
    g_autoptr (GError) error = NULL;

    g_assert_false (disturbance_add (self, bad[i], &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC);
    g_assert_null (strchr (error->message, '\n'));
  }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  folder = g_dir_make_tmp ("glissando-disturb-XXXXXX", NULL);
  g_test_add_func ("/disturb/gain", test_gain);
  g_test_add_func ("/disturb/noise", test_noise);
  g_test_add_func ("/disturb/tempo", test_tempo);
  g_test_add_func ("/disturb/pitch", test_pitch);
  g_test_add_func ("/disturb/drc", test_drc);
  g_test_add_func ("/disturb/mp3", test_mp3);
  g_test_add_func ("/disturb/rate", test_rate);
  g_test_add_func ("/disturb/shift", test_shift);
  g_test_add_func ("/disturb/order", test_steps_in_order);
  g_test_add_func ("/disturb/refusals", test_refusals);
  g_test_add_func ("/disturb/rows/music", test_rows_keep_their_music);
  g_test_add_func ("/disturb/rows/alone", test_rows_do_not_depend_on_others);
  g_test_add_func ("/disturb/rows/end", test_rows_beyond_the_end);
  g_test_add_func ("/disturb/mix", test_mix);
  g_test_add_func ("/disturb/mix/nothing", test_mix_of_nothing);
  status = g_test_run ();
  scratch_remove (folder);
  g_free (folder);
  return status;
}
