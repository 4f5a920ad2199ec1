/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disturb/through.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

/* Elements that say nothing for so long say nothing any more. */
#define PATIENCE (60 * GST_SECOND)

gboolean
through_has_elements (const char *const *elements)
{
  for (; *elements != NULL; elements++) {
    g_autoptr (GstElementFactory) factory =
        gst_element_factory_find (*elements);

    if (factory == NULL)
      return FALSE;
  }
  return TRUE;
}

static GstElement *
make_pipeline (const char *line, guint rate, GError **error)
{
  g_autofree char *description =
      g_strdup_printf ("appsrc name=in format=time "
                       "caps=audio/x-raw,format=F32LE,layout=interleaved,"
                       "channels=1,rate=%u ! %s ! audioconvert ! "
                       "audio/x-raw,format=F32LE,channels=1,rate=%u ! "
                       "appsink name=out sync=false",
          rate, line, rate);

  return gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS,
      error);
}

static void
push (GstElement *pipeline, const GArray *samples, guint tail)
{
  g_autoptr (GstElement) source =
      gst_bin_get_by_name (GST_BIN (pipeline), "in");
  gsize size = samples->len * sizeof (float);
  GstBuffer *buffer =
      gst_buffer_new_allocate (NULL, size + tail * sizeof (float), NULL);

  gst_buffer_memset (buffer, size, 0, tail * sizeof (float));
  gst_buffer_fill (buffer, 0, samples->data, size);
  GST_BUFFER_PTS (buffer) = 0;
  gst_app_src_push_buffer (GST_APP_SRC (source), buffer);
  gst_app_src_end_of_stream (GST_APP_SRC (source));
}

static void
pull (GstElement *pipeline, GArray *samples)
{
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  GstSample *sample;

  while ((sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), PATIENCE))
      != NULL) {
    GstBuffer *buffer = gst_sample_get_buffer (sample);
    GstMapInfo map;

    if (gst_buffer_map (buffer, &map, GST_MAP_READ)) {
      g_array_append_vals (samples, map.data,
          (guint) (map.size / sizeof (float)));
      gst_buffer_unmap (buffer, &map);
    }
    gst_sample_unref (sample);
  }
}

/* An error ends the stream, too. */
static gboolean
went_well (GstElement *pipeline, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message =
      gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);

  if (message != NULL)
    gst_message_parse_error (message, error, NULL);
  return message == NULL;
}

gboolean
through (Sound *sound, const char *line, guint delay, guint tail,
    GError **error)
{
  const guint n = sound->samples->len;
  GArray *samples = g_array_sized_new (FALSE, TRUE, sizeof (float), n + tail);
  GstElement *pipeline = make_pipeline (line, sound->rate, error);
  gboolean ok = pipeline != NULL;

  if (ok) {
    gst_object_ref_sink (pipeline);
    gst_element_set_state (pipeline, GST_STATE_PLAYING);
    push (pipeline, sound->samples, tail);
    pull (pipeline, samples);
    ok = went_well (pipeline, error);
    gst_element_set_state (pipeline, GST_STATE_NULL);
    gst_object_unref (pipeline);
  }
  g_array_remove_range (samples, 0, MIN (delay, samples->len));
  g_array_set_size (samples, n);
  sound_replace (sound, samples);
  return ok;
}
