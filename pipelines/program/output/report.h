/* What reading data came upon, for the user.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_REPORT_H
#define GLISSANDO_REPORT_H

#include "data/problems.h"

/* Says what has come since the last time. */
void report_problems (Problems *problems);
/* A DoneFunc that moves a progress bar whose total is 1. */
void report_done (size_t done, size_t total);

#endif
