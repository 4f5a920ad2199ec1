/* What is done to a pipeline, one at a time.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TESTS_STRESS_OPERATIONS_H
#define GLISSANDO_TESTS_STRESS_OPERATIONS_H

#include "world.h"

/**
 * Operation:
 * @name: for people
 * @weight: how often it comes, beside the others
 * @act: does it; must return in bounded time, whatever the pipeline does
 */
typedef struct
{
  const char *name;
  guint weight;
  void (*act) (World *world);
} Operation;

/* One of them, by weight. */
const Operation *operation_pick (World *world);

/* Whatever was done before: from its start, a file is heard to its end. Only for
 * a world whose source is a file. */
extern const Operation operation_settle;

#endif
