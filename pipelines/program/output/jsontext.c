/* Works around one fault of json-glib's generator, for what train, evaluate and
 * features write.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "output/jsontext.h"

#include <math.h>
#include <string.h>

/* The nearest double that is written with a decimal point. */
static double
writable (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (;;) {
    g_ascii_dtostr (text, sizeof text, value);
    if (strchr (text, 'e') == NULL || strchr (text, '.') != NULL)
      return value;
    value = nextafter (value, INFINITY);
  }
}

void
jsontext_add_double (JsonBuilder *json, double value)
{
  if (isfinite (value))
    json_builder_add_double_value (json, writable (value));
  else
    json_builder_add_null_value (json);
}

static void
repair_member (JsonObject *object, const char *name, JsonNode *node,
    gpointer data)
{
  if (JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == G_TYPE_DOUBLE)
    json_node_set_double (node, writable (json_node_get_double (node)));
}

JsonNode *
jsontext_parse (const char *text)
{
  g_autoptr (GRegex) fault = g_regex_new ("(e[-+]?[0-9]+)\\.0", 0, 0, NULL);
  g_autofree char *repaired =
      g_regex_replace (fault, text, -1, 0, "\\1", 0, NULL);
  JsonNode *node = json_from_string (repaired != NULL ? repaired : text, NULL);

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), repair_member,
        NULL);
  return node;
}
