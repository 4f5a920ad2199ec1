/* Tensors -> video. An adapter over lib/picture: pads, caps and time stamps are
 * here; reading.c says what the tensors mean, a GlsScene draws them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/**
 * SECTION:element-tensorview
 * @title: tensorview
 * @short_description: tensors over time as video
 *
 * Draws scalograms, scattering frames, tag probabilities or any other float32
 * tensors as a video that scrolls, or as one picture at the end of the stream
 * (mode=picture). Axes have names where upstream says what they mean.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 audiotestsrc wave=ticks ! audioconvert ! audioresample
 * ! scalogram ! tensorview ! queue ! videoconvert ! autovideosink
 * ]|
 * |[
 * gst-launch-1.0 filesrc location=a.ogg ! decodebin ! audioconvert
 * ! audioresample ! scalogram ! tensorview mode=picture ! pngenc
 * ! filesink location=a.png
 * ]|
 */
#include "elements.h"

#include <gst/video/video.h>

#include "base/stage.h"
#include "base/timing.h"
#include "base/videoout.h"
#include "picture/scene.h"
#include "reading.h"
#include "viewsettings.h"

GST_DEBUG_CATEGORY_STATIC (gst_tensorview_debug);
#define GST_CAT_DEFAULT gst_tensorview_debug

#define DEFAULT_WIDTH 960
#define DEFAULT_HEIGHT 540
#define FPS 25

/* --- types --- */

G_DECLARE_FINAL_TYPE (GstTensorview, gst_tensorview, GST, TENSORVIEW,
    GstGlsStage)

struct _GstTensorview
{
  GstGlsStage parent;

  /* under the object lock */
  GstGlsViewSettings wanted;
  GstClockTime earliest; /* running time before which frames are too late */

  /* what was negotiated */
  GstGlsViewSettings settings; /* without its texts */
  GstCaps *caps;               /* of the tensors; NULL before that */
  GstGlsReading reading;
  GstVideoInfo info;
  GstBufferPool *pool;
  GlsScene *scene;
  GlsBars *bars; /* for the scene, or NULL */
  float *x;      /* a buffer's floats */

  /* the stretch that is being drawn */
  gboolean placed;
  GstClockTime base; /* of its first cell */
};

G_DEFINE_TYPE (GstTensorview, gst_tensorview, GST_TYPE_GLS_STAGE)
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (tensorview, "tensorview", GST_RANK_NONE,
    gst_tensorview_get_type (),
    GST_DEBUG_CATEGORY_INIT (gst_tensorview_debug, "tensorview", 0,
        "tensors as video"))

static GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
        GST_STATIC_CAPS (GST_GLS_TENSORS
            ", format = (string) static, "
            "num_tensors = (int) [ 1, 16 ], " GST_GLS_FPS_ANY));

static GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS,
        GST_STATIC_CAPS (
            "video/x-raw, format = (string) { RGB, BGR, RGBx, BGRx, xRGB, "
            "xBGR }, width = (int) [ 16, 4096 ], height = (int) [ 16, 4096 ], "
            "framerate = (fraction) [ 0/1, 240/1 ]"));

/* --- properties --- */

static void
gst_tensorview_set_property (GObject *object, guint id, const GValue *value,
    GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  gst_gls_properties_set (&GST_TENSORVIEW (object)->wanted,
      &gst_gls_view_properties[id - 1], value);
  GST_OBJECT_UNLOCK (object);
}

static void
gst_tensorview_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  gst_gls_properties_get (&GST_TENSORVIEW (object)->wanted,
      &gst_gls_view_properties[id - 1], value);
  GST_OBJECT_UNLOCK (object);
}

static gboolean
is_scrolling (const GstTensorview *self)
{
  return self->settings.mode == GST_GLS_VIEW_MODE_SCROLLING;
}

/* --- data out --- */

static void
init_canvas (GlsCanvas *canvas, GstVideoFrame *frame)
{
  *canvas = (GlsCanvas){
    .pixels = GST_VIDEO_FRAME_PLANE_DATA (frame, 0),
    .width = (size_t) GST_VIDEO_FRAME_WIDTH (frame),
    .height = (size_t) GST_VIDEO_FRAME_HEIGHT (frame),
    .stride = (size_t) GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0),
    .step = (size_t) GST_VIDEO_FRAME_COMP_PSTRIDE (frame, 0),
  };
  for (guint c = 0; c < 3; c++)
    canvas->offset[c] = (guint8) GST_VIDEO_FRAME_COMP_POFFSET (frame, c);
}

static double
get_stream_time_s (const GstTensorview *self, GstClockTime time)
{
  GstClockTime stream_time =
      gst_segment_to_stream_time (&self->parent.segment, GST_FORMAT_TIME, time);

  return (double) (GST_CLOCK_TIME_IS_VALID (stream_time) ? stream_time : time)
      / (double) GST_SECOND;
}

/* Whether a frame would come so late that nobody shows it. */
static gboolean
is_late (GstTensorview *self, GstClockTime end)
{
  GstClockTime earliest, running_time;

  GST_OBJECT_LOCK (self);
  earliest = self->earliest;
  GST_OBJECT_UNLOCK (self);
  running_time =
      gst_segment_to_running_time (&self->parent.segment, GST_FORMAT_TIME, end);
  return is_scrolling (self) && GST_CLOCK_TIME_IS_VALID (earliest)
      && GST_CLOCK_TIME_IS_VALID (running_time) && running_time <= earliest;
}

static gboolean
paint (GstTensorview *self, GstBuffer *buffer)
{
  GstVideoFrame frame;
  GlsCanvas canvas;

  if (!gst_video_frame_map (&frame, &self->info, buffer, GST_MAP_WRITE)) {
    GST_ELEMENT_ERROR (self, STREAM, FAILED,
        ("Downstream gave memory for video that cannot be written to."),
        (NULL));
    return FALSE;
  }
  init_canvas (&canvas, &frame);
  gls_scene_paint (self->scene, &canvas, get_stream_time_s (self, self->base));
  gst_video_frame_unmap (&frame);
  return TRUE;
}

static GstFlowReturn
push_frame (GstTensorview *self, const GlsSceneFrame *frame)
{
  GstBuffer *buffer = NULL;
  GstFlowReturn ret;

  if (is_late (self, self->base + frame->end_ns)) {
    GST_LOG_OBJECT (self, "left out frame %" G_GUINT64_FORMAT, frame->number);
    return GST_FLOW_OK;
  }
  if (self->pool == NULL)
    return GST_FLOW_NOT_NEGOTIATED;
  ret = gst_buffer_pool_acquire_buffer (self->pool, &buffer, NULL);
  if (ret != GST_FLOW_OK)
    return ret;
  if (!paint (self, buffer)) {
    gst_buffer_unref (buffer);
    return GST_FLOW_ERROR;
  }
  GST_BUFFER_PTS (buffer) = self->base + frame->start_ns;
  GST_BUFFER_DURATION (buffer) = frame->end_ns - frame->start_ns;
  GST_BUFFER_OFFSET (buffer) = frame->number;
  GST_BUFFER_OFFSET_END (buffer) = frame->number + 1;
  GST_BUFFER_FLAG_UNSET (buffer, GST_BUFFER_FLAG_DISCONT);
  return gst_gls_stage_push (&self->parent, buffer);
}

static GstFlowReturn
push_frames (GstTensorview *self)
{
  GstFlowReturn ret = GST_FLOW_OK;
  GlsSceneFrame frame;

  while (ret == GST_FLOW_OK && gls_scene_pull (self->scene, &frame))
    ret = push_frame (self, &frame);
  return ret;
}

static GstFlowReturn
gst_tensorview_drain (GstGlsStage *stage)
{
  GstTensorview *self = GST_TENSORVIEW (stage);

  gls_scene_drain (self->scene);
  return push_frames (self);
}

static void
gst_tensorview_reset (GstGlsStage *stage)
{
  GstTensorview *self = GST_TENSORVIEW (stage);

  if (self->scene != NULL)
    gls_scene_reset (self->scene);
  self->placed = FALSE;
  self->base = GST_CLOCK_TIME_NONE;
  GST_OBJECT_LOCK (self);
  self->earliest = GST_CLOCK_TIME_NONE;
  GST_OBJECT_UNLOCK (self);
}

/* --- data in --- */

static void
start_at (GstTensorview *self, GstClockTime pts)
{
  self->base = GST_CLOCK_TIME_IS_VALID (pts) ? pts : self->parent.segment.start;
  self->placed = TRUE;
}

/* Where the next cell belongs. */
static GstClockTime
get_next_time (const GstTensorview *self)
{
  return self->base
      + gls_scene_get_cells_ns (self->scene,
          gls_scene_get_n_cells (self->scene));
}

static GstClockTime
gst_tensorview_get_position (GstGlsStage *stage)
{
  GstTensorview *self = GST_TENSORVIEW (stage);

  return self->placed ? get_next_time (self) : GST_CLOCK_TIME_NONE;
}

static GstFlowReturn
start_anew (GstTensorview *self, GstClockTime pts)
{
  GstFlowReturn ret = gst_gls_stage_drain (&self->parent);

  start_at (self, pts);
  return ret;
}

/* Nothing until @pts: zeros, but no longer than a window of them. */
static GstFlowReturn
skip_to (GstTensorview *self, GstClockTime pts)
{
  GstClockTime next = get_next_time (self);

  if (pts <= next)
    return GST_FLOW_OK;
  if (is_scrolling (self)
      && (double) (pts - next) > self->settings.window_s * GST_SECOND)
    return start_anew (self, pts);
  gls_scene_push_gap (self->scene,
      gls_scene_count_cells (self->scene, pts - next));
  return push_frames (self);
}

/* Makes sure that the next cell belongs to @pts.
 * skip: (out): cells that are drawn already, where tensors overlap */
static GstFlowReturn
place (GstTensorview *self, GstClockTime pts, guint64 *skip)
{
  GstClockTimeDiff late;
  GstClockTime tolerance;

  *skip = 0;
  if (!self->placed)
    start_at (self, pts);
  if (!GST_CLOCK_TIME_IS_VALID (pts))
    return GST_FLOW_OK;
  late = GST_CLOCK_DIFF (get_next_time (self), pts);
  tolerance =
      MAX (GST_GLS_TOLERANCE, gls_scene_get_cells_ns (self->scene, 1) / 2);
  if (ABS (late) <= (GstClockTimeDiff) tolerance)
    return GST_FLOW_OK;
  GST_DEBUG_OBJECT (self, "%" GST_STIME_FORMAT " off at %" GST_TIME_FORMAT,
      GST_STIME_ARGS (late), GST_TIME_ARGS (pts));
  if (late > 0)
    return skip_to (self, pts);
  *skip = gls_scene_count_cells (self->scene, (GstClockTime) -late);
  if (*skip < gls_scene_get_n_cells_each (self->scene))
    return GST_FLOW_OK;
  *skip = 0;
  return start_anew (self, pts);
}

/* Where caps do not say how long a tensor lasts, its duration does. */
static gboolean
find_rate (GstTensorview *self, GstClockTime duration)
{
  if (gls_scene_has_rate (self->scene))
    return TRUE;
  if (!GST_CLOCK_TIME_IS_VALID (duration) || duration == 0) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("Tensors that have neither a frame rate nor a duration cannot be "
         "drawn along time."),
        (NULL));
    return FALSE;
  }
  /* in microseconds, which fit */
  gls_scene_set_rate (self->scene, 1000000,
      CLAMP (duration / GST_USECOND, 1, G_MAXINT));
  return TRUE;
}

static GstFlowReturn
gst_tensorview_chain (GstGlsStage *stage, GstBuffer *buffer)
{
  GstTensorview *self = GST_TENSORVIEW (stage);
  gsize size = gst_gls_tensors_get_size (&self->reading.tensors);
  g_autoptr (GError) error = NULL;
  guint64 n_cells, skip;
  GstFlowReturn ret;

  /* Edges of a scalogram, which lie outside of the audio. */
  if (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DECODE_ONLY))
    return GST_FLOW_OK;
  if (!gst_gls_tensors_check_buffer (&self->reading.tensors, buffer, &error)) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("A tensor is damaged: %s.", error->message), (NULL));
    return GST_FLOW_ERROR;
  }
  if (!find_rate (self, GST_BUFFER_DURATION (buffer)))
    return GST_FLOW_ERROR;
  ret = place (self, GST_BUFFER_PTS (buffer), &skip);
  if (ret != GST_FLOW_OK)
    return ret;
  /* The last one may end earlier. */
  n_cells = gls_scene_get_n_cells_each (self->scene);
  if (GST_BUFFER_DURATION_IS_VALID (buffer))
    n_cells = CLAMP (gls_scene_count_cells (self->scene,
                         GST_BUFFER_DURATION (buffer)),
        1, n_cells);
  gst_buffer_extract (buffer, 0, self->x, size);
  gls_scene_push (self->scene, self->x, skip, MAX (skip, n_cells));
  return push_frames (self);
}

/* --- negotiation --- */

static void
gst_tensorview_forget (GstGlsStage *stage)
{
  GstTensorview *self = GST_TENSORVIEW (stage);

  g_clear_pointer (&self->scene, gls_scene_free);
  g_clear_pointer (&self->bars, gls_bars_free);
  gst_gls_video_stop_pool (&self->pool);
  gst_clear_caps (&self->caps);
  g_clear_pointer (&self->x, g_free);
}

static GstCaps *
gst_tensorview_get_sink_caps (GstGlsStage *stage)
{
  return gst_pad_get_pad_template_caps (stage->sinkpad);
}

/* layout: (transfer full) */
static void
make_scene (GstTensorview *self, GlsLayout *layout,
    const GstGlsViewSettings *settings)
{
  GlsSceneSettings about = {
    .width = (size_t) GST_VIDEO_INFO_WIDTH (&self->info),
    .height = (size_t) GST_VIDEO_INFO_HEIGHT (&self->info),
    .axes = settings->axes,
    .title = settings->title,
    .bars = self->bars,
    .colormap = (GlsColormap) settings->colormap,
    .shade.decibels = settings->scale == GST_GLS_VIEW_SCALE_DB
        || (settings->scale == GST_GLS_VIEW_SCALE_AUTO
            && !self->reading.compressed),
    .shade.range =
        (float) (settings->range > 0 ? settings->range : layout->range),
    .reference = settings->reference,
    .window_s = settings->window_s,
  };
  const GstGlsTensors *tensors = &self->reading.tensors;

  if (is_scrolling (self)) {
    about.video_n = (guint64) GST_VIDEO_INFO_FPS_N (&self->info);
    about.video_d = (guint64) GST_VIDEO_INFO_FPS_D (&self->info);
  }
  self->scene = gls_scene_new (layout, &about);
  if (tensors->fps_n > 0)
    gls_scene_set_rate (self->scene, (guint64) tensors->fps_n,
        (guint64) tensors->fps_d);
}

static gboolean
use_pool (GstTensorview *self, GstCaps *video)
{
  gst_gls_video_stop_pool (&self->pool);
  self->pool =
      gst_gls_video_make_pool (self->parent.srcpad, video, &self->info);
  return self->pool != NULL;
}

/* layout: (transfer full); bars: (inout): taken */
static gboolean
set_up (GstTensorview *self, GstCaps *caps, GstCaps *video, GlsLayout *layout,
    const GstGlsReading *reading, const GstGlsViewSettings *settings,
    GlsBars **bars)
{
  gboolean video_mode = settings->mode == GST_GLS_VIEW_MODE_SCROLLING;

  gst_caps_ref (caps); /* may be the one that is forgotten */
  gst_gls_stage_drain (&self->parent);
  gst_tensorview_forget (&self->parent);
  self->caps = caps;
  self->reading = *reading;
  self->settings = *settings;
  self->settings.title = self->settings.marks = NULL;
  self->x = g_malloc (gst_gls_tensors_get_size (&reading->tensors));
  gst_video_info_from_caps (&self->info, video);
  self->bars = g_steal_pointer (bars);
  make_scene (self, layout, settings);
  /* A frame shows what comes up to its end. */
  return gst_gls_stage_start (&self->parent, video,
             video_mode ? (guint64) GST_VIDEO_INFO_FPS_D (&self->info) : 0,
             video_mode ? (guint) GST_VIDEO_INFO_FPS_N (&self->info) : 1)
      && use_pool (self, video);
}

static void
refuse_downstream (gboolean video, GError **error)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
      "tensorview delivers RGB %s of 16 to 4096 pixels%s, of which downstream "
      "takes none: put videoconvert after it",
      video ? "video" : "pictures",
      video ? " and 0.1 to 240 frames per second" : "");
}

static gboolean
negotiate_with (GstTensorview *self, GstCaps *caps,
    const GstGlsViewSettings *settings, GlsBars **bars, GError **error)
{
  gboolean video_mode = settings->mode == GST_GLS_VIEW_MODE_SCROLLING;
  GstPad *srcpad = self->parent.srcpad;
  g_autoptr (GlsLayout) layout = NULL;
  g_autoptr (GstCaps) video = NULL;
  GstGlsReading reading;

  layout = gst_gls_reading_lay_out (&reading, caps,
      settings->layout == GST_GLS_VIEW_LAYOUT_PLANE, settings->lowest_hz,
      error);
  if (layout == NULL)
    return FALSE;
  video = gst_gls_video_choose_caps (srcpad,
      settings->width > 0 ? (gint) settings->width : DEFAULT_WIDTH,
      settings->height > 0 ? (gint) settings->height : DEFAULT_HEIGHT,
      video_mode ? FPS : 0);
  if (video == NULL) {
    /* While downstream shuts down it takes nothing, which is no mistake. */
    if (!GST_PAD_IS_FLUSHING (srcpad))
      refuse_downstream (video_mode, error);
    return FALSE;
  }
  if (self->caps != NULL && gst_caps_is_equal (caps, self->caps)
      && gst_gls_stage_has_caps (&self->parent, video))
    return use_pool (self, video);
  return set_up (self, caps, video, g_steal_pointer (&layout), &reading,
      settings, bars);
}

/* Where a sink has another size or wants other memory, a video begins anew, but
 * a picture that has begun stays as it is. */
static gboolean
gst_tensorview_negotiate (GstGlsStage *stage, GstCaps *caps, GError **error)
{
  GstTensorview *self = GST_TENSORVIEW (stage);
  GstGlsViewSettings settings;
  g_autoptr (GlsBars) bars = NULL;
  gboolean ok;

  if (self->scene != NULL && !is_scrolling (self)
      && gls_scene_get_n_cells (self->scene) > 0)
    return TRUE;
  GST_OBJECT_LOCK (self);
  settings = self->wanted;
  settings.title = g_strdup (settings.title);
  settings.marks = g_strdup (settings.marks);
  GST_OBJECT_UNLOCK (self);
  if (settings.marks != NULL)
    bars = gls_bars_parse (settings.marks, error);
  ok = (settings.marks == NULL || bars != NULL)
      && negotiate_with (self, caps, &settings, &bars, error);
  g_free (settings.title);
  g_free (settings.marks);
  return ok;
}

/* --- events --- */

/* The same caps again are no end of what is drawn; but they come again, too,
 * where a flush came amid the negotiation. */
static gboolean
is_known (GstTensorview *self, GstEvent *event)
{
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  return self->pool != NULL && self->caps != NULL
      && gst_caps_is_equal (caps, self->caps)
      && !gst_pad_needs_reconfigure (self->parent.srcpad);
}

static gboolean
handle_gap (GstTensorview *self, GstEvent *event)
{
  GstClockTime start, duration;

  gst_event_parse_gap (event, &start, &duration);
  if (!self->placed || !GST_CLOCK_TIME_IS_VALID (duration))
    return gst_pad_push_event (self->parent.srcpad, event);
  gst_event_unref (event);
  return skip_to (self, start + duration) == GST_FLOW_OK;
}

static gboolean
gst_tensorview_sink_event (GstGlsStage *stage, GstEvent *event)
{
  GstTensorview *self = GST_TENSORVIEW (stage);

  if (GST_EVENT_TYPE (event) == GST_EVENT_GAP)
    return handle_gap (self, event);
  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS && is_known (self, event)) {
    gst_event_unref (event);
    return TRUE;
  }
  return GST_GLS_STAGE_CLASS (gst_tensorview_parent_class)
      ->sink_event (stage, event);
}

static gboolean
gst_tensorview_src_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  GstTensorview *self = GST_TENSORVIEW (parent);

  if (GST_EVENT_TYPE (event) == GST_EVENT_QOS) {
    GstClockTimeDiff diff;
    GstClockTime timestamp;

    gst_event_parse_qos (event, NULL, NULL, &diff, &timestamp);
    GST_OBJECT_LOCK (self);
    if (!GST_CLOCK_TIME_IS_VALID (timestamp))
      self->earliest = GST_CLOCK_TIME_NONE;
    else if (diff > 0)
      self->earliest = timestamp + 2 * (GstClockTime) diff;
    else
      self->earliest = timestamp - MIN (timestamp, (GstClockTime) -diff);
    GST_OBJECT_UNLOCK (self);
  }
  return gst_pad_event_default (pad, parent, event);
}

/* --- class_init, init --- */

static void
gst_tensorview_constructed (GObject *object)
{
  G_OBJECT_CLASS (gst_tensorview_parent_class)->constructed (object);
  gst_pad_set_event_function (GST_GLS_STAGE (object)->srcpad,
      gst_tensorview_src_event);
}

static void
gst_tensorview_finalize (GObject *object)
{
  GstTensorview *self = GST_TENSORVIEW (object);

  gst_tensorview_forget (&self->parent);
  gst_gls_properties_clear (&self->wanted, gst_gls_view_properties,
      GST_GLS_VIEW_N_PROPERTIES);
  G_OBJECT_CLASS (gst_tensorview_parent_class)->finalize (object);
}

static void
gst_tensorview_class_init (GstTensorviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstGlsStageClass *stage_class = GST_GLS_STAGE_CLASS (klass);

  object_class->set_property = gst_tensorview_set_property;
  object_class->get_property = gst_tensorview_get_property;
  object_class->constructed = gst_tensorview_constructed;
  object_class->finalize = gst_tensorview_finalize;
  gst_gls_properties_install (object_class, gst_gls_view_properties,
      GST_GLS_VIEW_N_PROPERTIES);

  stage_class->name = "tensorview";
  stage_class->needs = "Tensors came before their caps.";
  stage_class->get_sink_caps = gst_tensorview_get_sink_caps;
  stage_class->negotiate = gst_tensorview_negotiate;
  stage_class->chain = gst_tensorview_chain;
  stage_class->drain = gst_tensorview_drain;
  stage_class->reset = gst_tensorview_reset;
  stage_class->forget = gst_tensorview_forget;
  stage_class->get_position = gst_tensorview_get_position;
  stage_class->sink_event = gst_tensorview_sink_event;

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Tensor view",
      "Visualization", "Draws tensors over time as video or as a picture",
      GST_GLS_AUTHOR);
}

static void
gst_tensorview_init (GstTensorview *self)
{
  gst_gls_properties_init (&self->wanted, gst_gls_view_properties,
      GST_GLS_VIEW_N_PROPERTIES);
  self->earliest = GST_CLOCK_TIME_NONE;
}
