/* Tensors -> video. An adapter over lib/picture: pads, caps and time are here;
 * reading.c says what the tensors mean, lib/picture draws them.
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
#include <math.h>
#include <string.h>

#include "base/caps.h"
#include "picture/colormap.h"
#include "picture/plane.h"
#include "picture/roll.h"
#include "reading.h"
#include "base/refuse.h"
#include "base/timing.h"

GST_DEBUG_CATEGORY_STATIC (gst_tensorview_debug);
#define GST_CAT_DEFAULT gst_tensorview_debug

/* As in scalogram. */
#define TOLERANCE (40 * GST_MSECOND)
/* A tensor is cut into cells of time: into this many for a picture, as many as
 * make them shorter than a pixel of a video, but no more than that. */
#define CELLS_OF_PICTURE 256
#define MAX_CELLS 1024
/* An automatic reference never makes less than that visible: -100 dB. */
#define MIN_TOP 1e-5f
/* Nor does it darken faster than that after something loud. */
#define FALL_DB_PER_S 12.0

/* --- types --- */

typedef enum
{
  MODE_SCROLLING,
  MODE_PICTURE,
} Mode;

typedef enum
{
  SCALE_AUTO,
  SCALE_DB,
  SCALE_LINEAR,
} Scale;

#define DEFAULT_MODE MODE_SCROLLING
#define DEFAULT_LAYOUT GST_GLS_LAYOUT_TIME
#define DEFAULT_SCALE SCALE_AUTO
#define DEFAULT_COLORMAP GLS_COLORMAP_MAGMA
#define DEFAULT_RANGE 60.0
#define DEFAULT_REFERENCE 0.0
#define DEFAULT_WINDOW 10.0
#define DEFAULT_LOWEST 20.0
#define DEFAULT_WIDTH 960
#define DEFAULT_HEIGHT 540
#define DEFAULT_AXES TRUE
#define DEFAULT_FPS 25

typedef struct
{
  Mode mode;
  GstGlsLayout layout;
  Scale scale;
  GlsColormap colormap;
  double range, reference, window_s, lowest_hz;
  guint width, height;
  gboolean axes;
} Settings;

G_DECLARE_FINAL_TYPE (GstTensorview, gst_tensorview, GST, TENSORVIEW,
    GstElement)

struct _GstTensorview
{
  GstElement parent;
  GstPad *sinkpad, *srcpad;

  /* under the object lock */
  Settings wanted;
  GstClockTime latency;
  GstClockTime earliest; /* running time before which frames are too late */

  /* what was negotiated */
  Settings settings;
  GstCaps *caps; /* of the tensors; NULL before that */
  GstGlsReading reading;
  GstVideoInfo info;
  GstBufferPool *pool;
  GlsChart chart;
  GlsShade shade;
  guint8 colors[256][3];
  float *x;    /* a buffer's floats */
  float *rows; /* [reading.n_rows] of a cell */

  /* how time is cut; fps_n is 0 until it is known */
  gint fps_n, fps_d; /* tensors per second */
  guint n_cells_each;
  guint n_distinct; /* cells of a tensor that can differ from each other */
  guint64 cell, column;
  GlsRoll roll;   /* layout=time */
  double *total;  /* layout=plane: [reading.n_rows] sums over cells */
  guint64 weight; /* of total, in cells */

  /* the stretch that is being drawn */
  GstSegment segment;
  gboolean started;
  GstClockTime base; /* of its first cell */
  guint64 n_cells;   /* that are drawn */
  guint64 n_frames;  /* of video that went out */
  float top;         /* brightest coefficient, where it is automatic */
  gboolean discont;  /* the next video frame is its first */
  gboolean refused;  /* an error was posted */
};

enum
{
  PROP_0,
  PROP_MODE,
  PROP_LAYOUT,
  PROP_SCALE,
  PROP_COLORMAP,
  PROP_RANGE,
  PROP_REFERENCE,
  PROP_WINDOW,
  PROP_LOWEST,
  PROP_WIDTH,
  PROP_HEIGHT,
  PROP_AXES,
};

#define ENUM_TYPE(name, Name, ...)                                             \
  static GType gst_tensorview_##name##_get_type (void)                         \
  {                                                                            \
    static const GEnumValue values[] = { __VA_ARGS__, { 0, NULL, NULL } };     \
    static gsize type;                                                         \
                                                                               \
    if (g_once_init_enter (&type))                                             \
      g_once_init_leave (&type,                                                \
          g_enum_register_static ("GstTensorview" #Name, values));             \
    return type;                                                               \
  }

ENUM_TYPE (mode, Mode,
    { MODE_SCROLLING, "Video, the newest at the right", "scrolling" },
    { MODE_PICTURE, "One picture of everything, at the end", "picture" })
ENUM_TYPE (layout, Layout, { GST_GLS_LAYOUT_TIME, "Rows along time", "time" },
    { GST_GLS_LAYOUT_PLANE, "Modulation in time against log-frequency",
        "plane" })
ENUM_TYPE (scale, Scale,
    { SCALE_AUTO, "Decibels, but linear what is compressed or a probability",
        "auto" },
    { SCALE_DB, "Decibels", "db" }, { SCALE_LINEAR, "Linear", "linear" })
ENUM_TYPE (colormap, Colormap,
    { GLS_COLORMAP_MAGMA, "Black, violet, orange, white", "magma" },
    { GLS_COLORMAP_VIRIDIS, "Violet, green, yellow", "viridis" },
    { GLS_COLORMAP_GREY, "Black to white", "grey" })

G_DEFINE_TYPE (GstTensorview, gst_tensorview, GST_TYPE_ELEMENT)
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
  Settings *wanted = &GST_TENSORVIEW (object)->wanted;

  GST_OBJECT_LOCK (object);
  switch (id) {
    case PROP_MODE:
      wanted->mode = (Mode) g_value_get_enum (value);
      break;
    case PROP_LAYOUT:
      wanted->layout = (GstGlsLayout) g_value_get_enum (value);
      break;
    case PROP_SCALE:
      wanted->scale = (Scale) g_value_get_enum (value);
      break;
    case PROP_COLORMAP:
      wanted->colormap = (GlsColormap) g_value_get_enum (value);
      break;
    case PROP_RANGE:
      wanted->range = g_value_get_double (value);
      break;
    case PROP_REFERENCE:
      wanted->reference = g_value_get_double (value);
      break;
    case PROP_WINDOW:
      wanted->window_s = g_value_get_double (value);
      break;
    case PROP_LOWEST:
      wanted->lowest_hz = g_value_get_double (value);
      break;
    case PROP_WIDTH:
      wanted->width = g_value_get_uint (value);
      break;
    case PROP_HEIGHT:
      wanted->height = g_value_get_uint (value);
      break;
    case PROP_AXES:
      wanted->axes = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (object);
}

static void
gst_tensorview_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  const Settings *wanted = &GST_TENSORVIEW (object)->wanted;

  GST_OBJECT_LOCK (object);
  switch (id) {
    case PROP_MODE:
      g_value_set_enum (value, (gint) wanted->mode);
      break;
    case PROP_LAYOUT:
      g_value_set_enum (value, (gint) wanted->layout);
      break;
    case PROP_SCALE:
      g_value_set_enum (value, (gint) wanted->scale);
      break;
    case PROP_COLORMAP:
      g_value_set_enum (value, (gint) wanted->colormap);
      break;
    case PROP_RANGE:
      g_value_set_double (value, wanted->range);
      break;
    case PROP_REFERENCE:
      g_value_set_double (value, wanted->reference);
      break;
    case PROP_WINDOW:
      g_value_set_double (value, wanted->window_s);
      break;
    case PROP_LOWEST:
      g_value_set_double (value, wanted->lowest_hz);
      break;
    case PROP_WIDTH:
      g_value_set_uint (value, wanted->width);
      break;
    case PROP_HEIGHT:
      g_value_set_uint (value, wanted->height);
      break;
    case PROP_AXES:
      g_value_set_boolean (value, wanted->axes);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (object);
}

/* --- the clock: cells since base --- */

static gboolean
is_scrolling (const GstTensorview *self)
{
  return self->settings.mode == MODE_SCROLLING;
}

/* How long @n cells last. */
static GstClockTime
get_cells_time (const GstTensorview *self, guint64 n)
{
  return gst_util_uint64_scale_round (n, (guint64) self->fps_d * GST_SECOND,
      (guint64) self->fps_n * self->n_cells_each);
}

/* How many cells last about @time. */
static guint64
get_n_cells (const GstTensorview *self, GstClockTime time)
{
  return gst_util_uint64_scale_round (time,
      (guint64) self->fps_n * self->n_cells_each,
      (guint64) self->fps_d * GST_SECOND);
}

/* How long @n frames of video last. */
static GstClockTime
get_frames_time (const GstTensorview *self, guint64 n)
{
  return gst_util_uint64_scale (n,
      (guint64) GST_VIDEO_INFO_FPS_D (&self->info) * GST_SECOND,
      (guint64) GST_VIDEO_INFO_FPS_N (&self->info));
}

static guint
next_power_of_two (double x)
{
  guint n = 1;

  while (n < x && n < MAX_CELLS)
    n *= 2;
  return n;
}

/* Cuts time, once it is known how long a tensor lasts. */
static void
use_rate (GstTensorview *self, gint fps_n, gint fps_d)
{
  double tensor_s = (double) fps_d / fps_n;
  size_t width = self->chart.panels[0].area.width;

  self->fps_n = fps_n;
  self->fps_d = fps_d;
  self->cell = self->column = 1;
  self->n_cells_each = CELLS_OF_PICTURE;
  if (is_scrolling (self)) {
    double column_s = self->settings.window_s / (double) width;
    double frame_s = (double) GST_VIDEO_INFO_FPS_D (&self->info)
        / GST_VIDEO_INFO_FPS_N (&self->info);

    self->n_cells_each = next_power_of_two (tensor_s / MIN (column_s, frame_s));
    /* cell : column as their lengths, in whole numbers */
    self->cell = (guint64) fps_d * width * 1000;
    self->column = (guint64) fps_n * self->n_cells_each
        * (guint64) MAX (1.0, round (self->settings.window_s * 1000));
  }
  self->n_distinct = MIN (self->n_cells_each,
      next_power_of_two ((double) self->reading.n_times));
  if (self->settings.layout == GST_GLS_LAYOUT_TIME)
    gls_roll_init (&self->roll, &self->chart, is_scrolling (self), &self->shade,
        self->cell, self->column);
  else
    self->total = g_new0 (double, self->reading.n_rows);
  GST_DEBUG_OBJECT (self, "%u cells in each tensor of %d/%d s",
      self->n_cells_each, fps_d, fps_n);
}

/* Forgets the stretch; the next one starts at an unknown time. */
static void
reset (GstTensorview *self)
{
  if (self->fps_n > 0 && self->settings.layout == GST_GLS_LAYOUT_TIME)
    gls_roll_reset (&self->roll, self->column);
  if (self->total != NULL)
    memset (self->total, 0, self->reading.n_rows * sizeof *self->total);
  self->weight = 0;
  self->started = FALSE;
  self->base = GST_CLOCK_TIME_NONE;
  self->n_cells = 0;
  self->n_frames = 0;
  self->top = 0.0f;
  self->discont = TRUE;
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

/* What is brightest now. */
static float
get_top (GstTensorview *self, float peak)
{
  if (self->settings.reference > 0.0)
    return (float) self->settings.reference;
  if (is_scrolling (self))
    self->top *= (float) pow (10.0,
        -FALL_DB_PER_S / 20.0 * GST_VIDEO_INFO_FPS_D (&self->info)
            / GST_VIDEO_INFO_FPS_N (&self->info));
  self->top = MAX (MAX (self->top, peak), MIN_TOP);
  return self->top;
}

static double
get_stream_time_s (const GstTensorview *self, GstClockTime time)
{
  GstClockTime stream_time =
      gst_segment_to_stream_time (&self->segment, GST_FORMAT_TIME, time);

  return (double) (GST_CLOCK_TIME_IS_VALID (stream_time) ? stream_time : time)
      / (double) GST_SECOND;
}

static void
draw_roll (GstTensorview *self, const GlsCanvas *canvas)
{
  double unit_s = (double) self->fps_d / self->fps_n
      / (double) self->n_cells_each / (double) self->cell;
  double from_s = get_stream_time_s (self, self->base), to_s;
  float top;

  if (is_scrolling (self)) {
    double column_s = (double) self->column * unit_s;
    guint64 n = gst_util_uint64_scale (self->n_cells, self->cell, self->column);

    to_s = from_s + (double) n * column_s;
    from_s = to_s - (double) self->roll.width * column_s;
  } else {
    gls_roll_develop (&self->roll);
    to_s = from_s
        + (double) gls_roll_get_n_columns (&self->roll)
            * (double) self->roll.stream.column * unit_s;
  }
  top = get_top (self, gls_roll_get_peak (&self->roll));
  gls_roll_paint (&self->roll, canvas, self->colors, top);
  gls_chart_draw (&self->chart, canvas, self->colors, &self->shade, top, from_s,
      to_s);
}

static void
draw_planes (GstTensorview *self, const GlsCanvas *canvas)
{
  float peak = 0.0f, top;

  for (size_t i = 0; i < self->reading.n_rows; i++) {
    self->rows[i] = (float) (self->total[i] / (double) MAX (self->weight, 1));
    peak = MAX (peak, self->rows[i]);
  }
  top = get_top (self, peak);
  gls_plane_paint (&self->chart, self->rows, canvas, self->colors, &self->shade,
      top);
  gls_chart_draw (&self->chart, canvas, self->colors, &self->shade, top, 0.0,
      0.0);
}

/* Whether a frame would come so late that nobody shows it. */
static gboolean
is_late (GstTensorview *self, GstClockTime pts, GstClockTime duration)
{
  GstClockTime earliest, running_time;

  GST_OBJECT_LOCK (self);
  earliest = self->earliest;
  GST_OBJECT_UNLOCK (self);
  running_time =
      gst_segment_to_running_time (&self->segment, GST_FORMAT_TIME, pts);
  return is_scrolling (self) && GST_CLOCK_TIME_IS_VALID (earliest)
      && GST_CLOCK_TIME_IS_VALID (running_time)
      && running_time + duration <= earliest;
}

static GstFlowReturn
push_frame (GstTensorview *self, GstClockTime pts, GstClockTime duration)
{
  GstBuffer *buffer = NULL;
  GstVideoFrame frame;
  GlsCanvas canvas;
  GstFlowReturn ret;

  if (is_late (self, pts, duration)) {
    GST_LOG_OBJECT (self, "left out the frame at %" GST_TIME_FORMAT,
        GST_TIME_ARGS (pts));
    self->n_frames++;
    return GST_FLOW_OK;
  }
  ret = gst_buffer_pool_acquire_buffer (self->pool, &buffer, NULL);
  if (ret != GST_FLOW_OK)
    return ret;
  if (!gst_video_frame_map (&frame, &self->info, buffer, GST_MAP_WRITE)) {
    GST_ELEMENT_ERROR (self, STREAM, FAILED,
        ("Downstream gave memory for video that cannot be written to."),
        (NULL));
    gst_buffer_unref (buffer);
    return GST_FLOW_ERROR;
  }
  init_canvas (&canvas, &frame);
  if (self->settings.layout == GST_GLS_LAYOUT_TIME)
    draw_roll (self, &canvas);
  else
    draw_planes (self, &canvas);
  gst_video_frame_unmap (&frame);

  GST_BUFFER_PTS (buffer) = pts;
  GST_BUFFER_DURATION (buffer) = duration;
  GST_BUFFER_OFFSET (buffer) = self->n_frames++;
  GST_BUFFER_OFFSET_END (buffer) = self->n_frames;
  if (self->discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  else
    GST_BUFFER_FLAG_UNSET (buffer, GST_BUFFER_FLAG_DISCONT);
  self->discont = FALSE;
  return gst_pad_push (self->srcpad, buffer);
}

/* The frame that begins where the last one ended. */
static GstFlowReturn
push_next_frame (GstTensorview *self)
{
  GstClockTime start = get_frames_time (self, self->n_frames);
  GstClockTime end = get_frames_time (self, self->n_frames + 1);

  return push_frame (self, self->base + start, end - start);
}

/* The stretch is over: what is not out yet comes out. */
static GstFlowReturn
drain (GstTensorview *self)
{
  GstFlowReturn ret = GST_FLOW_OK;

  if (self->n_cells > 0) {
    GstClockTime end = get_cells_time (self, self->n_cells);

    if (!is_scrolling (self))
      ret = push_frame (self, self->base, end);
    else if (end > get_frames_time (self, self->n_frames))
      ret = push_next_frame (self);
  }
  reset (self);
  return ret;
}

/* --- data in --- */

/* Draws @n cells alike, and pushes the video that is due.
 * rows: (nullable): [reading.n_rows]; %NULL means zeros */
static GstFlowReturn
add_cells (GstTensorview *self, const float *rows, guint64 n)
{
  gboolean time = self->settings.layout == GST_GLS_LAYOUT_TIME;
  GstFlowReturn ret = GST_FLOW_OK;

  if (time)
    gls_roll_set_cell (&self->roll, rows);
  else {
    if (is_scrolling (self)) {
      memset (self->total, 0, self->reading.n_rows * sizeof *self->total);
      self->weight = 0;
    }
    for (size_t i = 0; rows != NULL && i < self->reading.n_rows; i++)
      self->total[i] += (double) n * (double) rows[i];
    self->weight += n;
  }
  if (!is_scrolling (self)) {
    if (time)
      gls_roll_add (&self->roll, n);
    self->n_cells += n;
    return GST_FLOW_OK;
  }
  for (; n > 0 && ret == GST_FLOW_OK; n--) {
    if (time)
      gls_roll_add (&self->roll, 1);
    self->n_cells++;
    while (ret == GST_FLOW_OK
        && get_cells_time (self, self->n_cells)
            >= get_frames_time (self, self->n_frames + 1))
      ret = push_next_frame (self);
  }
  return ret;
}

static void
start_at (GstTensorview *self, GstClockTime pts)
{
  self->base = GST_CLOCK_TIME_IS_VALID (pts) ? pts : self->segment.start;
  self->started = TRUE;
}

/* Nothing until @pts: zeros, but no longer than a window of them. */
static GstFlowReturn
skip_to (GstTensorview *self, GstClockTime pts)
{
  GstClockTime next = self->base + get_cells_time (self, self->n_cells);
  GstFlowReturn ret;

  if (pts <= next)
    return GST_FLOW_OK;
  if (!is_scrolling (self)
      || (double) (pts - next) <= self->settings.window_s * GST_SECOND)
    return add_cells (self, NULL, get_n_cells (self, pts - next));
  ret = drain (self);
  start_at (self, pts);
  return ret;
}

/* Makes sure that the next cell belongs to @pts.
 * skip: (out): cells that are drawn already, where tensors overlap */
static GstFlowReturn
place (GstTensorview *self, GstClockTime pts, guint64 *skip)
{
  GstFlowReturn ret = GST_FLOW_OK;
  GstClockTimeDiff late;
  GstClockTime tolerance;

  *skip = 0;
  if (!self->started)
    start_at (self, pts);
  if (!GST_CLOCK_TIME_IS_VALID (pts))
    return GST_FLOW_OK;
  late =
      GST_CLOCK_DIFF (self->base + get_cells_time (self, self->n_cells), pts);
  tolerance = MAX (TOLERANCE, get_cells_time (self, 1) / 2);
  if (ABS (late) <= (GstClockTimeDiff) tolerance)
    return GST_FLOW_OK;
  GST_DEBUG_OBJECT (self, "%" GST_STIME_FORMAT " off at %" GST_TIME_FORMAT,
      GST_STIME_ARGS (late), GST_TIME_ARGS (pts));
  if (late > 0)
    return skip_to (self, pts);
  *skip = get_n_cells (self, (GstClockTime) -late);
  if (*skip >= self->n_cells_each) {
    *skip = 0;
    ret = drain (self);
    start_at (self, pts);
  }
  return ret;
}

static GstFlowReturn
draw_buffer (GstTensorview *self, GstBuffer *buffer)
{
  gsize n = gst_gls_tensors_get_size (&self->reading.tensors) / sizeof (float);
  guint64 n_cells = self->n_cells_each, n_alike, skip;
  const float *folded;
  GstFlowReturn ret;

  /* The last one may end earlier. */
  if (GST_BUFFER_DURATION_IS_VALID (buffer))
    n_cells =
        CLAMP (get_n_cells (self, GST_BUFFER_DURATION (buffer)), 1, n_cells);
  ret = place (self, GST_BUFFER_PTS (buffer), &skip);

  gst_buffer_extract (buffer, 0, self->x, n * sizeof (float));
  gst_gls_reading_prepare (&self->reading, self->x);
  folded = gst_gls_reading_fold (&self->reading, self->x);
  n_alike = self->n_cells_each / self->n_distinct;
  for (guint m = 0; m < self->n_distinct && ret == GST_FLOW_OK; m++) {
    guint64 from = MAX (m * n_alike, skip);
    guint64 to = MIN ((m + 1) * n_alike, n_cells);

    if (from >= to)
      continue;
    for (size_t i = 0; i < self->reading.n_rows; i++) {
      const GstGlsRow *row = &self->reading.rows[i];

      self->rows[i] = gls_area_mean (folded + row->first, row->n_times, 1, m,
          self->n_distinct);
    }
    ret = add_cells (self, self->rows, to - from);
  }
  return ret;
}

/* --- negotiation --- */

static void
forget_pool (GstTensorview *self)
{
  if (self->pool != NULL)
    gst_buffer_pool_set_active (self->pool, FALSE);
  gst_clear_object (&self->pool);
}

static void
forget_drawing (GstTensorview *self)
{
  if (self->fps_n > 0 && self->settings.layout == GST_GLS_LAYOUT_TIME)
    gls_roll_clear (&self->roll);
  g_clear_pointer (&self->total, g_free);
  self->fps_n = 0;
}

static void
forget (GstTensorview *self)
{
  forget_drawing (self);
  forget_pool (self);
  gst_gls_reading_clear (&self->reading);
  gst_clear_caps (&self->caps);
  g_clear_pointer (&self->x, g_free);
  g_clear_pointer (&self->rows, g_free);
}

/* Returns: (transfer full) (nullable): caps that downstream takes */
static GstCaps *
choose_src_caps (GstTensorview *self, const Settings *settings)
{
  g_autoptr (GstCaps) template =
      gst_caps_make_writable (gst_pad_get_pad_template_caps (self->srcpad));
  g_autoptr (GstCaps) peer = NULL;
  GstCaps *caps;
  GstStructure *s;

  /* One picture has no rate; a video has one. */
  if (settings->mode == MODE_SCROLLING)
    gst_caps_set_simple (template, "framerate", GST_TYPE_FRACTION_RANGE, 1, 10,
        240, 1, NULL);
  peer = gst_pad_peer_query_caps (self->srcpad, template);
  caps = gst_caps_intersect_full (template, peer, GST_CAPS_INTERSECT_FIRST);
  if (gst_caps_is_empty (caps)) {
    gst_caps_unref (caps);
    return NULL;
  }
  caps = gst_caps_make_writable (gst_caps_truncate (caps));
  s = gst_caps_get_structure (caps, 0);
  gst_structure_fixate_field_nearest_int (s, "width",
      settings->width > 0 ? (gint) settings->width : DEFAULT_WIDTH);
  gst_structure_fixate_field_nearest_int (s, "height",
      settings->height > 0 ? (gint) settings->height : DEFAULT_HEIGHT);
  gst_structure_fixate_field_nearest_fraction (s, "framerate",
      settings->mode == MODE_SCROLLING ? DEFAULT_FPS : 0, 1);
  if (gst_structure_has_field (s, "pixel-aspect-ratio"))
    gst_structure_fixate_field_nearest_fraction (s, "pixel-aspect-ratio", 1, 1);
  else
    gst_structure_set (s, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
  return gst_caps_fixate (caps);
}

/* Downstream's memory if it has some to give. */
static gboolean
use_pool (GstTensorview *self, GstCaps *caps)
{
  g_autoptr (GstQuery) query = gst_query_new_allocation (caps, TRUE);
  guint size = (guint) GST_VIDEO_INFO_SIZE (&self->info), min = 0, max = 0;
  GstStructure *config;

  forget_pool (self);
  if (gst_pad_peer_query (self->srcpad, query)
      && gst_query_get_n_allocation_pools (query) > 0)
    gst_query_parse_nth_allocation_pool (query, 0, &self->pool, &size, &min,
        &max);
  if (self->pool == NULL)
    self->pool = gst_video_buffer_pool_new ();
  size = MAX (size, (guint) GST_VIDEO_INFO_SIZE (&self->info));
  config = gst_buffer_pool_get_config (self->pool);
  gst_buffer_pool_config_set_params (config, caps, size, min, max);
  if (gst_query_find_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL))
    gst_buffer_pool_config_add_option (config,
        GST_BUFFER_POOL_OPTION_VIDEO_META);
  if (!gst_buffer_pool_set_config (self->pool, config)) {
    /* It may have changed what it could not do. */
    config = gst_buffer_pool_get_config (self->pool);
    if (!gst_buffer_pool_config_validate_params (config, caps, size, min, max)
        || !gst_buffer_pool_set_config (self->pool, config)) {
      gst_object_unref (self->pool);
      self->pool = gst_video_buffer_pool_new ();
      config = gst_buffer_pool_get_config (self->pool);
      gst_buffer_pool_config_set_params (config, caps,
          (guint) GST_VIDEO_INFO_SIZE (&self->info), 0, 0);
      gst_buffer_pool_set_config (self->pool, config);
    }
  }
  return gst_buffer_pool_set_active (self->pool, TRUE);
}

static void
prepare_chart (GstTensorview *self)
{
  const Settings *settings = &self->settings;

  self->chart = (GlsChart){
    .width = (size_t) GST_VIDEO_INFO_WIDTH (&self->info),
    .height = (size_t) GST_VIDEO_INFO_HEIGHT (&self->info),
    .axes = settings->axes,
    .side_by_side = settings->layout == GST_GLS_LAYOUT_PLANE,
    .n_panels = self->reading.n_panels,
    .panels = self->reading.panels,
    .y_unit = self->reading.y_unit,
    .x_unit = self->reading.x_unit,
  };
  gls_chart_arrange (&self->chart);
  self->shade.decibels = settings->scale == SCALE_DB
      || (settings->scale == SCALE_AUTO && !self->reading.compressed);
  self->shade.range = (float) settings->range;
  gls_colormap_fill (settings->colormap, self->colors);
}

/* From the tensors' caps; what came before has been drained. */
static gboolean
negotiate (GstTensorview *self, GstCaps *caps)
{
  g_autoptr (GstCaps) video = NULL, current = NULL;
  GError *error = NULL;
  GstGlsReading reading;
  Settings settings;
  gsize n;

  GST_OBJECT_LOCK (self);
  settings = self->wanted;
  GST_OBJECT_UNLOCK (self);
  if (!gst_gls_reading_init (&reading, caps, settings.layout,
          settings.lowest_hz, &error))
    return gst_gls_refuse (GST_ELEMENT (self), &self->refused, error);
  video = choose_src_caps (self, &settings);
  if (video == NULL) {
    gst_gls_reading_clear (&reading);
    /* While downstream shuts down it takes nothing, which is no mistake. */
    if (GST_PAD_IS_FLUSHING (self->srcpad))
      return FALSE;
    return gst_gls_refuse (GST_ELEMENT (self), &self->refused,
        g_error_new_literal (GLS_ERROR, GLS_ERROR_SHAPE,
            settings.mode == MODE_SCROLLING
                ? "tensorview delivers RGB video of 16 to 4096 pixels and 0.1 "
                  "to 240 frames per second, of which downstream takes none: "
                  "put videoconvert after it"
                : "tensorview delivers RGB pictures of 16 to 4096 pixels, of "
                  "which downstream takes none: put videoconvert after it"));
  }

  gst_caps_ref (caps); /* may be the one that is forgotten */
  forget (self);
  self->settings = settings;
  self->reading = reading;
  self->caps = caps;
  n = gst_gls_tensors_get_size (&reading.tensors);
  self->x = g_malloc (n);
  self->rows = g_new (float, reading.n_rows);
  gst_video_info_from_caps (&self->info, video);
  prepare_chart (self);
  reset (self);
  if (reading.tensors.fps_n > 0)
    use_rate (self, reading.tensors.fps_n, reading.tensors.fps_d);
  GST_DEBUG_OBJECT (self, "negotiated %" GST_PTR_FORMAT, video);
  current = gst_pad_get_current_caps (self->srcpad);
  if ((current == NULL || !gst_caps_is_equal (current, video))
      && !gst_pad_push_event (self->srcpad, gst_event_new_caps (video)))
    return FALSE;
  gst_gls_update_latency (GST_ELEMENT (self), &self->latency,
      is_scrolling (self) ? (guint64) GST_VIDEO_INFO_FPS_D (&self->info) : 0,
      is_scrolling (self) ? (guint) GST_VIDEO_INFO_FPS_N (&self->info) : 1);
  return use_pool (self, video);
}

/* A sink has another size or wants other memory: a video begins anew, a picture
 * that has begun stays as it is. */
static gboolean
renegotiate (GstTensorview *self)
{
  g_autoptr (GstCaps) current = gst_pad_get_current_caps (self->srcpad);
  g_autoptr (GstCaps) video = choose_src_caps (self, &self->settings);
  g_autoptr (GstCaps) caps = gst_caps_ref (self->caps);

  if (!is_scrolling (self) && self->n_cells > 0)
    return TRUE;
  if (current != NULL && video != NULL && gst_caps_is_equal (current, video))
    return use_pool (self, video);
  drain (self);
  return negotiate (self, caps);
}

/* --- events --- */

static gboolean
handle_caps (GstTensorview *self, GstCaps *caps)
{
  if (self->caps != NULL && gst_caps_is_equal (caps, self->caps)
      && !gst_pad_needs_reconfigure (self->srcpad))
    return TRUE;
  drain (self);
  gst_pad_check_reconfigure (self->srcpad);
  return negotiate (self, caps);
}

static gboolean
handle_gap (GstTensorview *self, GstEvent *event)
{
  GstClockTime start, duration;

  gst_event_parse_gap (event, &start, &duration);
  if (!self->started || !GST_CLOCK_TIME_IS_VALID (duration))
    return gst_pad_push_event (self->srcpad, event);
  gst_event_unref (event);
  return skip_to (self, start + duration) == GST_FLOW_OK;
}

static void
forget_lateness (GstTensorview *self)
{
  GST_OBJECT_LOCK (self);
  self->earliest = GST_CLOCK_TIME_NONE;
  GST_OBJECT_UNLOCK (self);
}

static gboolean
gst_tensorview_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  GstTensorview *self = GST_TENSORVIEW (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS: {
      GstCaps *caps;
      gboolean ok;

      gst_event_parse_caps (event, &caps);
      ok = handle_caps (self, caps);
      gst_event_unref (event);
      return ok;
    }
    case GST_EVENT_SEGMENT:
      drain (self);
      event = gst_gls_segment_event (&self->segment, event);
      if (event == NULL) {
        GST_ELEMENT_ERROR (self, STREAM, NOT_IMPLEMENTED,
            ("A stream cannot be drawn backwards."), (NULL));
        return FALSE;
      }
      break;
    case GST_EVENT_GAP:
      return handle_gap (self, event);
    case GST_EVENT_STREAM_START:
    case GST_EVENT_EOS:
      drain (self);
      break;
    case GST_EVENT_FLUSH_STOP:
      reset (self);
      forget_lateness (self);
      gst_segment_init (&self->segment, GST_FORMAT_TIME);
      break;
    default:
      break;
  }
  return gst_pad_event_default (pad, parent, event);
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

static gboolean
gst_tensorview_sink_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_ACCEPT_CAPS:
      /* What does not fit is refused later, with a sentence. */
      gst_query_set_accept_caps_result (query, TRUE);
      return TRUE;
    case GST_QUERY_ALLOCATION:
      /* What downstream says of video is not about tensors. */
      return FALSE;
    default:
      return gst_pad_query_default (pad, parent, query);
  }
}

static gboolean
gst_tensorview_src_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  GstTensorview *self = GST_TENSORVIEW (parent);
  GstClockTime own;

  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return gst_pad_query_default (pad, parent, query);
  GST_OBJECT_LOCK (self);
  own = self->latency;
  GST_OBJECT_UNLOCK (self);
  return gst_gls_query_latency (self->sinkpad, query, own);
}

/* --- chain --- */

static GstFlowReturn
take_buffer (GstTensorview *self, GstBuffer *buffer)
{
  g_autoptr (GError) error = NULL;

  if (G_UNLIKELY (self->caps == NULL)) {
    GST_ELEMENT_ERROR (self, CORE, NEGOTIATION,
        ("Tensors came before their caps."), (NULL));
    return GST_FLOW_NOT_NEGOTIATED;
  }
  /* Edges of a scalogram, which lie outside of the audio. */
  if (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DECODE_ONLY))
    return GST_FLOW_OK;
  if (gst_pad_check_reconfigure (self->srcpad) && !renegotiate (self)) {
    gst_pad_mark_reconfigure (self->srcpad);
    return GST_PAD_IS_FLUSHING (self->srcpad) ? GST_FLOW_FLUSHING
                                              : GST_FLOW_NOT_NEGOTIATED;
  }
  if (!gst_gls_tensors_check_buffer (&self->reading.tensors, buffer, &error)) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("A tensor is damaged: %s.", error->message), (NULL));
    return GST_FLOW_ERROR;
  }
  if (self->fps_n == 0) {
    GstClockTime duration = GST_BUFFER_DURATION (buffer);

    if (!GST_CLOCK_TIME_IS_VALID (duration) || duration == 0) {
      GST_ELEMENT_ERROR (self, STREAM, FORMAT,
          ("Tensors that have neither a frame rate nor a duration cannot be "
           "drawn along time."),
          (NULL));
      return GST_FLOW_ERROR;
    }
    /* in microseconds, which fit */
    use_rate (self, 1000000,
        (gint) CLAMP (duration / GST_USECOND, 1, G_MAXINT));
  }
  return draw_buffer (self, buffer);
}

static GstFlowReturn
gst_tensorview_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  GstFlowReturn ret = take_buffer (GST_TENSORVIEW (parent), buffer);

  gst_buffer_unref (buffer);
  return ret;
}

static GstStateChangeReturn
gst_tensorview_change_state (GstElement *element, GstStateChange transition)
{
  GstTensorview *self = GST_TENSORVIEW (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED) {
    reset (self);
    forget_lateness (self);
    self->refused = FALSE;
    gst_segment_init (&self->segment, GST_FORMAT_TIME);
  }
  ret = GST_ELEMENT_CLASS (gst_tensorview_parent_class)
            ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    forget (self);
  return ret;
}

static void
gst_tensorview_finalize (GObject *object)
{
  forget (GST_TENSORVIEW (object));
  G_OBJECT_CLASS (gst_tensorview_parent_class)->finalize (object);
}

/* --- class_init, init --- */

static void
gst_tensorview_class_init (GstTensorviewClass *klass)
{
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_tensorview_set_property;
  object_class->get_property = gst_tensorview_get_property;
  object_class->finalize = gst_tensorview_finalize;

  /**
   * GstTensorview:mode:
   *
   * A video that scrolls, or one picture of everything when the stream ends.
   */
  g_object_class_install_property (object_class, PROP_MODE,
      g_param_spec_enum ("mode", "Mode",
          "A video that scrolls, or one picture when the stream ends",
          gst_tensorview_mode_get_type (), DEFAULT_MODE, flags));
  /**
   * GstTensorview:layout:
   *
   * Rows along time; or, of jtfst frames, modulation rate (mu) against
   * modulation along log-frequency (ell), as of now in a video, as the mean of
   * everything in a picture.
   */
  g_object_class_install_property (object_class, PROP_LAYOUT,
      g_param_spec_enum ("layout", "Layout",
          "Rows along time, or planes of mu against ell of jtfst frames",
          gst_tensorview_layout_get_type (), DEFAULT_LAYOUT, flags));
  /**
   * GstTensorview:scale:
   *
   * What equal steps of brightness stand for.
   */
  g_object_class_install_property (object_class, PROP_SCALE,
      g_param_spec_enum ("scale", "Scale",
          "What equal steps of brightness stand for",
          gst_tensorview_scale_get_type (), DEFAULT_SCALE, flags));
  /**
   * GstTensorview:colormap:
   *
   * Colours from the darkest to the brightest.
   */
  g_object_class_install_property (object_class, PROP_COLORMAP,
      g_param_spec_enum ("colormap", "Colour map",
          "Colours from the darkest to the brightest",
          gst_tensorview_colormap_get_type (), DEFAULT_COLORMAP, flags));
  /**
   * GstTensorview:range:
   *
   * Dynamic range: what is that many decibels below the brightest is dark.
   */
  g_object_class_install_property (object_class, PROP_RANGE,
      g_param_spec_double ("range", "Range",
          "Decibels from the darkest colour to the brightest", 1.0, 200.0,
          DEFAULT_RANGE, flags));
  /**
   * GstTensorview:reference:
   *
   * The value that gets the brightest colour. 0 chooses the largest one in
   * sight, which a video follows up at once, and down by 12 dB a second.
   */
  g_object_class_install_property (object_class, PROP_REFERENCE,
      g_param_spec_double ("reference", "Reference",
          "Value that gets the brightest colour (0: the largest in sight)", 0.0,
          G_MAXFLOAT, DEFAULT_REFERENCE, flags));
  /**
   * GstTensorview:window:
   *
   * How much time a video shows.
   */
  g_object_class_install_property (object_class, PROP_WINDOW,
      g_param_spec_double ("window", "Window",
          "Time that a video shows, in seconds", 0.1, 3600.0, DEFAULT_WINDOW,
          flags));
  /**
   * GstTensorview:lowest:
   *
   * Of rows that stand for frequencies of sound, lower ones are left out.
   */
  g_object_class_install_property (object_class, PROP_LOWEST,
      g_param_spec_double ("lowest", "Lowest",
          "Leave out rows of lower frequency than that, in Hz", 0.0, 20000.0,
          DEFAULT_LOWEST, flags));
  /**
   * GstTensorview:width:
   *
   * Width in pixels, unless downstream wants another one; 0 means 960.
   */
  g_object_class_install_property (object_class, PROP_WIDTH,
      g_param_spec_uint ("width", "Width",
          "Width in pixels, unless downstream wants another (0: 960)", 0, 4096,
          0, flags));
  /**
   * GstTensorview:height:
   *
   * Height in pixels, unless downstream wants another one; 0 means 540.
   */
  g_object_class_install_property (object_class, PROP_HEIGHT,
      g_param_spec_uint ("height", "Height",
          "Height in pixels, unless downstream wants another (0: 540)", 0, 4096,
          0, flags));
  /**
   * GstTensorview:axes:
   *
   * Whether to draw axes and a bar of colours.
   */
  g_object_class_install_property (object_class, PROP_AXES,
      g_param_spec_boolean ("axes", "Axes",
          "Draw axes and a bar of colours, where there is room", DEFAULT_AXES,
          flags));

  gst_type_mark_as_plugin_api (gst_tensorview_mode_get_type (), 0);
  gst_type_mark_as_plugin_api (gst_tensorview_layout_get_type (), 0);
  gst_type_mark_as_plugin_api (gst_tensorview_scale_get_type (), 0);
  gst_type_mark_as_plugin_api (gst_tensorview_colormap_get_type (), 0);
  element_class->change_state = gst_tensorview_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Tensor view",
      "Visualization", "Draws tensors over time as video or as a picture",
      GST_GLS_AUTHOR);
}

static void
gst_tensorview_init (GstTensorview *self)
{
  self->wanted = (Settings){
    .mode = DEFAULT_MODE,
    .layout = DEFAULT_LAYOUT,
    .scale = DEFAULT_SCALE,
    .colormap = DEFAULT_COLORMAP,
    .range = DEFAULT_RANGE,
    .reference = DEFAULT_REFERENCE,
    .window_s = DEFAULT_WINDOW,
    .lowest_hz = DEFAULT_LOWEST,
    .axes = DEFAULT_AXES,
  };
  self->earliest = GST_CLOCK_TIME_NONE;

  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sinkpad, gst_tensorview_chain);
  gst_pad_set_event_function (self->sinkpad, gst_tensorview_sink_event);
  gst_pad_set_query_function (self->sinkpad, gst_tensorview_sink_query);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);

  self->srcpad = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_set_event_function (self->srcpad, gst_tensorview_src_event);
  gst_pad_set_query_function (self->srcpad, gst_tensorview_src_query);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);
}
