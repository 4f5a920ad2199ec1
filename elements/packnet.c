/* Frames -> tag probabilities. An adapter over base/modelcaps.h, which knows
 * what a model takes and gives, and base/listener.h, which makes predictions.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/**
 * SECTION:element-packnet
 * @title: packnet
 * @short_description: tag probabilities from scattering frames
 *
 * Runs a trained network on segments of N frames and sends one probability per
 * tag for each segment. The model decides the shape of a frame and every
 * parameter of the front end; the sink pad asks for them, so that the elements
 * upstream configure themselves. The names of the tags travel in the source
 * caps as labels. A segment in which there is nothing to be heard is flagged
 * %GST_BUFFER_FLAG_GAP.
 *
 * At the end, frames that are left over after the last whole segment are heard
 * in one more segment that overlaps it. If there were fewer than N frames
 * altogether, they are repeated to fill a segment; an INFO message says so.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 audiotestsrc num-buffers=2000 ! audioconvert ! audioresample !
 * scalogram ! jtfst ! packnet ! tagsink
 * ]|
 */
#include "elements.h"

#include "base/listener.h"
#include "base/modelslot.h"
#include "base/stage.h"

GST_DEBUG_CATEGORY_STATIC (gst_packnet_debug);
#define GST_CAT_DEFAULT gst_packnet_debug

/* --- types --- */

enum
{
  PROP_MODEL = 1,
  PROP_LABELS,
  PROP_HOP,
  PROP_EMBEDDINGS,
};

#define MAX_HOP_S 3600

G_DECLARE_FINAL_TYPE (GstPacknet, gst_packnet, GST, PACKNET, GstGlsStage)

struct _GstPacknet
{
  GstGlsStage parent;

  GstGlsModelSlot slot; /* with a model from READY on */
  double hop_s;         /* 0: the model's; under the object lock */
  gboolean embed;       /* likewise */

  GstGlsListener *listener; /* once negotiated */
};

G_DEFINE_TYPE (GstPacknet, gst_packnet, GST_TYPE_GLS_STAGE)
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (packnet, "packnet", GST_RANK_NONE,
    gst_packnet_get_type (),
    GST_DEBUG_CATEGORY_INIT (gst_packnet_debug, "packnet", 0, "tag network"))

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_GLS_ONE_TENSOR_CAPS));

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_GLS_ONE_TENSOR_CAPS));

/* --- properties --- */

static void
gst_packnet_set_property (GObject *object, guint id, const GValue *value,
    GParamSpec *pspec)
{
  switch (id) {
    case PROP_MODEL:
      gst_gls_model_slot_set_path (&GST_PACKNET (object)->slot,
          g_value_get_string (value));
      break;
    case PROP_HOP:
      GST_OBJECT_LOCK (object);
      GST_PACKNET (object)->hop_s = g_value_get_double (value);
      GST_OBJECT_UNLOCK (object);
      break;
    case PROP_EMBEDDINGS:
      GST_OBJECT_LOCK (object);
      GST_PACKNET (object)->embed = g_value_get_boolean (value);
      GST_OBJECT_UNLOCK (object);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
get_labels (GstPacknet *self, GValue *value)
{
  if (self->slot.model != NULL)
    gst_gls_model_caps_add_labels (self->slot.model, value);
}

static void
gst_packnet_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  GstPacknet *self = GST_PACKNET (object);

  switch (id) {
    case PROP_MODEL:
      g_value_take_string (value, gst_gls_model_slot_dup_path (&self->slot));
      break;
    case PROP_LABELS:
      GST_OBJECT_LOCK (self);
      get_labels (self, value);
      GST_OBJECT_UNLOCK (self);
      break;
    case PROP_HOP:
      GST_OBJECT_LOCK (self);
      g_value_set_double (value, self->hop_s);
      GST_OBJECT_UNLOCK (self);
      break;
    case PROP_EMBEDDINGS:
      GST_OBJECT_LOCK (self);
      g_value_set_boolean (value, self->embed);
      GST_OBJECT_UNLOCK (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

/* --- the model --- */

static gboolean
load_model (GstPacknet *self)
{
  g_autoptr (GError) error = NULL;
  GstGlsModelCaps *model = gst_gls_model_slot_open (&self->slot, &error);

  if (model == NULL) {
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ, ("%s.", error->message),
        (NULL));
    return FALSE;
  }
  gst_gls_model_slot_put (&self->slot, model);
  return TRUE;
}

static void
gst_packnet_forget (GstGlsStage *stage)
{
  g_clear_pointer (&GST_PACKNET (stage)->listener, gst_gls_listener_free);
}

/* --- caps --- */

static GstCaps *
gst_packnet_get_sink_caps (GstGlsStage *stage)
{
  GstPacknet *self = GST_PACKNET (stage);
  GstCaps *caps;

  GST_OBJECT_LOCK (self);
  caps = self->slot.model ? gst_gls_model_caps_make_sink (self->slot.model)
                          : gst_pad_get_pad_template_caps (stage->sinkpad);
  GST_OBJECT_UNLOCK (self);
  return caps;
}

/* --- data out --- */

static void
say_that_it_was_short (GstPacknet *self, GstClockTime heard)
{
  g_autofree char *sentence =
      gst_gls_model_caps_describe_short (self->slot.model, heard);

  /* Of information, gst-launch-1.0 prints only the debugging text. */
  GST_ELEMENT_INFO (self, STREAM, FORMAT, ("%s", sentence), ("%s", sentence));
}

/* prediction: (transfer full) */
static GstFlowReturn
push_prediction (GstPacknet *self, GstBuffer *prediction)
{
  if (gst_gls_listener_is_padded (self->listener, prediction))
    say_that_it_was_short (self, GST_BUFFER_DURATION (prediction));
  return gst_gls_stage_push (&self->parent, prediction);
}

static GstFlowReturn
push_ready (GstPacknet *self)
{
  GstFlowReturn ret = GST_FLOW_OK;
  GstBuffer *prediction;

  while (ret == GST_FLOW_OK
      && (prediction = gst_gls_listener_pull (self->listener)) != NULL)
    ret = push_prediction (self, prediction);
  return ret;
}

/* --- the ends of a stretch of audio and of a stream --- */

/* The end of the stretch is heard, too. */
static GstFlowReturn
gst_packnet_drain (GstGlsStage *stage)
{
  GstPacknet *self = GST_PACKNET (stage);

  if (self->listener == NULL)
    return GST_FLOW_OK;
  gst_gls_listener_drain (self->listener);
  return push_ready (self);
}

static void
gst_packnet_reset (GstGlsStage *stage)
{
  GstPacknet *self = GST_PACKNET (stage);

  if (self->listener != NULL)
    gst_gls_listener_reset (self->listener);
}

static void
say_what_was_left_out (GstPacknet *self, GstClockTime left_out)
{
  g_autofree char *sentence =
      gst_gls_model_caps_describe_left_out (self->slot.model, left_out);

  GST_ELEMENT_INFO (self, STREAM, FORMAT, ("%s", sentence), ("%s", sentence));
}

static void
end_stream (GstPacknet *self)
{
  GstClockTime left_out;
  GstBuffer *rest;

  gst_gls_stage_drain (&self->parent);
  if (self->listener == NULL)
    return;
  rest = gst_gls_listener_end_stream (self->listener, &left_out);
  if (rest != NULL)
    push_prediction (self, rest);
  if (left_out > 0)
    say_what_was_left_out (self, left_out);
}

static void
forget_stream (GstPacknet *self)
{
  GstClockTime left_out;
  GstBuffer *rest = NULL;

  if (self->listener != NULL)
    rest = gst_gls_listener_end_stream (self->listener, &left_out);
  gst_clear_buffer (&rest);
}

static GstClockTime
gst_packnet_get_position (GstGlsStage *stage)
{
  GstPacknet *self = GST_PACKNET (stage);

  return self->listener ? gst_gls_listener_get_position (self->listener)
                        : GST_CLOCK_TIME_NONE;
}

static gboolean
gst_packnet_sink_event (GstGlsStage *stage, GstEvent *event)
{
  GstPacknet *self = GST_PACKNET (stage);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_EOS:
    case GST_EVENT_SEGMENT_DONE:
    case GST_EVENT_CAPS:
    case GST_EVENT_STREAM_START:
      end_stream (self);
      break;
    case GST_EVENT_FLUSH_STOP:
      forget_stream (self);
      break;
    default:
      break;
  }
  return GST_GLS_STAGE_CLASS (gst_packnet_parent_class)
      ->sink_event (stage, event);
}

/* --- negotiation, which drains what came before --- */

/* Returns: whether the hop is another one than before */
static gboolean
take_over_hop (GstPacknet *self)
{
  double hop_s;

  GST_OBJECT_LOCK (self);
  hop_s = self->hop_s;
  GST_OBJECT_UNLOCK (self);
  return gst_gls_model_caps_set_hop (self->slot.model, hop_s);
}

/* caps: of what goes out */
static gboolean
listen_anew (GstPacknet *self, GstCaps *caps)
{
  GstGlsStage *stage = &self->parent;

  gst_gls_stage_drain (stage);
  gst_packnet_forget (stage);
  self->listener = gst_gls_listener_new (self->slot.model);
  GST_OBJECT_LOCK (self);
  gst_gls_listener_set_embed (self->listener, self->embed);
  GST_OBJECT_UNLOCK (self);
  return gst_gls_stage_start (stage, caps,
      gst_gls_model_caps_get_samples (self->slot.model),
      self->slot.model->spec.rate);
}

static gboolean
gst_packnet_negotiate (GstGlsStage *stage, GstCaps *incaps, GError **error)
{
  GstPacknet *self = GST_PACKNET (stage);
  g_autoptr (GstCaps) peer = NULL;
  g_autoptr (GstCaps) caps = NULL;
  GstGlsTensors in;

  if (!gst_gls_model_caps_check (self->slot.model, incaps, error))
    return FALSE;
  take_over_hop (self);
  peer = gst_pad_peer_query_caps (stage->srcpad, NULL);
  caps = gst_gls_model_caps_choose_src (self->slot.model, peer, error);
  if (caps == NULL)
    return FALSE;
  if ((self->listener == NULL || !gst_gls_stage_has_caps (stage, caps))
      && !listen_anew (self, caps))
    return FALSE;
  if (gst_gls_tensors_from_caps (&in, incaps, NULL))
    gst_gls_listener_set_untimed (self->listener, in.fps_n == 0);
  return TRUE;
}

/* Another hop while frames come breaks nothing off: only the rate of segments
 * is another one. */
static GstFlowReturn
follow_hop (GstPacknet *self)
{
  GstPad *pad = self->parent.srcpad;
  g_autoptr (GstCaps) peer = NULL;
  g_autoptr (GstCaps) caps = NULL;
  g_autoptr (GError) error = NULL;

  if (!take_over_hop (self))
    return GST_FLOW_OK;
  gst_gls_listener_follow_hop (self->listener);
  peer = gst_pad_peer_query_caps (pad, NULL);
  caps = gst_gls_model_caps_choose_src (self->slot.model, peer, &error);
  if (caps == NULL || !gst_pad_push_event (pad, gst_event_new_caps (caps)))
    return GST_FLOW_NOT_NEGOTIATED;
  /* By a shorter hop a segment may be whole already. */
  return push_ready (self);
}

/* model: (transfer full) */
static GstFlowReturn
take_over_model (GstPacknet *self, GstGlsModelCaps *model)
{
  end_stream (self);
  gst_packnet_forget (&self->parent);
  gst_gls_model_slot_put (&self->slot, model);
  return gst_gls_stage_renegotiate (&self->parent) ? GST_FLOW_OK
                                                   : GST_FLOW_NOT_NEGOTIATED;
}

/* A model that was set while frames come must hear the same frames. */
static GstFlowReturn
follow_model (GstPacknet *self)
{
  g_autoptr (GstCaps) caps = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GstGlsModelCaps) model = NULL;

  if (!gst_gls_model_slot_is_news (&self->slot))
    return GST_FLOW_OK;
  caps = gst_pad_get_current_caps (self->parent.sinkpad);
  model = gst_gls_model_slot_open (&self->slot, &error);
  if (model != NULL && gst_gls_model_caps_check (model, caps, &error))
    return take_over_model (self, g_steal_pointer (&model));
  GST_ELEMENT_WARNING (self, LIBRARY, SETTINGS,
      ("%s. The model before goes on until packnet is started anew.",
          error->message),
      (NULL));
  return GST_FLOW_OK;
}

/* --- data in --- */

static GstFlowReturn
gst_packnet_chain (GstGlsStage *stage, GstBuffer *buffer)
{
  GstPacknet *self = GST_PACKNET (stage);
  g_autoptr (GError) error = NULL;
  GstFlowReturn ret = GST_FLOW_OK;

  if (G_UNLIKELY (!gst_gls_tensors_check_buffer (&self->slot.model->frames,
          buffer, &error))) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("A frame is damaged: %s.", error->message), (NULL));
    return GST_FLOW_ERROR;
  }
  ret = follow_model (self);
  if (ret == GST_FLOW_OK)
    ret = follow_hop (self);
  if (ret != GST_FLOW_OK)
    return ret;
  /* After a break, what came before is heard to its end. */
  if (gst_gls_listener_is_broken_by (self->listener, buffer))
    ret = gst_gls_stage_drain (stage);
  if (ret != GST_FLOW_OK)
    return ret;
  gst_gls_listener_push (self->listener, buffer, stage->segment.start);
  return push_ready (self);
}

/* --- states --- */

static GstStateChangeReturn
gst_packnet_change_state (GstElement *element, GstStateChange transition)
{
  GstPacknet *self = GST_PACKNET (element);
  GstStateChangeReturn ret;

  if ((transition == GST_STATE_CHANGE_NULL_TO_READY
          || (transition == GST_STATE_CHANGE_READY_TO_PAUSED
              && gst_gls_model_slot_is_stale (&self->slot)))
      && !load_model (self))
    return GST_STATE_CHANGE_FAILURE;
  ret = GST_ELEMENT_CLASS (gst_packnet_parent_class)
            ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_READY_TO_NULL)
    gst_gls_model_slot_put (&self->slot, NULL);
  return ret;
}

static void
gst_packnet_finalize (GObject *object)
{
  GstPacknet *self = GST_PACKNET (object);

  gst_packnet_forget (&self->parent);
  gst_gls_model_slot_clear (&self->slot);
  G_OBJECT_CLASS (gst_packnet_parent_class)->finalize (object);
}

/* --- class_init, init --- */

static void
install_properties (GObjectClass *object_class)
{
  /**
   * GstPacknet:model:
   *
   * Path of a model file, or %NULL for the built-in one. Elements that use the
   * same model share it in memory. Read when the element goes to READY, and
   * again to PAUSED if it was set in between. Set while it runs, it takes over
   * at the next frame, where the one before is heard to its end, if it hears
   * the same frames; otherwise, or if it cannot be read, a warning says so, the
   * one before goes on, and the next start tries again.
   */
  g_object_class_install_property (object_class, PROP_MODEL,
      g_param_spec_string ("model", "Model",
          "Path of a .safetensors model, or the name of a built-in one, or "
          "several with commas between (NULL: the built-in default)",
          NULL,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
              | GST_PARAM_MUTABLE_PLAYING));
  /**
   * GstPacknet:hop:
   *
   * Seconds from the start of a segment to that of the next one, rounded to
   * whole frames; 0 is what the model was made with, as a rule the length of a
   * segment. Segments overlap where it is shorter. Set while it runs, it counts
   * from the segment before on; nothing is dropped, and the caps that follow
   * have another frame rate.
   */
  g_object_class_install_property (object_class, PROP_HOP,
      g_param_spec_double ("hop", "Hop",
          "Seconds from one segment to the next (0: as the model says)", 0,
          MAX_HOP_S, 0,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
              | GST_PARAM_MUTABLE_PLAYING));
  /**
   * GstPacknet:embeddings:
   *
   * Whether each prediction carries what the network knew of the segment just
   * before it decided on tags, as a #GstMeta of the name GstGlsEmbedding: what
   * `glissando tag -o library.db` keeps. Read at negotiation.
   */
  g_object_class_install_property (object_class, PROP_EMBEDDINGS,
      g_param_spec_boolean ("embeddings", "Embeddings",
          "Attach to each prediction what went into the last layer", FALSE,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
              | GST_PARAM_MUTABLE_READY));
  /**
   * GstPacknet:labels:
   *
   * The tags that the model knows, in the order of its output; empty before
   * READY.
   */
  g_object_class_install_property (object_class, PROP_LABELS,
      gst_param_spec_array ("labels", "Labels",
          "Tags that the model knows, in the order of its output; from READY "
          "on",
          g_param_spec_string ("label", "Label", "A tag", NULL,
              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS),
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
gst_packnet_class_init (GstPacknetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstGlsStageClass *stage_class = GST_GLS_STAGE_CLASS (klass);

  object_class->set_property = gst_packnet_set_property;
  object_class->get_property = gst_packnet_get_property;
  object_class->finalize = gst_packnet_finalize;
  install_properties (object_class);

  stage_class->name = "packnet";
  stage_class->needs = "Frames came before caps: is jtfst missing upstream?";
  stage_class->get_sink_caps = gst_packnet_get_sink_caps;
  stage_class->negotiate = gst_packnet_negotiate;
  stage_class->chain = gst_packnet_chain;
  stage_class->drain = gst_packnet_drain;
  stage_class->reset = gst_packnet_reset;
  stage_class->forget = gst_packnet_forget;
  stage_class->get_position = gst_packnet_get_position;
  stage_class->sink_event = gst_packnet_sink_event;

  element_class->change_state = gst_packnet_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Music tag network",
      "Filter/Analyzer/Audio",
      "Turns scattering frames into tag probabilities with a trained network",
      GST_GLS_AUTHOR);
}

static void
gst_packnet_init (GstPacknet *self)
{
  gst_gls_model_slot_init (&self->slot, GST_ELEMENT (self));
}
