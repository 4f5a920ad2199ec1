/* Text that people wrote and people read.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TEXT_H
#define GLS_TEXT_H

#include "gls.h"

G_BEGIN_DECLS

/* Longest label, name or licence, in bytes */
#define GLS_MAX_TEXT 256

/* Whether @text may stand in labels and names: 1 to @max_length bytes of UTF-8
 * without control characters. */
gboolean gls_text_is_printable (const char *text, size_t max_length);

/* Returns: (transfer full): @text as one line for a terminal: bytes that are
 * no UTF-8 become U+FFFD, control characters a question mark */
char *gls_text_make_printable (const char *text);

G_END_DECLS

#endif
