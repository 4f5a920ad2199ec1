/* Each run of one codec has a decodebin of its own. Parsers pass over what they
 * do not know: where MP3 is followed by AAC, that is all there is to come.
 * Everything here runs on the thread that brings the bytes.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "radio/elementary.h"

#include <gst/base/gstadapter.h>

#include "radio/framing.h"

struct _GstRadioElementary
{
  GstBin parent;
  GstPad *sinkpad;
  GstAdapter *bytes; /* that are not decided yet */
  GlsFraming framing;

  GstElement *decode; /* of the present run; or NULL */
  GstPad *out;        /* to that one */
  guint n_runs;
  gint is_changing; /* atomic: to the next run */
};

G_DEFINE_FINAL_TYPE (GstRadioElementary, gst_radio_elementary, GST_TYPE_BIN)

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS ("audio/mpeg"));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src_%u",
    GST_PAD_SRC, GST_PAD_SOMETIMES, GST_STATIC_CAPS ("audio/x-raw"));

gboolean
gst_radio_elementary_takes (const GstCaps *caps)
{
  const GstStructure *s = gst_caps_get_structure (caps, 0);
  gboolean parsed = FALSE, framed = FALSE;

  gst_structure_get_boolean (s, "parsed", &parsed);
  gst_structure_get_boolean (s, "framed", &framed);
  return gst_structure_has_name (s, "audio/mpeg") && !parsed && !framed;
}

/* --- a run --- */

static GstPadProbeReturn
on_end (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstRadioElementary *self = data;

  return GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_EOS
          && g_atomic_int_get (&self->is_changing)
      ? GST_PAD_PROBE_DROP
      : GST_PAD_PROBE_OK;
}

static void
on_pad_added (GstElement *decode, GstPad *pad, GstRadioElementary *self)
{
  g_autofree char *name = g_strdup_printf ("src_%u", self->n_runs);

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_end, self,
      NULL);
  gst_element_add_pad (GST_ELEMENT (self), gst_ghost_pad_new (name, pad));
}

static gboolean
send_sticky (GstPad *pad, GstEvent **event, gpointer out)
{
  if (GST_EVENT_TYPE (*event) == GST_EVENT_SEGMENT
      || GST_EVENT_TYPE (*event) == GST_EVENT_TAG)
    gst_pad_push_event (out, gst_event_ref (*event));
  return TRUE;
}

/* How much there is, and whether it can be read elsewhere, upstream knows; that
 * it can be read by pulling is over here. */
static gboolean
on_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  GstRadioElementary *self = gst_pad_get_element_private (pad);

  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_DURATION:
    case GST_QUERY_SEEKING:
    case GST_QUERY_LATENCY:
    case GST_QUERY_URI:
      return gst_pad_peer_query (self->sinkpad, query);
    default:
      return FALSE;
  }
}

static gboolean
on_upstream_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  GstRadioElementary *self = gst_pad_get_element_private (pad);

  return gst_pad_push_event (self->sinkpad, event);
}

static GstPad *
make_out (GstRadioElementary *self)
{
  GstPad *pad = gst_object_ref_sink (gst_pad_new ("out", GST_PAD_SRC));

  gst_pad_set_element_private (pad, self);
  gst_pad_set_query_function (pad, on_query);
  gst_pad_set_event_function (pad, on_upstream_event);
  gst_pad_set_active (pad, TRUE);
  return pad;
}

/* The type of the bytes is not told, since that of the next run is another. */
static void
send_beginning (GstRadioElementary *self)
{
  g_autofree char *id = gst_pad_create_stream_id_printf (self->out,
      GST_ELEMENT (self), "%u", self->n_runs);

  gst_pad_push_event (self->out, gst_event_new_stream_start (id));
  gst_pad_sticky_events_foreach (self->sinkpad, send_sticky, self->out);
}

static void
begin_run (GstRadioElementary *self)
{
  g_autoptr (GstCaps) raw = gst_caps_new_empty_simple ("audio/x-raw");
  g_autoptr (GstPad) in = NULL;

  self->decode = gst_element_factory_make ("decodebin", NULL);
  self->n_runs++;
  g_object_set (self->decode, "caps", raw, "expose-all-streams", FALSE, NULL);
  g_signal_connect (self->decode, "pad-added", G_CALLBACK (on_pad_added), self);
  gst_bin_add (GST_BIN (self), self->decode);
  in = gst_element_get_static_pad (self->decode, "sink");
  self->out = make_out (self);
  gst_pad_link (self->out, in);
  gst_element_sync_state_with_parent (self->decode);
  send_beginning (self);
}

static void
remove_outlets (GstRadioElementary *self)
{
  GList *pads = NULL;

  GST_OBJECT_LOCK (self);
  for (GList *at = GST_ELEMENT (self)->srcpads; at != NULL; at = at->next)
    pads = g_list_prepend (pads, gst_object_ref (at->data));
  GST_OBJECT_UNLOCK (self);
  for (GList *at = pads; at != NULL; at = at->next)
    gst_element_remove_pad (GST_ELEMENT (self), at->data);
  g_list_free_full (pads, gst_object_unref);
}

/* What the decoder still has comes out first. */
static void
end_run (GstRadioElementary *self)
{
  g_atomic_int_set (&self->is_changing, TRUE);
  gst_pad_push_event (self->out, gst_event_new_eos ());
  g_atomic_int_set (&self->is_changing, FALSE);
  remove_outlets (self);
  gst_pad_set_active (self->out, FALSE);
  gst_clear_object (&self->out);
  gst_object_ref (self->decode);
  gst_bin_remove (GST_BIN (self), self->decode);
  gst_element_set_state (self->decode, GST_STATE_NULL);
  gst_clear_object (&self->decode);
}

/* --- bytes --- */

static GstFlowReturn
send_bytes (GstRadioElementary *self, gsize n)
{
  GstBuffer *buffer;

  if (n == 0)
    return GST_FLOW_OK;
  buffer = gst_buffer_make_writable (gst_adapter_take_buffer (self->bytes, n));
  GST_BUFFER_PTS (buffer) = GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_OFFSET (buffer) = GST_BUFFER_OFFSET_NONE;
  GST_BUFFER_OFFSET_END (buffer) = GST_BUFFER_OFFSET_NONE;
  return gst_pad_push (self->out, buffer);
}

static GstFlowReturn
gst_radio_elementary_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  GstRadioElementary *self = GST_RADIO_ELEMENTARY (parent);
  GstFlowReturn ret = GST_FLOW_OK;
  gboolean changes;

  gst_adapter_push (self->bytes, buffer);
  changes = gst_adapter_available (self->bytes) > 0;
  while (changes && ret == GST_FLOW_OK) {
    gsize available = gst_adapter_available (self->bytes);
    const guint8 *bytes = gst_adapter_map (self->bytes, available);
    gsize n = gls_framing_scan (&self->framing, bytes, available, &changes);

    gst_adapter_unmap (self->bytes);
    ret = send_bytes (self, n);
    if (changes && ret == GST_FLOW_OK) {
      end_run (self);
      begin_run (self);
    }
  }
  return ret;
}

static gboolean
gst_radio_elementary_sink_event (GstPad *pad, GstObject *parent,
    GstEvent *event)
{
  GstRadioElementary *self = GST_RADIO_ELEMENTARY (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
    case GST_EVENT_CAPS:
      gst_event_unref (event);
      return TRUE;
    case GST_EVENT_SEGMENT:
      if (self->decode == NULL)
        begin_run (self);
      break;
    case GST_EVENT_EOS:
      send_bytes (self, gst_adapter_available (self->bytes));
      break;
    default:
      break;
  }
  if (self->out != NULL)
    return gst_pad_push_event (self->out, event);
  gst_event_unref (event);
  return TRUE;
}

/* --- the object --- */

static void
gst_radio_elementary_finalize (GObject *object)
{
  GstRadioElementary *self = GST_RADIO_ELEMENTARY (object);

  g_object_unref (self->bytes);
  gst_clear_object (&self->out);
  G_OBJECT_CLASS (gst_radio_elementary_parent_class)->finalize (object);
}

static void
gst_radio_elementary_class_init (GstRadioElementaryClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gst_radio_elementary_finalize;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Radio decoder",
      "Codec/Decoder/Audio", "Decodes MP3 and AAC in turn",
      "Glissando contributors");
}

static void
gst_radio_elementary_init (GstRadioElementary *self)
{
  self->bytes = gst_adapter_new ();
  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sinkpad, gst_radio_elementary_chain);
  gst_pad_set_event_function (self->sinkpad, gst_radio_elementary_sink_event);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);
}

GstElement *
gst_radio_elementary_new (void)
{
  return g_object_new (GST_TYPE_RADIO_ELEMENTARY, NULL);
}
