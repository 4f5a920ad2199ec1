/* JSON that every reader accepts.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * json-glib up to 1.6 writes a double such as 1e-08 as “1e-08.0”, which is not
 * JSON; only doubles whose digits end before the decimal point are affected.
 */
#ifndef GLISSANDO_JSONTEXT_H
#define GLISSANDO_JSONTEXT_H

#include <json-glib/json-glib.h>

/* Adds a number, or null if it is not finite. */
void jsontext_add_double (JsonBuilder *json, double value);

/**
 * jsontext_parse:
 * @text: JSON, possibly with numbers as described above
 *
 * Returns: (transfer full) (nullable): what it says, so that it can be written
 *   again
 */
JsonNode *jsontext_parse (const char *text);

#endif
