/* One plan, many threads: each its own stream, whose work threads of its own
 * may share; and others that make plans.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What matters is bits and, under -Db_sanitize=thread, that no race is seen.
 */
#include <glib.h>
#include <malloc.h>
#include <string.h>

#include "draw.h"
#include "frames.h"

#define N_THREADS 8

/* Bytes that are allocated. Sanitizers have allocators of their own, and see
 * by themselves what is freed twice or never: 0 there. */
static gsize
memory_in_use (void)
{
  const struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

typedef struct
{
  GlsTransformPlan *plan;
  guint seed;
  gsize n;
  float *frames; /* what they must be; NULL: whatever */
  gsize n_frames;
  gint *n_differences;
} Job;

static gpointer
run_stream (gpointer data)
{
  Job *job = data;

  for (guint turn = 0; turn < 3; turn++) {
    g_autofree float *x = frames_noise (job->n, job->seed);
    gsize n;
    g_autofree float *got =
        frames_of_threads (job->plan, 1 + turn, x, job->n, 700, &n);

    if (n != job->n_frames
        || memcmp (got, job->frames, n * sizeof (float)) != 0)
      g_atomic_int_inc (job->n_differences);
  }
  return NULL;
}

/* A plan and a stream made and freed, again and again: FFTW's planner is one
 * for the whole process. */
static gpointer
make_plans (gpointer data)
{
  Job *job = data;
  static const DrawLimits limits = { 4, 9, 16, 4, 3, 2e3 };
  GRand *random = g_rand_new_with_seed (job->seed);

  for (guint turn = 0; turn < draw_rounds (20); turn++) {
    GlsSpec spec = draw_spec (random, &limits);
    g_autoptr (GlsTransformPlan) plan = gls_transform_plan_new (&spec, NULL);
    g_autofree float *x = frames_noise (500, job->seed);
    gsize n;

    g_free (frames_of (plan, x, 500, 0, &n));
  }
  g_rand_free (random);
  return NULL;
}

static void
test_shared_plan (gconstpointer data)
{
  GlsSpec spec;
  GlsTransformPlan *plan;
  GThread *thread[2 * N_THREADS];
  Job job[2 * N_THREADS];
  gint n_differences = 0;

  gls_spec_init (&spec, GPOINTER_TO_UINT (data));
  spec.J = 8;
  spec.Q1 = 8;
  spec.J_fr = 3;
  spec.F = 8;
  spec.s0 = spec.transform == GLS_TRANSFORM_TIMESCATTERING;
  plan = gls_transform_plan_new (&spec, NULL);
  for (guint i = 0; i < N_THREADS; i++) {
    g_autofree float *x = NULL;

    job[i] = (Job){ plan, i, 4000 + 100 * i, NULL, 0, &n_differences };
    x = frames_noise (job[i].n, i);
    job[i].frames = frames_of (plan, x, job[i].n, 0, &job[i].n_frames);
    job[N_THREADS + i] = (Job){ .seed = 100 + i };
  }
  for (guint i = 0; i < 2 * N_THREADS; i++)
    thread[i] =
        g_thread_new (NULL, i < N_THREADS ? run_stream : make_plans, &job[i]);
  for (guint i = 0; i < 2 * N_THREADS; i++)
    g_thread_join (thread[i]);
  g_assert_cmpint (n_differences, ==, 0);
  for (guint i = 0; i < N_THREADS; i++)
    g_free (job[i].frames);
  gls_transform_plan_unref (plan);
}

typedef struct
{
  GlsTransformPlan *plan;
  const float *frames; /* what the plan gives */
  gsize n_frames;
  gint *n_differences;
} Use;

/* Uses a plan, and gives its reference back. */
static gpointer
use_last (gpointer data)
{
  Use *use = data;
  g_autofree float *x = frames_noise (500, 1);
  gsize n;
  g_autofree float *got = frames_of (use->plan, x, 500, 0, &n);

  if (n != use->n_frames || memcmp (got, use->frames, n * sizeof (float)) != 0)
    g_atomic_int_inc (use->n_differences);
  gls_transform_plan_unref (use->plan);
  return NULL;
}

/* Threads that each own a reference to one of @plan; afterwards none is left.
 */
static void
use_up (Use *use)
{
  GThread *thread[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    thread[i] = g_thread_new (NULL, use_last, &use[i]);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (thread[i]);
}

static GlsSpec
small_spec (guint Q1)
{
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  spec.J = 6;
  spec.Q1 = Q1;
  return spec;
}

/* A plan lives as long as any thread holds it, whichever is the last; then its
 * memory is free again: twenty plans take no more than one. */
static void
test_last_reference (void)
{
  GlsSpec spec = small_spec (4);
  g_autofree float *x = frames_noise (500, 1);
  gsize n, before = 0, size = memory_in_use ();
  GlsTransformPlan *plan = gls_transform_plan_new (&spec, NULL);
  g_autofree float *frames = NULL;
  gint n_differences = 0;

  size = memory_in_use () - size;
  frames = frames_of (plan, x, 500, 0, &n);
  gls_transform_plan_unref (plan);
  for (guint turn = 0; turn < draw_rounds (20); turn++) {
    Use use[N_THREADS];

    plan = gls_transform_plan_new (&spec, NULL);
    for (guint i = 0; i < N_THREADS; i++)
      use[i] =
          (Use){ gls_transform_plan_ref (plan), frames, n, &n_differences };
    gls_transform_plan_unref (plan);
    use_up (use);
    /* by then the threads and FFTW have what they keep */
    if (turn == 0)
      before = memory_in_use ();
  }
  g_assert_cmpint (n_differences, ==, 0);
  g_assert_cmpuint (memory_in_use (), <=, before + size);
}

typedef struct
{
  GlsSpec spec;
  GlsTransformPlan *plan;
} Asking;

static gpointer
ask (gpointer data)
{
  Asking *self = data;

  self->plan = gls_transform_plan_get_shared (&self->spec, NULL);
  return NULL;
}

static gpointer
drop (gpointer plan)
{
  gls_transform_plan_unref (plan);
  return NULL;
}

/* Who asks for the same gets the same, while it is there; others do not. */
static void
test_get_shared (void)
{
  for (guint turn = 0; turn < draw_rounds (20); turn++) {
    GThread *thread[N_THREADS];
    Asking asking[N_THREADS];

    for (guint i = 0; i < N_THREADS; i++) {
      asking[i].spec = small_spec (4 + i % 2);
      thread[i] = g_thread_new (NULL, ask, &asking[i]);
    }
    for (guint i = 0; i < N_THREADS; i++)
      g_thread_join (thread[i]);
    g_assert_true (asking[0].plan != asking[1].plan);
    for (guint i = 2; i < N_THREADS; i++)
      g_assert_true (asking[i].plan == asking[i % 2].plan);
    for (guint i = 0; i < N_THREADS; i++)
      thread[i] = g_thread_new (NULL, drop, asking[i].plan);
    for (guint i = 0; i < N_THREADS; i++)
      g_thread_join (thread[i]);
  }
}

/* A scalogram is the one that a shared plan begins with, if it is the same. */
static void
test_get_shared_scalogram (void)
{
  GlsSpec spec = small_spec (4), other = spec;
  GlsTransformPlan *plan = gls_transform_plan_get_shared (&spec, NULL);
  g_autoptr (GlsScalogramPlan) same = NULL;
  g_autoptr (GlsScalogramPlan) finer = NULL;
  g_autoptr (GlsScalogramPlan) exact = NULL;
  g_autoptr (GlsScalogramPlan) longer = NULL;
  g_autoptr (GlsScalogramPlan) after = NULL;

  same = gls_transform_get_shared_scalogram (&spec, NULL);
  g_assert_true (same == gls_transform_plan_get_scalogram (plan));
  other.Q1++;
  finer = gls_transform_get_shared_scalogram (&other, NULL);
  g_assert_true (finer != same);
  other = spec;
  other.precision = !spec.precision;
  exact = gls_transform_get_shared_scalogram (&other, NULL);
  g_assert_true (exact != same);
  other = spec;
  other.J++;
  longer = gls_transform_get_shared_scalogram (&other, NULL);
  g_assert_true (longer != same);
  gls_transform_plan_unref (plan);
  after = gls_transform_get_shared_scalogram (&spec, NULL);
  g_assert_true (after != same);
}

static void
test_get_shared_fails (void)
{
  g_autoptr (GError) error = NULL;
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  spec.J = 99;
  g_assert_null (gls_transform_plan_get_shared (&spec, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC);
  g_clear_error (&error);
  g_assert_null (gls_transform_get_shared_scalogram (&spec, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/threads/scalogram",
      GUINT_TO_POINTER (GLS_TRANSFORM_SCALOGRAM), test_shared_plan);
  g_test_add_data_func ("/threads/jtfst",
      GUINT_TO_POINTER (GLS_TRANSFORM_JTFST), test_shared_plan);
  g_test_add_data_func ("/threads/timescattering",
      GUINT_TO_POINTER (GLS_TRANSFORM_TIMESCATTERING), test_shared_plan);
  g_test_add_func ("/threads/last-reference", test_last_reference);
  g_test_add_func ("/threads/get-shared", test_get_shared);
  g_test_add_func ("/threads/get-shared-scalogram", test_get_shared_scalogram);
  g_test_add_func ("/threads/get-shared-fails", test_get_shared_fails);
  return g_test_run ();
}
