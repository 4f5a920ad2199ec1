/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/held.h"

typedef struct
{
  GstEvent *event;
  GstClockTime time;
} One;

gboolean
gst_gls_held_is_for (GstEventType type)
{
  return type == GST_EVENT_TAG || type == GST_EVENT_TOC
      || type == GST_EVENT_SINK_MESSAGE || type == GST_EVENT_CUSTOM_DOWNSTREAM
      || type == GST_EVENT_CUSTOM_DOWNSTREAM_STICKY;
}

void
gst_gls_held_add (GstGlsHeld *self, GstEvent *event, GstClockTime time)
{
  One *one = g_new (One, 1);

  *one = (One){ event, time };
  g_queue_push_tail (&self->events, one);
}

/* Returns: (transfer full) (nullable): the first one, if it is of up to @time */
static GstEvent *
take (GstGlsHeld *self, GstClockTime time)
{
  One *one = g_queue_peek_head (&self->events);
  GstEvent *event;

  if (one == NULL || one->time > time)
    return NULL;
  event = one->event;
  g_free (g_queue_pop_head (&self->events));
  return event;
}

void
gst_gls_held_release (GstGlsHeld *self, GstPad *srcpad, GstClockTime time)
{
  GstEvent *event;

  while ((event = take (self, time)) != NULL)
    gst_pad_push_event (srcpad, event);
}

void
gst_gls_held_flush (GstGlsHeld *self, GstPad *srcpad)
{
  GstEvent *event;

  while ((event = take (self, GST_CLOCK_TIME_NONE)) != NULL) {
    if (GST_EVENT_IS_STICKY (event))
      gst_pad_store_sticky_event (srcpad, event);
    gst_event_unref (event);
  }
}

void
gst_gls_held_clear (GstGlsHeld *self)
{
  GstEvent *event;

  while ((event = take (self, GST_CLOCK_TIME_NONE)) != NULL)
    gst_event_unref (event);
}
