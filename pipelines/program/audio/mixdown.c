/* GStreamer around unpack.c and mono.c. audioconvert's own mix of 5.1 is
 * another than the mean, it wants to know where each of more than two speakers
 * stands, and it cannot count more than 63 of them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/mixdown.h"

#include "audio/unpack.h"

struct _Mixdown
{
  GstElement parent;
  GstPad *src;

  Unpack *unpack; /* these two are NULL before there are caps */
  Mono *mono;
  GQueue waiting; /* of GstEvent, and of GstBuffer without samples yet */
  gsize filled;   /* bytes of the first buffer there */

  gint pushing;          /* atomic */
  MonoFindings findings; /* under the object's lock */
};

G_DEFINE_FINAL_TYPE (Mixdown, mixdown, GST_TYPE_ELEMENT)

static GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
        GST_STATIC_CAPS ("audio/x-raw,format=" GST_AUDIO_FORMATS_ALL
                         ",layout={interleaved,non-interleaved},rate=[1,max],"
                         "channels=[1,max]"));
static GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS,
        GST_STATIC_CAPS ("audio/x-raw,format=" GST_AUDIO_NE (
            F32) ",layout=interleaved,rate=[1,max],channels=1"));

static void
forget (Mixdown *self)
{
  g_queue_clear_full (&self->waiting, (GDestroyNotify) gst_mini_object_unref);
  self->filled = 0;
  if (self->mono != NULL)
    mono_reset (self->mono);
}

static GstFlowReturn
push_buffer (Mixdown *self, GstBuffer *buffer)
{
  GstFlowReturn flow;

  g_atomic_int_set (&self->pushing, TRUE);
  flow = gst_pad_push (self->src, buffer);
  g_atomic_int_set (&self->pushing, FALSE);
  return flow;
}

/* What waits up to the next buffer that lacks samples goes out. */
static GstFlowReturn
push_waiting (Mixdown *self)
{
  GstFlowReturn flow = GST_FLOW_OK;

  while (flow == GST_FLOW_OK && !g_queue_is_empty (&self->waiting)) {
    gpointer first = g_queue_peek_head (&self->waiting);

    if (GST_IS_EVENT (first))
      gst_pad_push_event (self->src, g_queue_pop_head (&self->waiting));
    else if (self->filled < gst_buffer_get_size (first))
      break;
    else {
      self->filled = 0;
      flow = push_buffer (self, g_queue_pop_head (&self->waiting));
    }
  }
  return flow;
}

/* y: float[n], the samples that the waiting buffers lack next */
static GstFlowReturn
fill_waiting (Mixdown *self, const float *y, size_t n)
{
  GstFlowReturn flow = push_waiting (self);
  const gsize size = n * sizeof *y;

  for (gsize at = 0, step; flow == GST_FLOW_OK && at < size; at += step) {
    GstBuffer *buffer = g_queue_peek_head (&self->waiting);

    step = MIN (size - at, gst_buffer_get_size (buffer) - self->filled);
    gst_buffer_fill (buffer, self->filled, (const guint8 *) y + at, step);
    self->filled += step;
    flow = push_waiting (self);
  }
  return flow;
}

static GstFlowReturn
pull_blocks (Mixdown *self)
{
  GstFlowReturn flow = GST_FLOW_OK;
  MonoFindings findings;
  const float *y;
  size_t n;

  mixdown_get_findings (self, &findings);
  while (flow == GST_FLOW_OK
      && (n = mono_pull (self->mono, &y, &findings)) > 0) {
    GST_OBJECT_LOCK (self);
    self->findings = findings;
    GST_OBJECT_UNLOCK (self);
    flow = fill_waiting (self, y, n);
  }
  return flow;
}

/* x: double[n][channels] */
static GstFlowReturn
feed (Mixdown *self, const double *x, size_t n)
{
  GstFlowReturn flow = GST_FLOW_OK;

  for (size_t at = 0; flow == GST_FLOW_OK && at < n;) {
    at += mono_push (self->mono, x + at * unpack_get_channels (self->unpack),
        n - at);
    flow = pull_blocks (self);
  }
  return flow;
}

/* A buffer of the same times and flags, for samples to come */
static void
make_waiting (Mixdown *self, GstBuffer *buffer, size_t n)
{
  GstBuffer *mono = gst_buffer_new_allocate (NULL, n * sizeof (float), NULL);

  gst_buffer_copy_into (mono, buffer,
      GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS, 0, -1);
  g_queue_push_tail (&self->waiting, mono);
}

static GstFlowReturn
mixdown_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  Mixdown *self = GLISSANDO_MIXDOWN (parent);
  GstFlowReturn flow = GST_FLOW_OK;
  GstAudioBuffer audio;

  if (self->mono == NULL || !unpack_map (self->unpack, buffer, &audio)) {
    gst_buffer_unref (buffer);
    return GST_FLOW_NOT_NEGOTIATED;
  }
  make_waiting (self, buffer, audio.n_samples);
  for (size_t at = 0; flow == GST_FLOW_OK && at < audio.n_samples;) {
    size_t n = MIN (audio.n_samples - at, UNPACK_CHUNK);

    flow = feed (self, unpack_get (self->unpack, &audio, at, n), n);
    at += n;
  }
  gst_audio_buffer_unmap (&audio);
  gst_buffer_unref (buffer);
  return flow;
}

static void
drain (Mixdown *self)
{
  if (self->mono != NULL) {
    mono_drain (self->mono);
    pull_blocks (self);
  }
  push_waiting (self);
  forget (self);
}

static gboolean
take_caps (Mixdown *self, GstEvent *event)
{
  g_autoptr (GstCaps) mono = NULL;
  GstCaps *caps;
  guint rate;

  g_clear_pointer (&self->mono, mono_free);
  g_clear_pointer (&self->unpack, unpack_free);
  gst_event_parse_caps (event, &caps);
  self->unpack = unpack_new (caps);
  gst_event_unref (event);
  if (self->unpack == NULL)
    return FALSE;
  rate = unpack_get_rate (self->unpack);
  self->mono = mono_new (unpack_get_channels (self->unpack), rate);
  mono = gst_pad_get_pad_template_caps (self->src);
  mono = gst_caps_make_writable (mono);
  gst_caps_set_simple (mono, "rate", G_TYPE_INT, (int) rate, NULL);
  return gst_pad_push_event (self->src, gst_event_new_caps (mono));
}

static gboolean
mixdown_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  Mixdown *self = GLISSANDO_MIXDOWN (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      drain (self);
      return take_caps (self, event);
    case GST_EVENT_STREAM_START:
    case GST_EVENT_SEGMENT:
    case GST_EVENT_EOS:
      drain (self);
      break;
    case GST_EVENT_GAP:
      /* Demuxers send them before tracks that begin late, and after tracks that
       * end early. A file's audio is what its samples are. */
      gst_event_unref (event);
      return TRUE;
    case GST_EVENT_FLUSH_STOP:
      forget (self);
      break;
    default:
      if (!GST_EVENT_IS_SERIALIZED (event) || g_queue_is_empty (&self->waiting))
        break;
      g_queue_push_tail (&self->waiting, event);
      return TRUE;
  }
  return gst_pad_event_default (pad, parent, event);
}

static GstStateChangeReturn
mixdown_change_state (GstElement *element, GstStateChange change)
{
  GstStateChangeReturn ret =
      GST_ELEMENT_CLASS (mixdown_parent_class)->change_state (element, change);

  if (change == GST_STATE_CHANGE_PAUSED_TO_READY)
    forget (GLISSANDO_MIXDOWN (element));
  return ret;
}

static void
mixdown_finalize (GObject *object)
{
  Mixdown *self = GLISSANDO_MIXDOWN (object);

  forget (self);
  mono_free (self->mono);
  unpack_free (self->unpack);
  G_OBJECT_CLASS (mixdown_parent_class)->finalize (object);
}

static void
mixdown_class_init (MixdownClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mixdown_finalize;
  element_class->change_state = mixdown_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Mixdown",
      "Filter/Effect/Audio", "Any number of channels to one", "Glissando");
}

static void
mixdown_init (Mixdown *self)
{
  GstPad *sink = gst_pad_new_from_static_template (&sink_template, "sink");

  gst_pad_set_chain_function (sink, mixdown_chain);
  gst_pad_set_event_function (sink, mixdown_event);
  gst_element_add_pad (GST_ELEMENT (self), sink);
  self->src = gst_pad_new_from_static_template (&src_template, "src");
  gst_element_add_pad (GST_ELEMENT (self), self->src);
  g_queue_init (&self->waiting);
}

GstElement *
mixdown_new (void)
{
  return g_object_new (MIXDOWN_TYPE, NULL);
}

void
mixdown_get_findings (Mixdown *self, MonoFindings *findings)
{
  GST_OBJECT_LOCK (self);
  *findings = self->findings;
  GST_OBJECT_UNLOCK (self);
}

gboolean
mixdown_is_pushing (Mixdown *self)
{
  return g_atomic_int_get (&self->pushing);
}
