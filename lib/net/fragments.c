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

/* One of so many frames was told: others before it no longer will be. */
static void
tell (GlsFragments *self, size_t n)
{
  self->n_left_out += self->n_untold - n;
  self->n_untold = 0;
  self->longest = 0;
  self->told = TRUE;
}

static GlsWorth
judge_fragment (GlsFragments *self, size_t n)
{
  gboolean is_longest = n > self->longest;

  self->n_untold += n;
  self->longest = MAX (n, self->longest);
  if (self->n_untold < self->n_frames)
    return is_longest ? GLS_WORTH_HOLDING : GLS_WORTH_NOTHING;
  tell (self, self->longest);
  return is_longest ? GLS_WORTH_TELLING : GLS_WORTH_TELLING_HELD;
}

GlsWorth
gls_fragments_judge (GlsFragments *self, const GlsSegment *segment,
    gboolean is_silent)
{
  gboolean is_whole = 2 * segment->n_real >= self->n_frames;

  if (is_silent)
    return judge_silence (self, is_whole);
  if (!is_whole)
    return judge_fragment (self, segment->n_real);
  tell (self, 0);
  return GLS_WORTH_TELLING;
}

gboolean
gls_fragments_end (GlsFragments *self, guint64 *n_left_out)
{
  gboolean is_needed = !self->told;

  tell (self, is_needed ? self->longest : 0);
  *n_left_out = self->n_left_out;
  gls_fragments_init (self, self->n_frames);
  return is_needed;
}
