/* What the elements between audio and tags have in common. The base class of
 * scalogram and its kin; what they compute is theirs.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/stage.h"

#include "base/caps.h"
#include "base/refuse.h"
#include "base/timing.h"

GST_DEBUG_CATEGORY_STATIC (gst_gls_stage_debug);
#define GST_CAT_DEFAULT gst_gls_stage_debug

/* --- types --- */

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (GstGlsStage, gst_gls_stage, GST_TYPE_ELEMENT,
    GST_DEBUG_CATEGORY_INIT (gst_gls_stage_debug, "glissando", 0,
        "what Glissando's elements have in common"))

/* --- properties --- */

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  gst_gls_parameters_set_property (&GST_GLS_STAGE (object)->parameters, id,
      value);
  GST_OBJECT_UNLOCK (object);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  gst_gls_parameters_get_property (&GST_GLS_STAGE (object)->parameters, id,
      value);
  GST_OBJECT_UNLOCK (object);
}

void
gst_gls_stage_class_install_parameters (GstGlsStageClass *klass,
    GlsTransform transform)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  klass->transform = transform;
  object_class->set_property = set_property;
  object_class->get_property = get_property;
  gst_gls_parameters_install (object_class, transform);
}

const GstStructure *
gst_gls_stage_find_asked (GstGlsStage *self, const GstCaps *peer)
{
  const char *name = gls_parameter_find ("transform")
                         ->values[GST_GLS_STAGE_GET_CLASS (self)->transform];

  return gst_gls_caps_find (peer, name);
}

/* Parameters that are set and parameters that are asked for may be right each,
 * and wrong together: then that they differ is the cause. */
static void
name_cause (GstGlsStage *self, const GstStructure *asked, GError **error)
{
  g_autofree char *theirs = NULL, *ours = NULL;
  const GlsParameter *row =
      gst_gls_parameters_find_contradiction (&self->parameters, asked, &theirs);

  if (row == NULL)
    return;
  g_clear_error (error);
  ours = gls_spec_get (&self->parameters.spec, row->name);
  g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
      "%s was set to %s=%s, but downstream wants %s=%s",
      GST_GLS_STAGE_GET_CLASS (self)->name, row->name, ours, row->name, theirs);
}

gboolean
gst_gls_stage_choose_spec (GstGlsStage *self, const GstStructure *given,
    const GstStructure *asked, GlsSpec *spec, GError **error)
{
  const GstGlsParameters *parameters = &self->parameters;
  GError *bad = NULL;

  GST_OBJECT_LOCK (self);
  *spec = parameters->spec;
  gst_gls_parameters_follow (parameters, spec, given);
  gst_gls_parameters_follow (parameters, spec, asked);
  if (parameters->error != NULL)
    bad = g_error_copy (parameters->error);
  else if (!gls_spec_check (spec, &bad))
    name_cause (self, asked, &bad);
  GST_OBJECT_UNLOCK (self);
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, bad);
  return FALSE;
}

/* --- data out --- */

/* Tags of the time before the centre of this buffer are about it. */
static void
release_tags (GstGlsStage *self, GstBuffer *buffer)
{
  GstClockTime centre = GST_BUFFER_PTS (buffer);

  if (!GST_CLOCK_TIME_IS_VALID (centre))
    return;
  if (GST_BUFFER_DURATION_IS_VALID (buffer))
    centre += GST_BUFFER_DURATION (buffer) / 2;
  gst_gls_held_release (&self->held, self->srcpad, centre);
}

GstFlowReturn
gst_gls_stage_push (GstGlsStage *self, GstBuffer *buffer)
{
  release_tags (self, buffer);
  if (self->discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  self->discont = FALSE;
  return gst_pad_push (self->srcpad, buffer);
}

static void
reset (GstGlsStage *self)
{
  self->discont = TRUE;
  GST_GLS_STAGE_GET_CLASS (self)->reset (self);
}

GstFlowReturn
gst_gls_stage_drain (GstGlsStage *self)
{
  GstFlowReturn ret = GST_FLOW_OK;

  if (self->started)
    ret = GST_GLS_STAGE_GET_CLASS (self)->drain (self);
  reset (self);
  gst_gls_held_release (&self->held, self->srcpad, GST_CLOCK_TIME_NONE);
  return ret;
}

/* --- negotiation --- */

gboolean
gst_gls_stage_has_caps (GstGlsStage *self, const GstCaps *caps)
{
  g_autoptr (GstCaps) current = gst_pad_get_current_caps (self->srcpad);

  return self->started && current != NULL && gst_caps_is_equal (caps, current);
}

gboolean
gst_gls_stage_start (GstGlsStage *self, GstCaps *caps, guint64 latency,
    guint rate)
{
  reset (self);
  self->started = TRUE;
  gst_gls_update_latency (GST_ELEMENT (self), &self->latency, latency, rate);
  GST_DEBUG_OBJECT (self, "negotiated %" GST_PTR_FORMAT, caps);
  return gst_pad_push_event (self->srcpad, gst_event_new_caps (caps));
}

static gboolean
negotiate (GstGlsStage *self, GstCaps *caps)
{
  GError *error = NULL;

  if (GST_GLS_STAGE_GET_CLASS (self)->negotiate (self, caps, &error))
    return TRUE;
  return error != NULL
      && gst_gls_refuse (GST_ELEMENT (self), &self->refused, error);
}

gboolean
gst_gls_stage_renegotiate (GstGlsStage *self)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (self->sinkpad);

  if (caps != NULL && negotiate (self, caps))
    return TRUE;
  gst_pad_mark_reconfigure (self->srcpad);
  return FALSE;
}

/* --- events --- */

/* event: (transfer full): what is about the audio that follows; of what came
 * before it, not everything has come out */
static gboolean
hold (GstGlsStage *self, GstEvent *event)
{
  GstClockTime position = GST_GLS_STAGE_GET_CLASS (self)->get_position (self);

  if (!GST_CLOCK_TIME_IS_VALID (position))
    return gst_pad_event_default (self->sinkpad, GST_OBJECT (self), event);
  gst_gls_held_add (&self->held, event, position);
  return TRUE;
}

static gboolean
default_sink_event (GstGlsStage *self, GstEvent *event)
{
  if (gst_gls_held_is_for (GST_EVENT_TYPE (event)))
    return hold (self, event);
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS: {
      GstCaps *caps;
      gboolean ok;

      gst_event_parse_caps (event, &caps);
      gst_gls_stage_drain (self);
      gst_pad_check_reconfigure (self->srcpad);
      ok = negotiate (self, caps);
      gst_event_unref (event);
      return ok;
    }
    case GST_EVENT_SEGMENT:
      gst_gls_stage_drain (self);
      event = gst_gls_segment_event (&self->segment, event);
      self->backwards = self->segment.rate < 0;
      self->said_backwards = FALSE;
      break;
    case GST_EVENT_STREAM_START:
    case GST_EVENT_GAP:
    case GST_EVENT_SEGMENT_DONE:
    case GST_EVENT_EOS:
      gst_gls_stage_drain (self);
      break;
    case GST_EVENT_FLUSH_STOP:
      reset (self);
      gst_gls_held_flush (&self->held, self->srcpad);
      gst_segment_init (&self->segment, GST_FORMAT_TIME);
      self->backwards = FALSE;
      break;
    default:
      break;
  }
  return gst_pad_event_default (self->sinkpad, GST_OBJECT (self), event);
}

static gboolean
sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  return GST_GLS_STAGE_GET_CLASS (parent)->sink_event (GST_GLS_STAGE (parent),
      event);
}

/* Others of the pipeline may play backwards: this branch has no part in it. */
static gboolean
src_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  gdouble rate = 1;

  if (GST_EVENT_TYPE (event) == GST_EVENT_SEEK)
    gst_event_parse_seek (event, &rate, NULL, NULL, NULL, NULL, NULL, NULL);
  if (rate >= 0)
    return gst_pad_event_default (pad, parent, event);
  GST_INFO_OBJECT (parent, "a seek backwards is refused");
  gst_event_unref (event);
  return FALSE;
}

/* --- queries --- */

/* Of what the pad wants the first alternative that fits @filter. If none does,
 * what it could take at all: then upstream, which has nothing else, sends that,
 * and is refused with a sentence instead of finding no way and keeping silent.
 */
static GstCaps *
filter_caps (GstGlsStage *self, const GstCaps *wanted, GstCaps *filter)
{
  g_autoptr (GstCaps) all = gst_pad_get_pad_template_caps (self->sinkpad);
  GstCaps *caps;

  for (guint i = 0; i < gst_caps_get_size (wanted); i++) {
    g_autoptr (GstCaps) one = gst_caps_copy_nth (wanted, i);

    if (gst_caps_can_intersect (filter, one))
      return gst_caps_intersect_full (filter, one, GST_CAPS_INTERSECT_FIRST);
  }
  caps = gst_caps_intersect_full (filter, all, GST_CAPS_INTERSECT_FIRST);
  return gst_caps_is_empty (caps) ? caps : gst_caps_fixate (caps);
}

static gboolean
sink_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  GstGlsStage *self = GST_GLS_STAGE (parent);

  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_CAPS: {
      GstCaps *filter;
      g_autoptr (GstCaps) caps =
          GST_GLS_STAGE_GET_CLASS (self)->get_sink_caps (self);

      gst_query_parse_caps (query, &filter);
      if (filter != NULL) {
        g_autoptr (GstCaps) wanted = caps;

        caps = filter_caps (self, wanted, filter);
      }
      gst_query_set_caps_result (query, caps);
      return TRUE;
    }
    case GST_QUERY_ACCEPT_CAPS:
      /* What does not fit is refused later, with a sentence. */
      gst_query_set_accept_caps_result (query, TRUE);
      return TRUE;
    default:
      return gst_pad_query_default (pad, parent, query);
  }
}

static gboolean
src_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  GstGlsStage *self = GST_GLS_STAGE (parent);
  GstClockTime own;

  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return gst_pad_query_default (pad, parent, query);
  GST_OBJECT_LOCK (self);
  own = self->latency;
  GST_OBJECT_UNLOCK (self);
  return gst_gls_query_latency (self->sinkpad, query, own);
}

/* --- chain --- */

/* Nothing is made of audio that comes backwards; but that time goes on, sinks
 * must know. */
static GstFlowReturn
pass_over (GstGlsStage *self, GstBuffer *buffer)
{
  if (!self->said_backwards)
    GST_ELEMENT_WARNING (self, STREAM, NOT_IMPLEMENTED,
        ("A stream cannot be analysed backwards: it is left out until it runs "
         "forwards again."),
        (NULL));
  self->said_backwards = TRUE;
  if (GST_BUFFER_PTS_IS_VALID (buffer))
    gst_pad_push_event (self->srcpad,
        gst_event_new_gap (GST_BUFFER_PTS (buffer),
            GST_BUFFER_DURATION (buffer)));
  return GST_FLOW_OK;
}

/* buffer: (transfer full): whose time may have fallen below zero on its way, as
 * audioresample lets it after a seek: then it is not known
 * Returns: (transfer full): the same, or a copy */
static GstBuffer *
mend_time (GstBuffer *buffer)
{
  if (!GST_BUFFER_PTS_IS_VALID (buffer)
      || GST_BUFFER_PTS (buffer) <= G_MAXINT64)
    return buffer;
  buffer = gst_buffer_make_writable (buffer);
  GST_BUFFER_PTS (buffer) = GST_CLOCK_TIME_NONE;
  return buffer;
}

static GstFlowReturn
chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  GstGlsStage *self = GST_GLS_STAGE (parent);
  GstGlsStageClass *klass = GST_GLS_STAGE_GET_CLASS (self);
  GstFlowReturn ret;

  buffer = mend_time (buffer);

  if (G_UNLIKELY (!self->started)) {
    GST_ELEMENT_ERROR (self, CORE, NEGOTIATION, ("%s", klass->needs), (NULL));
    ret = GST_FLOW_NOT_NEGOTIATED;
  } else if (gst_pad_check_reconfigure (self->srcpad)
      && !gst_gls_stage_renegotiate (self))
    ret = GST_PAD_IS_FLUSHING (self->srcpad) ? GST_FLOW_FLUSHING
                                             : GST_FLOW_NOT_NEGOTIATED;
  else if (self->backwards)
    ret = pass_over (self, buffer);
  else
    ret = klass->chain (self, buffer);
  gst_buffer_unref (buffer);
  return ret;
}

/* What cannot end well is said before it begins: a state change that fails is
 * heard by everybody, while an error out of the first buffer may come before an
 * application listens (gst-launch-1.0 then waits for ever). */
static gboolean
check_offer (GstGlsStage *self)
{
  GstGlsStageClass *klass = GST_GLS_STAGE_GET_CLASS (self);
  g_autoptr (GstCaps) offered = gst_pad_peer_query_caps (self->sinkpad, NULL);
  GError *error = NULL;

  if (klass->check_offer == NULL || offered == NULL || gst_caps_is_any (offered)
      || klass->check_offer (self, offered, &error))
    return TRUE;
  return gst_gls_refuse (GST_ELEMENT (self), &self->refused, error);
}

static GstStateChangeReturn
change_state (GstElement *element, GstStateChange transition)
{
  GstGlsStage *self = GST_GLS_STAGE (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED) {
    reset (self);
    self->refused = self->backwards = FALSE;
    gst_segment_init (&self->segment, GST_FORMAT_TIME);
    if (!check_offer (self))
      return GST_STATE_CHANGE_FAILURE;
  }
  ret = GST_ELEMENT_CLASS (gst_gls_stage_parent_class)
            ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY) {
    GST_GLS_STAGE_GET_CLASS (self)->forget (self);
    gst_gls_held_clear (&self->held);
    self->started = FALSE;
  }
  return ret;
}

static void
finalize (GObject *object)
{
  GstGlsStage *self = GST_GLS_STAGE (object);

  gst_gls_held_clear (&self->held);
  gst_gls_parameters_clear (&self->parameters);
  G_OBJECT_CLASS (gst_gls_stage_parent_class)->finalize (object);
}

/* --- class_init, init --- */

static GstPad *
add_pad (GstGlsStage *self, const char *name)
{
  GstPadTemplate *template =
      gst_element_class_get_pad_template (GST_ELEMENT_GET_CLASS (self), name);
  GstPad *pad = gst_pad_new_from_template (template, name);

  gst_element_add_pad (GST_ELEMENT (self), pad);
  return pad;
}

/* The pad templates and the parameters are those of the class that is made,
 * which an instance's init() does not know yet. */
static void
constructed (GObject *object)
{
  GstGlsStage *self = GST_GLS_STAGE (object);

  G_OBJECT_CLASS (gst_gls_stage_parent_class)->constructed (object);
  gst_gls_parameters_init (&self->parameters,
      GST_GLS_STAGE_GET_CLASS (self)->transform);

  self->sinkpad = add_pad (self, "sink");
  gst_pad_set_chain_function (self->sinkpad, chain);
  gst_pad_set_event_function (self->sinkpad, sink_event);
  gst_pad_set_query_function (self->sinkpad, sink_query);

  self->srcpad = add_pad (self, "src");
  gst_pad_set_event_function (self->srcpad, src_event);
  gst_pad_set_query_function (self->srcpad, src_query);
}

static void
gst_gls_stage_class_init (GstGlsStageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = constructed;
  object_class->finalize = finalize;
  GST_ELEMENT_CLASS (klass)->change_state = change_state;
  klass->sink_event = default_sink_event;
}

static void
gst_gls_stage_init (GstGlsStage *self)
{
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
}
