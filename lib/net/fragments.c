/* The longest fragment so far, and whether it is needed at all.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/fragments.h"

void
gls_fragments_init (GlsFragments *self, size_t n_frames)
{
  *self = (GlsFragments){ .n_frames = n_frames };
}

GlsWorth
gls_fragments_judge (GlsFragments *self, const GlsSegment *segment)
{
  if (2 * segment->n_real >= self->n_frames) {
    self->told = TRUE;
    return GLS_WORTH_TELLING;
  }
  if (self->told || segment->n_real <= self->longest)
    return GLS_WORTH_NOTHING;
  self->longest = segment->n_real;
  return GLS_WORTH_HOLDING;
}
