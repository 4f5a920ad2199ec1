/* Brings together what cuts the frames, what hears them and what tells the
 * time.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/listener.h"

#include "base/embedding.h"
#include "base/stretch.h"
#include "base/timing.h"
#include "net/fragments.h"
#include "scattering/silence.h"

struct _GstGlsListener
{
  const GstGlsModelCaps *model;
  size_t n_frames;   /* N, in a segment */
  size_t frame_size; /* floats */
  size_t n_embedding;
  gboolean embed;

  GlsSegmenter *segmenter;
  GlsPredictor *predictor;
  float *frame;  /* [frame_size], the one that came last */
  float *frames; /* [n_frames][frame_size], a segment */

  GstGlsStretch stretch;
  GlsFragments fragments;
  GstBuffer *held; /* what is told if nothing else is */
};

GstGlsListener *
gst_gls_listener_new (const GstGlsModelCaps *model)
{
  GstGlsListener *self = g_new0 (GstGlsListener, 1);

  self->model = model;
  self->n_frames = gls_model_get_n_frames (model->model);
  self->frame_size = gst_gls_shape_get_n (&model->frames.shape[0]);
  self->n_embedding = gls_model_get_n_embedding (model->model);
  self->segmenter = gls_segmenter_new (GLS_CUT_HEAR, self->n_frames,
      model->hop_frames, self->frame_size);
  self->predictor = gls_predictor_new (model->model);
  self->frame = g_new (float, self->frame_size);
  self->frames = g_new (float, self->n_frames * self->frame_size);
  gst_gls_stretch_init (&self->stretch, model->spec.rate,
      gls_spec_stride (&model->spec));
  gls_fragments_init (&self->fragments, self->n_frames);
  return self;
}

void
gst_gls_listener_free (GstGlsListener *self)
{
  if (self == NULL)
    return;
  gls_segmenter_free (self->segmenter);
  gls_predictor_free (self->predictor);
  g_free (self->frame);
  g_free (self->frames);
  gst_clear_buffer (&self->held);
  g_free (self);
}

void
gst_gls_listener_follow_hop (GstGlsListener *self)
{
  gls_segmenter_set_hop (self->segmenter, self->model->hop_frames);
}

void
gst_gls_listener_set_embed (GstGlsListener *self, gboolean embed)
{
  self->embed = embed;
}

void
gst_gls_listener_set_untimed (GstGlsListener *self, gboolean is_untimed)
{
  gst_gls_stretch_set_untimed (&self->stretch, is_untimed);
}

gboolean
gst_gls_listener_is_broken_by (const GstGlsListener *self, GstBuffer *frame)
{
  return gst_gls_stretch_is_broken_by (&self->stretch, frame);
}

void
gst_gls_listener_push (GstGlsListener *self, GstBuffer *frame,
    GstClockTime start)
{
  gst_gls_stretch_add (&self->stretch, frame, start);
  gst_buffer_extract (frame, 0, self->frame,
      self->frame_size * sizeof *self->frame);
  gls_segmenter_push (self->segmenter, self->frame, 1);
}

GstClockTime
gst_gls_listener_get_position (const GstGlsListener *self)
{
  return gst_gls_stretch_get_position (&self->stretch);
}

/* Whether nothing sounds in the segment that lies in frames. */
static gboolean
is_silence (const GstGlsListener *self)
{
  return gls_spec_is_silence (&self->model->spec, self->frames,
      self->n_frames * self->frame_size);
}

/* Of the segment that lies in frames. */
static GstBuffer *
predict (GstGlsListener *self, const GlsSegment *segment, gboolean is_silent)
{
  gsize size = gst_gls_tensors_get_size (&self->model->tags);
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, size, NULL);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  gls_predictor_run (self->predictor, self->frames, (float *) map.data);
  gst_buffer_unmap (buffer, &map);
  if (self->embed)
    gst_gls_embedding_attach (buffer,
        gls_predictor_get_embedding (self->predictor), self->n_embedding);
  if (is_silent)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_GAP);
  gst_gls_stretch_stamp (&self->stretch, buffer, segment->first,
      segment->n_real);
  return buffer;
}

static void
hold (GstGlsListener *self, GstBuffer *prediction)
{
  gst_clear_buffer (&self->held);
  self->held = prediction;
}

GstBuffer *
gst_gls_listener_pull (GstGlsListener *self)
{
  GlsSegment segment;

  while (gls_segmenter_pull (self->segmenter, self->frames, &segment)) {
    gboolean is_silent = is_silence (self);

    switch (gls_fragments_judge (&self->fragments, &segment, is_silent)) {
      case GLS_WORTH_TELLING:
        hold (self, NULL);
        return predict (self, &segment, is_silent);
      case GLS_WORTH_TELLING_TOO:
        return predict (self, &segment, is_silent);
      case GLS_WORTH_TELLING_HELD:
        return g_steal_pointer (&self->held);
      case GLS_WORTH_HOLDING:
        hold (self, predict (self, &segment, is_silent));
        break;
      case GLS_WORTH_NOTHING:
        break;
    }
  }
  return NULL;
}

gboolean
gst_gls_listener_is_padded (const GstGlsListener *self, GstBuffer *prediction)
{
  return GST_BUFFER_OFFSET_END (prediction) - GST_BUFFER_OFFSET (prediction)
      < self->n_frames;
}

void
gst_gls_listener_drain (GstGlsListener *self)
{
  gls_segmenter_drain (self->segmenter);
}

void
gst_gls_listener_reset (GstGlsListener *self)
{
  gls_segmenter_reset (self->segmenter);
  gst_gls_stretch_reset (&self->stretch);
}

GstBuffer *
gst_gls_listener_end_stream (GstGlsListener *self, GstClockTime *left_out)
{
  guint64 n_left_out;

  if (!gls_fragments_end (&self->fragments, &n_left_out))
    hold (self, NULL);
  *left_out = gst_gls_time_at (0, n_left_out * self->stretch.stride,
      self->stretch.rate);
  return g_steal_pointer (&self->held);
}
