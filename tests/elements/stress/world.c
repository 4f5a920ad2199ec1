/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world.h"

#include <stdio.h>
#include <string.h>

#include "damage.h"
#include "support.h"

/* Queues without a bound: who is beside whom must not matter for whether the
 * pipeline prerolls. */
#define QUEUE                                                                  \
  "queue max-size-time=0 max-size-bytes=0 max-size-buffers=0 ! audioconvert !" \
  " audioresample ! "
#define TAGS "packnet name=packnet model=%s ! tagsink name=tagsink silent=true"

static const char *const kinds[] = {
  QUEUE "scalogram ! jtfst ! " TAGS,
  QUEUE "scalogram ! jtfst ! queue ! " TAGS,
  "audioconvert name=bare ! audioresample ! scalogram ! jtfst ! " TAGS,
  QUEUE "audio/x-raw,rate=8000 ! scalogram octaves=8 q=8,1 !"
        " jtfst name=jtfst octaves-fr=3 f=8 ! fakesink",
  QUEUE "audio/x-raw,rate=8000 ! scalogram name=scalogram octaves=8 q=8,1"
        " stride=64 ! fakesink sync=true",
  QUEUE "audio/x-raw,rate=8000 ! scalogram octaves=8 q=8,1 !"
        " timescattering name=timescattering ! fakesink",
  QUEUE "audio/x-raw,rate=8000 ! melspectrogram name=melspectrogram bands=20"
        " fft=400 ! fakesink async=false",
  QUEUE "audio/x-raw,rate=8000 ! scalogram octaves=8 q=8,1 !"
        " tensorview name=tensorview width=64 height=48 ! fakesink qos=true",
  QUEUE "fakesink sync=true",
};

gint32
world_pick (World *self, gint32 lo, gint32 hi)
{
  return g_rand_int_range (self->rand, lo, hi);
}

const char *
world_choose (World *self, const char *const *texts, guint n)
{
  return texts[world_pick (self, 0, (gint32) n)];
}

static GstElement *
parse (const char *launch, gboolean is_bin)
{
  g_autoptr (GError) error = NULL;
  GstElement *element = is_bin
      ? gst_parse_bin_from_description (launch, TRUE, &error)
      : gst_parse_launch (launch, &error);

  g_assert_no_error (error);
  return element;
}

/* --- beginning and end of it all --- */

static void
make_file (World *self)
{
  g_autofree char *launch = NULL;

  self->file = temporary_path ("stress.wav");
  launch = g_strdup_printf (
      "audiotestsrc num-buffers=%d samplesperbuffer=128 wave=pink-noise !"
      " audio/x-raw,rate=8000,channels=1 ! wavenc ! filesink location=%s",
      FILE_SAMPLES / 128, self->file);
  self->pipeline = parse (launch, FALSE);
  self->bus = gst_element_get_bus (self->pipeline);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  while (!world_hear (self))
    g_usleep (1000);
  world_tear_down (self);
}

void
world_init (World *self, guint32 seed)
{
  self->rand = g_rand_new_with_seed (seed);
  self->dice = seed;
  self->branches = g_ptr_array_new ();
  self->models[0] = make_model ("lambda=pooled", 8, 4);
  self->models[1] = make_model ("lambda=pooled", 5, 5);
  self->models[2] = make_model ("orientation=both;stride=128", 8, 8);
  make_file (self);
}

void
world_clear (World *self)
{
  g_rand_free (self->rand);
  g_ptr_array_unref (self->branches);
  for (guint i = 0; i < N_MODELS; i++)
    g_free (self->models[i]);
  g_free (self->file);
}

/* --- a pipeline --- */

static char *
describe_source (World *self)
{
  int kind = world_pick (self, 0, 4);

  self->is_file = kind < 2;
  self->is_live = kind == 2;
  if (kind == 0)
    return g_strdup_printf ("filesrc location=%s ! wavparse name=source",
        self->file);
  if (kind == 1)
    return g_strdup_printf ("filesrc location=%s ! decodebin name=source"
                            " audioconvert name=entry",
        self->file);
  return g_strdup_printf ("audiotestsrc name=source num-buffers=400 "
                          "samplesperbuffer=256 wave=pink-noise is-live=%s !"
                          " audio/x-raw,rate=8000",
      self->is_live ? "true" : "false");
}

static void
link_late (GstElement *decodebin, GstPad *pad, GstElement *entry)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (entry, "sink");

  g_assert_cmpint (gst_pad_link (pad, sink), ==, GST_PAD_LINK_OK);
}

/* decodebin's pad goes and comes again with each start. */
static void
expect_pads (World *self)
{
  g_autoptr (GstElement) entry =
      gst_bin_get_by_name (GST_BIN (self->pipeline), "entry");

  if (entry != NULL)
    g_signal_connect (self->source, "pad-added", G_CALLBACK (link_late), entry);
}

void
world_build (World *self)
{
  g_autofree char *source = describe_source (self);
  g_autofree char *launch =
      g_strdup_printf ("%s ! audioconvert ! audioresample ! capsfilter "
                       "name=filter caps-change-mode=delayed ! tee name=tee "
                       "allow-not-linked=true",
          source);
  g_autoptr (GstPad) pad = NULL;

  self->pipeline = parse (launch, FALSE);
  self->bus = gst_element_get_bus (self->pipeline);
  self->source = gst_bin_get_by_name (GST_BIN (self->pipeline), "source");
  self->filter = gst_bin_get_by_name (GST_BIN (self->pipeline), "filter");
  self->tee = gst_bin_get_by_name (GST_BIN (self->pipeline), "tee");
  expect_pads (self);
  pad = gst_element_get_static_pad (self->filter, "src");
  damage_watch (self, pad);
  for (int n = world_pick (self, 1, 4); n > 0; n--)
    world_add_branch (self, -1);
}

static void
note_end (gpointer data, GObject *where_it_was)
{
  g_atomic_int_set ((gint *) data, TRUE);
}

void
world_tear_down (World *self)
{
  gint is_gone = FALSE;

  gst_bus_set_flushing (self->bus, TRUE);
  g_assert_cmpint (gst_element_set_state (self->pipeline, GST_STATE_NULL), ==,
      GST_STATE_CHANGE_SUCCESS);
  g_clear_object (&self->bus);
  g_clear_object (&self->source);
  g_clear_object (&self->filter);
  g_clear_object (&self->tee);
  g_ptr_array_set_size (self->branches, 0);
  g_object_weak_ref (G_OBJECT (self->pipeline), note_end, &is_gone);
  g_clear_pointer (&self->pipeline, gst_object_unref);
  /* A thread of GStreamer's own that changes states may hold it for a moment. */
  for (guint i = 0; !g_atomic_int_get (&is_gone) && i < 1000; i++)
    g_usleep (10000);
  g_assert_true (g_atomic_int_get (&is_gone));
}

/* --- branches --- */

void
world_add_branch (World *self, int kind)
{
  g_autofree char *launch = NULL;
  GstElement *branch;

  if (kind < 0)
    kind = world_pick (self, 0, G_N_ELEMENTS (kinds));
  if (self->branches->len >= 5)
    return;
  launch = g_strdup (kinds[kind]);
  if (strstr (launch, "%s") != NULL) {
    g_auto (GStrv) part = g_strsplit (launch, "%s", 2);

    g_free (launch);
    launch = g_strconcat (part[0], self->models[world_pick (self, 0, N_MODELS)],
        part[1], NULL);
  }
  branch = parse (launch, TRUE);
  gst_bin_add (GST_BIN (self->pipeline), branch);
  g_ptr_array_add (self->branches, branch);
  /* Before it is linked: what flows already must not find it asleep. */
  gst_element_sync_state_with_parent (branch);
  g_assert_true (gst_element_link (self->tee, branch));
}

void
world_remove_branch (World *self, guint i)
{
  GstElement *branch =
      gst_object_ref (g_ptr_array_remove_index_fast (self->branches, i));
  g_autoptr (GstPad) sink = gst_element_get_static_pad (branch, "sink");
  g_autoptr (GstPad) tee = gst_pad_get_peer (sink);

  world_begin_interruption (self);
  gst_element_set_locked_state (branch, TRUE);
  gst_pad_unlink (tee, sink);
  gst_element_release_request_pad (self->tee, tee);
  gst_element_set_state (branch, GST_STATE_NULL);
  world_end_interruption (self);
  gst_bin_remove (GST_BIN (self->pipeline), branch);
  gst_object_unref (branch);
}

/* --- what is said of it --- */

static void
describe_state (const GValue *item, gpointer data)
{
  GstElement *element = g_value_get_object (item);

  fprintf (stderr, "  %s: %s, pending %s, %s\n", GST_OBJECT_NAME (element),
      gst_element_state_get_name (GST_STATE (element)),
      gst_element_state_get_name (GST_STATE_PENDING (element)),
      gst_element_state_change_return_get_name (GST_STATE_RETURN (element)));
  if (!GST_IS_BIN (element))
    return;
  GST_OBJECT_LOCK (element);
  for (GList *l = GST_BIN (element)->messages; l != NULL; l = l->next)
    fprintf (stderr, "    of %s: %s\n", GST_MESSAGE_SRC_NAME (l->data),
        GST_MESSAGE_TYPE_NAME (l->data));
  GST_OBJECT_UNLOCK (element);
}

void
world_describe (World *self)
{
  GstIterator *elements = gst_bin_iterate_recurse (GST_BIN (self->pipeline));
  g_auto (GValue) top = G_VALUE_INIT;

  g_value_init (&top, GST_TYPE_ELEMENT);
  g_value_set_object (&top, self->pipeline);
  describe_state (&top, NULL);
  gst_iterator_foreach (elements, describe_state, NULL);
  gst_iterator_free (elements);
}

/* --- the bus --- */

static void
hear_summary (World *self, GstMessage *message)
{
  if (!gst_message_has_name (message, "glissando-summary"))
    return;
  self->n_summaries++;
  gst_structure_get_clock_time (gst_message_get_structure (message), "end",
      &self->summary_end);
}

/* Sources, parsers and queues whose caps or data are cut short by a stop or a
 * flush call that an error; ours must not. They alone are of no plugin here. */
static gboolean
is_expected (const World *self, GstMessage *message)
{
  GstElementFactory *factory =
      gst_element_get_factory (GST_ELEMENT (GST_MESSAGE_SRC (message)));

  return self->is_interrupted && factory != NULL
      && gst_plugin_feature_get_plugin_name (GST_PLUGIN_FEATURE (factory))
      != NULL;
}

static void
hear_error (World *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *debug = NULL;

  gst_message_parse_error (message, &error, &debug);
  if (!is_expected (self, message))
    g_error ("%s: %s (%s)", GST_MESSAGE_SRC_NAME (message), error->message,
        debug);
}

gboolean
world_hear (World *self)
{
  gboolean ended = FALSE;
  GstMessage *message;

  while ((message = gst_bus_pop (self->bus)) != NULL) {
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
      hear_error (self, message);
    hear_summary (self, message);
    ended = ended || GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
    gst_message_unref (message);
  }
  return ended;
}

void
world_begin_interruption (World *self)
{
  world_hear (self);
  self->is_interrupted = TRUE;
}

void
world_end_interruption (World *self)
{
  world_hear (self);
  self->is_interrupted = FALSE;
}
