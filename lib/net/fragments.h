/* Which segments of a stream are worth a prediction.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A stream is one stretch of audio or several, each cut by itself. A segment of
 * which less than half is audio is a fragment: beside others it says little, and
 * a damaged stream has many. So a fragment is worth no prediction of its own.
 * Only when nothing was told for as many frames as a segment has, or in the
 * whole stream, the longest one since then speaks for all. Silence is nothing
 * else: however long, it does not speak for what is heard beside it.
 */
#ifndef GLS_NET_FRAGMENTS_H
#define GLS_NET_FRAGMENTS_H

#include "net/segmenter.h"

G_BEGIN_DECLS

/**
 * GlsWorth:
 * @GLS_WORTH_TELLING: tell it now, and forget what is held back
 * @GLS_WORTH_TELLING_TOO: tell it now, and keep what is held back
 * @GLS_WORTH_TELLING_HELD: tell what is held back, and leave this one out
 * @GLS_WORTH_HOLDING: hold it back, in the place of what was
 * @GLS_WORTH_NOTHING: leave it out
 *
 * What to do with a segment.
 */
typedef enum
{
  GLS_WORTH_TELLING,
  GLS_WORTH_TELLING_TOO,
  GLS_WORTH_TELLING_HELD,
  GLS_WORTH_HOLDING,
  GLS_WORTH_NOTHING,
} GlsWorth;

/**
 * GlsFragments:
 * @n_frames: N, frames in a whole segment
 * @longest: frames of the fragment that is held back; 0: none, or silence
 * @n_untold: frames of fragments since the last one that was told
 * @n_left_out: of those before that, the ones that no prediction is about
 * @told: whether a segment of this stream was told that is not silent
 * @told_silence: whether one was that is
 */
typedef struct
{
  size_t n_frames;
  size_t longest;
  guint64 n_untold;
  guint64 n_left_out;
  gboolean told;
  gboolean told_silence;
} GlsFragments;

/* A stream begins. */
void gls_fragments_init (GlsFragments *self, size_t n_frames);
/* Once for each segment, in order. */
GlsWorth gls_fragments_judge (GlsFragments *self, const GlsSegment *segment,
    gboolean is_silent);
/**
 * gls_fragments_end:
 * @n_left_out: (out): frames of the stream, none of them silent, that no
 *   prediction is about
 *
 * The stream ends, and the next one begins.
 *
 * Returns: whether what is held back, if anything is, is to be told
 */
gboolean gls_fragments_end (GlsFragments *self, guint64 *n_left_out);

G_END_DECLS

#endif
