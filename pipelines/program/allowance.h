/* What a shell or a service manager allows the process.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_ALLOWANCE_H
#define GLISSANDO_ALLOWANCE_H

#include <glib.h>

/* Whether the address space (ulimit -v) and the number of open files (ulimit -n)
 * are large enough to work with; says why, if not. The program is then to be
 * left by _exit(): OpenBLAS may be waiting for memory in a thread of its own,
 * without end, and would be waited for. */
gboolean allowance_is_enough (void);

/* Returns: how many of @n_jobs there is address space for; at least 1 */
guint allowance_count_jobs (guint n_jobs);

/**
 * allowance_get_memory:
 *
 * Returns: bytes of memory that the machine has, or the control group grants
 */
guint64 allowance_get_memory (void);

#endif
