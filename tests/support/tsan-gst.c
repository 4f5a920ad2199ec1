/* What ThreadSanitizer must be told of GStreamer, beside tsan.c.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#if defined(__SANITIZE_THREAD__)
#include "tsan.h"

#include <gst/gst.h>

EXPORTED void
gst_object_unref (gpointer object)
{
  g_object_unref (object);
}

EXPORTED void
gst_mini_object_unref (GstMiniObject *object)
{
  REAL (gst_mini_object_unref)
  __tsan_release (object);
  __tsan_acquire (object);
  real (object);
}

/* Who alone has a buffer may write to it: others have let go of it before, be it
 * in here, for a copy. */
EXPORTED GstMiniObject *
gst_mini_object_make_writable (GstMiniObject *object)
{
  REAL (gst_mini_object_make_writable)
  __tsan_release (object);
  object = real (object);
  __tsan_acquire (object);
  return object;
}
#else
/* ISO C wants something in every file. */
typedef int TsanGstNotUsed;
#endif
