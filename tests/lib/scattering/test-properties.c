/* What holds for every configuration and every signal.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Both are drawn at random. Each round prints its own seed and configuration:
 *
 *     GLISSANDO_SEED=SEED meson test -C build-tests scattering-properties
 *
 * repeats it as the first round of every property, GLISSANDO_ROUNDS=10 draws
 * ten times as many.
 */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "direct.h"
#include "draw.h"
#include "frames.h"
#include "scattering/band.h"
#include "scattering/jtfst.h"

/* Every configuration that is not too dear, T = 2^16 among them. */
static const DrawLimits anything = { 4, 16, 32, 8, 6, 1e5 };
/* As many as a build with sanitizers can take. */
static const DrawLimits shorter = { 4, 11, 32, 8, 6, 5e4 };
/* Those for which the definition itself can be computed. */
static const DrawLimits small = { 4, 7, 32, 8, 6, 1e6 };
/* Those where that takes little. */
static const DrawLimits smaller = { 4, 6, 20, 4, 5, 1e6 };
/* Those that take no time. */
static const DrawLimits light = { 4, 10, 32, 8, 6, 2e4 };

/* ---- rounds ---- */

typedef struct
{
  guint32 seed;
  GRand *random;
  GlsSpec spec;
  gsize T;
} Round;

static void
round_begin (Round *self, guint i, const DrawLimits *limits)
{
  gboolean any = limits == &anything || limits == &shorter;

  g_autofree char *words = NULL;

  self->seed = draw_seed () + i;
  self->random = g_rand_new_with_seed (self->seed);
  self->spec = draw_spec (self->random, limits);
  if (!any)
    self->spec.precision = GLS_PRECISION_EXACT;
  self->T = (gsize) 1 << self->spec.J;
  words = draw_describe (&self->spec);
  g_test_message ("seed %u: %s", self->seed, words);
}

static void
round_end (Round *self)
{
  g_rand_free (self->random);
}

/* One of several kinds of signal, float[n]; its peak is 1. */
static float *
draw_signal (GRand *random, gsize n)
{
  float *x = frames_noise (n, g_rand_int (random));
  double f = exp2 (g_rand_double_range (random, -8.0, -1.0));
  gint kind = g_rand_int_range (random, 0, 5);
  float peak = 1.0f;

  for (gsize i = 0; i < n; i++)
    switch (kind) {
      case 0: /* noise */
        break;
      case 1: /* as loud as it can be */
        x[i] = x[i] < 0.0f ? -1.0f : 1.0f;
        break;
      case 2: /* a square wave */
        x[i] = fmod (f * (double) i, 1.0) < 0.5 ? -1.0f : 1.0f;
        break;
      case 3: /* clicks */
        x[i] = i == 0 || fabsf (x[i]) > 0.97f ? x[i] : 0.0f;
        break;
      default: /* a glide, up or down */
        x[i] = (float) sin (2.0 * G_PI * f * (double) i
            * (1.0 + 0.5 * (double) i / (double) n));
    }
  peak = frames_peak (x, n);
  for (gsize i = 0; i < n && peak > 0.0f; i++)
    x[i] /= peak;
  return x;
}

/* A few T, less of them where T is long; not a multiple of anything. */
static gsize
draw_length (Round *self, gsize most)
{
  return (gsize) g_rand_int_range (self->random, 1,
      (gint32) MIN (12 * self->T, most) + 1);
}

/* ---- the definition ---- */

typedef struct
{
  double max_error, max, error2, norm2;
  gsize n;
} Difference;

static void
difference_add (Difference *self, double got, double want)
{
  double e = got - want;

  self->max_error = fmax (self->max_error, fabs (e));
  self->max = fmax (self->max, fabs (want));
  self->error2 += e * e;
  self->norm2 += want * want;
  self->n++;
}

/* E and R of docs/mathematics.md, section 6, and its bounds for `exact`. The
 * input's peak is 1, and float32 rounds the first order to 6e-8 of it: what is
 * left of that counts where the second order lies below -60 dB (its root mean
 * square below -70 dB). */
static void
difference_check (const Difference *self, const char *what)
{
  double count = (double) self->n;
  double E = self->max_error / fmax (self->max, 1e-3);
  double R = sqrt (self->error2 / fmax (self->norm2, count * 1e-7));

  g_test_message ("%s: E %.1e R %.1e, max %.1e", what, E, R, self->max);
  g_assert_cmpfloat (E, <=, 2e-6);
  g_assert_cmpfloat (R, <=, 2e-6);
}

/* A scalogram, its ticks in order, for whatever wants them. */
typedef void (*TickFunc) (gpointer data, float *const *u, const GlsTick *tick);

static void
for_each_tick (GlsScalogramPlan *plan, const float *x, gsize n, TickFunc func,
    gpointer data)
{
  g_autoptr (GlsScalogramStream) stream = gls_scalogram_stream_new (plan);
  float *u[GLS_SCALOGRAM_MAX_GROUPS];
  gsize n_groups, at = 0;
  const GlsScalogramGroup *group =
      gls_scalogram_plan_get_groups (plan, &n_groups);
  GlsTick tick;

  for (gsize g = 0; g < n_groups; g++)
    u[g] = g_new (float, group[g].n_lambda *group[g].n_times);
  while (TRUE) {
    while (gls_scalogram_stream_pull (stream, u, &tick))
      func (data, u, &tick);
    if (at == n)
      break;
    at += gls_scalogram_stream_push (stream, x + at, n - at);
  }
  gls_scalogram_stream_drain (stream);
  while (gls_scalogram_stream_pull (stream, u, &tick))
    func (data, u, &tick);
  for (gsize g = 0; g < n_groups; g++)
    g_free (u[g]);
}

/* Edge ticks too: what wavelets give before the first sample counts. */
typedef struct
{
  const Direct *direct;
  GlsScalogramPlan *plan;
  Difference difference;
} ScalogramCheck;

static void
check_tick (gpointer data, float *const *u, const GlsTick *tick)
{
  ScalogramCheck *self = data;
  const Direct *direct = self->direct;
  gsize n_groups;
  const GlsScalogramGroup *group =
      gls_scalogram_plan_get_groups (self->plan, &n_groups);

  for (gsize g = 0; g < n_groups; g++)
    for (gsize r = 0; r < group[g].n_lambda; r++) {
      gsize lambda = group[g].first + r, N = direct->M >> group[g].j;
      gint64 from = tick->start / (1 << group[g].j);

      g_assert_cmpuint (direct->psi1[lambda].j, ==, group[g].j);
      for (gsize t = 0; t < group[g].n_times; t++) {
        gsize at = (gsize) (from + (gint64) (t + N)) % N;

        difference_add (&self->difference,
            (double) u[g][r * group[g].n_times + t], direct->u1[lambda][at]);
      }
    }
}

static void
check_scalogram (const Direct *direct, const GlsSpec *spec, const float *x,
    gsize n)
{
  g_autoptr (GlsScalogramPlan) plan = gls_scalogram_plan_new (spec, NULL);
  ScalogramCheck check = { .direct = direct, .plan = plan };

  g_assert_cmpuint (gls_scalogram_plan_get_n_lambda (plan), ==, direct->n1);
  for_each_tick (plan, x, n, check_tick, &check);
  difference_check (&check.difference, "scalogram");
}

/* All frames of a joint stream. */
typedef struct
{
  GlsJointPlan *plan;
  GlsJointStream *stream;
  gsize size, count;
  float *frames; /* [count][size] */
} JointRun;

static void
joint_take (JointRun *self)
{
  const float *frame;

  while ((frame = gls_joint_stream_pull (self->stream)) != NULL)
    memcpy (self->frames + self->count++ * self->size, frame,
        self->size * sizeof (float));
}

static void
joint_tick (gpointer data, float *const *u, const GlsTick *tick)
{
  JointRun *self = data;

  gls_joint_stream_push (self->stream, (const float *const *) u, tick);
  joint_take (self);
}

static void
joint_run (JointRun *self, const GlsSpec *spec, GlsRows rows, const float *x,
    gsize n, gsize n_frames)
{
  g_autoptr (GlsScalogramPlan) scalogram = gls_scalogram_plan_new (spec, NULL);
  g_autoptr (GlsBanks) banks = gls_banks_new (spec, NULL);

  *self = (JointRun){ 0 };
  self->plan = gls_joint_plan_new (banks, rows,
      GLS_SPIN_UP | GLS_SPIN_DOWN
          | (spec->low_pass ? GLS_SPIN_LOW_PASS : GLS_SPIN_ZERO));
  self->stream = gls_joint_stream_new (self->plan, 1);
  self->size = gls_joint_plan_get_frame_size (self->plan);
  self->frames = g_new (float, n_frames * self->size);
  for_each_tick (scalogram, x, n, joint_tick, self);
  gls_joint_stream_drain (self->stream);
  joint_take (self);
  g_assert_cmpuint (self->count, ==, n_frames);
}

static void
joint_clear (JointRun *self)
{
  g_free (self->frames);
  gls_joint_stream_free (self->stream);
  gls_joint_plan_unref (self->plan);
}

/* Bands that hold no row are left out at the end. */
static void
check_n_rows (const GlsSlot *slot, GlsRows rows, const double *want,
    gsize n_rows, gsize n_frames)
{
  g_assert_cmpuint (slot->n_out, <=, n_rows);
  if (rows != GLS_ROWS_BANDS)
    g_assert_cmpuint (slot->n_out, ==, n_rows);
  for (gsize i = slot->n_out * n_frames; i < n_rows * n_frames; i++)
    g_assert_cmpfloat (want[i], ==, 0.0);
}

static void
check_mu (const JointRun *run, const Direct *direct, const GlsMu *mu,
    GlsRows rows, Difference *difference)
{
  g_autofree double complex *y = direct_modulation (direct, mu->scale.n2);

  g_assert_cmpuint (mu->scale.n1_max, ==, direct_n1_max (direct, mu->scale.n2));
  for (gsize s = 0; s < mu->stage->n_slots; s++) {
    const GlsSlot *slot = &mu->stage->slots[s];
    gsize n_rows;
    g_autofree double *want =
        direct_joint (direct, mu->scale.n2, y, slot->n_fr, rows, &n_rows);

    check_n_rows (slot, rows, want, n_rows, direct->n_frames);
    for (gsize f = 0; f < run->count; f++)
      for (gsize q = 0; q < slot->n_out; q++)
        difference_add (difference,
            (double) run->frames[f * run->size + mu->offset + slot->offset + q],
            want[q * direct->n_frames + f]);
  }
}

static void
check_low_pass (const JointRun *run, const Direct *direct, GlsRows rows,
    Difference *difference)
{
  gsize offset;
  const GlsFrequencyStage *stage =
      gls_joint_plan_get_low_pass (run->plan, &offset);

  for (gsize s = 0; s < stage->n_slots; s++) {
    const GlsSlot *slot = &stage->slots[s];
    gsize n_rows;
    g_autofree double *want =
        direct_low_pass (direct, slot->n_fr, rows, &n_rows);

    g_assert_cmpint (slot->spin, ==, 1);
    check_n_rows (slot, rows, want, n_rows, direct->n_frames);
    for (gsize f = 0; f < run->count; f++)
      for (gsize q = 0; q < slot->n_out; q++)
        difference_add (difference,
            (double) run->frames[f * run->size + offset + slot->offset + q],
            want[q * direct->n_frames + f]);
  }
}

static void
check_joint (const Direct *direct, const GlsSpec *spec, GlsRows rows,
    const float *x, gsize n)
{
  static const char *const name[] = { "all rows", "local", "global", "pooled",
    "bands" };
  JointRun run;
  Difference s2 = { 0 }, s1 = { 0 };
  g_autofree double *want = g_new (double, direct->n_frames);
  gsize n_mu, s1_offset;
  const GlsMu *mu;

  joint_run (&run, spec, rows, x, n, direct->n_frames);
  mu = gls_joint_plan_get_mus (run.plan, &n_mu);
  s1_offset = gls_joint_plan_get_s1_offset (run.plan);
  for (gsize m = 0; m < n_mu; m++)
    check_mu (&run, direct, &mu[m], rows, &s2);
  if (spec->low_pass)
    check_low_pass (&run, direct, rows, &s2);
  for (gsize i = 0; i < direct->n1; i++) {
    direct_s1 (direct, i, want);
    for (gsize f = 0; f < run.count; f++)
      difference_add (&s1, (double) run.frames[f * run.size + s1_offset + i],
          want[f]);
  }
  joint_clear (&run);
  if (rows == GLS_ROWS_GLOBAL) { /* a sum; as a mean its scale is that of x */
    s2.max_error /= (double) direct->N_fr;
    s2.max /= (double) direct->N_fr;
    s2.error2 /= (double) (direct->N_fr * direct->N_fr);
    s2.norm2 /= (double) (direct->N_fr * direct->N_fr);
  }
  difference_check (&s1, "S1");
  difference_check (&s2, name[rows]);
}

static void
check_definition (Round *round, gboolean any_rows, GlsRows rows)
{
  gsize n = draw_length (round, 2000);
  g_autofree float *x = draw_signal (round->random, n);
  Direct *direct = direct_new (&round->spec, x, n);

  check_scalogram (direct, &round->spec, x, n);
  if (any_rows)
    rows = (GlsRows) g_rand_int_range (round->random, 0, GLS_ROWS_BANDS + 1);
  if (rows == GLS_ROWS_BANDS)
    round->spec.lambda = GLS_LAMBDA_BANDS;
  if (direct_joint_cost (direct) < 4e8)
    check_joint (direct, &round->spec, rows, x, n);
  direct_free (direct);
}

/* The stream at `exact` is the definition, to rounding. */
static void
test_definition (void)
{
  for (guint i = 0; i < draw_rounds (20); i++) {
    Round round;

    round_begin (&round, i, &small);
    check_definition (&round, TRUE, GLS_ROWS_NONE);
    round_end (&round);
  }
}

/* Where it once was not: filters along lambda with long tails under a wide
 * average, an axis too short for the bank, and the ends of every range. */
static void
test_definition_corners (void)
{
  static const struct
  {
    guint J, Q1, Q2, J_fr, Q_fr, F;
    GlsRows rows;
  } corner[] = { { 5, 11, 1, 5, 1, 58, GLS_ROWS_LOCAL },
    { 4, 8, 2, 5, 1, 64, GLS_ROWS_LOCAL }, { 5, 1, 2, 6, 2, 1, GLS_ROWS_NONE },
    { 6, 1, 1, 6, 1, 1, GLS_ROWS_LOCAL }, { 4, 32, 1, 6, 4, 1, GLS_ROWS_LOCAL },
    { 4, 1, 8, 1, 4, 4, GLS_ROWS_POOLED },
    { 4, 12, 8, 4, 2, 24, GLS_ROWS_NONE },
    { 6, 4, 2, 3, 2, 8, GLS_ROWS_GLOBAL } };

  for (guint i = 0; i < G_N_ELEMENTS (corner); i++) {
    Round round;

    round_begin (&round, i, &small);
    round.spec.J = corner[i].J;
    round.spec.Q1 = corner[i].Q1;
    round.spec.Q2 = corner[i].Q2;
    round.spec.J_fr = corner[i].J_fr;
    round.spec.Q_fr = corner[i].Q_fr;
    round.spec.F = corner[i].F;
    round.spec.mu_skip = 0;
    round.T = (gsize) 1 << round.spec.J;
    round.spec.stride = (guint) round.T >> i % 4;
    check_definition (&round, FALSE, corner[i].rows);
    round_end (&round);
  }
}

/* ---- frames ---- */

/* Which orientation of the definition stands at @theta of a frame; -1 if both
 * have the same energy, to rounding. The low-pass is not asked. */
static int
choose_theta (const GlsSpec *spec, const DirectFrames *want, gsize frame,
    gsize theta)
{
  double energy[2] = { 0.0, 0.0 };
  gsize plane = want->n_mu * want->n_ell, low_pass = spec->low_pass ? 1 : 0;
  const double *v = want->values + frame * want->n_lambda * 2 * plane;

  if (spec->orientation == GLS_ORIENTATION_BOTH)
    return (int) theta;
  if (spec->orientation != GLS_ORIENTATION_MAX)
    return spec->orientation == GLS_ORIENTATION_UP ? 0 : 1;
  for (gsize k = 0; k < want->n_lambda * 2 * plane; k++)
    if (k / want->n_ell % want->n_mu + low_pass < want->n_mu
        && k % want->n_ell + low_pass < want->n_ell)
      energy[k / plane % 2] += v[k] * v[k];
  if (fabs (energy[0] - energy[1]) <= 1e-5 * (energy[0] + energy[1]))
    return -1;
  return energy[0] > energy[1] ? 0 : 1;
}

/* Quotients times what they were divided by: so errors count as those of plain
 * coefficients. */
static void
check_frame (const GlsSpec *spec, const DirectFrames *want, gsize f,
    const float *got, Difference *difference)
{
  gsize n_theta = spec->orientation == GLS_ORIENTATION_BOTH ? 2 : 1;
  gsize corner = want->n_mu * want->n_ell - 1;

  for (gsize q = 0; q < want->n_lambda; q++)
    for (gsize theta = 0; theta < n_theta; theta++)
      for (gsize k = 0; k <= corner; k++, got++) {
        gsize row = f * want->n_lambda + q;
        int from = choose_theta (spec, want, f, theta);
        gboolean divided = spec->normalise && !(spec->low_pass && k == corner);
        double divisor =
            divided ? want->s1[row * (corner + 1) + k] + 1e-6 : 1.0;

        if (from >= 0)
          difference_add (difference, (double) *got * divisor,
              want->values[(row * 2 + (gsize) from) * (corner + 1) + k]);
      }
}

/* log (1 + v / u), for each number its own unit. */
static void
check_compressed (const GlsSpec *spec, const DirectFrames *shape,
    const float *plain, const float *got, gsize n)
{
  gsize size = shape->n_mu * shape->n_ell;

  for (gsize k = 0; k < n; k++) {
    gboolean corner = spec->low_pass && k % size == size - 1;
    double unit = spec->normalise && !corner ? 1e-3 : 1e-6;
    double want = log1p ((double) plain[k] / unit);

    g_assert_cmpfloat (fabs ((double) got[k] - want), <=, 1e-6 * (1.0 + want));
  }
}

/* Frames as jtfst puts them out are what the definition says, whatever of it
 * they keep. */
static void
test_frames (void)
{
  for (guint i = 0; i < draw_rounds (24); i++) {
    Round round;
    g_autofree float *x = NULL, *got = NULL, *compressed = NULL;
    gsize n, n_got, n_compressed;
    Direct *direct;

    round_begin (&round, i, &smaller);
    n = draw_length (&round, 1000);
    x = draw_signal (round.random, n);
    round.spec.normalise = g_rand_boolean (round.random);
    direct = direct_new (&round.spec, x, n);
    if (direct_joint_cost (direct) < 1e8) {
      Difference d = { 0 };
      DirectFrames want;

      direct_frames_init (&want, direct);
      got = frames_of_spec (&round.spec, x, n, 0, &n_got);
      for (gsize f = 0; f < direct->n_frames; f++)
        check_frame (&round.spec, &want, f,
            got + f * (n_got / direct->n_frames), &d);
      if (d.n > 0)
        difference_check (&d, "frames");
      round.spec.compress = GLS_COMPRESS_LOG;
      compressed = frames_of_spec (&round.spec, x, n, 0, &n_compressed);
      g_assert_cmpuint (n_compressed, ==, n_got);
      check_compressed (&round.spec, &want, got, compressed, n_got);
      direct_frames_clear (&want);
    }
    direct_free (direct);
    round_end (&round);
  }
}

/* One band is pooled, to the bit. */
static void
test_one_band (void)
{
  for (guint i = 0; i < draw_rounds (12); i++) {
    Round round;
    g_autofree float *x = NULL, *pooled = NULL, *one = NULL;
    gsize n, n_pooled, n_one;

    round_begin (&round, i, &light);
    n = draw_length (&round, 4000);
    x = draw_signal (round.random, n);
    round.spec.normalise = i % 2 == 0;
    round.spec.lambda = GLS_LAMBDA_POOLED;
    pooled = frames_of_spec (&round.spec, x, n, 0, &n_pooled);
    round.spec.lambda = GLS_LAMBDA_BANDS;
    round.spec.lambda_bands = 1;
    one = frames_of_spec (&round.spec, x, n, 0, &n_one);
    g_assert_cmpmem (pooled, n_pooled * sizeof (float), one,
        n_one * sizeof (float));
    round_end (&round);
  }
}

/* ---- any configuration ---- */

static float
scaled (float v, int k)
{
  return ldexpf (v, k);
}

/* Frames of the signal times 2^k are the frames times 2^k, bit for bit. (Not so
 * for k < 0: squares below 1e-38 count as zero, see flush.h.) */
static void
check_homogeneous (const Round *round, GlsTransformPlan *plan, const float *x,
    gsize n, const float *frames, gsize n_frames)
{
  int k = g_rand_int_range (round->random, 1, 41);
  g_autofree float *louder = g_new (float, n);
  g_autofree float *got = NULL;
  gsize n_got;

  for (gsize i = 0; i < n; i++)
    louder[i] = scaled (x[i], k);
  got = frames_of (plan, louder, n, 0, &n_got);
  g_assert_cmpuint (n_got, ==, n_frames);
  for (gsize i = 0; i < n_got; i++)
    g_assert_cmpfloat (got[i], ==, scaled (frames[i], k));
}

/* A signal that comes k T later gives the same frames k T later, bit for bit,
 * even where it comes in pieces. */
static void
check_delayed (const Round *round, GlsTransformPlan *plan, const float *x,
    gsize n, const float *frames, gsize n_frames)
{
  gsize delay = round->T * (gsize) g_rand_int_range (round->random, 1, 3);
  gsize ahead = delay / gls_transform_plan_get_stride (plan)
      * gls_transform_plan_get_frame_size (plan);
  g_autofree float *late = g_new0 (float, n + delay);
  g_autofree float *got = NULL;
  gsize n_got;

  memcpy (late + delay, x, n * sizeof (float));
  got = frames_of (plan, late, n + delay, (guint) MIN (n, 3000), &n_got);
  g_assert_cmpmem (got + ahead, (n_got - ahead) * sizeof (float), frames,
      n_frames * sizeof (float));
}

/* Filters have unit L1 norm: no coefficient exceeds the peak of the input, 1.
 * What is cut off (5e-8), the decimated phi_F (its sum over every 2^k-th bin is
 * 1 to within 2e-3 at most) and rounding are allowed for. */
static void
check_bounded (const Round *round, const float *frames, gsize n)
{
  double most = round->spec.lambda == GLS_LAMBDA_LOCAL ? 1.002 : 1.0 + 1e-6;

  for (gsize i = 0; i < n; i++) {
    g_assert_true (isfinite (frames[i]));
    g_assert_cmpfloat (fabs ((double) frames[i]), <=, most);
  }
}

static void
check_silent (GlsTransformPlan *plan, gsize n)
{
  g_autofree float *zero = g_new0 (float, n);
  gsize n_got;
  g_autofree float *got = frames_of (plan, zero, n, 0, &n_got);

  for (gsize i = 0; i < n_got; i++)
    g_assert_cmpfloat (got[i], ==, 0.0f);
}

/* A buffer of tensors holds at most 16 (NNStreamer), one per octave. */
static void
check_groups (const GlsSpec *spec)
{
  g_autoptr (GlsScalogramPlan) plan = gls_scalogram_plan_new (spec, NULL);
  gsize n, count = 0;
  const GlsScalogramGroup *group = gls_scalogram_plan_get_groups (plan, &n);

  g_assert_cmpuint (n, <=, 16);
  for (gsize g = 0; g < n; g++) {
    g_assert_cmpuint (group[g].first, ==, count);
    g_assert_cmpuint (group[g].n_times << group[g].j, ==, (gsize) 1 << spec->J);
    g_assert_cmpuint (group[g].n_lambda, >, 0);
    count += group[g].n_lambda;
  }
  g_assert_cmpuint (count, ==, gls_scalogram_plan_get_n_lambda (plan));
}

static void
check_any (const Round *round, const GlsSpec *spec, const float *x, gsize n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsTransformPlan) plan = gls_transform_plan_new (spec, &error);
  g_autofree float *frames = NULL;
  gsize n_frames;

  g_assert_no_error (error);
  frames = frames_of (plan, x, n, 0, &n_frames);
  check_bounded (round, frames, n_frames);
  check_homogeneous (round, plan, x, n, frames, n_frames);
  check_delayed (round, plan, x, n, frames, n_frames);
  check_silent (plan, n);
}

static void
test_any (void)
{
  for (guint i = 0; i < draw_rounds (12); i++) {
    Round round;
    g_autofree float *x = NULL;
    gsize n;

    round_begin (&round, i, draw_slowly () ? &shorter : &anything);
    n = draw_length (&round, 30000);
    x = draw_signal (round.random, n);
    check_groups (&round.spec);
    check_any (&round, &round.spec, x, n);
    round.spec.transform = GLS_TRANSFORM_SCALOGRAM;
    check_any (&round, &round.spec, x, n);
    round_end (&round);
  }
}

/* Octaves for every J and Q1, too many to leave to chance. */
static void
test_groups (void)
{
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_SCALOGRAM);
  for (spec.J = 4; spec.J <= 16; spec.J++)
    for (spec.Q1 = 1; spec.Q1 <= 32; spec.Q1 += spec.J > 12 ? 31 : 1)
      check_groups (&spec);
}

/* ---- what is refused ---- */

/* One field of a valid specification out of its range. */
static const char *
spoil (GRand *random, GlsSpec *spec)
{
  guint n_mu = (guint) gls_filterbank_count_mu (spec->J, spec->Q1, spec->Q2);
  guint T = 1u << spec->J;

  switch (g_rand_int_range (random, 0, 12)) {
    case 0:
      spec->rate = g_rand_boolean (random) ? 7999 : 192001;
      return "rate";
    case 1:
      spec->J = g_rand_boolean (random) ? 3 : 17;
      return "octaves";
    case 2:
      spec->J = g_rand_int (random) | 32u;
      return "octaves";
    case 3:
      spec->Q1 = g_rand_boolean (random) ? 0 : 33;
      return "q";
    case 4:
      spec->Q2 = g_rand_boolean (random) ? 0 : 9;
      return "q";
    case 5:
      spec->J_fr = g_rand_boolean (random) ? 0 : 7;
      return "octaves-fr";
    case 6:
      spec->Q_fr = g_rand_boolean (random) ? 0 : 5;
      return "q-fr";
    case 7:
      spec->F = g_rand_boolean (random) ? 0 : (2u << spec->J_fr) + 1;
      return "f";
    case 8:
      spec->stride = g_rand_boolean (random) ? T / 16 : 2 * T;
      return "stride";
    case 9:
      spec->stride = T / 2 + 1;
      return "stride";
    case 10:
      spec->lambda = (GlsLambda) 3;
      return "lambda";
    default:
      spec->mu_skip = n_mu;
      return "mu-skip";
  }
}

/* One sentence, which begins with the parameter at fault. */
static void
test_refused (void)
{
  for (guint i = 0; i < draw_rounds (200); i++) {
    GRand *random = g_rand_new_with_seed (draw_seed () + i);
    GlsSpec spec = draw_spec (random, &anything);
    g_autoptr (GError) error = NULL;
    const char *name;

    g_assert_true (gls_spec_check (&spec, NULL));
    name = spoil (random, &spec);
    g_assert_null (gls_transform_plan_new (&spec, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC);
    g_test_message ("seed %u: %s", draw_seed () + i, error->message);
    g_assert_nonnull (strstr (error->message, name));
    g_assert_null (strpbrk (error->message, "\n."));
    g_rand_free (random);
  }
}

/* ---- linearity ---- */

/* A filter of any bank, at the level where the scalogram applies it. */
static GlsBand *
draw_band (Round *round)
{
  gsize n;
  g_autofree GlsFilter *psi =
      gls_filterbank_new (round->spec.J, round->spec.Q1, &n);
  const GlsFilter *f = &psi[g_rand_int_range (round->random, 0, (gint32) n)];
  guint level = f->j > 0 ? f->j - 1 : 0, d = f->j - level;

  return gls_band_new (f, &d, 1, level, round->T >> level, FALSE, 5e-8);
}

/* float[block >> d][2] of band(signal @which), to be freed */
static float *
apply_band (const GlsBand *band, GlsBandScratch *scratch, gsize which)
{
  return g_memdup2 (gls_band_apply (band, scratch, which, 0),
      2 * (band->block >> band->filters[0].d) * sizeof (float));
}

/* Before its modulus a wavelet is linear: a x + b y gives a psi(x) + b psi(y),
 * to the rounding of a transform of n_fft points. */
static void
test_linear (void)
{
  double worst = 0.0;

  for (guint i = 0; i < draw_rounds (100); i++) {
    Round round;
    GlsBand *band;
    GlsBandScratch scratch;
    gsize n;
    g_autofree float *x = NULL, *y = NULL, *z = NULL;
    g_autofree float *px = NULL, *py = NULL, *pz = NULL;
    double a, b;

    round_begin (&round, i, &light);
    band = draw_band (&round);
    gls_band_scratch_init (&scratch, band->n_fft);
    n = gls_band_window (band);
    a = g_rand_double_range (round.random, -1.0, 1.0);
    b = g_rand_double_range (round.random, -1.0, 1.0);
    x = frames_noise (n, g_rand_int (round.random));
    y = frames_noise (n, g_rand_int (round.random));
    z = g_new (float, n);
    for (gsize k = 0; k < n; k++)
      z[k] = (float) (a * (double) x[k] + b * (double) y[k]);
    gls_band_forward (band, &scratch, x, y);
    px = apply_band (band, &scratch, 0);
    py = apply_band (band, &scratch, 1);
    gls_band_forward (band, &scratch, z, NULL);
    pz = apply_band (band, &scratch, 0);
    for (gsize k = 0; k < 2 * (band->block >> band->filters[0].d); k++) {
      double e =
          fabs (a * (double) px[k] + b * (double) py[k] - (double) pz[k]);

      worst = fmax (worst, e);
      g_assert_cmpfloat (e, <=, 1e-6);
    }
    gls_band_scratch_clear (&scratch);
    gls_band_free (band);
    round_end (&round);
  }
  g_test_message ("worst %.1e of full scale", worst);
}

/* ---- energy ---- */

static void
add_energy (gpointer data, float *const *u, const GlsTick *tick)
{
  ScalogramCheck *self = data;
  gsize n_groups;
  const GlsScalogramGroup *group =
      gls_scalogram_plan_get_groups (self->plan, &n_groups);

  for (gsize g = 0; g < n_groups; g++)
    for (gsize i = 0; i < group[g].n_lambda * group[g].n_times; i++)
      self->difference.norm2 +=
          ldexp ((double) u[g][i] * (double) u[g][i], (int) group[g].j);
}

/* Littlewood and Paley: with A(w) = sum_lambda (|psi^(w)|^2 + |psi^(-w)|^2) / 2
 *
 *     sum_lambda 2^j sum_m U1[m]^2  =  int |X(w)|^2 A(w) dw  <=  max A ||x||^2
 *
 * since a wavelet's band, +- 5 sigma, fits its rate: what aliases holds 1e-6 of
 * the energy. All ticks count, also those before and after the audio. */
static void
test_energy (void)
{
  for (guint i = 0; i < draw_rounds (10); i++) {
    Round round;
    g_autofree float *x = NULL;
    g_autofree double *A = NULL, *spectrum = NULL;
    g_autoptr (GlsScalogramPlan) plan = NULL;
    ScalogramCheck check = { 0 };
    double most = 0.0, norm2 = 0.0, want = 0.0;
    Direct *direct;
    gsize n;

    round_begin (&round, i, &small);
    n = draw_length (&round, 2000);
    x = draw_signal (round.random, n);
    direct = direct_new (&round.spec, x, n);
    A = direct_littlewood_paley (direct);
    spectrum = direct_energy_spectrum (direct, x, n);
    for (gsize k = 0; k <= direct->M / 2; k++) {
      most = fmax (most, A[k]);
      want += A[k] * spectrum[k];
      norm2 += spectrum[k];
    }
    plan = gls_scalogram_plan_new (&round.spec, NULL);
    check.plan = plan;
    for_each_tick (plan, x, n, add_energy, &check);
    g_test_message ("max A %.4f, energy %.7f of what it should be", most,
        check.difference.norm2 / want);
    g_assert_cmpfloat (fabs (check.difference.norm2 - want), <=, 2e-6 * want);
    g_assert_cmpfloat (check.difference.norm2, <=, most * norm2 * (1.0 + 2e-6));
    direct_free (direct);
    round_end (&round);
  }
}

/* ---- orientation ---- */

static float *
reversed (const float *x, gsize n)
{
  float *y = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    y[n - 1 - i] = x[i];
  return y;
}

/* Played backwards, what rises falls: frames come in the opposite order with
 * the two orientations swapped. (At Q_fr = 1 the widest downward filter lacks
 * an image, 1.7e-5 of its peak: the published definition has it so.) */
static void
test_reversal (void)
{
  double worst = 0.0;

  for (guint i = 0; i < draw_rounds (20); i++) {
    Round round;
    g_autofree float *x = NULL, *back = NULL, *a = NULL, *b = NULL;
    g_autoptr (GlsTransformPlan) plan = NULL;
    const GlsAxes *axes;
    gsize n, n_a, n_b, size, n_frames, block;
    double bound, peak;

    round_begin (&round, i, &light);
    round.spec.orientation = GLS_ORIENTATION_BOTH;
    n = 1 + round.T * (gsize) g_rand_int_range (round.random, 1, 12);
    x = draw_signal (round.random, n);
    back = reversed (x, n);
    plan = gls_transform_plan_new (&round.spec, NULL);
    axes = gls_transform_plan_get_axes (plan);
    block = axes->axis[2].size * axes->axis[3].size;
    a = frames_of (plan, x, n, 0, &n_a);
    b = frames_of (plan, back, n, 0, &n_b);
    size = gls_transform_plan_get_frame_size (plan);
    n_frames = n_a / size;
    peak = fmax ((double) frames_peak (a, n_a), 1e-3);
    bound = (round.spec.Q_fr == 1 ? 3e-5 : 2e-6) * peak;
    g_assert_cmpuint (n_a, ==, n_b);
    for (gsize f = 0; f < n_frames; f++)
      for (gsize k = 0; k < size; k++) {
        gsize swapped = k / block % 2 == 0 ? k + block : k - block;
        double e = fabs ((double) a[f * size + k]
            - (double) b[(n_frames - 1 - f) * size + swapped]);

        if (round.spec.Q_fr > 1)
          worst = fmax (worst, e / peak);
        g_assert_cmpfloat (e, <=, bound);
      }
    round_end (&round);
  }
  g_test_message ("worst %.1e of the peak, where Q_fr > 1", worst);
}

/* ---- shift ---- */

/* Whole strides later the same frames come, as many later. The slowest wavelets
 * and moduli are sampled every T/2: where the delay is a multiple of that, all
 * that differs is rounding. Otherwise moduli alias in another way, which is the
 * definition's own doing (docs/mathematics.md, section 2), and stays small in
 * all. */
static void
check_shift (const Round *round, const float *x, gsize n)
{
  g_autoptr (GlsTransformPlan) plan =
      gls_transform_plan_new (&round->spec, NULL);
  gsize size = gls_transform_plan_get_frame_size (plan), n_a, n_b;
  gsize stride = gls_transform_plan_get_stride (plan);
  gsize k = (gsize) g_rand_int_range (round->random, 1, 9);
  gboolean on_grid = k * stride % (round->T / 2) == 0;
  g_autofree float *late = g_new0 (float, n + k * stride);
  g_autofree float *a = NULL, *b = NULL;
  Difference d = { 0 };
  double E, R;

  memcpy (late + k * stride, x, n * sizeof (float));
  a = frames_of (plan, x, n, 0, &n_a);
  b = frames_of (plan, late, n + k * stride, 0, &n_b);
  g_assert_cmpuint (n_b, ==, n_a + k * size);
  for (gsize i = 0; i < n_a; i++)
    difference_add (&d, (double) b[k * size + i], (double) a[i]);
  E = d.max_error / fmax (d.max, 1e-3);
  R = sqrt (d.error2 / fmax (d.norm2, (double) d.n * 1e-7));
  g_test_message ("%zu/%zu T later: E %.1e R %.1e", k, round->T / stride, E, R);
  g_assert_cmpfloat (on_grid ? E : R, <=, on_grid ? 2e-6 : 1e-2);
}

static void
test_shift (void)
{
  for (guint i = 0; i < draw_rounds (30); i++) {
    Round round;
    g_autofree float *x = NULL;
    gsize n;

    round_begin (&round, i, &light);
    if (round.spec.orientation == GLS_ORIENTATION_MAX)
      round.spec.orientation = GLS_ORIENTATION_BOTH;
    n = draw_length (&round, 4000);
    x = draw_signal (round.random, n);
    check_shift (&round, x, n);
    round_end (&round);
  }
}

/* ---- precision ---- */

/* What less precision costs is what docs/mathematics.md, section 6, says. */
static void
test_precision (void)
{
  static const double E[] = { 2e-5, 0.0, 1e-4 };

  for (guint i = 0; i < draw_rounds (20); i++) {
    Round round;
    g_autofree float *x = NULL, *exact = NULL;
    gsize n, n_got, n_exact;

    round_begin (&round, i, &light);
    if (round.spec.orientation == GLS_ORIENTATION_MAX)
      round.spec.orientation = GLS_ORIENTATION_BOTH;
    n = draw_length (&round, 4000);
    x = draw_signal (round.random, n);
    exact = frames_of_spec (&round.spec, x, n, 0, &n_exact);
    for (guint p = 0; p < 3; p += 2) {
      g_autofree float *got = NULL;
      Difference d = { 0 };

      round.spec.precision = (GlsPrecision) p;
      got = frames_of_spec (&round.spec, x, n, 0, &n_got);
      g_assert_cmpuint (n_got, ==, n_exact);
      for (gsize k = 0; k < n_got; k++)
        difference_add (&d, (double) got[k], (double) exact[k]);
      g_test_message ("%s: E %.1e R %.1e", p ? "fast" : "default",
          d.max_error / d.max, sqrt (d.error2 / d.norm2));
      g_assert_cmpfloat (d.max_error, <=, E[p] * fmax (d.max, 1e-3));
      g_assert_cmpfloat (d.error2, <=,
          E[p] * E[p] * fmax (d.norm2, (double) d.n * 1e-7));
    }
    round_end (&round);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/properties/definition", test_definition);
  g_test_add_func ("/properties/definition-corners", test_definition_corners);
  g_test_add_func ("/properties/frames", test_frames);
  g_test_add_func ("/properties/one-band", test_one_band);
  g_test_add_func ("/properties/any", test_any);
  g_test_add_func ("/properties/groups", test_groups);
  g_test_add_func ("/properties/refused", test_refused);
  g_test_add_func ("/properties/linear", test_linear);
  g_test_add_func ("/properties/energy", test_energy);
  g_test_add_func ("/properties/reversal", test_reversal);
  g_test_add_func ("/properties/shift", test_shift);
  g_test_add_func ("/properties/precision", test_precision);
  return g_test_run ();
}
