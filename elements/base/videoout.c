/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/videoout.h"

static void
fixate (GstStructure *s, gint width, gint height, gint fps)
{
  gst_structure_fixate_field_nearest_int (s, "width", width);
  gst_structure_fixate_field_nearest_int (s, "height", height);
  gst_structure_fixate_field_nearest_fraction (s, "framerate", fps, 1);
  if (gst_structure_has_field (s, "pixel-aspect-ratio"))
    gst_structure_fixate_field_nearest_fraction (s, "pixel-aspect-ratio", 1, 1);
  else
    gst_structure_set (s, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
}

GstCaps *
gst_gls_video_choose_caps (GstPad *srcpad, gint width, gint height, gint fps)
{
  g_autoptr (GstCaps) template =
      gst_caps_make_writable (gst_pad_get_pad_template_caps (srcpad));
  g_autoptr (GstCaps) peer = NULL;
  GstCaps *caps;

  /* One picture has no rate; a video has one. */
  if (fps > 0)
    gst_caps_set_simple (template, "framerate", GST_TYPE_FRACTION_RANGE, 1, 10,
        240, 1, NULL);
  peer = gst_pad_peer_query_caps (srcpad, template);
  caps = gst_caps_intersect_full (template, peer, GST_CAPS_INTERSECT_FIRST);
  if (gst_caps_is_empty (caps)) {
    gst_caps_unref (caps);
    return NULL;
  }
  caps = gst_caps_make_writable (gst_caps_truncate (caps));
  fixate (gst_caps_get_structure (caps, 0), width, height, fps);
  return gst_caps_fixate (caps);
}

static void
set_params (GstStructure *config, GstCaps *caps, guint size, guint min,
    guint max, GstQuery *query)
{
  gst_buffer_pool_config_set_params (config, caps, size, min, max);
  if (query != NULL
      && gst_query_find_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL))
    gst_buffer_pool_config_add_option (config,
        GST_BUFFER_POOL_OPTION_VIDEO_META);
}

/* A pool may change what it cannot do; then that must do. */
static gboolean
configure (GstBufferPool *pool, GstCaps *caps, guint size, guint min, guint max,
    GstQuery *query)
{
  GstStructure *config = gst_buffer_pool_get_config (pool);

  set_params (config, caps, size, min, max, query);
  if (gst_buffer_pool_set_config (pool, config))
    return TRUE;
  config = gst_buffer_pool_get_config (pool);
  if (gst_buffer_pool_config_validate_params (config, caps, size, min, max))
    return gst_buffer_pool_set_config (pool, config);
  gst_structure_free (config);
  return FALSE;
}

GstBufferPool *
gst_gls_video_make_pool (GstPad *srcpad, GstCaps *caps,
    const GstVideoInfo *info)
{
  g_autoptr (GstQuery) query = gst_query_new_allocation (caps, TRUE);
  guint size = (guint) GST_VIDEO_INFO_SIZE (info), min = 0, max = 0;
  GstBufferPool *pool = NULL;

  if (gst_pad_peer_query (srcpad, query)
      && gst_query_get_n_allocation_pools (query) > 0)
    gst_query_parse_nth_allocation_pool (query, 0, &pool, &size, &min, &max);
  size = MAX (size, (guint) GST_VIDEO_INFO_SIZE (info));
  if (pool != NULL && !configure (pool, caps, size, min, max, query))
    gst_clear_object (&pool);
  if (pool == NULL) {
    pool = gst_video_buffer_pool_new ();
    configure (pool, caps, (guint) GST_VIDEO_INFO_SIZE (info), 0, 0, query);
  }
  if (!gst_buffer_pool_set_active (pool, TRUE))
    gst_clear_object (&pool);
  return pool;
}

void
gst_gls_video_stop_pool (GstBufferPool **pool)
{
  if (*pool != NULL)
    gst_buffer_pool_set_active (*pool, FALSE);
  gst_clear_object (pool);
}
