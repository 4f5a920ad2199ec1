/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "damage.h"

typedef GstPadProbeReturn (*Damage) (World *world, GstPad *pad,
    GstPadProbeInfo *info);

/* From 0 to n - 1. */
static guint32
roll (World *world, guint32 n)
{
  world->dice = world->dice * 1664525u + 1013904223u;
  return (guint32) (((guint64) world->dice * n) >> 32);
}

static GstBuffer *
get_writable (GstPadProbeInfo *info)
{
  GstBuffer *buffer =
      gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));

  info->data = buffer;
  return buffer;
}

static GstPadProbeReturn
lose (World *world, GstPad *pad, GstPadProbeInfo *info)
{
  return GST_PAD_PROBE_DROP;
}

static GstPadProbeReturn
replace_by_gap (World *world, GstPad *pad, GstPadProbeInfo *info)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);

  if (GST_BUFFER_PTS_IS_VALID (buffer))
    gst_pad_push_event (pad,
        gst_event_new_gap (GST_BUFFER_PTS (buffer),
            roll (world, 4) == 0 ? GST_CLOCK_TIME_NONE
                                 : GST_BUFFER_DURATION (buffer)));
  return GST_PAD_PROBE_DROP;
}

static GstPadProbeReturn
flag (World *world, GstPad *pad, GstPadProbeInfo *info)
{
  static const GstBufferFlags flags[] = { GST_BUFFER_FLAG_DISCONT,
    GST_BUFFER_FLAG_GAP, GST_BUFFER_FLAG_RESYNC, GST_BUFFER_FLAG_DROPPABLE };

  GST_BUFFER_FLAG_SET (get_writable (info),
      flags[roll (world, G_N_ELEMENTS (flags))]);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
mistime (World *world, GstPad *pad, GstPadProbeInfo *info)
{
  GstBuffer *buffer = get_writable (info);

  if (roll (world, 3) == 0)
    GST_BUFFER_PTS (buffer) = GST_CLOCK_TIME_NONE;
  else if (GST_BUFFER_PTS_IS_VALID (buffer))
    GST_BUFFER_PTS (buffer) += roll (world, 8) * GST_SECOND;
  if (roll (world, 3) == 0)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
send_title (World *world, GstPad *pad, GstPadProbeInfo *info)
{
  g_autofree char *title = g_strdup_printf ("title %u", roll (world, 4));

  gst_pad_push_event (pad,
      gst_event_new_tag (gst_tag_list_new (GST_TAG_TITLE, title, NULL)));
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
send_custom (World *world, GstPad *pad, GstPadProbeInfo *info)
{
  gst_pad_push_event (pad,
      gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
          gst_structure_new_empty ("of-an-application")));
  return GST_PAD_PROBE_OK;
}

static void
send_again (GstPad *pad, GstEventType type)
{
  GstEvent *event = gst_pad_get_sticky_event (pad, type, 0);

  if (event != NULL)
    gst_pad_push_event (pad, event);
}

/* As of a player without gaps: the next file, without an end of the one before.
 */
static GstPadProbeReturn
begin_stream (World *world, GstPad *pad, GstPadProbeInfo *info)
{
  g_autofree char *id = g_strdup_printf ("stream %u", roll (world, 1000));

  gst_pad_push_event (pad, gst_event_new_stream_start (id));
  send_again (pad, GST_EVENT_CAPS);
  send_again (pad, GST_EVENT_SEGMENT);
  return GST_PAD_PROBE_OK;
}

/* Samples that are no numbers reach the filters as such. */
static GstPadProbeReturn
spoil (World *world, GstPad *pad, GstPadProbeInfo *info)
{
  gst_buffer_memset (get_writable (info), 0, 0xff, 64);
  return GST_PAD_PROBE_OK;
}

static const Damage damages[] = { lose, replace_by_gap, flag, mistime,
  send_title, send_title, send_custom, begin_stream, spoil };

static GstPadProbeReturn
happen (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  World *world = data;

  if (roll (world, 1000) >= (guint32) g_atomic_int_get (&world->damage))
    return GST_PAD_PROBE_OK;
  return damages[roll (world, G_N_ELEMENTS (damages))](world, pad, info);
}

void
damage_watch (World *world, GstPad *pad)
{
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, happen, world, NULL);
}
