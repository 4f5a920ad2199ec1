/* GStreamer's own functions for formats, which give 32-bit integers or doubles.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/unpack.h"

struct _Unpack
{
  GstAudioInfo info;
  guint8 *plain; /* [UNPACK_CHUNK][channels] as gint32 or double */
  double *x;     /* [UNPACK_CHUNK][channels] */
};

/* gst_audio_info_from_caps() takes no caps without speakers. */
static gboolean
read_caps (const GstCaps *caps, GstAudioInfo *info)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);
  const char *name = gst_structure_get_string (structure, "format");
  const char *layout = gst_structure_get_string (structure, "layout");
  GstAudioFormat format = name != NULL ? gst_audio_format_from_string (name)
                                       : GST_AUDIO_FORMAT_UNKNOWN;
  int rate, channels;

  if (format <= GST_AUDIO_FORMAT_ENCODED
      || !gst_structure_get_int (structure, "rate", &rate)
      || !gst_structure_get_int (structure, "channels", &channels) || rate <= 0
      || channels <= 0)
    return FALSE;
  gst_audio_info_set_format (info, format, rate, channels, NULL);
  if (g_strcmp0 (layout, "non-interleaved") == 0)
    info->layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  return TRUE;
}

Unpack *
unpack_new (const GstCaps *caps)
{
  GstAudioInfo info;
  Unpack *self;
  size_t n;

  if (!read_caps (caps, &info))
    return NULL;
  n = (size_t) info.channels * UNPACK_CHUNK;
  self = g_new (Unpack, 1);
  self->info = info;
  self->plain = g_malloc (n * sizeof (double));
  self->x = g_new (double, n);
  return self;
}

void
unpack_free (Unpack *self)
{
  if (self == NULL)
    return;
  g_free (self->plain);
  g_free (self->x);
  g_free (self);
}

guint
unpack_get_channels (const Unpack *self)
{
  return (guint) self->info.channels;
}

guint
unpack_get_rate (const Unpack *self)
{
  return (guint) self->info.rate;
}

gboolean
unpack_map (const Unpack *self, GstBuffer *buffer, GstAudioBuffer *audio)
{
  const GstAudioMeta *meta = gst_buffer_get_audio_meta (buffer);
  const GstAudioInfo *info = meta != NULL ? &meta->info : &self->info;

  /* What a buffer says of itself may name speakers, and must be mapped so. */
  return info->finfo == self->info.finfo
      && info->channels == self->info.channels
      && gst_audio_buffer_map (audio, info, buffer, GST_MAP_READ);
}

/* bytes: [n] in the format; x: double[n] every @stride */
static void
unpack_row (const Unpack *self, const guint8 *bytes, size_t n, double *x,
    size_t stride)
{
  const GstAudioFormatInfo *format = self->info.finfo;

  format->unpack_func (format, GST_AUDIO_PACK_FLAG_TRUNCATE_RANGE, self->plain,
      bytes, (int) n);
  if (format->unpack_format == GST_AUDIO_FORMAT_F64)
    for (size_t i = 0; i < n; i++)
      x[i * stride] = ((const double *) (gpointer) self->plain)[i];
  else
    for (size_t i = 0; i < n; i++)
      x[i * stride] = ((const gint32 *) (gpointer) self->plain)[i] * 0x1p-31;
}

const double *
unpack_get (Unpack *self, const GstAudioBuffer *audio, size_t at, size_t n)
{
  const size_t channels = (size_t) self->info.channels;
  const size_t width =
      (size_t) GST_AUDIO_FORMAT_INFO_WIDTH (self->info.finfo) / 8;

  if (audio->n_planes == 1)
    unpack_row (self, (const guint8 *) audio->planes[0] + at * channels * width,
        n * channels, self->x, 1);
  else
    for (size_t c = 0; c < channels; c++)
      unpack_row (self, (const guint8 *) audio->planes[c] + at * width, n,
          self->x + c, channels);
  return self->x;
}
