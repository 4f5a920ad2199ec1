/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "titled.h"

struct _Titled
{
  GMutex lock;
  GstGlsTitles now;
  GQueue waiting; /* of GstGlsTitles: of buffers that were not taken yet */
};

Titled *
titled_new (void)
{
  Titled *self = g_atomic_rc_box_new0 (Titled);

  g_mutex_init (&self->lock);
  g_queue_init (&self->waiting);
  return self;
}

static void
titles_free (gpointer data)
{
  gst_gls_titles_clear (data);
  g_free (data);
}

static void
forget (Titled *self)
{
  gst_gls_titles_clear (&self->now);
  g_queue_clear_full (&self->waiting, titles_free);
}

static void
clear (gpointer data)
{
  Titled *self = data;

  forget (self);
  g_mutex_clear (&self->lock);
}

void
titled_unref (Titled *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static void
hear_buffer (Titled *self)
{
  GstGlsTitles *titles = g_new0 (GstGlsTitles, 1);

  gst_gls_titles_copy (&self->now, titles);
  g_queue_push_tail (&self->waiting, titles);
}

static void
hear_event (Titled *self, GstEvent *event)
{
  if (GST_EVENT_TYPE (event) == GST_EVENT_STREAM_START)
    gst_gls_titles_clear (&self->now);
  else if (GST_EVENT_TYPE (event) == GST_EVENT_TAG)
    gst_gls_titles_hear (&self->now, event);
}

/* On a thread of the pipeline. */
static GstPadProbeReturn
on_data (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Titled *self = data;

  g_mutex_lock (&self->lock);
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER)
    hear_buffer (self);
  else
    hear_event (self, GST_PAD_PROBE_INFO_EVENT (info));
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

void
titled_follow (Titled *self, GstPad *pad)
{
  g_mutex_lock (&self->lock);
  forget (self);
  g_mutex_unlock (&self->lock);
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_data,
      g_atomic_rc_box_acquire (self), (GDestroyNotify) titled_unref);
}

void
titled_take (Titled *self, GstGlsTitles *titles)
{
  GstGlsTitles *taken;

  g_mutex_lock (&self->lock);
  taken = g_queue_pop_head (&self->waiting);
  g_mutex_unlock (&self->lock);
  *titles = (GstGlsTitles){ 0 };
  if (taken != NULL)
    *titles = *taken;
  g_free (taken);
}

void
titled_get_last (Titled *self, GstGlsTitles *titles)
{
  g_mutex_lock (&self->lock);
  gst_gls_titles_copy (&self->now, titles);
  g_mutex_unlock (&self->lock);
}
