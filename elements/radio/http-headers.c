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

GstStructure *
gst_gls_http_headers_get_of (GstElement *decode)
{
  g_autoptr (GstElement) source = NULL;
  g_autoptr (GstPad) pad = NULL;

  g_object_get (decode, "source", &source, NULL);
  if (source != NULL)
    pad = gst_element_get_static_pad (source, "src");
  return pad != NULL ? gst_gls_http_headers_get (pad) : NULL;
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

/* Older servers write Latin-1, and some “N/A” or nothing. */
static void
add_tag (GstTagList *tags, const char *tag, const char *value)
{
  g_autofree char *text = NULL;

  if (value == NULL)
    return;
  text = g_utf8_validate (value, -1, NULL)
      ? g_strdup (value)
      : g_convert (value, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
  if (text != NULL && g_strstrip (text)[0] != '\0' && !g_str_equal (text, "N/A")
      && !g_str_equal (text, "no name"))
    gst_tag_list_add (tags, GST_TAG_MERGE_REPLACE, tag, text, NULL);
}

GstTagList *
gst_gls_http_headers_get_tags (const GstStructure *headers)
{
  static const char *const names[][2] = {
    { "icy-name", GST_TAG_ORGANIZATION },
    { "icy-genre", GST_TAG_GENRE },
    { "icy-url", GST_TAG_CONTACT },
  };
  GstTagList *tags = gst_tag_list_new_empty ();

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    add_tag (tags, names[i][1],
        gst_gls_http_headers_find (headers, names[i][0]));
  gst_tag_list_set_scope (tags, GST_TAG_SCOPE_GLOBAL);
  if (gst_tag_list_is_empty (tags))
    g_clear_pointer (&tags, gst_tag_list_unref);
  return tags;
}
