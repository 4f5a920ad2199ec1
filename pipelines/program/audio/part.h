/* Of a file, only a part is heard.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_PART_H
#define GLISSANDO_PART_H

#include "audio/source.h"
#include "timespan.h"

typedef struct _Part Part;

Part *part_new (const GlsTimespan *span);
void part_unref (Part *self);

/**
 * part_cut:
 * @pad: of what decodes, which has given nothing yet
 *
 * Has the decoder go to where the part begins, and lets no sample through that
 * is not of it. What cannot go there is decoded from its start on.
 */
void part_cut (Part *self, GstPad *pad);

/* report: (inout): what it says of the whole file, it says of the part then */
void part_describe (const Part *self, SourceReport *report);

#endif
