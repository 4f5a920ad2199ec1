/* The longest fragment so far, and whether it is needed at all.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/fragments.h"

void
gls_fragments_init (GlsFragments *self, size_t n_frames)
{
  *self = (GlsFragments){ .n_frames = n_frames };
}

static GlsWorth
judge_silence (GlsFragments *self, gboolean is_whole)
{
  if (is_whole) {
    self->told_silence = TRUE;
    return self->longest > 0 ? GLS_WORTH_TELLING_TOO : GLS_WORTH_TELLING;
  }
  return self->told || self->told_silence || self->longest > 0
      ? GLS_WORTH_NOTHING
      : GLS_WORTH_HOLDING;
}

GlsWorth
gls_fragments_judge (GlsFragments *self, const GlsSegment *segment,
    gboolean is_silent)
{
  gboolean is_whole = 2 * segment->n_real >= self->n_frames;

  if (is_silent)
    return judge_silence (self, is_whole);
  if (is_whole) {
    self->told = TRUE;
    return GLS_WORTH_TELLING;
  }
  if (self->told || segment->n_real <= self->longest)
    return GLS_WORTH_NOTHING;
  self->longest = segment->n_real;
  return GLS_WORTH_HOLDING;
}
