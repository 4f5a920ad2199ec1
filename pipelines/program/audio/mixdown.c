/* The mean of the channels. A model that learned from plain means must hear
 * plain means; audioconvert's own mix of 5.1 is another one.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/mixdown.h"

static void
set_mean_matrix (GstElement *audioconvert, int channels)
{
  GValue matrix = G_VALUE_INIT, row = G_VALUE_INIT, weight = G_VALUE_INIT;

  g_value_init (&matrix, GST_TYPE_ARRAY);
  g_value_init (&row, GST_TYPE_ARRAY);
  g_value_init (&weight, G_TYPE_FLOAT);
  g_value_set_float (&weight, 1.0f / (float) channels);
  for (int i = 0; i < channels; i++)
    gst_value_array_append_value (&row, &weight);
  gst_value_array_append_and_take_value (&matrix, &row);
  g_object_set_property (G_OBJECT (audioconvert), "mix-matrix", &matrix);
  g_value_unset (&weight);
  g_value_unset (&matrix);
}

/* Before audioconvert sees its caps: it negotiates with the matrix it has. */
static GstPadProbeReturn
on_event (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps;
  int channels;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return GST_PAD_PROBE_OK;
  gst_event_parse_caps (event, &caps);
  if (gst_structure_get_int (gst_caps_get_structure (caps, 0), "channels",
          &channels)
      && channels > 0)
    set_mean_matrix (GST_ELEMENT (data), channels);
  return GST_PAD_PROBE_OK;
}

void
mixdown_install (GstElement *audioconvert)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (audioconvert, "sink");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_event,
      audioconvert, NULL);
}
