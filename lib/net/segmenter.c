/* The last N frames in a ring, and the count at which a segment is whole.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/segmenter.h"

#include <string.h>

struct _GlsSegmenter
{
  GlsCut cut;
  size_t n_frames;
  size_t hop;
  size_t frame_size;
  float *ring; /* [n_frames][frame_size], frame k at k % n_frames */

  guint64 n_in;   /* frames that came */
  guint64 n_used; /* of these, in a segment that went out, or before one */
  guint64 whole;  /* n_in at which the next segment is whole */
  gboolean ended;
};

GlsSegmenter *
gls_segmenter_new (GlsCut cut, size_t n_frames, size_t hop_frames,
    size_t frame_size)
{
  GlsSegmenter *self;

  g_return_val_if_fail (n_frames >= 1 && hop_frames >= 1, NULL);
  self = g_new0 (GlsSegmenter, 1);
  self->cut = cut;
  self->n_frames = n_frames;
  self->hop = cut == GLS_CUT_LEARN ? n_frames : hop_frames;
  self->frame_size = frame_size;
  self->ring = g_new (float, n_frames *frame_size);
  gls_segmenter_reset (self);
  return self;
}

void
gls_segmenter_free (GlsSegmenter *self)
{
  if (self == NULL)
    return;
  g_free (self->ring);
  g_free (self);
}

void
gls_segmenter_reset (GlsSegmenter *self)
{
  self->n_in = 0;
  self->n_used = 0;
  self->whole = self->n_frames;
  self->ended = FALSE;
}

static float *
place_of (GlsSegmenter *self, guint64 frame)
{
  return self->ring + (size_t) (frame % self->n_frames) * self->frame_size;
}

size_t
gls_segmenter_push (GlsSegmenter *self, const float *frames, size_t n)
{
  size_t taken = 0;

  for (; taken < n && self->n_in < self->whole; taken++, self->n_in++)
    if (self->frame_size > 0)
      memcpy (place_of (self, self->n_in), frames + taken * self->frame_size,
          self->frame_size * sizeof *frames);
  return taken;
}

/* What is left over at the end, if it makes a segment. */
static gboolean
find_rest (const GlsSegmenter *self, GlsSegment *segment)
{
  guint64 n_left = self->n_in - self->n_used;

  if (!self->ended || n_left == 0)
    return FALSE;
  if (self->n_in <= self->n_frames)
    segment->first = 0;
  else if (self->cut == GLS_CUT_HEAR)
    segment->first = self->n_in - self->n_frames;
  else if (2 * n_left >= self->n_frames)
    segment->first = self->n_used;
  else
    return FALSE;
  segment->n_real = (size_t) (self->n_in - segment->first);
  return TRUE;
}

static gboolean
find_segment (const GlsSegmenter *self, GlsSegment *segment)
{
  if (self->n_in < self->whole)
    return find_rest (self, segment);
  segment->first = self->n_in - self->n_frames;
  segment->n_real = self->n_frames;
  return TRUE;
}

gboolean
gls_segmenter_pull (GlsSegmenter *self, float *frames, GlsSegment *segment)
{
  if (!find_segment (self, segment))
    return FALSE;
  segment->padded = segment->n_real < self->n_frames;
  for (size_t k = 0; self->frame_size > 0 && k < self->n_frames; k++)
    memcpy (frames + k * self->frame_size,
        place_of (self, segment->first + k % segment->n_real),
        self->frame_size * sizeof *frames);
  self->n_used = self->n_in;
  if (self->n_in == self->whole)
    self->whole += self->hop;
  return TRUE;
}

void
gls_segmenter_set_hop (GlsSegmenter *self, size_t hop_frames)
{
  g_return_if_fail (hop_frames >= 1);
  if (self->cut == GLS_CUT_LEARN)
    return;
  /* Once a segment went out, the next one is a hop behind it. */
  if (self->whole > self->n_frames && self->n_in < self->whole)
    self->whole = MAX (self->whole - self->hop + hop_frames, self->n_in);
  self->hop = hop_frames;
}

void
gls_segmenter_drain (GlsSegmenter *self)
{
  self->ended = TRUE;
}
