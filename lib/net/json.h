/* JSON from files that are not to be trusted.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_JSON_H
#define GLS_NET_JSON_H

#include "gls.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * gls_json_check:
 * @text: bytes, not necessarily ended by a zero
 * @length: how many
 * @what: what they are, for the message, e.g. "the header"
 *
 * Whether this is one JSON object as RFC 8259 has it: valid UTF-8, nested at
 * most 32 deep, surrogates in pairs, no escaped zero, integers that 64 bits
 * hold. What passes can be given to json-glib, which is more lenient, has no
 * limit on depth and aborts on a lone surrogate.
 *
 * Fails with %GLS_ERROR_MODEL.
 */
gboolean gls_json_check (const char *text, size_t length, const char *what,
    GError **error);

/* Checks, then parses. Returns: (transfer full) (nullable): the object */
JsonObject *gls_json_parse_object (const char *text, size_t length,
    const char *what, GError **error);

/* Returns: (transfer full): JSON text of an object, on one line or for people
 */
char *gls_json_object_to_text (JsonObject *object, gboolean pretty);

/* Members of @object, checked for type and range. Each fails with
 * %GLS_ERROR_MODEL, saying @what the object is and which member is wrong. A
 * member that is absent is an error for the first group, and leaves the value
 * alone for the second. */
gboolean gls_json_get_size (JsonObject *object, const char *what,
    const char *name, size_t min, size_t max, size_t *value, GError **error);
/* (transfer none); printable text of 1 to @max_length bytes */
gboolean gls_json_get_string (JsonObject *object, const char *what,
    const char *name, size_t max_length, const char **value, GError **error);
gboolean gls_json_get_array (JsonObject *object, const char *what,
    const char *name, JsonArray **value, GError **error);
gboolean gls_json_get_object (JsonObject *object, const char *what,
    const char *name, JsonObject **value, GError **error);

gboolean gls_json_may_get_size (JsonObject *object, const char *what,
    const char *name, size_t min, size_t max, size_t *value, GError **error);
gboolean gls_json_may_get_double (JsonObject *object, const char *what,
    const char *name, double min, double max, double *value, GError **error);
gboolean gls_json_may_get_boolean (JsonObject *object, const char *what,
    const char *name, gboolean *value, GError **error);
gboolean gls_json_may_get_string (JsonObject *object, const char *what,
    const char *name, size_t max_length, const char **value, GError **error);
/* value = index of the member's text in @names, which %NULL ends */
gboolean gls_json_may_get_enum (JsonObject *object, const char *what,
    const char *name, const char *const *names, guint *value, GError **error);

/* Whether a node is a whole number within min .. max. */
gboolean gls_json_node_get_size (JsonNode *node, size_t min, size_t max,
    size_t *value);
gboolean gls_json_node_is_string (JsonNode *node);
/* Whether no member is there but those of @known, which %NULL ends. */
gboolean gls_json_only_has (JsonObject *object, const char *what,
    const char *const *known, GError **error);

/* Whether a text may stand in labels and names: 1 to @max_length bytes of
 * UTF-8 without control characters. */
gboolean gls_text_is_printable (const char *text, size_t max_length);

G_END_DECLS

#endif
