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

/* Returns: (transfer full): the part of an error's message that a user needs:
 * one line, no full stop */
char *gls_text_tidy (const char *message);

/* value: (out): a number, with a point in any locale. Returns: whether @text is
 * one and nothing else, from @min to @max */
gboolean gls_text_to_number (const char *text, double min, double max,
    double *value);

/* format: of one double, for printf(); the point is one in any locale */
void gls_text_append_number (GString *out, const char *format, double value);

/**
 * gls_text_clock:
 * @seconds: a time, rounded to what is shown; below zero it is zero
 * @decimals: of the seconds; 0 to 3
 *
 * Returns: (transfer full): as a clock shows it: 0:07, 12:34, 1:02:03
 */
char *gls_text_clock (double seconds, guint decimals);

/* MOMENTS
 *
 * In microseconds since the start of 1970 in UTC, as g_get_real_time() counts;
 * written in the local time of that moment, to the second that has begun.
 */

/* Returns: (transfer full): by ISO 8601: 2026-03-29T03:00:00+02:00 */
char *gls_text_moment (gint64 moment_us);
/* Returns: (transfer full): 2026-03-29 */
char *gls_text_day (gint64 moment_us);
/* Returns: (transfer full): 03:00:00 */
char *gls_text_time_of_day (gint64 moment_us);

G_END_DECLS

#endif
