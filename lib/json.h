/* JSON, read strictly and written in one way; what is between is jansson's.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Values are jansson's json_t, counted by reference, and are made and walked
 * with jansson's own functions. Objects keep the order of their members.
 */
#ifndef GLS_JSON_H
#define GLS_JSON_H

#include "gls.h"

#include <jansson.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

/**
 * gls_json_parse_object:
 * @text: bytes that are not to be trusted, not necessarily ended by a zero
 * @length: how many
 * @what: what they are, for the message, e.g. "its header"
 *
 * Reads one JSON object as RFC 8259 has it. Refused are also what many readers
 * let pass: a member that occurs twice, a lone surrogate, a zero character, a
 * whole number beyond 64 bits, a number beyond double, and nesting deeper than
 * 2048.
 *
 * Fails with %GLS_ERROR_MODEL, saying @what, why and where.
 *
 * Returns: (transfer full) (nullable): the object
 */
json_t *gls_json_parse_object (const char *text, size_t length,
    const char *what, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* MEMBERS OF WHAT WAS READ
 *
 * Each checks one member of @object for type and range, and fails with
 * %GLS_ERROR_MODEL in a sentence that begins with @what and names the member.
 * Where the member is absent, get fails, and may_get leaves the value alone.
 * Texts, lists and objects are borrowed from @object.
 */

/* value = a whole number from @min to @max */
gboolean gls_json_get_size (const json_t *object, const char *what,
    const char *name, size_t min, size_t max, size_t *value, GError **error);
gboolean gls_json_may_get_size (const json_t *object, const char *what,
    const char *name, size_t min, size_t max, size_t *value, GError **error);
/* value = a number from @min to @max */
gboolean gls_json_may_get_double (const json_t *object, const char *what,
    const char *name, double min, double max, double *value, GError **error);
/* value = text of 1 to @max_length bytes without control characters */
gboolean gls_json_get_string (const json_t *object, const char *what,
    const char *name, size_t max_length, const char **value, GError **error);
gboolean gls_json_may_get_string (const json_t *object, const char *what,
    const char *name, size_t max_length, const char **value, GError **error);
/* value = index of the member's text in @names, which %NULL ends */
gboolean gls_json_may_get_enum (const json_t *object, const char *what,
    const char *name, const char *const *names, guint *value, GError **error);
gboolean gls_json_get_array (const json_t *object, const char *what,
    const char *name, json_t **value, GError **error);
gboolean gls_json_may_get_array (const json_t *object, const char *what,
    const char *name, json_t **value, GError **error);
gboolean gls_json_get_object (const json_t *object, const char *what,
    const char *name, json_t **value, GError **error);
gboolean gls_json_may_get_object (const json_t *object, const char *what,
    const char *name, json_t **value, GError **error);

/* Fails if a member is there that is not one of @known, which %NULL ends. */
gboolean gls_json_only_has (const json_t *object, const char *what,
    const char *const *known, GError **error);
/* Whether a value, or %NULL, is a whole number from @min to @max. */
gboolean gls_json_to_size (const json_t *value, size_t min, size_t max,
    size_t *size);

/* VALUES TO BE WRITTEN */

/* Returns: (transfer full): a number, or null if it is not finite */
json_t *gls_json_number (double value);
/* Returns: (transfer full): text; bytes that are no UTF-8 become U+FFFD */
json_t *gls_json_text (const char *text);
/* texts: ended by %NULL. Returns: (transfer full): a list of such texts */
json_t *gls_json_texts (const char *const *texts);

/**
 * gls_json_append:
 * @value: what to write
 * @indent: columns for each level, one member a line; 0: all on one line
 *   without spaces
 *
 * Numbers have the fewest digits that read back the same, lists of nothing but
 * numbers stay on one line, and control characters in texts are escaped, so
 * that none reaches a terminal.
 */
void gls_json_append (GString *out, const json_t *value, guint indent);
/* Returns: (transfer full): the same, as text of its own */
char *gls_json_to_text (const json_t *value, guint indent);

/* For lines that are written without building a value first. */
void gls_json_append_text (GString *out, const char *text);
/* @format: of printf, for one double; a number that is not finite is null */
void gls_json_append_formatted (GString *out, const char *format, double value);

G_END_DECLS

#endif
