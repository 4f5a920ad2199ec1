/* Runs on the streaming thread of whatever connection is open. What others ask
 * for is under the object lock.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "radio/join.h"

#include <gst/audio/audio.h>

/* Time stamps that are off by less than this are jitter of a decoder's. */
#define JITTER GST_SECOND

struct _GstRadioJoin
{
  GstElement parent;
  GstPad *sinkpad, *srcpad;
  GstRadioBell *bell;

  /* under the object lock */
  GstRadioJoinReport report;
  GstTagList *station; /* tags of the connection, or NULL */

  char *id;
  guint group;

  /* of the stream that comes in */
  GstSegment segment;
  GstAudioInfo info;
  GstCaps *caps;
  gboolean is_open;      /* its beginning has gone out */
  GQueue tags;           /* of GstEvent, until then */
  GstClockTime expected; /* running time that comes next, as it counts */

  /* of what goes out: samples since the rate changed */
  GstClockTime base;
  guint64 n_samples;
};

G_DEFINE_FINAL_TYPE (GstRadioJoin, gst_radio_join, GST_TYPE_ELEMENT)

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS ("audio/x-raw"));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS ("audio/x-raw"));

/* --- what comes in --- */

static void
forget_stream (GstRadioJoin *self)
{
  GstEvent *event;

  self->is_open = FALSE;
  gst_clear_caps (&self->caps);
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  while ((event = g_queue_pop_head (&self->tags)) != NULL)
    gst_event_unref (event);
}

/* Samples are counted from where their rate begins. */
static void
rebase (GstRadioJoin *self)
{
  GST_OBJECT_LOCK (self);
  self->base = self->report.position;
  GST_OBJECT_UNLOCK (self);
  self->n_samples = 0;
}

static void
take_caps (GstRadioJoin *self, GstEvent *event)
{
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  if (!gst_audio_info_from_caps (&self->info, caps)) {
    GST_WARNING_OBJECT (self, "no raw audio: %" GST_PTR_FORMAT, caps);
    return;
  }
  gst_caps_replace (&self->caps, caps);
  rebase (self);
  if (self->is_open)
    gst_pad_push_event (self->srcpad, gst_event_new_caps (caps));
}

static void
take_tags (GstRadioJoin *self, GstEvent *event)
{
  if (self->is_open)
    gst_pad_push_event (self->srcpad, gst_event_ref (event));
  else
    g_queue_push_tail (&self->tags, gst_event_ref (event));
}

static void
note_end (GstRadioJoin *self)
{
  GST_OBJECT_LOCK (self);
  self->report.has_ended = TRUE;
  GST_OBJECT_UNLOCK (self);
  gst_radio_bell_ring (self->bell);
}

static gboolean
gst_radio_join_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  GstRadioJoin *self = GST_RADIO_JOIN (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
      forget_stream (self);
      break;
    case GST_EVENT_CAPS:
      take_caps (self, event);
      break;
    case GST_EVENT_SEGMENT:
      gst_event_copy_segment (event, &self->segment);
      break;
    case GST_EVENT_TAG:
      take_tags (self, event);
      break;
    case GST_EVENT_EOS:
      note_end (self);
      break;
    default:
      break;
  }
  gst_event_unref (event);
  return TRUE;
}

/* --- what goes out --- */

void
gst_radio_join_break (GstRadioJoin *self)
{
  GstEvent *event = gst_event_new_stream_start (self->id);

  gst_event_set_group_id (event, self->group);
  gst_pad_push_event (self->srcpad, event);
}

static void
push_station (GstRadioJoin *self)
{
  GstTagList *tags;

  GST_OBJECT_LOCK (self);
  tags = self->station != NULL ? gst_tag_list_ref (self->station) : NULL;
  GST_OBJECT_UNLOCK (self);
  if (tags != NULL)
    gst_pad_push_event (self->srcpad, gst_event_new_tag (tags));
}

static void
push_beginning (GstRadioJoin *self)
{
  GstEvent *event;
  GstSegment segment;

  gst_radio_join_break (self);
  gst_pad_push_event (self->srcpad, gst_event_new_caps (self->caps));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (self->srcpad, gst_event_new_segment (&segment));
  push_station (self);
  while ((event = g_queue_pop_head (&self->tags)) != NULL)
    gst_pad_push_event (self->srcpad, event);
  self->is_open = TRUE;
}

static gboolean
has_jumped (const GstRadioJoin *self, GstClockTime at)
{
  return GST_CLOCK_TIME_IS_VALID (at)
      && GST_CLOCK_TIME_IS_VALID (self->expected)
      && ABS (GST_CLOCK_DIFF (self->expected, at)) > (GstClockTimeDiff) JITTER;
}

/* Returns: (transfer full): with the time at which it is heard */
static GstBuffer *
put_in_time (GstRadioJoin *self, GstBuffer *buffer, gboolean begins)
{
  guint64 n = gst_buffer_get_size (buffer) / (guint) self->info.bpf;
  GstClockTime start, end;

  start = self->base
      + gst_util_uint64_scale_int (self->n_samples, GST_SECOND,
          self->info.rate);
  self->n_samples += n;
  end = self->base
      + gst_util_uint64_scale_int (self->n_samples, GST_SECOND,
          self->info.rate);
  buffer = gst_buffer_make_writable (buffer);
  GST_BUFFER_PTS (buffer) = start;
  GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DURATION (buffer) = end - start;
  GST_BUFFER_OFFSET (buffer) = GST_BUFFER_OFFSET_NONE;
  GST_BUFFER_OFFSET_END (buffer) = GST_BUFFER_OFFSET_NONE;
  if (begins)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  else
    GST_BUFFER_FLAG_UNSET (buffer, GST_BUFFER_FLAG_DISCONT);
  return buffer;
}

/* Returns: whether it is the first of its connection */
static gboolean
note_buffer (GstRadioJoin *self, GstBuffer *buffer)
{
  GstClockTime length = GST_BUFFER_DURATION (buffer);
  gboolean is_first;

  GST_OBJECT_LOCK (self);
  is_first = self->report.heard == 0;
  self->report.position = GST_BUFFER_PTS (buffer) + length;
  self->report.heard += length;
  self->report.is_pushing = TRUE;
  GST_OBJECT_UNLOCK (self);
  return is_first;
}

static void
note_flow (GstRadioJoin *self, GstFlowReturn flow)
{
  GST_OBJECT_LOCK (self);
  self->report.flow = flow;
  self->report.is_pushing = FALSE;
  self->report.moved_us = g_get_monotonic_time ();
  GST_OBJECT_UNLOCK (self);
  if (flow != GST_FLOW_OK)
    gst_radio_bell_ring (self->bell);
}

/* buffer: (transfer full) */
static GstFlowReturn
push (GstRadioJoin *self, GstBuffer *buffer)
{
  GstClockTime at = gst_segment_to_running_time (&self->segment,
      GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  gboolean begins = !self->is_open || has_jumped (self, at);
  GstFlowReturn flow;

  if (begins)
    push_beginning (self);
  if (begins || !GST_CLOCK_TIME_IS_VALID (self->expected))
    self->expected = at;
  buffer = put_in_time (self, buffer, begins);
  if (GST_CLOCK_TIME_IS_VALID (self->expected))
    self->expected += GST_BUFFER_DURATION (buffer);
  if (note_buffer (self, buffer))
    gst_radio_bell_ring (self->bell);
  flow = gst_pad_push (self->srcpad, buffer);
  note_flow (self, flow);
  return flow;
}

static GstFlowReturn
gst_radio_join_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  GstRadioJoin *self = GST_RADIO_JOIN (parent);

  if (self->caps == NULL) {
    gst_buffer_unref (buffer);
    return GST_FLOW_NOT_NEGOTIATED;
  }
  buffer = gst_audio_buffer_clip (buffer, &self->segment, self->info.rate,
      self->info.bpf);
  if (buffer == NULL)
    return GST_FLOW_OK;
  if (gst_buffer_get_size (buffer) < (gsize) self->info.bpf) {
    gst_buffer_unref (buffer);
    return GST_FLOW_OK;
  }
  return push (self, buffer);
}

/* --- what is asked --- */

static gboolean
answer_position (GstRadioJoin *self, GstQuery *query)
{
  GstRadioJoinReport report;
  GstFormat format;

  gst_query_parse_position (query, &format, NULL);
  if (format != GST_FORMAT_TIME)
    return FALSE;
  gst_radio_join_get_report (self, &report);
  gst_query_set_position (query, format, (gint64) report.position);
  return TRUE;
}

static gboolean
gst_radio_join_src_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  GstRadioJoin *self = GST_RADIO_JOIN (parent);
  GstFormat format;

  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_POSITION:
      return answer_position (self, query);
    case GST_QUERY_DURATION:
      return gst_pad_peer_query (self->sinkpad, query);
    case GST_QUERY_SEEKING:
      gst_query_parse_seeking (query, &format, NULL, NULL, NULL);
      gst_query_set_seeking (query, format, FALSE, 0, -1);
      return TRUE;
    case GST_QUERY_LATENCY:
      gst_query_set_latency (query, FALSE, 0, GST_CLOCK_TIME_NONE);
      return TRUE;
    default:
      return gst_pad_query_default (pad, parent, query);
  }
}

/* Whoever seeks in one connection would not find the place in the next. */
static gboolean
gst_radio_join_src_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  if (GST_EVENT_TYPE (event) != GST_EVENT_SEEK)
    return gst_pad_event_default (pad, parent, event);
  gst_event_unref (event);
  return FALSE;
}

/* --- one connection after another --- */

void
gst_radio_join_restart (GstRadioJoin *self, const char *id)
{
  g_free (self->id);
  self->id = g_strdup (id);
  self->group = gst_util_group_id_next ();
  GST_OBJECT_LOCK (self);
  self->report = (GstRadioJoinReport){ 0 };
  GST_OBJECT_UNLOCK (self);
  self->base = 0;
  self->n_samples = 0;
  forget_stream (self);
}

void
gst_radio_join_set_tags (GstRadioJoin *self, GstTagList *tags)
{
  GST_OBJECT_LOCK (self);
  if (self->station != NULL)
    gst_tag_list_unref (self->station);
  self->station = tags;
  GST_OBJECT_UNLOCK (self);
}

void
gst_radio_join_open (GstRadioJoin *self)
{
  forget_stream (self);
  gst_radio_join_set_tags (self, NULL);
  GST_OBJECT_LOCK (self);
  self->report.heard = 0;
  self->report.has_ended = FALSE;
  self->report.is_pushing = FALSE;
  self->report.flow = GST_FLOW_OK;
  self->report.moved_us = g_get_monotonic_time ();
  GST_OBJECT_UNLOCK (self);
  gst_pad_set_active (self->sinkpad, TRUE);
}

void
gst_radio_join_close (GstRadioJoin *self)
{
  gst_pad_set_active (self->sinkpad, FALSE);
}

void
gst_radio_join_get_report (GstRadioJoin *self, GstRadioJoinReport *report)
{
  GST_OBJECT_LOCK (self);
  *report = self->report;
  GST_OBJECT_UNLOCK (self);
}

void
gst_radio_join_end (GstRadioJoin *self)
{
  gst_pad_push_event (self->srcpad, gst_event_new_eos ());
}

/* --- the object --- */

static void
gst_radio_join_finalize (GObject *object)
{
  GstRadioJoin *self = GST_RADIO_JOIN (object);

  forget_stream (self);
  gst_radio_join_set_tags (self, NULL);
  g_clear_pointer (&self->bell, gst_radio_bell_unref);
  g_free (self->id);
  G_OBJECT_CLASS (gst_radio_join_parent_class)->finalize (object);
}

static void
gst_radio_join_class_init (GstRadioJoinClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gst_radio_join_finalize;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Radio join", "Generic",
      "Joins connections into one stream", "Glissando contributors");
}

static void
gst_radio_join_init (GstRadioJoin *self)
{
  g_queue_init (&self->tags);
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sinkpad, gst_radio_join_chain);
  gst_pad_set_event_function (self->sinkpad, gst_radio_join_sink_event);
  GST_PAD_SET_PROXY_CAPS (self->sinkpad);
  GST_PAD_SET_PROXY_ALLOCATION (self->sinkpad);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);
  self->srcpad = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_set_query_function (self->srcpad, gst_radio_join_src_query);
  gst_pad_set_event_function (self->srcpad, gst_radio_join_src_event);
  GST_PAD_SET_PROXY_CAPS (self->srcpad);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);
}

GstElement *
gst_radio_join_new (GstRadioBell *bell)
{
  GstRadioJoin *self = g_object_new (GST_TYPE_RADIO_JOIN, NULL);

  self->bell = gst_radio_bell_ref (bell);
  return GST_ELEMENT (self);
}
