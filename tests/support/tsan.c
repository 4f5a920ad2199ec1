/* What ThreadSanitizer must be told of GLib and GStreamer.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * They are not built with it. Their locks are futexes of their own, which the
 * sanitizer does not know, and it knows memory that they pass between threads
 * only by malloc() and free(): it would see a race wherever one of their locks
 * or reference counts keeps two threads apart. A program that is linked with
 * this file calls these functions instead, as do the libraries; they call the
 * real ones and say what those order. What the libraries do among themselves is
 * left aside (tsan.supp); what our code does with their help is not. GLib's
 * slices pass memory from thread to thread as well, so that such a test runs
 * with G_SLICE=always-malloc. In any other build this is empty.
 */
#if defined(__SANITIZE_THREAD__)
#include "tsan.h"

#include <glib-object.h>

EXPORTED void
g_mutex_lock (GMutex *mutex)
{
  REAL (g_mutex_lock)
  real (mutex);
  __tsan_acquire (mutex);
}

EXPORTED void
g_mutex_unlock (GMutex *mutex)
{
  REAL (g_mutex_unlock)
  __tsan_release (mutex);
  real (mutex);
}

EXPORTED gboolean
g_mutex_trylock (GMutex *mutex)
{
  REAL (g_mutex_trylock)
  if (!real (mutex))
    return FALSE;
  __tsan_acquire (mutex);
  return TRUE;
}

EXPORTED void
g_rec_mutex_lock (GRecMutex *mutex)
{
  REAL (g_rec_mutex_lock)
  real (mutex);
  __tsan_acquire (mutex);
}

EXPORTED gboolean
g_rec_mutex_trylock (GRecMutex *mutex)
{
  REAL (g_rec_mutex_trylock)
  if (!real (mutex))
    return FALSE;
  __tsan_acquire (mutex);
  return TRUE;
}

EXPORTED void
g_rec_mutex_unlock (GRecMutex *mutex)
{
  REAL (g_rec_mutex_unlock)
  __tsan_release (mutex);
  real (mutex);
}

EXPORTED gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean woken;

  REAL (g_cond_wait_until)
  __tsan_release (mutex);
  woken = real (cond, mutex, end_time);
  __tsan_acquire (mutex);
  return woken;
}

EXPORTED void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  REAL (g_cond_wait)
  __tsan_release (mutex);
  real (cond, mutex);
  __tsan_acquire (mutex);
}

/* The macros of these names are left aside unless checks are disabled. */
#undef g_atomic_ref_count_inc
#undef g_atomic_ref_count_dec

EXPORTED void
g_atomic_ref_count_inc (gatomicrefcount *count)
{
  __atomic_fetch_add (count, 1, __ATOMIC_RELAXED);
}

EXPORTED gboolean
g_atomic_ref_count_dec (gatomicrefcount *count)
{
  return __atomic_fetch_sub (count, 1, __ATOMIC_ACQ_REL) == 1;
}

/* The last to give a reference back frees what all others did with it before. */
EXPORTED void
g_object_unref (gpointer object)
{
  REAL (g_object_unref)
  __tsan_release (object);
  __tsan_acquire (object);
  real (object);
}
#else
/* ISO C wants something in every file. */
typedef int TsanNotUsed;
#endif
