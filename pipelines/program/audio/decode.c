/* A source and an appsink: what features, training and evaluation read.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/decode.h"

#include <gst/app/gstappsink.h>

#include "gls.h"

#define POLL (100 * GST_MSECOND)

static gboolean
give (GstSample *sample, DecodeFunc func, gpointer data)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstMapInfo map;
  gboolean more;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return TRUE;
  more = func ((const float *) (gpointer) map.data, map.size / sizeof (float),
      data);
  gst_buffer_unmap (buffer, &map);
  return more;
}

/* A first idea of the length, for a progress bar. */
static void
ask_duration_once (GstElement *pipeline, guint rate, SourceReport *report)
{
  gint64 duration;

  if (report->rate != 0)
    return;
  report->rate = rate;
  if (gst_element_query_duration (pipeline, GST_FORMAT_TIME, &duration))
    report->declared_s = (double) MAX (duration, 0) / GST_SECOND;
}

static gboolean
decode_once (const char *uri, guint rate, DecodeFunc func, gpointer data,
    SourceReport *report, gboolean *stands_still, GError **error)
{
  g_autoptr (GstElement) pipeline =
      gst_object_ref_sink (gst_pipeline_new (NULL));
  GstElement *source = source_new (uri);
  GstElement *sink = gst_element_factory_make ("appsink", NULL);
  g_autoptr (GstCaps) caps =
      gst_caps_new_simple ("audio/x-raw", "rate", G_TYPE_INT, (int) rate, NULL);
  g_autofree char *failure = NULL;
  gboolean more = TRUE;

  *report = (SourceReport){ 0 };
  g_object_set (sink, "caps", caps, "sync", FALSE, "max-buffers", 16u, NULL);
  gst_bin_add_many (GST_BIN (pipeline), source, sink, NULL);
  gst_element_link (source, sink);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);

  while (more) {
    GstSample *sample =
        gst_app_sink_try_pull_sample (GST_APP_SINK (sink), POLL);

    if (sample != NULL) {
      ask_duration_once (pipeline, rate, report);
      more = give (sample, func, data);
      gst_sample_unref (sample);
    } else
      more = !gst_app_sink_is_eos (GST_APP_SINK (sink))
          && (failure = source_poll_failure (source, pipeline)) == NULL
          && !(*stands_still =
                   (failure = source_poll_standstill (source)) != NULL);
  }
  if (failure == NULL)
    failure = source_poll_failure (source, pipeline);
  source_get_report (source, report);
  gst_element_set_state (pipeline, GST_STATE_NULL);

  if (failure != NULL) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_IO, failure);
    return FALSE;
  }
  if (report->n_samples == 0) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_IO,
        "there is no audio in it");
    return FALSE;
  }
  return TRUE;
}

gboolean
decode_run (const char *uri, guint rate, DecodeFunc func, gpointer data,
    SourceReport *report, GError **error)
{
  for (guint try = 1;; try++) {
    gboolean stands_still = FALSE;

    if (decode_once (uri, rate, func, data, report, &stands_still, error))
      return TRUE;
    if (!stands_still || try == SOURCE_TRIES)
      return FALSE;
    g_clear_error (error);
  }
}
