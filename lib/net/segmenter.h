/* Frames in, segments of the length that a model hears out.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one place that says what a segment is: packnet, tagging, evaluation and
 * training cut through it. A stretch is audio without a break; its frames are
 * pushed in order, and each segment that becomes whole is pulled. What is left
 * over when the stretch ends comes with gls_segmenter_drain().
 */
#ifndef GLS_NET_SEGMENTER_H
#define GLS_NET_SEGMENTER_H

#include "gls.h"

G_BEGIN_DECLS

typedef struct _GlsSegmenter GlsSegmenter;

/**
 * GlsCut:
 * @GLS_CUT_HEAR: all is heard. Segments start every hop; frames left over at
 *   the end are heard in one more segment, which ends with the last frame and
 *   overlaps the one before
 * @GLS_CUT_LEARN: no frame is used twice. Segments start every N frames,
 *   whatever the hop; frames left over at the end are one more segment if they
 *   are at least half of one, and else left out
 *
 * How a stretch becomes segments. By both, a stretch that is shorter than a
 * segment is one. Where a segment has fewer than N frames, it is filled with
 * them again from its start on.
 */
typedef enum
{
  GLS_CUT_HEAR,
  GLS_CUT_LEARN,
} GlsCut;

/**
 * GlsSegment:
 * @first: its first frame, counted from the first one of the stretch
 * @n_real: how many frames from there on it holds, 1 .. N
 * @padded: fewer than N, so that they were repeated
 */
typedef struct
{
  guint64 first;
  size_t n_real;
  gboolean padded;
} GlsSegment;

/**
 * gls_segmenter_new:
 * @cut: which frames make a segment
 * @n_frames: N, frames in a segment; >= 1
 * @hop_frames: from one segment to the next; >= 1
 * @frame_size: floats in a frame; 0 to learn only where segments lie
 *
 * Takes all its memory, N frames; the other calls never fail. It belongs to
 * one thread.
 */
GLS_API GlsSegmenter *gls_segmenter_new (GlsCut cut, size_t n_frames,
    size_t hop_frames, size_t frame_size) G_GNUC_WARN_UNUSED_RESULT;
GLS_API void gls_segmenter_free (GlsSegmenter *self);

/**
 * gls_segmenter_push:
 * @frames: (nullable): float[n][frame_size]
 * @n: how many
 *
 * Returns: how many frames it took: fewer than @n when a segment is whole,
 *   which gls_segmenter_pull() must take first
 */
GLS_API size_t gls_segmenter_push (GlsSegmenter *self, const float *frames,
    size_t n);

/**
 * gls_segmenter_pull:
 * @frames: (out) (nullable): float[N][frame_size], the segment in order
 * @segment: (out): its place in the stretch
 *
 * Returns: %FALSE, with nothing written, when it needs more frames, or when all
 *   is out after gls_segmenter_drain()
 */
GLS_API gboolean gls_segmenter_pull (GlsSegmenter *self, float *frames,
    GlsSegment *segment);

/* hop_frames: >= 1, from the last segment that was pulled to the next one, and
 * from there on. One that would have been whole by now comes as soon as it can.
 * What is cut to be learned from keeps to hops of N. */
GLS_API void gls_segmenter_set_hop (GlsSegmenter *self, size_t hop_frames);

/* The stretch has ended: pull until it returns FALSE, then reset. */
GLS_API void gls_segmenter_drain (GlsSegmenter *self);
/* Forgets all frames: the next one is the first of another stretch. */
GLS_API void gls_segmenter_reset (GlsSegmenter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsSegmenter, gls_segmenter_free)

G_END_DECLS

#endif
