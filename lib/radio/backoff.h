/* How long to wait before the next try.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_BACKOFF_H
#define GLS_BACKOFF_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * gls_backoff_wait_s:
 * @attempt: which try it will be since things last went well, from 1
 * @longest_s: never longer than that, in seconds; 0 or more
 * @chance: uniform from 0 to 1, drawn anew for each wait
 *
 * The wait doubles from try to try, from one second on, so that a server in
 * trouble is left alone; half of it is left to chance, so that those whom it
 * dropped together do not come back together (“equal jitter”: Brooker,
 * Exponential Backoff and Jitter, 2015).
 *
 * Returns: seconds
 */
double gls_backoff_wait_s (guint attempt, double longest_s, double chance);

G_END_DECLS

#endif
