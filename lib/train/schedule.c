/* Learning-rate schedules; options.h names their sources.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "train/schedule.h"

#include <math.h>

/* Proportions of the one-cycle rule as they are commonly used. */
#define RISE 0.3
#define START (1.0 / 25)
#define END (START * 1e-4)

/* From @a at t = 0 to @b at t = 1, by half a cosine */
static double
anneal (double a, double b, double t)
{
  return b + (a - b) * 0.5 * (1.0 + cos (G_PI * t));
}

double
gls_schedule_factor (GlsSchedule schedule, guint64 step, guint64 n_steps)
{
  const double t = (double) step / (double) MAX (n_steps - 1, 1);

  switch (schedule) {
    case GLS_SCHEDULE_COSINE:
      return anneal (1.0, 0.0, (double) step / (double) n_steps);
    case GLS_SCHEDULE_ONE_CYCLE:
      return t < RISE ? anneal (START, 1.0, t / RISE)
                      : anneal (1.0, END, (t - RISE) / (1.0 - RISE));
    case GLS_SCHEDULE_CONSTANT:
    default:
      return 1.0;
  }
}
