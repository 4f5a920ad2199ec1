/* A progress bar on stderr.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Shown only where stderr is a terminal, and only once the work has taken a
 * second. There is one at a time; any thread may move it.
 */
#ifndef GLISSANDO_PROGRESS_H
#define GLISSANDO_PROGRESS_H

#include <glib.h>

/* what: what is going on, e.g. "tagging"; total: 0 if it is not known */
void progress_begin (const char *what, double total);
/* done: in the unit of total; note: (nullable): shown behind the bar */
void progress_set (double done, const char *note);
void progress_end (void);

/* Around other output to the terminal: takes the bar away and holds it back
 * until progress_resume(). */
void progress_pause (void);
void progress_resume (void);

#endif
