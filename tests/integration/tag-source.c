/* Predictions into tagsinks, as many and when a test says so.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     tag-source "PROPERTIES OF A TAGSINK"...
 *
 * Reads commands: “push N” gives every sink the next N predictions, “eos” ends
 * the stream, “flush” begins it anew as a seek does, “play”, “pause” and “stop” are
 * states; the end of the commands is a stop as well. What the sinks post is printed, a message a line,
 * and after each command “done” with the milliseconds that it took.
 */
#include <gst/app/gstappsrc.h>
#include <stdio.h>
#include <string.h>

#include "plugin.h"

#define CAPS                                                                   \
  "other/tensors,format=(string)static,num_tensors=1,dimensions=(string)3,"    \
  "types=(string)float32,framerate=1/2,labels=(string)<one,two,three>,"        \
  "frames=4,segment-duration=(guint64)4000000000"

static GstElement *pipeline;
static GPtrArray *sources; /* of GstElement */
static guint n_pushed;

static void
print_message (const char *kind, GstMessage *message,
    void (*parse) (GstMessage *, GError **, char **))
{
  g_autoptr (GError) error = NULL;
  g_autofree char *debug = NULL;

  parse (message, &error, &debug);
  printf ("%s %s\n", kind, error->message);
}

static GstBusSyncReply
hear (GstBus *bus, GstMessage *message, gpointer data)
{
  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
      print_message ("error", message, gst_message_parse_error);
      break;
    case GST_MESSAGE_WARNING:
      print_message ("warning", message, gst_message_parse_warning);
      break;
    case GST_MESSAGE_INFO:
      print_message ("info", message, gst_message_parse_info);
      break;
    case GST_MESSAGE_EOS:
      puts ("end");
      break;
    default:
      break;
  }
  fflush (stdout);
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static void
make_pipeline (char **sinks)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstBus) bus = NULL;

  for (guint i = 0; sinks[i] != NULL; i++)
    g_string_append_printf (line,
        "appsrc name=s%u format=time caps=\"" CAPS "\" ! tagsink %s ", i,
        sinks[i]);
  pipeline = gst_parse_launch (line->str, &error);
  g_assert_no_error (error);
  bus = gst_element_get_bus (pipeline);
  gst_bus_set_sync_handler (bus, hear, NULL, NULL);
  sources = g_ptr_array_new_with_free_func (gst_object_unref);
  for (guint i = 0; sinks[i] != NULL; i++) {
    g_autofree char *name = g_strdup_printf ("s%u", i);

    g_ptr_array_add (sources, gst_bin_get_by_name (GST_BIN (pipeline), name));
  }
}

static void
push (void)
{
  const float p[] = { (float) (n_pushed % 97) / 97, 0.5f, 0.25f };

  for (guint i = 0; i < sources->len; i++) {
    GstBuffer *buffer = gst_buffer_new_memdup (p, sizeof p);

    GST_BUFFER_PTS (buffer) = 2 * n_pushed * GST_SECOND;
    GST_BUFFER_DURATION (buffer) = 4 * GST_SECOND;
    gst_app_src_push_buffer (GST_APP_SRC (sources->pdata[i]), buffer);
  }
  n_pushed++;
}

static void
end_streams (void)
{
  for (guint i = 0; i < sources->len; i++)
    gst_app_src_end_of_stream (sources->pdata[i]);
}

static void
flush (void)
{
  gst_element_send_event (pipeline, gst_event_new_flush_start ());
  gst_element_send_event (pipeline, gst_event_new_flush_stop (TRUE));
}

static void
obey (const char *command)
{
  static const struct
  {
    const char *name;
    GstState state;
  } states[] = { { "play", GST_STATE_PLAYING }, { "pause", GST_STATE_PAUSED },
    { "stop", GST_STATE_NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (command, states[i].name))
      gst_element_set_state (pipeline, states[i].state);
  if (g_str_has_prefix (command, "push "))
    for (gint64 n = g_ascii_strtoll (command + 5, NULL, 10); n > 0; n--)
      push ();
  else if (g_str_equal (command, "eos"))
    end_streams ();
  else if (g_str_equal (command, "flush"))
    flush ();
}

static void
obey_all (void)
{
  char line[64];

  while (fgets (line, sizeof line, stdin) != NULL) {
    gint64 begun_us = g_get_monotonic_time ();

    obey (g_strchomp (line));
    printf ("done %d\n", (int) ((g_get_monotonic_time () - begun_us) / 1000));
    fflush (stdout);
  }
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_assert_true (gst_glissando_register (NULL));
  make_pipeline (argv + 1);
  obey_all ();
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_ptr_array_unref (sources);
  gst_object_unref (pipeline);
  gst_deinit ();
  return 0;
}
