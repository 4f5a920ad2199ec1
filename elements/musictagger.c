/* Audio through untouched, with tags of it: a bin around the other elements.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     sink - tee - queue ("held") ------------------------------------- src
 *              \ - queue ("heard") - audioconvert - audioresample
 *                  - front end - packnet
 *
 * What packnet says is taken at its pad: a sink would wait for PLAYING.
 *
 * Three threads meet here: upstream's pushes into both queues, one hears and
 * decides (base/ear), one lets go of what is held (base/gate). What they tell
 * each other is in base/verdicts.
 */

/**
 * SECTION:element-musictagger
 * @title: musictagger
 * @short_description: tags the audio that passes through
 *
 * Hears the audio, and sends what it is like as a tag event ahead of it, in time
 * for an encoder or muxer to write it into the file. For that the audio is held
 * back until so much of it was heard as is asked for. What is live is not held
 * back, and its tags come as soon as they are known.
 *
 * Tags that come from upstream pass, and ours are added to them.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 filesrc location=song.ogg ! decodebin ! audioconvert !
 * musictagger ! flacenc ! filesink location=song.flac
 * ]|
 */
#include "elements.h"

#include "base/ear.h"
#include "base/frontend.h"
#include "base/gate.h"
#include "base/modelcaps.h"
#include "base/properties.h"

GST_DEBUG_CATEGORY_STATIC (gst_musictagger_debug);
#define GST_CAT_DEFAULT gst_musictagger_debug

/* --- types --- */

typedef enum
{
  FIELD_KEYWORDS,
  FIELD_GENRE,
} Field;

typedef struct
{
  char *model;
  double listen_s;
  guint top;
  double threshold;
  gint field; /* Field */
  gboolean hold;
  gboolean follow;
} Settings;

static const GEnumValue fields[] = {
  { FIELD_KEYWORDS,
      "Keywords, and GLISSANDO_TAGS for containers that have none",
      "keywords" },
  { FIELD_GENRE, "Genre", "genre" },
  { 0, NULL, NULL },
};
static const char *const field_names[] = {
  [FIELD_KEYWORDS] = GST_TAG_KEYWORDS,
  [FIELD_GENRE] = GST_TAG_GENRE,
};

#define AT(member) G_STRUCT_OFFSET (Settings, member)
static const GstGlsProperty properties[] = {
  { "model", "Model",
      "Model file, or the name of a built-in model, or several with commas "
      "between",
      G_TYPE_STRING, AT (model), 0, 0, 0, NULL, NULL },
  { "listen", "Listen",
      "Seconds to hear, in whole segments, before tags are decided on (0: all "
      "of the stream); as much audio is held in memory",
      G_TYPE_DOUBLE, AT (listen_s), 0, 86400, 60, NULL, NULL },
  { "top", "Top",
      "Send at most this many tags, the most probable ones (0: all)",
      G_TYPE_UINT, AT (top), 0, G_MAXUINT, 5, NULL, NULL },
  { "threshold", "Threshold",
      "Send only tags of at least this probability (0: from the model's own "
      "thresholds on, or all if it has none)",
      G_TYPE_DOUBLE, AT (threshold), 0, 1, 0.15, NULL, NULL },
  { "field", "Field", "What the tags are sent as", G_TYPE_ENUM, AT (field), 0,
      0, FIELD_KEYWORDS, "GstMusictaggerField", fields },
  { "hold", "Hold",
      "Hold the audio back until its tags are known, unless it is live",
      G_TYPE_BOOLEAN, AT (hold), 0, 1, TRUE, NULL, NULL },
  { "follow", "Follow",
      "Go on hearing after that, and send tags again when they are others",
      G_TYPE_BOOLEAN, AT (follow), 0, 1, FALSE, NULL, NULL },
};

G_DECLARE_FINAL_TYPE (GstMusictagger, gst_musictagger, GST, MUSICTAGGER, GstBin)

struct _GstMusictagger
{
  GstBin parent;
  Settings settings; /* under the object lock */
  GstElement *held, *resample, *front_end, *packnet;
  GstGlsVerdicts *verdicts;

  /* of upstream's thread */
  gint coming; /* the stream that comes in; atomic */

  GstGlsEar ear;   /* of the thread that hears */
  GstGlsGate gate; /* of the thread that lets go */
};

G_DEFINE_TYPE (GstMusictagger, gst_musictagger, GST_TYPE_BIN)
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (musictagger, "musictagger",
    GST_RANK_NONE, gst_musictagger_get_type (),
    GST_DEBUG_CATEGORY_INIT (gst_musictagger_debug, "musictagger", 0,
        "music tagger"))

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS ("audio/x-raw"));

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS ("audio/x-raw"));

/* --- properties --- */

static void
gst_musictagger_set_property (GObject *object, guint id, const GValue *value,
    GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  gst_gls_properties_set (&GST_MUSICTAGGER (object)->settings,
      &properties[id - 1], value);
  GST_OBJECT_UNLOCK (object);
}

static void
gst_musictagger_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  gst_gls_properties_get (&GST_MUSICTAGGER (object)->settings,
      &properties[id - 1], value);
  GST_OBJECT_UNLOCK (object);
}

/* Returns: what is set now, but for the model */
static Settings
get_settings (GstMusictagger *self)
{
  Settings settings;

  GST_OBJECT_LOCK (self);
  settings = self->settings;
  GST_OBJECT_UNLOCK (self);
  settings.model = NULL;
  return settings;
}

static char *
dup_model (GstMusictagger *self)
{
  char *model;

  GST_OBJECT_LOCK (self);
  model = g_strdup (self->settings.model);
  GST_OBJECT_UNLOCK (self);
  return model;
}

/* --- upstream's thread --- */

/* More than is usual in a queue only as long as somebody waits. */
static void
bound (GstMusictagger *self, gboolean is_bounded)
{
  g_object_set (self->held, "max-size-buffers", 0, "max-size-bytes",
      is_bounded ? 10 << 20 : 0, "max-size-time",
      is_bounded ? (guint64) GST_SECOND : 0, NULL);
}

static GstPadProbeReturn
come_in (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstMusictagger *self = data;
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
      bound (self, FALSE);
      g_atomic_int_set (&self->coming, (gint) gst_event_get_seqnum (event));
      break;
    case GST_EVENT_FLUSH_START:
      gst_gls_verdicts_let_wait (self->verdicts, FALSE);
      break;
    case GST_EVENT_FLUSH_STOP:
      gst_gls_verdicts_let_wait (self->verdicts, TRUE);
      break;
    default:
      break;
  }
  return GST_PAD_PROBE_OK;
}

/* Nobody hears what is decided on. */
static GstPadProbeReturn
save_work (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstMusictagger *self = data;
  const guint coming = (guint) g_atomic_int_get (&self->coming);

  return get_settings (self).follow
          || gst_gls_verdicts_is_open (self->verdicts, coming)
      ? GST_PAD_PROBE_OK
      : GST_PAD_PROBE_DROP;
}

/* --- the thread that hears --- */

static void
hear_one (GstMusictagger *self, GstPadProbeInfo *info)
{
  const Settings now = get_settings (self);
  const GstGlsEarSettings settings = { now.listen_s, now.top, now.threshold,
    field_names[now.field], now.follow };
  g_autoptr (GError) error = NULL;

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER
          ? gst_gls_ear_hear_prediction (&self->ear, &settings,
              GST_PAD_PROBE_INFO_BUFFER (info), &error)
          : gst_gls_ear_hear_event (&self->ear, &settings,
              GST_PAD_PROBE_INFO_EVENT (info), &error))
    return;
  GST_ELEMENT_ERROR (self, STREAM, FORMAT, ("%s.", error->message), (NULL));
}

static GstPadProbeReturn
hear (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  hear_one (data, info);
  gst_mini_object_unref (GST_PAD_PROBE_INFO_DATA (info));
  return GST_PAD_PROBE_HANDLED;
}

/* --- the thread that lets go --- */

static gboolean
is_live (GstMusictagger *self)
{
  g_autoptr (GstQuery) query = gst_query_new_latency ();
  g_autoptr (GstPad) sinkpad =
      gst_element_get_static_pad (GST_ELEMENT (self), "sink");
  gboolean live = FALSE;

  if (gst_pad_peer_query (sinkpad, query))
    gst_query_parse_latency (query, &live, NULL, NULL);
  return live;
}

static void
send_tags (GstMusictagger *self, GstPad *pad)
{
  const GstTagList *tags = gst_gls_gate_push_tags (&self->gate, pad);

  if (tags == NULL)
    return;
  GST_DEBUG_OBJECT (self, "stream %u: %" GST_PTR_FORMAT, self->gate.stream,
      tags);
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_tag (GST_OBJECT (self), gst_tag_list_copy (tags)));
}

/* The first of a stream waits. A flush that comes meanwhile is no beginning. */
static gboolean
may_begin (GstMusictagger *self)
{
  return !get_settings (self).hold || is_live (self)
      || gst_gls_verdicts_wait (self->verdicts, self->gate.stream);
}

/* Returns: what becomes of what waited; a flush has taken away all before it. */
static GstPadProbeReturn
let_go (GstMusictagger *self, GstPad *pad)
{
  if (!self->gate.has_begun) {
    if (!may_begin (self))
      return GST_PAD_PROBE_DROP;
    self->gate.has_begun = TRUE;
    if (self->gate.stream == (guint) g_atomic_int_get (&self->coming))
      bound (self, TRUE);
  }
  send_tags (self, pad);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
leave (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstMusictagger *self = data;
  GstEvent *event;

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER)
    return let_go (self, pad);
  event = GST_PAD_PROBE_INFO_EVENT (info);
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
      gst_gls_gate_begin_stream (&self->gate, gst_event_get_seqnum (event));
      break;
    case GST_EVENT_TAG:
      GST_PAD_PROBE_INFO_DATA (info) =
          gst_gls_gate_add_to_tags (&self->gate, event);
      break;
    case GST_EVENT_GAP:
    case GST_EVENT_SEGMENT_DONE:
    case GST_EVENT_EOS:
      return let_go (self, pad);
    default:
      break;
  }
  return GST_PAD_PROBE_OK;
}

/* --- states --- */

/* The elements that make what the model takes. */
static void
put_front_end (GstMusictagger *self, GlsTransform transform)
{
  if (self->front_end != NULL)
    gst_bin_remove (GST_BIN (self), self->front_end);
  self->front_end = gst_gls_front_end_new (transform, 1);
  gst_bin_add (GST_BIN (self), self->front_end);
  gst_element_link_many (self->resample, self->front_end, self->packnet, NULL);
}

/* Returns: (transfer full) (nullable): the model, or NULL, having said why */
static GstGlsModelCaps *
prepare (GstMusictagger *self)
{
  g_autofree char *name = dup_model (self);
  g_autoptr (GError) error = NULL;
  GstGlsModelCaps *model = gst_gls_model_caps_open (name, &error);

  if (model == NULL) {
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ, ("%s.", error->message),
        (NULL));
    return NULL;
  }
  put_front_end (self, model->spec.transform);
  g_object_set (self->packnet, "model", name, NULL);
  return model;
}

static void
forget (GstMusictagger *self)
{
  gst_gls_verdicts_reset (self->verdicts);
  self->coming = 0;
  gst_gls_ear_clear (&self->ear);
  gst_gls_gate_clear (&self->gate);
}

static GstStateChangeReturn
gst_musictagger_change_state (GstElement *element, GstStateChange transition)
{
  GstMusictagger *self = GST_MUSICTAGGER (element);
  g_autoptr (GstGlsModelCaps) model = NULL;
  GstStateChangeReturn ret;

  /* While it is held, packnet has the same one and reads no file. */
  if (transition == GST_STATE_CHANGE_NULL_TO_READY
      && (model = prepare (self)) == NULL)
    return GST_STATE_CHANGE_FAILURE;
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    gst_gls_verdicts_let_wait (self->verdicts, FALSE);
  ret = GST_ELEMENT_CLASS (gst_musictagger_parent_class)
            ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    forget (self);
  return ret;
}

static void
gst_musictagger_finalize (GObject *object)
{
  GstMusictagger *self = GST_MUSICTAGGER (object);

  forget (self);
  gst_gls_verdicts_free (self->verdicts);
  gst_gls_properties_clear (&self->settings, properties,
      G_N_ELEMENTS (properties));
  G_OBJECT_CLASS (gst_musictagger_parent_class)->finalize (object);
}

/* --- class_init, init --- */

static void
gst_musictagger_class_init (GstMusictaggerClass *klass)
{
  static const char *const playing[] = { "top", "threshold", "field", "listen",
    "follow", NULL };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_musictagger_set_property;
  object_class->get_property = gst_musictagger_get_property;
  object_class->finalize = gst_musictagger_finalize;
  gst_gls_properties_install (object_class, properties,
      G_N_ELEMENTS (properties));
  gst_gls_properties_allow_while_playing (object_class, playing);

  element_class->change_state = gst_musictagger_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Music tagger",
      "Filter/Analyzer/Audio",
      "Lets audio through with tags that tell what it is like", GST_GLS_AUTHOR);
}

static GstElement *
add (GstMusictagger *self, const char *factory, const char *name)
{
  GstElement *element = gst_element_factory_make (factory, name);

  if (element == NULL)
    g_critical ("musictagger needs the element %s, which is missing", factory);
  else
    gst_bin_add (GST_BIN (self), element);
  return element;
}

static void
probe (GstMusictagger *self, GstElement *element, const char *name,
    GstPadProbeType type, GstPadProbeCallback callback)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, name);

  gst_pad_add_probe (pad, type, callback, self, NULL);
}

static void
expose (GstMusictagger *self, GstElement *element, const char *name,
    GstStaticPadTemplate *template)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, name);
  g_autoptr (GstPadTemplate) made = gst_static_pad_template_get (template);

  gst_element_add_pad (GST_ELEMENT (self),
      gst_ghost_pad_new_from_template (name, pad, made));
}

static void
gst_musictagger_init (GstMusictagger *self)
{
  GstElement *tee, *heard, *convert;

  gst_gls_properties_init (&self->settings, properties,
      G_N_ELEMENTS (properties));
  self->verdicts = gst_gls_verdicts_new ();
  gst_gls_ear_init (&self->ear, self->verdicts);
  gst_gls_gate_init (&self->gate, self->verdicts);

  tee = add (self, "tee", "tee");
  self->held = add (self, "queue", "held");
  heard = add (self, "queue", "heard");
  convert = add (self, "audioconvert", NULL);
  self->resample = add (self, "audioresample", NULL);
  self->packnet = add (self, "packnet", NULL);
  gst_element_link_pads (tee, "src_0", self->held, "sink");
  gst_element_link_many (tee, heard, convert, self->resample, NULL);

  expose (self, tee, "sink", &sink_template);
  expose (self, self->held, "src", &src_template);
  probe (self, tee, "sink",
      GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_EVENT_FLUSH,
      come_in);
  probe (self, heard, "sink", GST_PAD_PROBE_TYPE_BUFFER, save_work);
  probe (self, self->packnet, "src",
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM
          | GST_PAD_PROBE_TYPE_EVENT_FLUSH,
      hear);
  probe (self, self->held, "src",
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, leave);
}
