/* souphttpsrc takes a server that declares a length for one that can be asked
 * for ranges. Of an Ogg file the end is then asked for first, and where the
 * server sends everything instead, that is an error. In GStreamer 1.22.0 it is
 * gst_soup_http_src_got_headers() of gstsouphttpsrc.c that calls a source
 * seekable because of its Content-Length; “Server does not support seeking”
 * (for example ebruck/radiotray-ng, issue 97) is what users see of it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "radio/http-ranges.h"

#include "radio/http-headers.h"
#include "radio/query-probe.h"

/* answer: (transfer full) (nullable): its headers. Whether there was one, by a
 * server without ranges */
static gboolean
lack_ranges (GstStructure *answer)
{
  g_autoptr (GstStructure) headers = answer;
  const char *ranges;

  if (headers == NULL)
    return FALSE;
  ranges = gst_gls_http_headers_find (headers, "Accept-Ranges");
  return ranges == NULL || g_str_equal (ranges, "none");
}

static GstPadProbeReturn
on_query (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstQuery *query = GST_PAD_PROBE_INFO_QUERY (info);
  GstFormat format;

  if (GST_QUERY_TYPE (query) != GST_QUERY_SEEKING
      || !lack_ranges (gst_gls_http_headers_get (pad)))
    return GST_PAD_PROBE_OK;
  gst_query_parse_seeking (query, &format, NULL, NULL, NULL);
  gst_query_set_seeking (query, format, FALSE, 0, -1);
  return GST_PAD_PROBE_HANDLED;
}

gboolean
gst_gls_http_ranges_are_missing (GstElement *decode)
{
  return lack_ranges (gst_gls_http_headers_get_of (decode));
}

void
gst_gls_http_ranges_install (GstElement *decode)
{
  gst_gls_query_probe_install (decode, on_query, NULL, 0);
}
