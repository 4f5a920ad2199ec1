/* A stream that runs takes no memory: all of it was taken when it was made.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The allocator of the whole process is replaced by one that counts and hands
 * on to glibc's. Sanitizers replace it too: there this test is skipped.
 */
#include <errno.h>
#include <glib.h>
#include <malloc.h>
#include <stdlib.h>

#include "frames.h"

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)                       \
    && !defined(__SANITIZE_THREAD__)
#define CAN_COUNT 1
#else
#define CAN_COUNT 0
#endif

static gint n_calls;

#if CAN_COUNT
#define COUNTED __attribute__ ((visibility ("default")))

void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *old, size_t size);
void *__libc_memalign (size_t alignment, size_t size);

static void
count (void)
{
  __atomic_add_fetch (&n_calls, 1, __ATOMIC_RELAXED);
}

COUNTED void *
malloc (size_t size)
{
  count ();
  return __libc_malloc (size);
}

COUNTED void *
calloc (size_t n, size_t size)
{
  count ();
  return __libc_calloc (n, size);
}

COUNTED void *
realloc (void *old, size_t size)
{
  count ();
  return __libc_realloc (old, size);
}

COUNTED void *
memalign (size_t alignment, size_t size)
{
  count ();
  return __libc_memalign (alignment, size);
}

COUNTED void *
aligned_alloc (size_t alignment, size_t size)
{
  count ();
  return __libc_memalign (alignment, size);
}

COUNTED int
posix_memalign (void **to, size_t alignment, size_t size)
{
  count ();
  *to = __libc_memalign (alignment, size);
  return *to == NULL ? ENOMEM : 0;
}
#endif

static void
specify (GlsSpec *spec, guint i, GlsTransform transform)
{
  static const guint J[] = { 8, 4, 10, 13 };
  static const guint Q1[] = { 8, 32, 1, 12 };

  gls_spec_init (spec, transform);
  spec->J = J[i];
  spec->Q1 = Q1[i];
  spec->stride = (1u << spec->J) >> i;
  spec->orientation = (GlsOrientation) i;
  spec->lambda = (GlsLambda) (i % 3);
  spec->low_pass = i > 0;
  spec->normalise = transform != GLS_TRANSFORM_SCALOGRAM;
  spec->s0 = transform == GLS_TRANSFORM_TIMESCATTERING && i % 2;
}

/* The number of calls, by any thread, while @n samples go through, after
 * @warm_up. */
static gint
calls_in_stream (const GlsSpec *spec, guint n_threads, gsize warm_up, gsize n,
    gsize *n_frames)
{
  GlsTransformPlan *plan = gls_transform_plan_new (spec, NULL);
  GlsTransformStream *stream =
      gls_transform_stream_new_threaded (plan, n_threads);
  g_autofree float *frame =
      g_new (float, gls_transform_plan_get_frame_size (plan));
  g_autofree float *x = frames_noise (warm_up + n, 1);
  gint before = 0, calls;

  *n_frames = 0;
  for (gsize at = 0; at < warm_up + n;) {
    gsize cut = MIN (1 + at % 1777, warm_up + n - at);

    if (at >= warm_up && before == 0)
      before = n_calls;
    at += gls_transform_stream_push (stream, x + at, cut);
    while (gls_transform_stream_pull (stream, frame))
      *n_frames += before > 0;
  }
  calls = n_calls - before;
  gls_transform_stream_free (stream);
  gls_transform_plan_unref (plan);
  return calls;
}

static void
test_allocations (gconstpointer data)
{
  for (guint i = 0; i < 4; i++) {
    GlsSpec spec;
    gsize T, n_frames;

    specify (&spec, i, GPOINTER_TO_UINT (data));
    T = (gsize) 1 << spec.J;
    g_assert_cmpint (calls_in_stream (&spec, 1 + i % 2, 32 * T, 16 * T,
                         &n_frames),
        ==, 0);
    g_assert_cmpuint (n_frames, >=, 15 * T / gls_spec_stride (&spec));
  }
}

/* The counting works: what is new does take memory. */
static void
test_counted (void)
{
  gint before = n_calls;
  GlsTransformPlan *plan;
  GlsSpec spec;

  specify (&spec, 0, GLS_TRANSFORM_JTFST);
  plan = gls_transform_plan_new (&spec, NULL);
  g_assert_cmpint (n_calls - before, >, 100);
  gls_transform_plan_unref (plan);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!CAN_COUNT) {
    g_print ("1..0 # SKIP the allocator is not glibc's own\n");
    return 0;
  }
  g_test_add_func ("/steady/counted", test_counted);
  g_test_add_data_func ("/steady/scalogram",
      GUINT_TO_POINTER (GLS_TRANSFORM_SCALOGRAM), test_allocations);
  g_test_add_data_func ("/steady/jtfst", GUINT_TO_POINTER (GLS_TRANSFORM_JTFST),
      test_allocations);
  g_test_add_data_func ("/steady/timescattering",
      GUINT_TO_POINTER (GLS_TRANSFORM_TIMESCATTERING), test_allocations);
  g_test_add_data_func ("/steady/mel", GUINT_TO_POINTER (GLS_TRANSFORM_MEL),
      test_allocations);
  return g_test_run ();
}
