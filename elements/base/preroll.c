/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/preroll.h"

void
gst_gls_preroll_begin (GstElement *sink, gboolean *awaited)
{
  GST_OBJECT_LOCK (sink);
  *awaited = TRUE;
  GST_OBJECT_UNLOCK (sink);
  gst_element_post_message (sink,
      gst_message_new_async_start (GST_OBJECT (sink)));
}

/* The state first: a segment from before the flush must not end what begins. */
void
gst_gls_preroll_repeat (GstElement *sink, gboolean *awaited)
{
  gst_element_lost_state (sink);
  GST_OBJECT_LOCK (sink);
  *awaited = TRUE;
  GST_OBJECT_UNLOCK (sink);
}

/* Takes the state that is pending, without the state lock: whoever holds that
 * may be waiting for the streaming thread, which calls this. */
static void
commit (GstBaseSink *sink, GstState now)
{
  GstElement *element = GST_ELEMENT (sink);

  GST_STATE (element) = now;
  GST_STATE_NEXT (element) = GST_STATE_VOID_PENDING;
  GST_STATE_PENDING (element) = GST_STATE_VOID_PENDING;
  GST_STATE_RETURN (element) = GST_STATE_CHANGE_SUCCESS;
  sink->playing_async = FALSE;
  sink->need_preroll = now != GST_STATE_PLAYING;
}

static void
post_change (GstBaseSink *sink, GstState old, GstState now)
{
  gst_element_post_message (GST_ELEMENT (sink),
      gst_message_new_state_changed (GST_OBJECT (sink), old, now,
          GST_STATE_VOID_PENDING));
}

static void
post_done (GstElement *sink)
{
  gst_element_post_message (sink,
      gst_message_new_async_done (GST_OBJECT (sink), GST_CLOCK_TIME_NONE));
}

/* A change that was under way when the flush began may be over by now: then
 * there is no state to take, but whoever was told to wait still waits. */
void
gst_gls_preroll_end (GstBaseSink *sink, gboolean *awaited)
{
  GstElement *element = GST_ELEMENT (sink);
  GstState old, now;
  gboolean is_over;

  GST_OBJECT_LOCK (sink);
  old = GST_STATE (element);
  now = GST_STATE_PENDING (element);
  is_over =
      *awaited && (now == GST_STATE_VOID_PENDING || now >= GST_STATE_PAUSED);
  if (is_over && now != GST_STATE_VOID_PENDING)
    commit (sink, now);
  *awaited = *awaited && !is_over;
  GST_OBJECT_UNLOCK (sink);
  if (!is_over)
    return;
  if (now != GST_STATE_VOID_PENDING)
    post_change (sink, old, now);
  post_done (element);
  GST_STATE_BROADCAST (sink);
}

void
gst_gls_preroll_abandon (GstElement *sink, gboolean *awaited)
{
  gboolean was_awaited;

  GST_OBJECT_LOCK (sink);
  was_awaited = *awaited;
  *awaited = FALSE;
  GST_OBJECT_UNLOCK (sink);
  if (was_awaited)
    post_done (sink);
}
