/* Which title each prediction bears. Events are there before the buffers that
 * they are about, and both on other threads than who takes the predictions.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TITLED_H
#define GLISSANDO_TITLED_H

#include "base/titles.h"

typedef struct _Titled Titled;

/* Counted by reference: a pad may outlive whoever asks. */
Titled *titled_new (void);
void titled_unref (Titled *self);

/* Begins anew with what comes out of a pad. */
void titled_follow (Titled *self, GstPad *pad);

/* titles: (out): of the next buffer, to be cleared; once for each, in order */
void titled_take (Titled *self, GstGlsTitles *titles);
/* titles: (out): of what came last, to be cleared */
void titled_get_last (Titled *self, GstGlsTitles *titles);

#endif
