/* An element that takes audio: it keeps count of samples, fills gaps with
 * silence, drains at breaks. What comes of the samples is the library's.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/audiostage.h"

#include <string.h>

#include "base/timing.h"

/* Time stamps that jump by less than this say nothing about the samples: they
 * come from damage between whole frames, from containers that round, from
 * decoders that count packets. */
#define MAX_JUMP GST_SECOND
/* Samples that are missing for up to this long are silence; beyond it a new
 * stretch of audio begins. */
#define MAX_HOLE (5 * GST_SECOND)
/* The same of a GAP event, which is upstream's word that there is nothing. */
#define MAX_GAP (30 * GST_SECOND)
#define BLOCK 4096

/* --- types --- */

GST_DEBUG_CATEGORY_STATIC (gst_gls_audio_stage_debug);
#define GST_CAT_DEFAULT gst_gls_audio_stage_debug

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (GstGlsAudioStage, gst_gls_audio_stage,
    GST_TYPE_GLS_STAGE,
    GST_DEBUG_CATEGORY_INIT (gst_gls_audio_stage_debug, "glissando-audio", 0,
        "what elements that take audio have in common"))

/* --- caps --- */

/* The rate is whatever the model downstream was trained on. */
static GstCaps *
get_sink_caps (GstGlsStage *self)
{
  g_autoptr (GstCaps) peer = gst_pad_peer_query_caps (self->srcpad, NULL);
  const GstStructure *asked = gst_gls_stage_find_asked (self, peer);
  g_autoptr (GstCaps) caps = gst_pad_get_pad_template_caps (self->sinkpad);
  g_autoptr (GstCaps) rate = NULL;

  if (asked == NULL || !gst_structure_has_field (asked, "rate"))
    return g_steal_pointer (&caps);
  rate = gst_caps_new_empty_simple ("audio/x-raw");
  gst_caps_set_value (rate, "rate", gst_structure_get_value (asked, "rate"));
  return gst_caps_intersect (caps, rate);
}

static void
forget (GstGlsStage *stage)
{
  g_clear_pointer (&GST_GLS_AUDIO_STAGE (stage)->producer,
      gst_gls_producer_free);
}

static void
finalize (GObject *object)
{
  forget (GST_GLS_STAGE (object));
  G_OBJECT_CLASS (gst_gls_audio_stage_parent_class)->finalize (object);
}

/* --- negotiation, which drains what came before --- */

GstGlsProducer *
gst_gls_audio_stage_offer (GstGlsAudioStage *self, GstGlsProducer *producer,
    const GstCaps *peer, GError **error)
{
  g_autofree char *offer = g_strdup_printf ("%s would deliver",
      GST_GLS_STAGE_GET_CLASS (self)->name);

  if (producer == NULL
      || gst_gls_caps_agree (producer->caps, peer, offer, error))
    return producer;
  gst_gls_producer_free (producer);
  return NULL;
}

static GstGlsProducer *
choose_frames (GstGlsAudioStage *self, const GlsSpec *spec,
    const GstStructure *asked, const GstCaps *peer, GError **error)
{
  return gst_gls_audio_stage_offer (self,
      gst_gls_producer_new_frames (spec, error), peer, error);
}

static gboolean
is_at_work (GstGlsAudioStage *self, const GstGlsProducer *producer)
{
  return self->producer != NULL
      && memcmp (&producer->spec, &self->producer->spec, sizeof producer->spec)
      == 0
      && gst_gls_stage_has_caps (&self->parent, producer->caps);
}

static gboolean
refuse_rate (GstGlsAudioStage *self, gint wanted, const char *there,
    GError **error)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
      "downstream wants audio of %d Hz, but what is before %s can deliver only "
      "%s Hz: put audioresample directly before it",
      wanted, GST_GLS_STAGE_GET_CLASS (self)->name, there);
  return FALSE;
}

/* Upstream has delivered the wrong rate: because it can no other, for it was
 * asked for the right one. */
static gboolean
check_rate (GstGlsAudioStage *self, guint rate, const GstStructure *asked,
    GError **error)
{
  g_autofree char *there = g_strdup_printf ("%u", rate);
  gint wanted;

  return asked == NULL || !gst_structure_get_int (asked, "rate", &wanted)
      || wanted == (gint) rate || refuse_rate (self, wanted, there, error);
}

static gboolean
check_offer (GstGlsStage *stage, const GstCaps *offered, GError **error)
{
  g_autoptr (GstCaps) peer = gst_pad_peer_query_caps (stage->srcpad, NULL);
  const GstStructure *asked = gst_gls_stage_find_asked (stage, peer);
  g_autofree char *there = NULL;
  gint wanted;

  if (asked == NULL || !gst_structure_get_int (asked, "rate", &wanted))
    return TRUE;
  for (guint i = 0; i < gst_caps_get_size (offered); i++) {
    const GValue *rate =
        gst_structure_get_value (gst_caps_get_structure (offered, i), "rate");

    if (rate == NULL
        || gst_value_intersect (NULL, rate,
            gst_structure_get_value (asked, "rate")))
      return TRUE;
    g_free (there);
    there = gst_value_serialize (rate);
  }
  return there == NULL
      || refuse_rate (GST_GLS_AUDIO_STAGE (stage), wanted, there, error);
}

/* Chooses what to send for audio at @rate, and starts or goes on. */
static gboolean
choose (GstGlsAudioStage *self, guint rate, GError **error)
{
  GstGlsStage *stage = &self->parent;
  g_autoptr (GstCaps) peer = gst_pad_peer_query_caps (stage->srcpad, NULL);
  const GstStructure *asked = gst_gls_stage_find_asked (stage, peer);
  g_autoptr (GstGlsProducer) producer = NULL;
  GlsSpec spec;

  if (!gst_gls_stage_choose_spec (stage, NULL, asked, &spec, error)
      || !check_rate (self, rate, asked, error))
    return FALSE;
  spec.rate = rate;
  producer = GST_GLS_AUDIO_STAGE_GET_CLASS (self)->choose (self, &spec, asked,
      peer, error);
  if (producer == NULL)
    return FALSE;
  if (is_at_work (self, producer))
    return TRUE;
  gst_gls_stage_drain (stage);
  forget (stage);
  self->producer = g_steal_pointer (&producer);
  return gst_gls_stage_start (stage, self->producer->caps,
      self->producer->latency, rate);
}

static gboolean
negotiate (GstGlsStage *stage, GstCaps *caps, GError **error)
{
  GstAudioInfo info;

  if (gst_audio_info_from_caps (&info, caps)
      && GST_AUDIO_INFO_FORMAT (&info) == GST_AUDIO_FORMAT_F32
      && GST_AUDIO_INFO_CHANNELS (&info) == 1)
    return choose (GST_GLS_AUDIO_STAGE (stage),
        (guint) GST_AUDIO_INFO_RATE (&info), error);
  g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
      "%s takes mono float audio: put audioconvert before it",
      GST_GLS_STAGE_GET_CLASS (stage)->name);
  return FALSE;
}

/* --- data out --- */

static GstBuffer *
take (GstGlsAudioStage *self)
{
  GlsTick place;
  GstBuffer *buffer = gst_gls_producer_pull (self->producer, &place);
  guint64 start = (guint64) place.start;

  if (buffer == NULL)
    return NULL;
  if (place.n_inside > 0)
    gst_gls_stamp (buffer, self->base, start, start + place.n_inside,
        self->producer->spec.rate);
  else {
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DECODE_ONLY);
    GST_BUFFER_OFFSET (buffer) = start;
    GST_BUFFER_OFFSET_END (buffer) = start;
  }
  return buffer;
}

static GstFlowReturn
push_ready (GstGlsAudioStage *self)
{
  GstFlowReturn ret = GST_FLOW_OK;
  GstBuffer *buffer;

  while (ret == GST_FLOW_OK && (buffer = take (self)) != NULL)
    ret = gst_gls_stage_push (&self->parent, buffer);
  return ret;
}

static void
reset (GstGlsStage *stage)
{
  GstGlsAudioStage *self = GST_GLS_AUDIO_STAGE (stage);

  if (self->producer != NULL)
    gst_gls_producer_reset (self->producer);
  self->base = self->next = GST_CLOCK_TIME_NONE;
  self->n_in = 0;
}

static GstFlowReturn
drain (GstGlsStage *stage)
{
  GstGlsAudioStage *self = GST_GLS_AUDIO_STAGE (stage);

  if (self->n_in == 0)
    return GST_FLOW_OK;
  GST_DEBUG_OBJECT (self, "draining after %" G_GUINT64_FORMAT " samples",
      self->n_in);
  gst_gls_producer_drain (self->producer);
  return push_ready (self);
}

/* --- data in --- */

static void
warn_once_of_what_is_no_number (GstGlsAudioStage *self)
{
  if (self->warned || gst_gls_producer_get_n_not_finite (self->producer) == 0)
    return;
  self->warned = TRUE;
  GST_ELEMENT_WARNING (self, STREAM, DECODE,
      ("Samples that are no finite numbers, or beyond 1e15, count as silence."),
      (NULL));
}

static GstFlowReturn
feed (GstGlsAudioStage *self, const float *x, size_t n)
{
  GstFlowReturn ret = GST_FLOW_OK;

  while (n > 0 && ret == GST_FLOW_OK) {
    size_t took = gst_gls_producer_push (self->producer, x, n);

    x += took;
    n -= took;
    self->n_in += took;
    ret = push_ready (self);
  }
  warn_once_of_what_is_no_number (self);
  return ret;
}

static GstFlowReturn
feed_silence (GstGlsAudioStage *self, guint64 n)
{
  static const float zeros[BLOCK];
  GstFlowReturn ret = GST_FLOW_OK;

  for (; n > 0 && ret == GST_FLOW_OK; n -= MIN (n, BLOCK))
    ret = feed (self, zeros, MIN (n, BLOCK));
  return ret;
}

/* By copies, so that any memory and any alignment will do. */
static GstFlowReturn
feed_buffer (GstGlsAudioStage *self, GstBuffer *buffer)
{
  GstFlowReturn ret = GST_FLOW_OK;
  float block[BLOCK];
  gsize at = 0, got;

  while (ret == GST_FLOW_OK
      && (got = gst_buffer_extract (buffer, at, block, sizeof block)) > 0) {
    ret = feed (self, block, got / sizeof (float));
    at += got;
  }
  return ret;
}

static guint64
samples_in (GstGlsAudioStage *self, GstClockTime time)
{
  return gst_util_uint64_scale_round (time, self->producer->spec.rate,
      GST_SECOND);
}

/* --- time --- */

/* Where the next sample belongs by the count of samples. */
static GstClockTime
get_counted_time (GstGlsAudioStage *self)
{
  return gst_gls_time_at (self->base, self->n_in, self->producer->spec.rate);
}

static GstClockTime
get_position (GstGlsStage *stage)
{
  GstGlsAudioStage *self = GST_GLS_AUDIO_STAGE (stage);

  return self->n_in > 0 ? get_counted_time (self) : GST_CLOCK_TIME_NONE;
}

static gboolean
is_live (GstGlsAudioStage *self)
{
  g_autoptr (GstQuery) query = NULL;
  gboolean live = FALSE;

  if (self->live >= 0)
    return self->live;
  query = gst_query_new_latency ();
  if (gst_pad_peer_query (self->parent.sinkpad, query))
    gst_query_parse_latency (query, &live, NULL, NULL);
  self->live = live;
  return live;
}

static GstFlowReturn
begin_stretch (GstGlsAudioStage *self, GstClockTime at)
{
  GstFlowReturn ret = gst_gls_stage_drain (&self->parent);

  self->base = GST_CLOCK_TIME_IS_VALID (at) ? at : self->parent.segment.start;
  return ret;
}

/* Of a file the samples are the truth, and time goes on by their count. A live
 * stream has a clock beside it, which others go by too. */
static void
follow_clock (GstGlsAudioStage *self, GstClockTime pts)
{
  if (is_live (self))
    gst_gls_follow (&self->base, get_counted_time (self), pts);
}

/* Makes sure that the next sample belongs at @pts. Small jumps and overlaps are
 * no breaks, with DISCONT or without; a short hole is filled. */
static GstFlowReturn
join_on (GstGlsAudioStage *self, GstClockTime pts, gboolean discont)
{
  GstClockTimeDiff jump;

  if (self->n_in == 0)
    return begin_stretch (self, pts);
  if (!GST_CLOCK_TIME_IS_VALID (pts))
    return discont ? begin_stretch (self, get_counted_time (self))
                   : GST_FLOW_OK;
  jump = GST_CLOCK_DIFF (self->next, pts);
  if (jump > (GstClockTimeDiff) MAX_HOLE
      || (discont && jump < -(GstClockTimeDiff) MAX_JUMP)) {
    GST_DEBUG_OBJECT (self,
        "break: %" GST_TIME_FORMAT " after %" GST_TIME_FORMAT,
        GST_TIME_ARGS (pts), GST_TIME_ARGS (self->next));
    return begin_stretch (self, pts);
  }
  if (jump > (GstClockTimeDiff) MAX_JUMP)
    return feed_silence (self, samples_in (self, (GstClockTime) jump));
  follow_clock (self, pts);
  return GST_FLOW_OK;
}

/* @n samples were taken that began at @pts, or where the last ones ended. */
static void
move_on (GstGlsAudioStage *self, GstClockTime pts, guint64 n)
{
  if (!GST_CLOCK_TIME_IS_VALID (pts))
    pts = GST_CLOCK_TIME_IS_VALID (self->next) ? self->next : self->base;
  self->next = gst_gls_time_at (pts, n, self->producer->spec.rate);
}

/* Returns: (transfer full) (nullable): what of a buffer lies in the segment. Its
 * samples say how long it lasts: of another duration more might be clipped than
 * there is. */
static GstBuffer *
clip (GstGlsAudioStage *self, GstBuffer *buffer)
{
  GstBuffer *copy = gst_buffer_copy (buffer);

  GST_BUFFER_DURATION (copy) = GST_CLOCK_TIME_NONE;
  return gst_audio_buffer_clip (copy, &self->parent.segment,
      (gint) self->producer->spec.rate, sizeof (float));
}

static GstFlowReturn
chain (GstGlsStage *stage, GstBuffer *buffer)
{
  GstGlsAudioStage *self = GST_GLS_AUDIO_STAGE (stage);
  g_autoptr (GstBuffer) inside = NULL;
  GstFlowReturn ret;
  guint64 n;

  if (G_UNLIKELY (gst_buffer_get_size (buffer) % sizeof (float) != 0)) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("A buffer of %" G_GSIZE_FORMAT " bytes is no whole number of samples.",
            gst_buffer_get_size (buffer)),
        (NULL));
    return GST_FLOW_ERROR;
  }
  inside = clip (self, buffer);
  if (inside == NULL)
    return GST_FLOW_OK;

  n = gst_buffer_get_size (inside) / sizeof (float);
  ret = join_on (self, GST_BUFFER_PTS (inside), GST_BUFFER_IS_DISCONT (inside));
  if (ret == GST_FLOW_OK)
    ret = GST_BUFFER_FLAG_IS_SET (inside, GST_BUFFER_FLAG_GAP)
        ? feed_silence (self, n)
        : feed_buffer (self, inside);
  move_on (self, GST_BUFFER_PTS (inside), n);
  return ret;
}

/* --- events --- */

/* A gap is silence, as long as it joins on. */
static void
handle_gap (GstGlsAudioStage *self, GstEvent *event)
{
  GstGlsStage *stage = &self->parent;
  GstClockTime start, duration, stop;

  gst_event_parse_gap (event, &start, &duration);
  if (!GST_CLOCK_TIME_IS_VALID (duration) || duration > MAX_GAP
      || !stage->started) {
    gst_gls_stage_drain (stage);
    gst_pad_push_event (stage->srcpad, gst_event_ref (event));
    return;
  }
  stop = start + duration;
  if (self->n_in > 0 && start <= self->next + MAX_HOLE)
    start = self->next;
  else if (join_on (self, start, FALSE) != GST_FLOW_OK)
    return;
  if (stop <= start)
    return;
  feed_silence (self, samples_in (self, stop - start));
  move_on (self, stop, 0);
}

static gboolean
sink_event (GstGlsStage *stage, GstEvent *event)
{
  GstGlsAudioStage *self = GST_GLS_AUDIO_STAGE (stage);

  if (GST_EVENT_TYPE (event) == GST_EVENT_GAP) {
    handle_gap (self, event);
    gst_event_unref (event);
    return TRUE;
  }
  if (GST_EVENT_TYPE (event) == GST_EVENT_STREAM_START) {
    self->warned = FALSE;
    self->live = -1;
  }
  return GST_GLS_STAGE_CLASS (gst_gls_audio_stage_parent_class)
      ->sink_event (stage, event);
}

/* --- class_init, init --- */

static void
gst_gls_audio_stage_class_init (GstGlsAudioStageClass *klass)
{
  static GstStaticPadTemplate sink_template =
      GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
          GST_STATIC_CAPS ("audio/x-raw, format = (string) " GST_AUDIO_NE (
              F32) ", rate = (int) "
                   "[ 8000, 192000 ], channels = (int) 1, layout = (string) "
                   "interleaved"));
  GstGlsStageClass *stage_class = GST_GLS_STAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = finalize;
  gst_element_class_add_static_pad_template (GST_ELEMENT_CLASS (klass),
      &sink_template);

  stage_class->needs =
      "Samples came before caps: is audioconvert missing upstream?";
  stage_class->get_sink_caps = get_sink_caps;
  stage_class->check_offer = check_offer;
  stage_class->negotiate = negotiate;
  stage_class->chain = chain;
  stage_class->drain = drain;
  stage_class->reset = reset;
  stage_class->forget = forget;
  stage_class->get_position = get_position;
  stage_class->sink_event = sink_event;

  klass->choose = choose_frames;
}

static void
gst_gls_audio_stage_init (GstGlsAudioStage *self)
{
  self->live = -1;
}
