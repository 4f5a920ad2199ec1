/* What ThreadSanitizer must be told of GLib.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GLib is not built with it, and its locks are futexes of its own, which the
 * sanitizer does not know: it would see a race wherever one of them, or a
 * reference count, keeps two threads apart. A test that is linked with this
 * file calls these functions instead, which call GLib's and say what they
 * order. (Annotations are exact; suppressing reports would hide races of ours.)
 * GLib's slices pass memory from thread to thread as well, so that such a test
 * runs with G_SLICE=always-malloc. In any other build this is empty.
 */
#if defined(__SANITIZE_THREAD__)
#include <dlfcn.h>
#include <glib.h>
#include <sanitizer/tsan_interface.h>

#define EXPORTED __attribute__ ((visibility ("default")))

/* GLib's own @function, looked up once. */
#define REAL(function)                                                         \
  static __typeof__ (function) *real;                                          \
  if (__atomic_load_n (&real, __ATOMIC_ACQUIRE) == NULL)                       \
  __atomic_store_n (&real,                                                     \
      (__typeof__ (function) *) dlsym (RTLD_NEXT, #function),                  \
      __ATOMIC_RELEASE)

EXPORTED void
g_mutex_lock (GMutex *mutex)
{
  REAL (g_mutex_lock);
  real (mutex);
  __tsan_acquire (mutex);
}

EXPORTED void
g_mutex_unlock (GMutex *mutex)
{
  REAL (g_mutex_unlock);
  __tsan_release (mutex);
  real (mutex);
}

EXPORTED void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  REAL (g_cond_wait);
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
#else
/* ISO C wants something in every file. */
typedef int TsanNotUsed;
#endif
