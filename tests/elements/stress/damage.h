/* What happens to a stream on its way: holes, breaks, gaps, titles, new streams.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TESTS_STRESS_DAMAGE_H
#define GLISSANDO_TESTS_STRESS_DAMAGE_H

#include "world.h"

/* From now on things happen to what goes through this source pad, as often as
 * the world says. */
void damage_watch (World *world, GstPad *pad);

#endif
