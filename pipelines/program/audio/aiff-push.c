/* aiffparse of GStreamer 1.22 reads a file by itself where it can, and now and
 * then is faster than decodebin, which is still linking it: it finds nobody to
 * take its samples, and stops without a word. Where samples are pushed to it,
 * decodebin lets none through before it is done.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/aiff-push.h"

#include <string.h>

#include "radio/query-probe.h"

static GstPadProbeReturn
on_query (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstQuery *query = GST_PAD_PROBE_INFO_QUERY (info);

  if (GST_QUERY_TYPE (query) != GST_QUERY_SCHEDULING)
    return GST_PAD_PROBE_OK;
  gst_query_set_scheduling (query, GST_SCHEDULING_FLAG_SEEKABLE, 1, -1, 0);
  gst_query_add_scheduling_mode (query, GST_PAD_MODE_PUSH);
  return GST_PAD_PROBE_HANDLED;
}

void
aiff_push_install (GstElement *decode, Peek *file)
{
  const guint8 *b = peek_at (file, 0, 12);

  if (b != NULL && memcmp (b, "FORM", 4) == 0 && memcmp (b + 8, "AIF", 3) == 0)
    gst_gls_query_probe_install (decode, on_query, NULL, 0);
}
