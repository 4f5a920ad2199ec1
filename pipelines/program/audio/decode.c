/* A source and a rate: what features, training and evaluation read.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/decode.h"

#include "audio/run.h"
#include "gls.h"

typedef struct
{
  guint rate;
  DecodeFunc func;
  gpointer data;
} Decoding;

static GstElement *
follow (GstBin *pipeline, GstElement *source, gpointer data)
{
  const Decoding *self = data;
  GstElement *filter = gst_element_factory_make ("capsfilter", NULL);
  g_autoptr (GstCaps) caps = gst_caps_new_simple ("audio/x-raw", "rate",
      G_TYPE_INT, (int) self->rate, NULL);

  g_object_set (filter, "caps", caps, NULL);
  gst_bin_add (pipeline, filter);
  return gst_element_link (source, filter) ? filter : NULL;
}

static gboolean
take (GstSample *sample, gpointer data)
{
  const Decoding *self = data;
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstMapInfo map;
  gboolean more;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return TRUE;
  more = self->func ((const float *) (gpointer) map.data,
      map.size / sizeof (float), self->data);
  gst_buffer_unmap (buffer, &map);
  return more;
}

gboolean
decode_run (const char *uri, guint rate, DecodeFunc func, gpointer data,
    SourceReport *report, GError **error)
{
  static const RunClient client = { .follow = follow, .take = take };
  Decoding self = { .rate = rate, .func = func, .data = data };
  g_autofree char *failure = NULL;

  run_uri (uri, &client, &self, report, &failure);
  if (failure != NULL)
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_IO, failure);
  return failure == NULL;
}
