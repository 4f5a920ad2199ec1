/* souphttpsrc takes a server that declares a length for one that can be asked
 * for ranges. Of an Ogg file the end is then asked for first, and where the
 * server sends everything instead, that is an error. In GStreamer 1.22.0 it is
 * gst_soup_http_src_got_headers() of gstsouphttpsrc.c that calls a source
 * seekable because of its Content-Length; “Server does not support seeking”
 * (for example ebruck/radiotray-ng, issue 97) is what users see of it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/http-ranges.h"

#include "audio/query-probe.h"

static gboolean
find_ranges (GQuark field, const GValue *value, gpointer found)
{
  if (g_ascii_strcasecmp (g_quark_to_string (field), "Accept-Ranges") == 0)
    *(gboolean *) found = !G_VALUE_HOLDS_STRING (value)
        || g_strcmp0 (g_value_get_string (value), "none") != 0;
  return TRUE;
}

/* Whether this source has been answered by a server without ranges. */
static gboolean
lacks_ranges (GstPad *pad)
{
  g_autoptr (GstEvent) event = NULL;
  const GValue *headers = NULL;
  gboolean found = FALSE;

  for (guint i = 0; headers == NULL; i++) {
    gst_clear_event (&event);
    event =
        gst_pad_get_sticky_event (pad, GST_EVENT_CUSTOM_DOWNSTREAM_STICKY, i);
    if (event == NULL)
      return FALSE;
    if (gst_event_has_name (event, "http-headers"))
      headers = gst_structure_get_value (gst_event_get_structure (event),
          "response-headers");
  }
  if (!GST_VALUE_HOLDS_STRUCTURE (headers))
    return FALSE;
  gst_structure_foreach (gst_value_get_structure (headers), find_ranges,
      &found);
  return !found;
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
http_ranges_are_missing (GstElement *decode)
{
  g_autoptr (GstElement) source = NULL;
  g_autoptr (GstPad) pad = NULL;

  g_object_get (decode, "source", &source, NULL);
  if (source != NULL)
    pad = gst_element_get_static_pad (source, "src");
  return pad != NULL && lacks_ranges (pad);
}

void
http_ranges_install (GstElement *decode)
{
  query_probe_install (decode, on_query, NULL, 0);
}
