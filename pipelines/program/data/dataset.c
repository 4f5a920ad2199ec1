/* Cuts each excerpt once to learn where its segments lie, and each segment
 * again when it is read.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/dataset.h"

#include <string.h>

typedef struct
{
  size_t excerpt;
  GlsSegment place;
} Example;

static const ManifestRow *
row_of (const Excerpts *excerpts, size_t i)
{
  return manifest_get_row (excerpts_get_manifest (excerpts),
      excerpts_get (excerpts, i)->row);
}

static void
add_examples (Dataset *self, GlsSegmenter *segmenter, size_t excerpt)
{
  size_t n_left = excerpts_get (self->excerpts, excerpt)->n_frames;
  Example example = { .excerpt = excerpt };

  gls_segmenter_reset (segmenter);
  do {
    n_left -= gls_segmenter_push (segmenter, NULL, n_left);
    if (n_left == 0)
      gls_segmenter_drain (segmenter);
    while (gls_segmenter_pull (segmenter, NULL, &example.place)) {
      g_array_append_val (self->segments, example);
      self->n_copies += row_of (self->excerpts, excerpt)->original != NULL;
    }
  } while (n_left > 0);
}

static void
copy_targets (Dataset *self)
{
  self->targets = g_new (float, MAX (self->n * self->n_labels, 1));
  for (size_t i = 0; i < self->n; i++) {
    const Example *example = &g_array_index (self->segments, Example, i);

    memcpy (self->targets + i * self->n_labels,
        row_of (self->excerpts, example->excerpt)->targets,
        self->n_labels * sizeof (float));
  }
}

Dataset *
dataset_new (const Excerpts *excerpts, const char *split, size_t n_frames)
{
  Dataset *self = g_new0 (Dataset, 1);
  g_autoptr (GlsSegmenter) segmenter =
      gls_segmenter_new (GLS_CUT_LEARN, n_frames, n_frames, 0);

  self->excerpts = excerpts;
  self->frame_size = excerpts_get_frame_size (excerpts);
  self->segmenter =
      gls_segmenter_new (GLS_CUT_LEARN, n_frames, n_frames, self->frame_size);
  self->n_labels = excerpts_get_manifest (excerpts)->n_labels;
  self->segments = g_array_new (FALSE, FALSE, sizeof (Example));
  for (size_t i = 0; i < excerpts_get_n (excerpts); i++)
    if (g_str_equal (row_of (excerpts, i)->split, split))
      add_examples (self, segmenter, i);
  self->n = self->segments->len;
  copy_targets (self);
  return self;
}

void
dataset_free (Dataset *self)
{
  if (self == NULL)
    return;
  cache_entry_clear (&self->entry);
  gls_segmenter_free (self->segmenter);
  g_array_unref (self->segments);
  g_free (self->targets);
  g_free (self);
}

/* Examples are read in order, and those of an excerpt stand together. */
static gboolean
open_excerpt (Dataset *self, size_t excerpt, GError **error)
{
  if (self->entry.frames != NULL && self->opened == excerpt)
    return TRUE;
  cache_entry_clear (&self->entry);
  self->opened = excerpt;
  return excerpts_open (self->excerpts, excerpt, &self->entry, error);
}

gboolean
dataset_read (Dataset *self, size_t i, float *frames, GError **error)
{
  const Example *example = &g_array_index (self->segments, Example, i);
  GlsSegment whole;

  if (!open_excerpt (self, example->excerpt, error))
    return FALSE;
  gls_segmenter_reset (self->segmenter);
  gls_segmenter_push (self->segmenter,
      self->entry.frames + example->place.first * self->frame_size,
      example->place.n_real);
  gls_segmenter_drain (self->segmenter);
  return gls_segmenter_pull (self->segmenter, frames, &whole);
}
