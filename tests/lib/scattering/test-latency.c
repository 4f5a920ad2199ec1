/* How long a frame takes to come, and that the stream says so truthfully.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>
#include <math.h>

#include "draw.h"
#include "frames.h"

/* The largest wait seen: samples pushed when the frame centred on c comes out,
 * minus c. */
static gsize
measure (GlsTransformPlan *plan)
{
  gsize reported = gls_transform_plan_get_latency_samples (plan);
  gsize stride = gls_transform_plan_get_stride (plan);
  g_autoptr (GlsTransformStream) stream = gls_transform_stream_new (plan);
  g_autofree float *frame =
      g_new (float, gls_transform_plan_get_frame_size (plan));
  gsize n = reported + 18 * stride, pushed = 0, centre = 0, longest = 0;
  g_autofree float *x = frames_noise (n, 8);

  /* one sample more once a frame of each phase has come */
  while (centre < 16 * stride) {
    while (gls_transform_stream_pull (stream, frame)) {
      longest = MAX (longest, pushed - centre);
      centre += stride;
    }
    /* in pieces that end at every multiple of a half stride, and just before */
    if (pushed < n) {
      gsize step = pushed % (stride / 2) == stride / 2 - 1 ? 1 : stride / 2 - 1;
      gsize to = pushed + step;

      while (pushed < to)
        pushed += gls_transform_stream_push (stream, x + pushed, to - pushed);
    }
    g_assert_cmpuint (pushed, <=, n);
  }
  return longest;
}

/* erfc (x) = eps, for the reach of a Gaussian of which eps is cut off. */
static double
reach_T (double eps)
{
  double low = 0.0, high = 10.0;

  while (high - low > 1e-12) {
    double x = 0.5 * (low + high);

    *(erfc (x) > eps ? &low : &high) = x;
  }
  return low * G_SQRT2 / (2.0 * G_PI * 0.1);
}

/* Returns: in T, what is reported; it must be what is seen */
static double
check (const GlsSpec *spec)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsTransformPlan) plan = gls_transform_plan_new (spec, &error);
  g_autofree char *words = draw_describe (spec);
  double T = (double) (1u << spec->J);
  gsize reported, measured;

  g_assert_no_error (error);
  reported = gls_transform_plan_get_latency_samples (plan);
  measured = measure (plan);
  g_test_message ("%s: reported %.3f T, measured %.3f T", words,
      (double) reported / T, (double) measured / T);
  g_assert_cmpuint (reported, ==, measured);
  return (double) reported / T;
}

/* What is reported is what is seen: neither less nor more. */
static void
test_truthful (void)
{
  static const DrawLimits limits = { 4, 11, 32, 8, 4, 2e4 };
  static const GlsTransform transforms[] = { GLS_TRANSFORM_SCALOGRAM,
    GLS_TRANSFORM_JTFST, GLS_TRANSFORM_TIMESCATTERING, GLS_TRANSFORM_JTFST,
    GLS_TRANSFORM_MEL };

  for (guint i = 0; i < draw_rounds (30); i++) {
    GRand *random = g_rand_new_with_seed (draw_seed () + i);
    GlsSpec spec = draw_spec (random, &limits);

    spec.transform = transforms[i % G_N_ELEMENTS (transforms)];
    spec.s0 = i % 2;
    check (&spec);
    g_rand_free (random);
  }
}

/* No more than a quarter above the sum of the reaches of psi1, psi2 and phi_T,
 * which no stream of these filters can go below: 7.64 and 9.05 T each where a
 * Gaussian of phi_T's width has fallen to 1e-5 and 1e-7 of its peak, 6.52 T
 * where 4e-5 of it lie outside. */
static void
test_bound (void)
{
  static const double bound[] = { 22.9, 27.1, 19.6 };
  static const double eps[] = { 6e-6, 5e-8, 4.2e-5 };
  static const double eps_phi[] = { 1.5e-6, 5e-8, 7.5e-6 };

  for (guint p = 0; p < 3; p++)
    for (guint stride = 0; stride < 4; stride += 3) {
      GlsSpec spec;
      double latency, least = 2.0 * reach_T (eps[p]) + reach_T (eps_phi[p]);

      gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
      /* in T any J from 10 on is the same */
      spec.J = draw_slowly () ? 10 : 14;
      spec.stride = (1u << spec.J) >> stride;
      spec.precision = (GlsPrecision) p;
      latency = check (&spec);
      g_test_message ("bound %.1f T, the reach of our filters %.1f T", bound[p],
          least);
      g_assert_cmpfloat (latency, <=, 1.25 * bound[p]);
      g_assert_cmpfloat (latency, >=, least);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/latency/truthful", test_truthful);
  g_test_add_func ("/latency/bound", test_bound);
  return g_test_run ();
}
