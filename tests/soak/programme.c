/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "programme.h"

#include <gst/app/app.h>
#include <math.h>

/* Frames of audio that are pushed at a time. */
#define PIECE 4096

typedef struct
{
  guint32 noise;
  double phase[3], pitch[3];
  double rate;
  guint64 n;
} Sound;

typedef double (*SoundFunc) (Sound *self);

static double
roll (Sound *self)
{
  self->noise = self->noise * 1664525u + 1013904223u;
  return (double) self->noise / 4294967296.0;
}

static double
play_noise (Sound *self)
{
  return 0.3 * (roll (self) - 0.5);
}

static double
play_silence (Sound *self)
{
  return 0.0;
}

/* Three voices: each finds a new pitch twice a second or so, and glides there.
 */
static double
play_music (Sound *self)
{
  static const int scale[] = { 0, 2, 3, 5, 7, 8, 10, 12 };
  double sum = 0.0, beat = fmod ((double) self->n / self->rate, 0.5);

  for (int v = 0; v < 3; v++) {
    if (self->n % (guint64) (self->rate / 2) == 0 && roll (self) < 0.7)
      self->pitch[v] =
          110.0 * exp2 (v + scale[(int) (roll (self) * 8.0)] / 12.0);
    self->phase[v] += self->pitch[v] * (1.0 + 0.01 * sin (30.0 * beat));
    sum += sin (2.0 * G_PI * self->phase[v] / self->rate)
        + 0.4 * sin (6.0 * G_PI * self->phase[v] / self->rate);
  }
  return 0.15 * sum * exp (-3.0 * beat);
}

static const struct
{
  const char *name, *type;
  SoundFunc play;
  int rate;
  const char *encode; /* a pipeline; a factory stands first */
} kinds[] = {
  { "music, MP3, 44.1 kHz", "audio/mpeg", play_music, 44100,
      "lamemp3enc target=bitrate bitrate=128 cbr=true" },
  { "music, Ogg Vorbis, 48 kHz", "application/ogg", play_music, 48000,
      "vorbisenc ! oggmux" },
  { "silence, MP3, 22.05 kHz", "audio/mpeg", play_silence, 22050,
      "lamemp3enc target=bitrate bitrate=64 cbr=true" },
  { "noise, Ogg Opus, 48 kHz", "application/ogg", play_noise, 48000,
      "opusenc ! oggmux" },
  { "music, Ogg FLAC, 44.1 kHz", "application/ogg", play_music, 44100,
      "flacenc ! oggmux" },
  { "music, AAC, 32 kHz", "audio/aac", play_music, 32000,
      "avenc_aac bitrate=96000 ! aacparse ! audio/mpeg,stream-format=adts" },
  { "noise, MP3, 48 kHz", "audio/mpeg", play_noise, 48000,
      "lamemp3enc target=bitrate bitrate=96 cbr=true" },
};

static GstBuffer *
make_piece (Sound *sound, SoundFunc play)
{
  GstBuffer *buffer =
      gst_buffer_new_allocate (NULL, PIECE * sizeof (float), NULL);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (gsize i = 0; i < PIECE; i++, sound->n++)
    ((float *) (void *) map.data)[i] = (float) play (sound);
  gst_buffer_unmap (buffer, &map);
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (sound->n - PIECE, GST_SECOND,
      (guint64) sound->rate);
  return buffer;
}

static void
feed (GstElement *pipeline, gsize kind)
{
  g_autoptr (GstElement) source =
      gst_bin_get_by_name (GST_BIN (pipeline), "source");
  Sound sound = { .noise = (guint32) kind + 1,
    .rate = kinds[kind].rate,
    .pitch = { 110.0, 220.0, 440.0 } };

  while (sound.n < (guint64) (PROGRAMME_ITEM_S * kinds[kind].rate))
    gst_app_src_push_buffer (GST_APP_SRC (source),
        make_piece (&sound, kinds[kind].play));
  gst_app_src_end_of_stream (GST_APP_SRC (source));
}

static GBytes *
collect (GstElement *pipeline)
{
  g_autoptr (GstElement) sink =
      gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  GByteArray *bytes = g_byte_array_new ();
  GstSample *sample;

  while ((sample = gst_app_sink_pull_sample (GST_APP_SINK (sink))) != NULL) {
    GstMapInfo map;

    gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ);
    g_byte_array_append (bytes, map.data, (guint) map.size);
    gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
    gst_sample_unref (sample);
  }
  return g_byte_array_free_to_bytes (bytes);
}

static GBytes *
encode (gsize kind)
{
  g_autofree char *description = g_strdup_printf (
      "appsrc name=source format=time max-bytes=0 "
      "caps=audio/x-raw,format=F32LE,layout=interleaved,channels=1,rate=%d ! "
      "audioconvert ! taginject tags=title=Minute ! %s ! "
      "appsink name=sink sync=false",
      kinds[kind].rate, kinds[kind].encode);
  g_autoptr (GError) error = NULL;
  GstElement *pipeline = gst_parse_launch (description, &error);
  GBytes *bytes;

  g_assert_no_error (error);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  feed (pipeline, kind);
  bytes = collect (pipeline);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  g_assert_cmpuint (g_bytes_get_size (bytes), >, 1000);
  return bytes;
}

static gboolean
is_installed (gsize kind)
{
  g_auto (GStrv) words = g_strsplit (kinds[kind].encode, " ", 2);
  g_autoptr (GstElementFactory) factory = gst_element_factory_find (words[0]);

  return factory != NULL;
}

static void
item_clear (gpointer data)
{
  g_bytes_unref (((ProgrammeItem *) data)->bytes);
}

GArray *
programme_make (void)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (ProgrammeItem));

  g_array_set_clear_func (items, item_clear);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (is_installed (i)) {
      ProgrammeItem item = { kinds[i].name, kinds[i].type, encode (i) };

      g_array_append_val (items, item);
    }
  return items;
}
