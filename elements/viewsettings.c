/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "viewsettings.h"

static const GEnumValue modes[] = {
  { GST_GLS_VIEW_MODE_SCROLLING, "Video, the newest at the right",
      "scrolling" },
  { GST_GLS_VIEW_MODE_PICTURE, "One picture of everything, at the end",
      "picture" },
  { 0, NULL, NULL },
};
static const GEnumValue layouts[] = {
  { GST_GLS_VIEW_LAYOUT_TIME, "Rows along time", "time" },
  { GST_GLS_VIEW_LAYOUT_PLANE, "Modulation in time against log-frequency",
      "plane" },
  { 0, NULL, NULL },
};
static const GEnumValue scales[] = {
  { GST_GLS_VIEW_SCALE_AUTO,
      "Decibels, but linear what is compressed or a probability", "auto" },
  { GST_GLS_VIEW_SCALE_DB, "Decibels", "db" },
  { GST_GLS_VIEW_SCALE_LINEAR, "Linear", "linear" },
  { 0, NULL, NULL },
};
static const GEnumValue colormaps[] = {
  { GLS_COLORMAP_MAGMA, "Black, violet, orange, white", "magma" },
  { GLS_COLORMAP_VIRIDIS, "Violet, green, yellow", "viridis" },
  { GLS_COLORMAP_GREY, "Black to white", "grey" },
  { 0, NULL, NULL },
};

#define AT(member) G_STRUCT_OFFSET (GstGlsViewSettings, member)
const GstGlsProperty gst_gls_view_properties[] = {
  { "mode", "Mode", "A video that scrolls, or one picture when the stream ends",
      G_TYPE_ENUM, AT (mode), 0, 0, GST_GLS_VIEW_MODE_SCROLLING,
      "GstTensorviewMode", modes },
  { "layout", "Layout",
      "Rows along time, or planes of mu against ell of jtfst frames: of now in "
      "a video, the mean of everything in a picture",
      G_TYPE_ENUM, AT (layout), 0, 0, GST_GLS_VIEW_LAYOUT_TIME,
      "GstTensorviewLayout", layouts },
  { "scale", "Scale", "What equal steps of brightness stand for", G_TYPE_ENUM,
      AT (scale), 0, 0, GST_GLS_VIEW_SCALE_AUTO, "GstTensorviewScale", scales },
  { "colormap", "Colour map", "Colours from the darkest to the brightest",
      G_TYPE_ENUM, AT (colormap), 0, 0, GLS_COLORMAP_MAGMA,
      "GstTensorviewColormap", colormaps },
  { "range", "Range",
      "Decibels from the darkest colour to the brightest (0: 30 of jtfst "
      "frames, 50 with low-pass, else 60)",
      G_TYPE_DOUBLE, AT (range), 0, 200, 0, NULL, NULL },
  { "reference", "Reference",
      "Value that gets the brightest colour (0: the largest in sight, which a "
      "video follows up at once, and down by 12 dB a second)",
      G_TYPE_DOUBLE, AT (reference), 0, (double) G_MAXFLOAT, 0, NULL, NULL },
  { "window", "Window", "Time that a video shows, in seconds", G_TYPE_DOUBLE,
      AT (window_s), 0.1, 3600, 10, NULL, NULL },
  { "lowest", "Lowest",
      "Leave out rows of lower frequency of sound than that, in Hz",
      G_TYPE_DOUBLE, AT (lowest_hz), 0, 20000, 20, NULL, NULL },
  { "width", "Width",
      "Width in pixels, unless downstream wants another (0: 960)", G_TYPE_UINT,
      AT (width), 0, 4096, 0, NULL, NULL },
  { "height", "Height",
      "Height in pixels, unless downstream wants another (0: 540)", G_TYPE_UINT,
      AT (height), 0, 4096, 0, NULL, NULL },
  { "axes", "Axes", "Draw axes and a bar of colours, where there is room",
      G_TYPE_BOOLEAN, AT (axes), 0, 1, TRUE, NULL, NULL },
  { "title", "Title", "What to write above the picture", G_TYPE_STRING,
      AT (title), 0, 0, 0, NULL, NULL },
  { "marks", "Marks",
      "What sounds when, to be drawn below rows along time: FROM TO NAME; FROM "
      "TO NAME …, in seconds",
      G_TYPE_STRING, AT (marks), 0, 0, 0, NULL, NULL },
};
