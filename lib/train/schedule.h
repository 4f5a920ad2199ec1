/* The learning rate over a run.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TRAIN_SCHEDULE_H
#define GLS_TRAIN_SCHEDULE_H

#include "train/options.h"

G_BEGIN_DECLS

/* Factor of the learning rate in step 0 .. n_steps - 1 */
double gls_schedule_factor (GlsSchedule schedule, guint64 step,
    guint64 n_steps);

G_END_DECLS

#endif
