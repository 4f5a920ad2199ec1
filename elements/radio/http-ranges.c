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

/* Whether this source has been answered by a server without ranges. */
static gboolean
lacks_ranges (GstPad *pad)
{
  g_autoptr (GstStructure) headers = gst_gls_http_headers_get (pad);

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

  if (GST_QUERY_TYPE (query) != GST_QUERY_SEEKING || !lacks_ranges (pad))
    return GST_PAD_PROBE_OK;
  gst_query_parse_seeking (query, &format, NULL, NULL, NULL);
  gst_query_set_seeking (query, format, FALSE, 0, -1);
  return GST_PAD_PROBE_HANDLED;
}

gboolean
gst_gls_http_ranges_are_missing (GstElement *decode)
{
  g_autoptr (GstElement) source = NULL;
  g_autoptr (GstPad) pad = NULL;

  g_object_get (decode, "source", &source, NULL);
  if (source != NULL)
    pad = gst_element_get_static_pad (source, "src");
  return pad != NULL && lacks_ranges (pad);
}

void
gst_gls_http_ranges_install (GstElement *decode)
{
  gst_gls_query_probe_install (decode, on_query, NULL, 0);
}
