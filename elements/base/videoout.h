/* Video out of a source pad: caps that downstream takes, and its memory.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_VIDEOOUT_H
#define GST_GLISSANDO_VIDEOOUT_H

#include <gst/video/video.h>

G_BEGIN_DECLS

/**
 * gst_gls_video_choose_caps:
 * @width: that is wanted, in pixels
 * @height: likewise
 * @fps: frames per second that are wanted; 0 for single pictures
 *
 * Returns: (transfer full) (nullable): fixed caps that the pad's template
 *   allows and downstream takes, as near as may be to what is wanted; %NULL if
 *   there are none
 */
GstCaps *gst_gls_video_choose_caps (GstPad *srcpad, gint width, gint height,
    gint fps);

/**
 * gst_gls_video_make_pool:
 * @caps: fixed
 * @info: of these caps
 *
 * Returns: (transfer full) (nullable): an active pool, of downstream's memory
 *   if it has some to give; stop it with gst_gls_video_stop_pool()
 */
GstBufferPool *gst_gls_video_make_pool (GstPad *srcpad, GstCaps *caps,
    const GstVideoInfo *info);
/* pool: (inout) (nullable) */
void gst_gls_video_stop_pool (GstBufferPool **pool);

G_END_DECLS

#endif
