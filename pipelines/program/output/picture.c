/* appsrc ! the transform ! tensorview mode=picture ! pngenc ! appsink
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "output/picture.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/audio/audio.h>

#include "base/frontend.h"
#include "outfile.h"
#include "text.h"

/* Audio that waits to be transformed. */
#define MAX_WAITING_BYTES (1u << 20)
#define POLL (10 * GST_MSECOND)

struct _PictureWriter
{
  GlsOutfile *file;
  GstElement *pipeline;
  GstAppSrc *source;
  GstAppSink *sink;
  GstBus *bus;
  guint rate;
  guint64 n_samples;
  GError *failure;
};

static void
free_without_file (PictureWriter *self)
{
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->source);
  gst_clear_object (&self->sink);
  gst_clear_object (&self->bus);
  gst_clear_object (&self->pipeline);
  g_clear_error (&self->failure);
  g_free (self);
}

void
picture_writer_abandon (PictureWriter *self)
{
  gls_outfile_abandon (self->file);
  free_without_file (self);
}

static gboolean
make_pipeline (PictureWriter *self, const GlsSpec *spec, const Look *look,
    const char *title, const char *marks, GError **error)
{
  g_autoptr (GstElement) view = NULL;
  g_autoptr (GstCaps) caps = NULL;
  static const char launch[] =
      "appsrc name=source format=time max-bytes=0 "
      "tensorview name=view mode=picture ! pngenc "
      "! appsink name=sink sync=false wait-on-eos=false";
  GstElement *front_end;
  GstAudioInfo info;

  self->pipeline =
      gst_parse_launch_full (launch, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  if (self->pipeline == NULL)
    return FALSE;
  self->bus = gst_element_get_bus (self->pipeline);
  self->source =
      GST_APP_SRC (gst_bin_get_by_name (GST_BIN (self->pipeline), "source"));
  self->sink =
      GST_APP_SINK (gst_bin_get_by_name (GST_BIN (self->pipeline), "sink"));
  view = gst_bin_get_by_name (GST_BIN (self->pipeline), "view");
  front_end = gst_gls_front_end_new (spec->transform, 1);
  gst_gls_front_end_set_spec (front_end, spec);
  gst_bin_add (GST_BIN (self->pipeline), front_end);
  gst_element_link_many (GST_ELEMENT (self->source), front_end, view, NULL);
  look_apply (look, view);
  g_object_set (view, "title", title, "marks", marks, NULL);

  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_F32, (gint) spec->rate, 1,
      NULL);
  caps = gst_audio_info_to_caps (&info);
  gst_app_src_set_caps (self->source, caps);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return TRUE;
}

PictureWriter *
picture_writer_new (const char *path, const GlsSpec *spec, const Look *look,
    const char *title, const char *marks, GError **error)
{
  GlsOutfile *file = gls_outfile_new (path, error);
  PictureWriter *self;

  if (file == NULL)
    return NULL;
  self = g_new0 (PictureWriter, 1);
  self->file = file;
  self->rate = spec->rate;
  if (make_pipeline (self, spec, look, title, marks, error))
    return self;
  picture_writer_abandon (self);
  return NULL;
}

/* Waits for the end or a failure, at most for a time.
 * Returns: whether it has ended, one way or the other */
static gboolean
wait_for_end (PictureWriter *self, GstClockTime timeout)
{
  g_autoptr (GstMessage) message = NULL;

  if (self->failure != NULL)
    return TRUE;
  message = gst_bus_timed_pop_filtered (self->bus, timeout,
      GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
  if (message == NULL)
    return FALSE;
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &self->failure, NULL);
  return TRUE;
}

gboolean
picture_writer_add (PictureWriter *self, const float *x, size_t n)
{
  GstBuffer *buffer = gst_buffer_new_memdup (x, n * sizeof *x);

  GST_BUFFER_PTS (buffer) =
      gst_util_uint64_scale (self->n_samples, GST_SECOND, self->rate);
  self->n_samples += n;
  GST_BUFFER_DURATION (buffer) =
      gst_util_uint64_scale (self->n_samples, GST_SECOND, self->rate)
      - GST_BUFFER_PTS (buffer);
  if (gst_app_src_push_buffer (self->source, buffer) != GST_FLOW_OK) {
    wait_for_end (self, GST_SECOND);
    return FALSE;
  }
  /* Not left to appsrc, which waits for ever once downstream has failed. */
  while (gst_app_src_get_current_level_bytes (self->source) > MAX_WAITING_BYTES)
    if (wait_for_end (self, POLL))
      return FALSE;
  return TRUE;
}

gboolean
picture_writer_finish (PictureWriter *self, GError **error)
{
  g_autoptr (GstSample) sample = NULL;
  GlsOutfile *file = self->file;
  GstMapInfo map;

  gst_app_src_end_of_stream (self->source);
  while (!wait_for_end (self, GST_SECOND))
    continue;
  if (self->failure == NULL)
    sample = gst_app_sink_try_pull_sample (self->sink, 0);
  if (sample == NULL
      || !gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ)) {
    g_autofree char *why =
        self->failure ? gls_text_tidy (self->failure->message) : NULL;

    g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "cannot be drawn: %s",
        why ? why : "there is no audio");
    picture_writer_abandon (self);
    return FALSE;
  }
  gls_outfile_write (file, map.data, map.size);
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
  free_without_file (self);
  return gls_outfile_finish (file, error);
}
