/* souphttpsrc sends them down the pipeline as a sticky event “http-headers”.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "radio/http-headers.h"

#include <string.h>

GstStructure *
gst_gls_http_headers_get (GstPad *pad)
{
  g_autoptr (GstEvent) event = NULL;
  const GValue *headers = NULL;

  for (guint i = 0; headers == NULL; i++) {
    gst_clear_event (&event);
    event =
        gst_pad_get_sticky_event (pad, GST_EVENT_CUSTOM_DOWNSTREAM_STICKY, i);
    if (event == NULL)
      return NULL;
    if (gst_event_has_name (event, "http-headers"))
      headers = gst_structure_get_value (gst_event_get_structure (event),
          "response-headers");
  }
  return GST_VALUE_HOLDS_STRUCTURE (headers)
      ? gst_structure_copy (gst_value_get_structure (headers))
      : NULL;
}

const char *
gst_gls_http_headers_find (const GstStructure *headers, const char *name)
{
  for (gint i = 0; i < gst_structure_n_fields (headers); i++) {
    const char *field = gst_structure_nth_field_name (headers, (guint) i);
    const GValue *value = gst_structure_get_value (headers, field);

    if (g_ascii_strcasecmp (field, name) != 0)
      continue;
    if (GST_VALUE_HOLDS_ARRAY (value) && gst_value_array_get_size (value) > 0)
      value = gst_value_array_get_value (value, 0);
    return G_VALUE_HOLDS_STRING (value) ? g_value_get_string (value) : NULL;
  }
  return NULL;
}

static gboolean
is_of_station (const char *name)
{
  return g_ascii_strncasecmp (name, "icy-", 4) == 0
      || g_ascii_strncasecmp (name, "ice-", 4) == 0;
}

gboolean
gst_gls_http_headers_are_of_station (const GstStructure *headers)
{
  for (gint i = 0; i < gst_structure_n_fields (headers); i++)
    if (is_of_station (gst_structure_nth_field_name (headers, (guint) i)))
      return TRUE;
  return FALSE;
}
