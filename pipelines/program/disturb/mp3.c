/* Through an MP3 encoder, LAME, and a decoder, mpg123.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "disturb/kind.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <string.h>

#include "gls.h"

/* What MPEG-1 and MPEG-2 both have, so that each fits most sampling rates. */
static const char *const bitrates[] = { "32", "40", "48", "56", "64", "80",
  "96", "112", "128", "160", NULL };

/* What comes out is later by this: 576 samples of LAME's, and the 529 that a
 * decoder has by the standard. */
#define DELAY 1105
/* So that the last of them comes out, too: more than a frame of the encoder and
 * one of the decoder. */
#define TAIL (4 * 1152)

static const guint rates[] = { 8000, 11025, 12000, 16000, 22050, 24000, 32000,
  44100, 48000 };

/* An encoder that says nothing for so long says nothing any more. */
#define PATIENCE (60 * GST_SECOND)

static const char *
find_missing (void)
{
  static const char *const elements[] = { "lamemp3enc", "mpegaudioparse",
    "mpg123audiodec" };

  for (guint i = 0; i < G_N_ELEMENTS (elements); i++) {
    g_autoptr (GstElementFactory) factory =
        gst_element_factory_find (elements[i]);

    if (factory == NULL)
      return "GStreamer has no MP3 encoder and decoder here: install "
             "gstreamer1.0-plugins-good";
  }
  return NULL;
}

static GstElement *
make_pipeline (const char *bitrate, guint rate, GError **error)
{
  g_autofree char *description =
      g_strdup_printf ("appsrc name=in format=time "
                       "caps=audio/x-raw,format=F32LE,layout=interleaved,"
                       "channels=1,rate=%u ! "
                       "audioconvert dithering=none ! "
                       "lamemp3enc target=bitrate cbr=true bitrate=%s ! "
                       "audio/mpeg,rate=%u ! mpegaudioparse ! mpg123audiodec ! "
                       "audioconvert ! "
                       "audio/x-raw,format=F32LE,channels=1,rate=%u ! "
                       "appsink name=out sync=false",
          rate, bitrate, rate, rate);

  return gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS,
      error);
}

static void
push (GstElement *pipeline, const GArray *samples)
{
  g_autoptr (GstElement) source =
      gst_bin_get_by_name (GST_BIN (pipeline), "in");
  gsize size = samples->len * sizeof (float);
  GstBuffer *buffer =
      gst_buffer_new_allocate (NULL, size + TAIL * sizeof (float), NULL);

  gst_buffer_memset (buffer, size, 0, TAIL * sizeof (float));
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

static gboolean
check_rate (guint rate, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    if (rates[i] == rate)
      return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "MP3 has no sampling rate of %u Hz, which the model hears", rate);
  return FALSE;
}

static gboolean
apply (double value, guint64 seed, Sound *sound, GError **error)
{
  const guint n = sound->samples->len;
  GArray *samples = g_array_sized_new (FALSE, TRUE, sizeof (float), n + TAIL);
  GstElement *pipeline = check_rate (sound->rate, error)
      ? make_pipeline (bitrates[(int) value], sound->rate, error)
      : NULL;
  gboolean ok = pipeline != NULL;

  if (ok) {
    gst_object_ref_sink (pipeline);
    gst_element_set_state (pipeline, GST_STATE_PLAYING);
    push (pipeline, sound->samples);
    pull (pipeline, samples);
    ok = went_well (pipeline, error);
    gst_element_set_state (pipeline, GST_STATE_NULL);
    gst_object_unref (pipeline);
  }
  g_array_remove_range (samples, 0, MIN (DELAY, samples->len));
  g_array_set_size (samples, n);
  sound_replace (sound, samples);
  return ok;
}

const DisturbKind disturb_mp3 = {
  .name = "mp3",
  .values = bitrates,
  .unit = "kbit/s",
  .find_missing = find_missing,
  .apply = apply,
};
