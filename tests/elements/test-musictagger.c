/* musictagger: the audio as it was, and its tags before it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include <string.h>

#include "net/model.h"

#define N_FRAMES 8
/* Samples of a segment, about, and how many of these make a stream here */
#define SEGMENT ((size_t) N_FRAMES * TICK)
#define N_SEGMENTS 6

typedef struct
{
  GstHarness *h;
  char *model;
  float *x;
} Fixture;

/* One that could not learn a tag */
static char *
make_ignorant_model (void)
{
  const gboolean untaught[] = { FALSE, TRUE, FALSE };
  char *path = make_model ("mu-skip=1", N_FRAMES, N_FRAMES);
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = gls_model_load (path, &error);

  g_assert_no_error (error);
  gls_model_set_untaught (model, untaught);
  g_assert_true (gls_model_save (model, path, GLS_DTYPE_F16, &error));
  return path;
}

static void
set_up (Fixture *f, gconstpointer properties)
{
  g_autofree char *launch = NULL;

  limit_time (60);
  if (f->model == NULL)
    f->model = make_model ("mu-skip=1", N_FRAMES, N_FRAMES);
  f->x = make_noise (N_SEGMENTS * SEGMENT);
  launch = g_strdup_printf ("musictagger model=%s top=0 threshold=0.01 %s",
      f->model, (const char *) properties);
  f->h = gst_harness_new_parse (launch);
  gst_harness_set_live (f->h, FALSE);
  gst_harness_set_src_caps_str (f->h, AUDIO);
}

static void
set_up_ignorant (Fixture *f, gconstpointer properties)
{
  f->model = make_ignorant_model ();
  set_up (f, properties);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gst_harness_teardown (f->h);
  g_free (f->model);
  g_free (f->x);
  limit_time (0);
}

/* Returns: (nullable): the next tag event that comes out, if one is there */
static GstEvent *
next_tags (Fixture *f)
{
  for (;;) {
    GstEvent *event = gst_harness_try_pull_event (f->h);

    if (event == NULL || GST_EVENT_TYPE (event) == GST_EVENT_TAG)
      return event;
    gst_event_unref (event);
  }
}

static guint
count_keywords (GstEvent *event)
{
  GstTagList *tags;

  gst_event_parse_tag (event, &tags);
  return gst_tag_list_get_tag_size (tags, GST_TAG_KEYWORDS);
}

static guint
count_waiting (Fixture *f)
{
  return gst_harness_buffers_in_queue (f->h);
}

/* Waits for a buffer, and puts it on. */
static void
collect (Fixture *f, GByteArray *bytes)
{
  GstBuffer *buffer = gst_harness_pull (f->h);
  GstMapInfo map;

  g_assert_nonnull (buffer);
  gst_buffer_map (buffer, &map, GST_MAP_READ);
  g_byte_array_append (bytes, map.data, (guint) map.size);
  gst_buffer_unmap (buffer, &map);
  gst_buffer_unref (buffer);
}

/* Nothing comes out before the end, then tags, then the audio to the bit. */
static void
test_whole (Fixture *f, gconstpointer data)
{
  const size_t n = N_SEGMENTS * SEGMENT;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GstEvent) tags = NULL;

  push_audio (f->h, f->x, n, SEGMENT / 2, 0);
  g_usleep (100000);
  g_assert_cmpuint (count_waiting (f), ==, 0);
  g_assert_true (gst_harness_push_event (f->h, gst_event_new_eos ()));
  collect (f, bytes);
  tags = next_tags (f);
  g_assert_nonnull (tags);
  g_assert_cmpuint (count_keywords (tags), ==, 3);
  while (bytes->len < n * sizeof *f->x)
    collect (f, bytes);
  g_assert_cmpmem (bytes->data, bytes->len, f->x, n * sizeof *f->x);
}

/* What the model could not learn is no tag. */
static void
test_untaught (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GstEvent) event = NULL;
  GstTagList *tags;
  const char *keyword;

  push_audio (f->h, f->x, N_SEGMENTS * SEGMENT, SEGMENT / 2, 0);
  collect (f, bytes);
  event = next_tags (f);
  g_assert_nonnull (event);
  g_assert_cmpuint (count_keywords (event), ==, 2);
  gst_event_parse_tag (event, &tags);
  for (guint i = 0;
       gst_tag_list_peek_string_index (tags, GST_TAG_KEYWORDS, i, &keyword);
       i++)
    g_assert_cmpstr (keyword, !=, "two");
}

/* Once enough was heard, audio comes out before the end. */
static void
test_listen (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GstEvent) tags = NULL;

  push_audio (f->h, f->x, N_SEGMENTS * SEGMENT, SEGMENT / 2, 0);
  collect (f, bytes);
  tags = next_tags (f);
  g_assert_nonnull (tags);
  g_assert_cmpuint (count_keywords (tags), ==, 3);
}

/* What upstream says is kept, and no tag is there twice. */
static void
test_upstream (Fixture *f, gconstpointer data)
{
  GstTagList *theirs =
      gst_tag_list_new (GST_TAG_TITLE, "Nine", GST_TAG_KEYWORDS, "one", NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GstEvent) before = NULL, after = NULL;
  g_autofree char *title = NULL;
  GstTagList *tags;

  g_assert_true (gst_harness_push_event (f->h, gst_event_new_tag (theirs)));
  push_audio (f->h, f->x, N_SEGMENTS * SEGMENT, SEGMENT / 2, 0);
  collect (f, bytes);
  before = next_tags (f);
  g_assert_cmpuint (count_keywords (before), ==, 1);
  after = next_tags (f);
  g_assert_nonnull (after);
  g_assert_cmpuint (count_keywords (after), ==, 3);
  gst_event_parse_tag (after, &tags);
  g_assert_true (gst_tag_list_get_string (tags, GST_TAG_TITLE, &title));
  g_assert_cmpstr (title, ==, "Nine");
}

/* A stream that follows has tags of its own, and is held back for them; what it
 * follows does not wait for it. */
static void
test_streams (Fixture *f, gconstpointer data)
{
  const size_t n = N_SEGMENTS * SEGMENT / 2;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GstEvent) first = NULL, second = NULL;
  guint n_out;

  push_audio (f->h, f->x, n, SEGMENT / 2, 0);
  g_assert_true (gst_harness_push_event (f->h,
      gst_event_new_stream_start ("another")));
  push_audio (f->h, f->x + n, n, SEGMENT / 2, samples_to_time (n));
  while (bytes->len < n * sizeof *f->x)
    collect (f, bytes);
  first = next_tags (f);
  g_assert_nonnull (first);
  g_usleep (100000);
  g_assert_cmpuint (count_waiting (f), ==, 0);
  n_out = bytes->len;
  g_assert_true (gst_harness_push_event (f->h, gst_event_new_eos ()));
  while (bytes->len < 2 * n * sizeof *f->x)
    collect (f, bytes);
  second = next_tags (f);
  g_assert_nonnull (second);
  g_assert_cmpuint (n_out, ==, n * sizeof *f->x);
}

/* Who leaves or seeks while audio is held back does not wait for ever; what comes
 * after a seek is held back, too. */
static void
test_stop (Fixture *f, gconstpointer data)
{
  push_audio (f->h, f->x, 2 * SEGMENT, SEGMENT / 2, 0);
  g_usleep (100000);
  flush (f->h);
  push_audio (f->h, f->x, 2 * SEGMENT, SEGMENT / 2, 0);
  g_usleep (100000);
  g_assert_cmpuint (count_waiting (f), ==, 0);
}

/* What is live is not held back. */
static void
test_live (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  gst_harness_set_live (f->h, TRUE);
  push_audio (f->h, f->x, SEGMENT / 2, SEGMENT / 2, 0);
  collect (f, bytes);
}

/* Later tags come with the audio that passes when they are known. */
static void
test_follow (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const size_t n = N_SEGMENTS * SEGMENT;
  guint n_keywords = 0;
  size_t at = n;

  push_audio (f->h, f->x, n, SEGMENT / 2, 0);
  collect (f, bytes);
  gst_harness_set (f->h, "musictagger", "top", 1, NULL);
  while (n_keywords != 1) {
    g_autoptr (GstEvent) tags = next_tags (f);

    if (tags != NULL) {
      n_keywords = count_keywords (tags);
    } else {
      push_audio (f->h, f->x, SEGMENT, SEGMENT / 2, samples_to_time (at));
      at += SEGMENT;
      g_usleep (1000);
    }
  }
}

static void
test_no_model (void)
{
  g_autoptr (GError) error = NULL;
  GstElement *element =
      gst_parse_launch ("musictagger model=/nonexistent", &error);
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autofree char *text = NULL;

  gst_element_set_bus (element, bus);
  g_assert_cmpint (gst_element_set_state (element, GST_STATE_READY), ==,
      GST_STATE_CHANGE_FAILURE);
  text = pop_text (bus, GST_MESSAGE_ERROR);
  assert_holds (text, "/nonexistent");
  gst_element_set_bus (element, NULL);
  gst_element_set_state (element, GST_STATE_NULL);
  gst_object_unref (element);
}

/* --- in a pipeline --- */

/* Runs until the end. Returns: whether tags were told */
static gboolean
play (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  gboolean are_told = FALSE, has_ended = FALSE;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while (!has_ended) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (bus,
        30 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR | GST_MESSAGE_TAG);

    g_assert_nonnull (message);
    g_assert_cmpint (GST_MESSAGE_TYPE (message), !=, GST_MESSAGE_ERROR);
    are_told |= GST_MESSAGE_TYPE (message) == GST_MESSAGE_TAG;
    has_ended = GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return are_told;
}

static void
run (const char *launch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (launch, &error);

  g_assert_no_error (error);
  play (pipeline);
}

/* It plays again, also with a model that takes something else. */
static void
test_again (void)
{
  g_autofree char *one = make_model ("mu-skip=1", N_FRAMES, N_FRAMES);
  g_autofree char *other =
      make_model ("transform=scalogram", N_FRAMES, N_FRAMES);
  const char *const models[] = { one, one, other, one };
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline =
      gst_parse_launch ("audiotestsrc num-buffers=40 wave=pink-noise ! "
                        "audio/x-raw,rate=8000 !"
                        " musictagger name=tagger threshold=0.01 ! fakesink",
          &error);
  g_autoptr (GstElement) tagger = NULL;

  g_assert_no_error (error);
  limit_time (60);
  tagger = gst_bin_get_by_name (GST_BIN (pipeline), "tagger");
  for (guint i = 0; i < G_N_ELEMENTS (models); i++) {
    g_object_set (tagger, "model", models[i], NULL);
    g_assert_true (play (pipeline));
  }
  limit_time (0);
}

typedef struct
{
  const char *name, *encoder, *expected;
} Transcode;

static const Transcode transcodes[] = {
  { "flac", "flacenc", "GLISSANDO_TAGS=one" },
  { "vorbis", "vorbisenc ! oggmux", "GLISSANDO_TAGS=one" },
  { "mp3", "lamemp3enc ! id3v2mux", "GLISSANDO_TAGS" },
  { "mp4", "voaacenc ! qtmux", "keyw" },
};

/* Tags are in the file that an encoder makes, in its own kind of field. */
static void
test_transcode (gconstpointer data)
{
  const Transcode *t = data;
  g_autofree char *model = make_model ("mu-skip=1", N_FRAMES, N_FRAMES);
  g_autofree char *path = temporary_path ("made");
  g_autofree char *make = g_strdup_printf (
      "audiotestsrc num-buffers=60 wave=pink-noise samplesperbuffer=1024 !"
      " audio/x-raw,rate=8000 ! audioconvert ! musictagger model=%s top=0"
      " threshold=0.01 listen=2 ! audioconvert ! audioresample ! %s !"
      " filesink location=%s",
      model, t->encoder, path);
  g_autofree char *contents = NULL;
  gboolean is_there = FALSE;
  gsize size;

  limit_time (60);
  run (make);
  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  for (gsize i = 0; i + strlen (t->expected) < size; i++)
    is_there |= memcmp (contents + i, t->expected, strlen (t->expected)) == 0;
  g_assert_true (is_there);
  limit_time (0);
}

static void
add_transcode (const Transcode *t)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) bin =
      gst_parse_bin_from_description (t->encoder, FALSE, &error);
  g_autofree char *path =
      g_strdup_printf ("/musictagger/transcode/%s", t->name);

  if (error == NULL)
    g_test_add_data_func (path, t, test_transcode);
  else
    g_test_message ("no %s here: %s", t->name, error->message);
}

static void
add_tests (void)
{
#define ADD(path, properties, test)                                            \
  g_test_add ("/musictagger/" path, Fixture, properties, set_up, test,         \
      tear_down)

  ADD ("whole", "listen=0", test_whole);
  ADD ("listen", "listen=0.5", test_listen);
  ADD ("upstream", "listen=0.5", test_upstream);
  ADD ("streams", "listen=0", test_streams);
  ADD ("stop", "listen=0", test_stop);
  ADD ("live", "listen=0", test_live);
  ADD ("follow", "listen=0.25 follow=true", test_follow);
  g_test_add ("/musictagger/untaught", Fixture, "listen=0.5", set_up_ignorant,
      test_untaught, tear_down);
  g_test_add_func ("/musictagger/no-model", test_no_model);
  g_test_add_func ("/musictagger/again", test_again);
  for (gsize i = 0; i < G_N_ELEMENTS (transcodes); i++)
    add_transcode (&transcodes[i]);
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
