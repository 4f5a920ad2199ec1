/* When each second of a stream came in.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_ARRIVALS_H
#define GLISSANDO_ARRIVALS_H

#include <glib.h>

typedef struct _Arrivals Arrivals;

/* Remembers the last four minutes or more; one thread may add while another
 * one looks. */
Arrivals *arrivals_new (void);
void arrivals_free (Arrivals *self);

/* Audio up to this second of the stream had come by this moment, as of
 * g_get_real_time(). */
void arrivals_add (Arrivals *self, double second, gint64 moment_us);

/* Returns: the moment in which this second of the stream came in, between
 * those that were added by its place; 0 if none was */
gint64 arrivals_find (Arrivals *self, double second);

/* When what starts or ends there came in: where nothing came for a while, what
 * starts came after that, and what ends before. */
gint64 arrivals_find_start (Arrivals *self, double second);
gint64 arrivals_find_end (Arrivals *self, double second);

#endif
