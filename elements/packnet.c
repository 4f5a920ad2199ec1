/* Frames -> tag probabilities. An adapter over net/segmenter.h, which cuts the
 * frames into segments, and net/model.h, which hears them.
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

#include "base/caps.h"
#include "net/models.h"
#include "net/segmenter.h"
#include "scattering/silence.h"
#include "base/stage.h"
#include "base/timing.h"

GST_DEBUG_CATEGORY_STATIC (gst_packnet_debug);
#define GST_CAT_DEFAULT gst_packnet_debug

/* --- types --- */

enum
{
  PROP_MODEL = 1,
  PROP_LABELS,
};

/* A stretch too short to be worth a prediction beside others. */
typedef struct
{
  float *frames; /* [N][frame shape], filled; NULL if there is none */
  GlsSegment segment;
  GstClockTime pts, duration;
} Fragment;

G_DECLARE_FINAL_TYPE (GstPacknet, gst_packnet, GST, PACKNET, GstGlsStage)

struct _GstPacknet
{
  GstGlsStage parent;

  /* under the object lock */
  char *path;             /* of the model; NULL: the built-in one */
  GlsModel *model;        /* from READY on, and so the next two */
  gboolean stale;         /* the path is another than the model's */
  GlsSpec spec;           /* its front end */
  GstGlsTensors expected; /* the frames that it takes */

  /* the network at work */
  GlsPredictor *predictor;
  GstGlsTensors out;
  GlsSegmenter *segmenter;
  float *frame;  /* [frame shape], the one that came last */
  float *frames; /* [N][frame shape], a segment */

  /* the stretch of audio that is being heard */
  GstClockTime base;          /* of its first frame */
  guint64 n_in;               /* frames that came */
  GstClockTime last_duration; /* of the frame that came last */

  /* of the stream */
  gboolean spoke;   /* it had a prediction */
  Fragment longest; /* what is told at the end if it had none */
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

/* Returns: an initialised GstValueArray of strings */
static void
init_labels_value (GValue *array, const GlsModel *model)
{
  size_t n = 0;
  const char *const *labels = model ? gls_model_get_labels (model, &n) : NULL;

  gst_value_array_init (array, (guint) n);
  for (size_t i = 0; i < n; i++) {
    GValue label = G_VALUE_INIT;

    g_value_init (&label, G_TYPE_STRING);
    g_value_set_string (&label, labels[i]);
    gst_value_array_append_and_take_value (array, &label);
  }
}

/* Returns: an initialised GstValueArray of integers */
static void
init_synonyms_value (GValue *array, const GlsModel *model)
{
  const size_t *synonyms = gls_model_get_synonyms (model);
  size_t n;

  gls_model_get_labels (model, &n);
  gst_value_array_init (array, (guint) n);
  for (size_t i = 0; i < n; i++) {
    GValue place = G_VALUE_INIT;

    g_value_init (&place, G_TYPE_INT);
    g_value_set_int (&place, (gint) synonyms[i]);
    gst_value_array_append_and_take_value (array, &place);
  }
}

static void
gst_packnet_set_property (GObject *object, guint id, const GValue *value,
    GParamSpec *pspec)
{
  GstPacknet *self = GST_PACKNET (object);
  gboolean running;

  switch (id) {
    case PROP_MODEL:
      GST_OBJECT_LOCK (self);
      g_free (self->path);
      self->path = g_value_dup_string (value);
      self->stale = TRUE;
      running = GST_STATE (self) > GST_STATE_READY;
      GST_OBJECT_UNLOCK (self);
      if (running)
        GST_ELEMENT_WARNING (self, LIBRARY, SETTINGS,
            ("A model that is set while packnet runs is read the next time "
             "that it starts."),
            (NULL));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
gst_packnet_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  GstPacknet *self = GST_PACKNET (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_MODEL:
      g_value_set_string (value, self->path);
      break;
    case PROP_LABELS: {
      GValue labels = G_VALUE_INIT;

      init_labels_value (&labels, self->model);
      g_value_copy (&labels, value);
      g_value_unset (&labels);
      break;
    }
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  GST_OBJECT_UNLOCK (self);
}

/* --- the model --- */

static gboolean
understand_front_end (GlsModel *model, GlsSpec *spec, GstGlsTensors *expected,
    GError **error)
{
  size_t n_axes;
  const size_t *shape = gls_model_get_frame_shape (model, &n_axes);

  if (!gls_spec_from_strv (spec, gls_model_get_front_end (model), error)) {
    g_prefix_error (error, "its front end is unknown: ");
    return FALSE;
  }
  if (n_axes > GST_GLS_MAX_RANK) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "its frames have %" G_GSIZE_FORMAT " axes", n_axes);
    return FALSE;
  }
  expected->n = 1;
  gst_gls_shape_init (&expected->shape[0], shape, n_axes);
  gst_gls_tensors_set_framerate (expected, spec->rate, gls_spec_stride (spec));
  return TRUE;
}

static void
forget_model (GstPacknet *self)
{
  GlsModel *model;

  GST_OBJECT_LOCK (self);
  model = g_steal_pointer (&self->model);
  GST_OBJECT_UNLOCK (self);
  g_clear_pointer (&model, gls_model_unref);
}

static gboolean
load_model (GstPacknet *self)
{
  g_autofree char *path = NULL;
  g_autoptr (GlsModel) model = NULL;
  g_autoptr (GError) error = NULL;
  GstGlsTensors expected;
  GlsSpec spec;

  GST_OBJECT_LOCK (self);
  path = g_strdup (self->path);
  GST_OBJECT_UNLOCK (self);

  model = gls_models_open (path, &error);
  if (model == NULL
      || !understand_front_end (model, &spec, &expected, &error)) {
    if (model != NULL)
      g_prefix_error (&error,
          "cannot use model \"%s\": ", path ? path : GLS_MODELS_DEFAULT);
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ, ("%s.", error->message),
        (NULL));
    return FALSE;
  }
  forget_model (self);
  GST_OBJECT_LOCK (self);
  self->model = g_steal_pointer (&model);
  self->stale = FALSE;
  self->spec = spec;
  self->expected = expected;
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

/* The stream is over, or begins. */
static void
forget_fragments (GstPacknet *self)
{
  g_clear_pointer (&self->longest.frames, g_free);
  self->spoke = FALSE;
}

static void
gst_packnet_forget (GstGlsStage *stage)
{
  GstPacknet *self = GST_PACKNET (stage);

  g_clear_pointer (&self->predictor, gls_predictor_free);
  g_clear_pointer (&self->segmenter, gls_segmenter_free);
  g_clear_pointer (&self->frame, g_free);
  g_clear_pointer (&self->frames, g_free);
  forget_fragments (self);
}

/* --- caps --- */

/* What the model was trained on; and the same of who does not know the frame
 * rate, apart, so that what upstream leaves open has one answer. */
static GstCaps *
make_expected_caps (const GstGlsTensors *expected, const GlsSpec *spec)
{
  GstCaps *caps = gst_gls_tensors_to_caps (expected);
  GstCaps *rateless;

  gst_gls_caps_set_spellings (caps, expected);
  gst_gls_caps_set_spec (caps, spec);
  rateless = gst_caps_copy (caps);
  gst_caps_set_simple (rateless, "framerate", GST_TYPE_FRACTION, 0, 1, NULL);
  return gst_caps_merge (caps, rateless);
}

static GstCaps *
gst_packnet_get_sink_caps (GstGlsStage *stage)
{
  GstPacknet *self = GST_PACKNET (stage);
  GstCaps *caps;

  GST_OBJECT_LOCK (self);
  caps = self->model ? make_expected_caps (&self->expected, &self->spec)
                     : gst_pad_get_pad_template_caps (stage->sinkpad);
  GST_OBJECT_UNLOCK (self);
  return caps;
}

/* Fields may be missing: not every element on the way keeps them. */
static gboolean
fits (const GstCaps *caps, const GstGlsTensors *in, const GstCaps *wanted,
    const GstGlsTensors *expected)
{
  g_autoptr (GstCaps) fields = gst_caps_copy (caps);

  gst_structure_remove_field (gst_caps_get_structure (fields, 0), "dimensions");
  return gst_gls_tensors_equal (in, expected)
      && gst_caps_can_intersect (fields, wanted);
}

static guint64
get_segment_samples (const GstPacknet *self, size_t n_frames)
{
  return (guint64) n_frames * gls_spec_stride (&self->spec);
}

static GstCaps *
make_src_caps (GstPacknet *self)
{
  const char *name = gls_model_get_name (self->model);
  size_t n_frames = gls_model_get_n_frames (self->model);
  size_t n_labels;
  GValue labels = G_VALUE_INIT;
  GstCaps *caps;

  gls_model_get_labels (self->model, &n_labels);
  self->out.n = 1;
  gst_gls_shape_init (&self->out.shape[0], &n_labels, 1);
  gst_gls_tensors_set_framerate (&self->out, self->spec.rate,
      get_segment_samples (self, gls_model_get_hop_frames (self->model)));
  caps = gst_gls_tensors_to_caps (&self->out);

  init_labels_value (&labels, self->model);
  gst_caps_set_value (caps, "labels", &labels);
  g_value_unset (&labels);
  if (gls_model_get_synonyms (self->model) != NULL) {
    init_synonyms_value (&labels, self->model);
    gst_caps_set_value (caps, "synonyms", &labels);
    g_value_unset (&labels);
  }
  gst_caps_set_simple (caps, "frames", G_TYPE_INT, (gint) n_frames,
      "segment-duration", G_TYPE_UINT64,
      gst_gls_time_at (0, get_segment_samples (self, n_frames),
          self->spec.rate),
      NULL);
  if (name != NULL)
    gst_caps_set_simple (caps, "model", G_TYPE_STRING, name, NULL);
  return caps;
}

/* --- data out --- */

/* Frame k of the stretch, counted in samples, so that rounding never piles up
 * and a time stamp that upstream left out does no harm. */
static GstClockTime
get_frame_time (const GstPacknet *self, guint64 k)
{
  return gst_gls_time_at (self->base, k * gls_spec_stride (&self->spec),
      self->spec.rate);
}

static GstClockTime
get_frame_duration (const GstPacknet *self)
{
  return gst_gls_time_at (0, gls_spec_stride (&self->spec), self->spec.rate);
}

/* The time of what a segment really holds. */
static void
time_segment (const GstPacknet *self, const GlsSegment *segment,
    GstClockTime *pts, GstClockTime *duration)
{
  guint64 last = segment->first + segment->n_real - 1;

  *pts = get_frame_time (self, segment->first);
  *duration = get_frame_time (self, last) + self->last_duration - *pts;
}

static void
say_that_it_was_short (GstPacknet *self, GstClockTime heard)
{
  double second = (double) GST_SECOND;
  GstClockTime whole = gst_gls_time_at (0,
      get_segment_samples (self, gls_model_get_n_frames (self->model)),
      self->spec.rate);

  g_autofree char *sentence =
      g_strdup_printf ("The audio lasts %.1f s, less than the %.1f s that the "
                       "model hears at once: it was repeated to fill them.",
          (double) heard / second, (double) whole / second);

  /* Of information, gst-launch-1.0 prints only the debugging text. */
  GST_ELEMENT_INFO (self, STREAM, FORMAT, ("%s", sentence), ("%s", sentence));
}

/* frames: float[N][frame shape] */
static GstFlowReturn
push_segment (GstPacknet *self, const float *frames, const GlsSegment *segment,
    GstClockTime pts, GstClockTime duration)
{
  gsize size = gst_gls_tensors_get_size (&self->out);
  gsize n_frames = gls_model_get_n_frames (self->model);
  gsize frame_size = gst_gls_shape_get_n (&self->expected.shape[0]);
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, size, NULL);
  GstMapInfo map;

  if (segment->padded)
    say_that_it_was_short (self, duration);
  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  gls_predictor_run (self->predictor, frames, (float *) map.data);
  gst_buffer_unmap (buffer, &map);
  if (gls_spec_is_silence (&self->spec, frames, n_frames * frame_size))
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_GAP);

  GST_BUFFER_PTS (buffer) = pts;
  GST_BUFFER_DURATION (buffer) = duration;
  GST_BUFFER_OFFSET (buffer) = segment->first;
  GST_BUFFER_OFFSET_END (buffer) = segment->first + segment->n_real;
  self->spoke = TRUE;
  return gst_gls_stage_push (&self->parent, buffer);
}

static void
gst_packnet_reset (GstGlsStage *stage)
{
  GstPacknet *self = GST_PACKNET (stage);

  self->base = GST_CLOCK_TIME_NONE;
  self->n_in = 0;
  if (self->segmenter != NULL)
    gls_segmenter_reset (self->segmenter);
}

/* --- fragments --- */

static gboolean
is_fragment (const GstPacknet *self, const GlsSegment *segment)
{
  return 2 * segment->n_real < gls_model_get_n_frames (self->model);
}

static void
keep_if_longest (GstPacknet *self, const GlsSegment *segment, GstClockTime pts,
    GstClockTime duration)
{
  Fragment *longest = &self->longest;
  gsize n = gls_model_get_n_frames (self->model)
      * gst_gls_shape_get_n (&self->expected.shape[0]);

  if (longest->frames != NULL && longest->segment.n_real >= segment->n_real)
    return;
  g_free (longest->frames);
  *longest = (Fragment){ g_memdup2 (self->frames, n * sizeof (float)), *segment,
    pts, duration };
}

static void
end_stream (GstPacknet *self)
{
  const Fragment *longest = &self->longest;

  gst_gls_stage_drain (&self->parent);
  if (longest->frames != NULL && !self->spoke)
    push_segment (self, longest->frames, &longest->segment, longest->pts,
        longest->duration);
  forget_fragments (self);
}

/* --- segments --- */

static GstFlowReturn
push_ready (GstPacknet *self)
{
  GstFlowReturn ret = GST_FLOW_OK;
  GlsSegment segment;

  while (ret == GST_FLOW_OK
      && gls_segmenter_pull (self->segmenter, self->frames, &segment)) {
    GstClockTime pts, duration;

    time_segment (self, &segment, &pts, &duration);
    if (!is_fragment (self, &segment))
      ret = push_segment (self, self->frames, &segment, pts, duration);
    else if (!self->spoke)
      keep_if_longest (self, &segment, pts, duration);
  }
  return ret;
}

/* The stretch of audio is over: its end is heard too. */
static GstFlowReturn
gst_packnet_drain (GstGlsStage *stage)
{
  GstPacknet *self = GST_PACKNET (stage);

  if (self->segmenter == NULL)
    return GST_FLOW_OK;
  gls_segmenter_drain (self->segmenter);
  return push_ready (self);
}

static gboolean
gst_packnet_sink_event (GstGlsStage *stage, GstEvent *event)
{
  GstPacknet *self = GST_PACKNET (stage);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_EOS:
    case GST_EVENT_CAPS:
    case GST_EVENT_STREAM_START:
      end_stream (self);
      break;
    case GST_EVENT_FLUSH_STOP:
      forget_fragments (self);
      break;
    default:
      break;
  }
  return GST_GLS_STAGE_CLASS (gst_packnet_parent_class)
      ->sink_event (stage, event);
}

/* --- negotiation, which drains what came before --- */

static gboolean
gst_packnet_negotiate (GstGlsStage *stage, GstCaps *incaps, GError **error)
{
  GstPacknet *self = GST_PACKNET (stage);
  g_autoptr (GstCaps) wanted =
      make_expected_caps (&self->expected, &self->spec);
  g_autoptr (GstCaps) peer = NULL;
  g_autoptr (GstCaps) caps = NULL;
  g_autofree char *offer = NULL;
  const char *name = gls_model_get_name (self->model);
  size_t n_frames = gls_model_get_n_frames (self->model);
  gsize frame_size; /* floats */
  GstGlsTensors in;

  if (name == NULL)
    name = "";
  if (!gst_gls_tensors_from_caps (&in, incaps, error)) {
    g_autofree char *ours = gst_gls_tensors_print (&self->expected);

    g_prefix_error (error, "model “%s” expects frames of %s, but ", name, ours);
    return FALSE;
  }
  if (!fits (incaps, &in, wanted, &self->expected)) {
    g_autofree char *ours = gst_gls_caps_describe (wanted, incaps);
    g_autofree char *theirs = gst_gls_caps_describe (incaps, wanted);

    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "model “%s” expects frames of %s, but upstream delivers %s", name, ours,
        theirs);
    return FALSE;
  }
  caps = make_src_caps (self);
  peer = gst_pad_peer_query_caps (stage->srcpad, NULL);
  offer = g_strdup_printf ("model “%s” delivers tags of", name);
  if (!gst_gls_caps_agree (caps, peer, offer, error))
    return FALSE;
  if (gst_gls_stage_has_caps (stage, caps))
    return TRUE;

  gst_gls_stage_drain (stage);
  gst_packnet_forget (stage);
  self->predictor = gls_predictor_new (self->model);
  frame_size = gst_gls_shape_get_n (&self->expected.shape[0]);
  self->segmenter = gls_segmenter_new (GLS_CUT_HEAR, n_frames,
      gls_model_get_hop_frames (self->model), frame_size);
  self->frame = g_new (float, frame_size);
  self->frames = g_new (float, n_frames *frame_size);
  return gst_gls_stage_start (stage, caps, get_segment_samples (self, n_frames),
      self->spec.rate);
}

/* --- data in --- */

/* After a break, what came before is heard to its end. */
static GstFlowReturn
align (GstPacknet *self, GstBuffer *buffer)
{
  GstClockTime pts = GST_BUFFER_PTS (buffer);
  GstFlowReturn ret = GST_FLOW_OK;

  if (GST_BUFFER_IS_DISCONT (buffer)
      || (self->n_in > 0 && GST_CLOCK_TIME_IS_VALID (pts)
          && (GstClockTime)
                  ABS (GST_CLOCK_DIFF (get_frame_time (self, self->n_in), pts))
              > get_frame_duration (self) / 2))
    ret = gst_gls_stage_drain (&self->parent);
  if (self->n_in == 0)
    self->base =
        GST_CLOCK_TIME_IS_VALID (pts) ? pts : self->parent.segment.start;
  gst_gls_follow (&self->base, get_frame_time (self, self->n_in), pts);
  return ret;
}

static GstFlowReturn
feed (GstPacknet *self, GstBuffer *buffer)
{
  GstClockTime duration = get_frame_duration (self);

  gst_buffer_extract (buffer, 0, self->frame, gst_buffer_get_size (buffer));
  gls_segmenter_push (self->segmenter, self->frame, 1);
  self->n_in++;
  self->last_duration = GST_BUFFER_DURATION_IS_VALID (buffer)
      ? MIN (duration, GST_BUFFER_DURATION (buffer))
      : duration;
  return push_ready (self);
}

static GstFlowReturn
gst_packnet_chain (GstGlsStage *stage, GstBuffer *buffer)
{
  GstPacknet *self = GST_PACKNET (stage);
  g_autoptr (GError) error = NULL;
  GstFlowReturn ret;

  if (G_UNLIKELY (!gst_gls_tensors_check_buffer (&self->expected, buffer,
          &error))) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("A frame is damaged: %s.", error->message), (NULL));
    return GST_FLOW_ERROR;
  }
  ret = align (self, buffer);
  return ret == GST_FLOW_OK ? feed (self, buffer) : ret;
}

/* --- states --- */

static GstStateChangeReturn
gst_packnet_change_state (GstElement *element, GstStateChange transition)
{
  GstPacknet *self = GST_PACKNET (element);
  GstStateChangeReturn ret;

  if ((transition == GST_STATE_CHANGE_NULL_TO_READY
          || (transition == GST_STATE_CHANGE_READY_TO_PAUSED && self->stale))
      && !load_model (self))
    return GST_STATE_CHANGE_FAILURE;
  ret = GST_ELEMENT_CLASS (gst_packnet_parent_class)
            ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_READY_TO_NULL)
    forget_model (self);
  return ret;
}

static void
gst_packnet_finalize (GObject *object)
{
  GstPacknet *self = GST_PACKNET (object);

  gst_packnet_forget (&self->parent);
  forget_model (self);
  g_free (self->path);
  G_OBJECT_CLASS (gst_packnet_parent_class)->finalize (object);
}

/* --- class_init, init --- */

static void
gst_packnet_class_init (GstPacknetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstGlsStageClass *stage_class = GST_GLS_STAGE_CLASS (klass);

  object_class->set_property = gst_packnet_set_property;
  object_class->get_property = gst_packnet_get_property;
  object_class->finalize = gst_packnet_finalize;

  /**
   * GstPacknet:model:
   *
   * Path of a model file, or %NULL for the built-in one. Elements that use the
   * same model share it in memory. Read when the element goes to READY, and
   * again to PAUSED if it was set in between. Set while it runs it counts from
   * the next start on, and a warning says so.
   */
  g_object_class_install_property (object_class, PROP_MODEL,
      g_param_spec_string ("model", "Model",
          "Path of a .safetensors model (NULL: the built-in one)", NULL,
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

  stage_class->name = "packnet";
  stage_class->needs = "Frames came before caps: is jtfst missing upstream?";
  stage_class->get_sink_caps = gst_packnet_get_sink_caps;
  stage_class->negotiate = gst_packnet_negotiate;
  stage_class->chain = gst_packnet_chain;
  stage_class->drain = gst_packnet_drain;
  stage_class->reset = gst_packnet_reset;
  stage_class->forget = gst_packnet_forget;
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
}
