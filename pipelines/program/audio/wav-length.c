/* wavparse looks for chunks behind the audio. Where there are one to seven
 * bytes left, a byte of padding included, it takes that for the end of the
 * stream before a sample has come. It also takes no size above 2^31 - 1. So the
 * file is made to end where its audio does, and a long chunk is read to that
 * end whatever it says.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/wav-length.h"

#include "audio/riff.h"
#include "radio/kinds.h"
#include "radio/query-probe.h"

static GstPadProbeReturn
on_query (GstPad *pad, GstPadProbeInfo *info, gpointer end)
{
  GstQuery *query = GST_PAD_PROBE_INFO_QUERY (info);
  GstFormat format;

  if (GST_QUERY_TYPE (query) != GST_QUERY_DURATION)
    return GST_PAD_PROBE_OK;
  gst_query_parse_duration (query, &format, NULL);
  if (format != GST_FORMAT_BYTES)
    return GST_PAD_PROBE_OK;
  gst_query_set_duration (query, format, *(const gint64 *) end);
  return GST_PAD_PROBE_HANDLED;
}

static void
on_element_added (GstBin *decode, GstBin *bin, GstElement *element,
    gpointer data)
{
  if (gst_gls_is_made_by (element, "wavparse"))
    g_object_set (element, "ignore-length", TRUE, NULL);
}

void
wav_length_install (GstElement *decode, Peek *file)
{
  Riff riff;
  gint64 end;
  gboolean is_long;

  if (!riff_read (file, &riff) || riff.data_at == 0)
    return;
  end = (gint64) riff.data_end;
  is_long = riff.data_end - riff.data_at > G_MAXINT32;
  if (!is_long && riff.is_tidy && (riff.data_end - riff.data_at) % 2 == 0)
    return;
  gst_gls_query_probe_install (decode, on_query, &end, sizeof end);
  if (is_long)
    g_signal_connect (decode, "deep-element-added",
        G_CALLBACK (on_element_added), NULL);
}
