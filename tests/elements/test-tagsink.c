/* tagsink: probabilities in; text, messages and tag lists out.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include <string.h>

#define CAPS                                                                   \
  "other/tensors,format=(string)static,num_tensors=1,dimensions=(string)3,"    \
  "types=(string)float32,framerate=1/2"
/* Segments of 4 frames of a second each */
#define FIELDS                                                                 \
  ",labels=(string)<one,two,three>,frames=4,"                                  \
  "segment-duration=(guint64)4000000000"

typedef struct
{
  GstHarness *h;
  GstBus *bus;
  char *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *launch = NULL;
  static guint count;
  g_autofree char *name = g_strdup_printf ("tags-%u", count++);

  f->path = temporary_path (name);
  launch = g_strdup_printf ("tagsink location=%s %s", f->path,
      data ? (const char *) data : "");
  f->h = gst_harness_new_parse (launch);
  f->bus = watch (f->h);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gst_object_unref (f->bus);
  if (f->h != NULL)
    stop (f->h);
  g_free (f->path);
}

static GstFlowReturn
push (Fixture *f, GstClockTime start, GstClockTime duration, float one,
    float two, float three)
{
  const float p[] = { one, two, three };
  GstBuffer *buffer = gst_buffer_new_memdup (p, sizeof p);

  GST_BUFFER_PTS (buffer) = start;
  GST_BUFFER_DURATION (buffer) = duration;
  return gst_harness_push (f->h, buffer);
}

/* Two segments, then the end. */
static void
push_example (Fixture *f)
{
  gst_harness_set_src_caps_str (f->h, CAPS FIELDS);
  g_assert_cmpint (push (f, 0, 4 * GST_SECOND, 0.25f, 0.75f, 0.5f), ==,
      GST_FLOW_OK);
  g_assert_cmpint (push (f, 2 * GST_SECOND, 4 * GST_SECOND, 0.75f, 0.25f, 0.5f),
      ==, GST_FLOW_OK);
  g_assert_true (gst_harness_push_event (f->h, gst_event_new_eos ()));
}

static char *
read_written (Fixture *f)
{
  char *text;

  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  return text;
}

static void
test_text (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  push_example (f);
  text = read_written (f);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  assert_holds (lines[0], "song.ogg");
  assert_holds (lines[1], "0:00");
  assert_holds (lines[1], "two ");
  assert_holds (lines[1], "0.75");
  assert_holds (lines[2], "0:02");
  assert_holds (lines[2], "one ");
  assert_holds (lines[3], "whole");
  assert_holds (lines[3], "0.50");
}

/* One JSON object per line, as of `glissando tag`. */
static void
test_json (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  push_example (f);
  text = read_written (f);
  g_assert_cmpstr (text, ==,
      "{\"input\":\"a\",\"start\":0.000,\"end\":4.000,\"tags\":["
      "{\"tag\":\"two\",\"p\":0.75},{\"tag\":\"three\",\"p\":0.5}]}\n"
      "{\"input\":\"a\",\"start\":2.000,\"end\":6.000,\"tags\":["
      "{\"tag\":\"one\",\"p\":0.75},{\"tag\":\"three\",\"p\":0.5}]}\n"
      "{\"input\":\"a\",\"summary\":true,\"start\":0.000,\"end\":6.000,"
      "\"tags\":[{\"tag\":\"one\",\"p\":0.5},{\"tag\":\"two\",\"p\":0.5}]}\n");
}

static void
test_csv (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  push_example (f);
  text = read_written (f);
  g_assert_cmpstr (text, ==,
      "input,start,end,tag,p,kind,title,time\n"
      ",0.000,4.000,two,0.75,segment,,\n"
      ",2.000,6.000,one,0.75,segment,,\n");
}

static void
test_silent (Fixture *f, gconstpointer data)
{
  push_example (f);
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_messages (f->bus, GST_MESSAGE_ELEMENT), ==, 3);
}

static void
assert_tag (const GstStructure *s, guint i, const char *tag, float p)
{
  const GValue *tags = gst_structure_get_value (s, "tags");
  const GstStructure *one =
      gst_value_get_structure (gst_value_array_get_value (tags, i));

  g_assert_cmpstr (gst_structure_get_string (one, "tag"), ==, tag);
  g_assert_cmpfloat (g_value_get_float (gst_structure_get_value (one, "p")), ==,
      p);
}

static void
assert_span (const GstStructure *s, GstClockTime start, GstClockTime end,
    gboolean padded)
{
  GstClockTime is;
  gboolean is_padded;

  g_assert_true (gst_structure_get_clock_time (s, "start", &is));
  g_assert_cmpuint (is, ==, start);
  g_assert_true (gst_structure_get_clock_time (s, "end", &is));
  g_assert_cmpuint (is, ==, end);
  g_assert_true (gst_structure_get_boolean (s, "padded", &is_padded));
  g_assert_cmpint (is_padded, ==, padded);
}

/* Every prediction is on the bus with all its tags, most probable first, and
 * the mean at the end. */
static void
test_messages (Fixture *f, gconstpointer data)
{
  GstStructure *s;
  GstClockTime running;

  push_example (f);
  s = pop_element (f->bus, "glissando-tags");
  assert_span (s, 0, 4 * GST_SECOND, FALSE);
  g_assert_true (gst_structure_get_clock_time (s, "running-time", &running));
  g_assert_cmpuint (running, ==, 0);
  assert_tag (s, 0, "two", 0.75f);
  assert_tag (s, 1, "three", 0.5f);
  assert_tag (s, 2, "one", 0.25f);
  gst_structure_free (s);
  s = pop_element (f->bus, "glissando-tags");
  assert_span (s, 2 * GST_SECOND, 6 * GST_SECOND, FALSE);
  assert_tag (s, 0, "one", 0.75f);
  gst_structure_free (s);
  s = pop_element (f->bus, "glissando-summary");
  assert_span (s, 0, 6 * GST_SECOND, FALSE);
  assert_tag (s, 0, "one", 0.5f);
  gst_structure_free (s);
}

/* Stream time, not running time: after a seek to 100 s a prediction is about
 * 100 s. */
static void
test_stream_time (Fixture *f, gconstpointer data)
{
  GstSegment segment;
  GstStructure *s;
  GstClockTime running;

  gst_harness_set_src_caps_str (f->h, CAPS FIELDS);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.time = 100 * GST_SECOND;
  segment.base = 7 * GST_SECOND;
  gst_harness_push_event (f->h, gst_event_new_segment (&segment));
  push (f, 101 * GST_SECOND, 4 * GST_SECOND, 0.25f, 0.5f, 0.75f);
  s = pop_element (f->bus, "glissando-tags");
  assert_span (s, 101 * GST_SECOND, 105 * GST_SECOND, FALSE);
  gst_structure_get_clock_time (s, "running-time", &running);
  g_assert_cmpuint (running, ==, 8 * GST_SECOND);
  gst_structure_free (s);
}

#define THRESHOLDS ",thresholds=(float)<0.7,0.7,2>"

/* Events in the place of segments and means, as they end; what has no threshold
 * has none, and a break ends what sounds. */
static void
test_events (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GstMessage) message = NULL;
  const GstStructure *s;
  GstClockTime start;

  gst_harness_set_src_caps_str (f->h, CAPS FIELDS THRESHOLDS);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpint (push (f, 2 * i * GST_SECOND, 4 * GST_SECOND,
                         i >= 1 && i <= 3 ? 0.8f : 0.1f, i >= 4 ? 0.9f : 0, 1),
        ==, GST_FLOW_OK);
  gst_harness_push_event (f->h, gst_event_new_eos ());
  text = read_written (f);
  g_assert_cmpstr (text, ==,
      "input,start,end,tag,p,kind,title,time\n"
      ",3.000,9.000,one,0.8,event,,\n"
      ",10.000,12.000,two,0.9,event,,\n");
  message = gst_bus_pop_filtered (f->bus, GST_MESSAGE_ELEMENT);
  s = gst_message_get_structure (message);
  g_assert_cmpstr (gst_structure_get_name (s), ==, "glissando-event");
  g_assert_true (gst_structure_get_uint64 (s, "running-time", &start));
  g_assert_cmpuint (start, ==, 3 * GST_SECOND);
  assert_tag (s, 0, "one", 0.8f);
  g_assert_cmpuint (count_messages (f->bus, GST_MESSAGE_ELEMENT), ==, 1);
  g_assert_cmpuint (count_messages (f->bus, GST_MESSAGE_TAG), ==, 0);
}

#define UNTAUGHT ",untaught=(boolean)<false,true,false>"

/* What a model could not learn is in messages, where it is marked, and in JSON;
 * people and players are told of it where it is asked for. */
static void
test_untaught (Fixture *f, gconstpointer data)
{
  const gboolean shown = strstr (data, "untaught=true") != NULL;
  const gboolean is_json = strstr (data, "json") != NULL;
  g_autofree char *text = NULL;
  g_autoptr (GstMessage) keywords = NULL;
  g_autoptr (GstTagList) tags = NULL;
  const char *keyword;
  GstStructure *s;

  gst_harness_set_src_caps_str (f->h, CAPS FIELDS UNTAUGHT);
  push (f, 0, 4 * GST_SECOND, 0.25f, 0.75f, 0.5f);
  text = read_written (f);
  g_assert_cmpint (strstr (text, "two") != NULL, ==, shown || is_json);
  g_assert_cmpint (strstr (text, "\"untaught\":true") != NULL, ==, is_json);
  s = pop_element (f->bus, "glissando-tags");
  assert_tag (s, 0, "two", 0.75f);
  gst_structure_free (s);
  keywords = gst_bus_pop_filtered (f->bus, GST_MESSAGE_TAG);
  gst_message_parse_tag (keywords, &tags);
  g_assert_true (gst_tag_list_peek_string_index (tags, GST_TAG_KEYWORDS, 0,
      &keyword));
  g_assert_cmpstr (keyword, ==, shown ? "two" : "three");
}

/* Without thresholds of its model, it needs one of its own. */
static void
test_events_need_thresholds (Fixture *f, gconstpointer data)
{
  gst_harness_set_src_caps_str (f->h, CAPS FIELDS);
  g_assert_cmpint (push (f, 0, 4 * GST_SECOND, 1, 1, 1), !=, GST_FLOW_OK);
  g_assert_cmpuint (count_messages (f->bus, GST_MESSAGE_ERROR), >, 0);
}

/* A segment that lacks a frame or more was padded; one whose last frame is cut
 * short was not. */
static void
test_padded (Fixture *f, gconstpointer data)
{
  GstStructure *s;

  gst_harness_set_src_caps_str (f->h, CAPS FIELDS);
  push (f, 0, 3 * GST_SECOND, 0.25f, 0.5f, 0.75f);
  s = pop_element (f->bus, "glissando-tags");
  assert_span (s, 0, 3 * GST_SECOND, TRUE);
  gst_structure_free (s);
  push (f, 0, 3 * GST_SECOND + GST_MSECOND, 0.25f, 0.5f, 0.75f);
  s = pop_element (f->bus, "glissando-tags");
  assert_span (s, 0, 3 * GST_SECOND + GST_MSECOND, FALSE);
  gst_structure_free (s);
}

static guint
count_keywords (const GstTagList *tags)
{
  return gst_tag_list_get_tag_size (tags, GST_TAG_KEYWORDS);
}

/* Players get keywords when they change, not with every segment. */
static void
test_keywords (Fixture *f, gconstpointer data)
{
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GstTagList) tags = NULL;

  gst_harness_set_src_caps_str (f->h, CAPS FIELDS);
  push (f, 0, 4 * GST_SECOND, 0.25f, 0.75f, 0.5f);
  message = gst_bus_pop_filtered (f->bus, GST_MESSAGE_TAG);
  g_assert_nonnull (message);
  gst_message_parse_tag (message, &tags);
  g_assert_cmpuint (count_keywords (tags), ==, 2); /* top=2 */
  push (f, 2 * GST_SECOND, 4 * GST_SECOND, 0.25f, 0.8f, 0.6f);
  g_assert_cmpuint (count_messages (f->bus, GST_MESSAGE_TAG), ==, 0);
  push (f, 4 * GST_SECOND, 4 * GST_SECOND, 0.9f, 0.8f, 0.6f);
  g_assert_cmpuint (count_messages (f->bus, GST_MESSAGE_TAG), ==, 1);
}

/* A step arrives slowly; the summary is about what was predicted. */
static void
test_smoothing (Fixture *f, gconstpointer data)
{
  GstStructure *s;
  const GValue *tags;
  float p;

  gst_harness_set_src_caps_str (f->h, CAPS FIELDS);
  push (f, 0, 4 * GST_SECOND, 1.0f, 0.0f, 0.0f);
  push (f, 4 * GST_SECOND, 4 * GST_SECOND, 0.0f, 0.0f, 0.0f);
  gst_harness_push_event (f->h, gst_event_new_eos ());
  gst_structure_free (pop_element (f->bus, "glissando-tags"));
  s = pop_element (f->bus, "glissando-tags");
  tags = gst_structure_get_value (s, "tags");
  p = g_value_get_float (gst_structure_get_value (
      gst_value_get_structure (gst_value_array_get_value (tags, 0)), "p"));
  /* One time constant after a step, 1/e is left. */
  g_assert_cmpfloat_with_epsilon (p, 0.367879f, 1e-5f);
  gst_structure_free (s);
  s = pop_element (f->bus, "glissando-summary");
  assert_tag (s, 0, "one", 0.5f);
  gst_structure_free (s);
}

/* What a radio station says of itself and of the song, merged. */
static void
test_title (Fixture *f, gconstpointer data)
{
  GstStructure *s;

  gst_harness_set_src_caps_str (f->h, CAPS FIELDS);
  gst_harness_push_event (f->h,
      gst_event_new_tag (gst_tag_list_new (GST_TAG_TITLE, "A - B", NULL)));
  gst_harness_push_event (f->h,
      gst_event_new_tag (gst_tag_list_new (GST_TAG_ORGANIZATION, "X", NULL)));
  push (f, 0, 4 * GST_SECOND, 0.25f, 0.75f, 0.5f);
  s = pop_element (f->bus, "glissando-tags");
  g_assert_cmpstr (gst_structure_get_string (s, "title"), ==, "A - B");
  gst_structure_free (s);
}

/* After a flush the mean starts anew. */
static void
test_flush (Fixture *f, gconstpointer data)
{
  GstSegment segment;
  GstStructure *s;

  gst_harness_set_src_caps_str (f->h, CAPS FIELDS);
  push (f, 0, 4 * GST_SECOND, 1.0f, 0.0f, 0.0f);
  gst_structure_free (pop_element (f->bus, "glissando-tags"));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (f->h, gst_event_new_flush_start ());
  gst_harness_push_event (f->h, gst_event_new_flush_stop (TRUE));
  gst_harness_push_event (f->h, gst_event_new_segment (&segment));
  push (f, 8 * GST_SECOND, 4 * GST_SECOND, 0.0f, 0.0f, 1.0f);
  gst_structure_free (pop_element (f->bus, "glissando-tags"));
  gst_harness_push_event (f->h, gst_event_new_eos ());
  s = pop_element (f->bus, "glissando-summary");
  assert_span (s, 8 * GST_SECOND, 12 * GST_SECOND, FALSE);
  assert_tag (s, 0, "three", 1.0f);
  gst_structure_free (s);
}

static void
begin_stream (Fixture *f, const char *id)
{
  GstSegment segment;

  gst_harness_push_event (f->h, gst_event_new_stream_start (id));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (f->h, gst_event_new_segment (&segment));
}

/* Of two files one after the other, each has a summary of its own, and the
 * second does not have the title of the first. */
static void
test_two_streams (Fixture *f, gconstpointer data)
{
  GstStructure *s;

  gst_harness_set_src_caps_str (f->h, CAPS FIELDS);
  gst_harness_push_event (f->h,
      gst_event_new_tag (gst_tag_list_new (GST_TAG_TITLE, "A", GST_TAG_ARTIST,
          "X", GST_TAG_ALBUM, "Y", NULL)));
  push (f, 0, 4 * GST_SECOND, 1.0f, 0.0f, 0.0f);
  gst_structure_free (pop_element (f->bus, "glissando-tags"));
  begin_stream (f, "second");
  s = pop_element (f->bus, "glissando-summary");
  assert_tag (s, 0, "one", 1.0f);
  g_assert_cmpstr (gst_structure_get_string (s, "title"), ==, "A");
  g_assert_cmpstr (gst_structure_get_string (s, "artist"), ==, "X");
  g_assert_cmpstr (gst_structure_get_string (s, "album"), ==, "Y");
  gst_structure_free (s);
  push (f, 0, 4 * GST_SECOND, 0.0f, 0.0f, 1.0f);
  gst_structure_free (pop_element (f->bus, "glissando-tags"));
  gst_harness_push_event (f->h, gst_event_new_eos ());
  s = pop_element (f->bus, "glissando-summary");
  assert_span (s, 0, 4 * GST_SECOND, FALSE);
  assert_tag (s, 0, "three", 1.0f);
  g_assert_false (gst_structure_has_field (s, "title"));
  gst_structure_free (s);
}

static void
push_silence (Fixture *f, GstClockTime start)
{
  const float p[] = { 0, 1, 0 };
  GstBuffer *buffer = gst_buffer_new_memdup (p, sizeof p);

  GST_BUFFER_PTS (buffer) = start;
  GST_BUFFER_DURATION (buffer) = 4 * GST_SECOND;
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_GAP);
  g_assert_cmpint (gst_harness_push (f->h, buffer), ==, GST_FLOW_OK);
}

/* Silence is called so, is no news for players, and left out of the mean. */
static void
test_silence (Fixture *f, gconstpointer data)
{
  GstStructure *s;
  gboolean silent;

  gst_harness_set_src_caps_str (f->h, CAPS FIELDS);
  push_silence (f, 0);
  g_assert_cmpuint (count_messages (f->bus, GST_MESSAGE_TAG), ==, 0);
  push_silence (f, 4 * GST_SECOND);
  s = pop_element (f->bus, "glissando-tags");
  g_assert_true (gst_structure_get_boolean (s, "silent", &silent));
  g_assert_true (silent);
  gst_structure_free (s);
  push (f, 8 * GST_SECOND, 4 * GST_SECOND, 0.75f, 0.0f, 0.0f);
  gst_structure_free (pop_element (f->bus, "glissando-tags"));
  gst_harness_push_event (f->h, gst_event_new_eos ());
  s = pop_element (f->bus, "glissando-summary");
  g_assert_true (gst_structure_get_boolean (s, "silent", &silent));
  g_assert_false (silent);
  assert_span (s, 0, 12 * GST_SECOND, FALSE);
  assert_tag (s, 0, "one", 0.75f);
  gst_structure_free (s);
}

/* Of tags that mean the same people read one; programs get all. */
static void
test_synonyms (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;
  GstStructure *s;

  gst_harness_set_src_caps_str (f->h, CAPS FIELDS ",synonyms=(int)<0,0,2>");
  push (f, 0, 4 * GST_SECOND, 0.5f, 0.75f, 0.25f);
  s = pop_element (f->bus, "glissando-tags");
  assert_tag (s, 1, "one", 0.5f);
  gst_structure_free (s);
  text = read_written (f);
  assert_holds (text, "two ");
  g_assert_null (strstr (text, "one "));
}

/* Frames are not tags, although they are floats. */
static void
test_frames (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  gst_harness_set_src_caps_str (f->h, CAPS ",transform=(string)scalogram");
  text = pop_text (f->bus, GST_MESSAGE_ERROR);
  assert_holds (text, "scalogram");
  assert_holds (text, "packnet is missing");
}

/* Nothing heard, nothing summed up. */
static void
test_no_prediction (Fixture *f, gconstpointer data)
{
  gst_harness_set_src_caps_str (f->h, CAPS FIELDS);
  g_assert_true (gst_harness_push_event (f->h, gst_event_new_eos ()));
  g_assert_cmpuint (count_messages (f->bus, GST_MESSAGE_ELEMENT), ==, 0);
}

/* Without labels, tags have numbers. */
static void
test_no_labels (Fixture *f, gconstpointer data)
{
  GstStructure *s;

  gst_harness_set_src_caps_str (f->h, CAPS);
  push (f, 0, GST_SECOND, 0.25f, 0.75f, 0.5f);
  s = pop_element (f->bus, "glissando-tags");
  assert_span (s, 0, GST_SECOND, FALSE);
  assert_tag (s, 0, "1", 0.75f);
  gst_structure_free (s);
}

static void
test_other_labels (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  gst_harness_set_src_caps_str (f->h, CAPS ",labels=(string)<one,two>");
  text = pop_text (f->bus, GST_MESSAGE_ERROR);
  assert_holds (text, "2 labels");
  assert_holds (text, "tensors of 3");
}

static void
test_short_buffer (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  gst_harness_set_src_caps_str (f->h, CAPS FIELDS);
  g_assert_cmpint (gst_harness_push (f->h,
                       gst_buffer_new_allocate (NULL, 8, NULL)),
      ==, GST_FLOW_ERROR);
  text = pop_text (f->bus, GST_MESSAGE_ERROR);
  assert_holds (text, "8 bytes");
}

/* One message, with the file's name. */
static void
test_bad_location (void)
{
  g_autoptr (GstElement) sink = gst_element_factory_make ("tagsink", NULL);
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autofree char *path = temporary_path ("no/such/folder");
  g_autofree char *text = NULL;

  gst_object_ref_sink (sink);
  gst_element_set_bus (sink, bus);
  g_object_set (sink, "location", path, NULL);
  g_assert_cmpint (gst_element_set_state (sink, GST_STATE_PAUSED), ==,
      GST_STATE_CHANGE_FAILURE);
  text = pop_text (bus, GST_MESSAGE_ERROR);
  assert_holds (text, path);
  g_assert_cmpuint (count_messages (bus, GST_MESSAGE_ERROR), ==, 0);
  gst_bus_set_flushing (bus, TRUE);
  gst_element_set_state (sink, GST_STATE_NULL);
}

static void
test_full_disk (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS)) {
    g_test_skip ("no /dev/full here");
    return;
  }
  gst_harness_set_src_caps_str (f->h, CAPS FIELDS);
  g_assert_cmpint (push (f, 0, GST_SECOND, 0, 0, 0), ==, GST_FLOW_ERROR);
  text = pop_text (f->bus, GST_MESSAGE_ERROR);
  assert_holds (text, "/dev/full: it cannot be written");
}

static void
add_tests (void)
{
  static const struct
  {
    const char *name, *properties;
    void (*function) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/tagsink/text", "input=song.ogg", test_text },
    { "/tagsink/json", "format=json input=a top=2", test_json },
    { "/tagsink/csv", "format=csv threshold=0.6", test_csv },
    { "/tagsink/events", "format=csv events=true", test_events },
    { "/tagsink/events/thresholds", "events=true silent=true",
        test_events_need_thresholds },
    { "/tagsink/untaught", "threshold=0", test_untaught },
    { "/tagsink/untaught/shown", "untaught=true", test_untaught },
    { "/tagsink/untaught/json", "format=json", test_untaught },
    { "/tagsink/silent", "silent=true", test_silent },
    { "/tagsink/messages", "top=1", test_messages },
    { "/tagsink/stream-time", NULL, test_stream_time },
    { "/tagsink/padded", NULL, test_padded },
    { "/tagsink/keywords", "top=2", test_keywords },
    { "/tagsink/smoothing", "smoothing=4", test_smoothing },
    { "/tagsink/title", NULL, test_title },
    { "/tagsink/flush", NULL, test_flush },
    { "/tagsink/two-streams", NULL, test_two_streams },
    { "/tagsink/silence", "top=1", test_silence },
    { "/tagsink/synonyms", NULL, test_synonyms },
    { "/tagsink/frames", NULL, test_frames },
    { "/tagsink/no-prediction", NULL, test_no_prediction },
    { "/tagsink/no-labels", NULL, test_no_labels },
    { "/tagsink/other-labels", NULL, test_other_labels },
    { "/tagsink/short-buffer", NULL, test_short_buffer },
    { "/tagsink/full-disk", "location=/dev/full", test_full_disk },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, tests[i].properties, set_up,
        tests[i].function, tear_down);
  g_test_add_func ("/tagsink/bad-location", test_bad_location);
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
