/* What a station may do, and what a pipeline sees of it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include <math.h>
#include <string.h>

#include "station.h"

/* How long anything may take. */
#define BOUND_US (30 * G_TIME_SPAN_SECOND)

#define SONG_S 5.0
#define SPEED 20.0

/* --- songs --- */

#define MP3 "lamemp3enc target=bitrate bitrate=64 cbr=true"
#define AAC                                                                    \
  "avenc_aac bitrate=64000 ! aacparse "                                        \
  "! audio/mpeg,mpegversion=4,stream-format=adts"
#define OGG(encoder) encoder " ! oggmux"

static gboolean
has (const char *element)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find (element);

  return factory != NULL;
}

static void
on_bytes (GstElement *sink, GstBuffer *buffer, GstPad *pad, gpointer bytes)
{
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  g_byte_array_append (bytes, map.data, (guint) map.size);
  gst_buffer_unmap (buffer, &map);
}

/* Returns: (transfer full): SONG_S seconds, as a file or a station has them */
static GBytes *
make_song (guint rate, const char *encoder)
{
  g_autofree char *launch =
      g_strdup_printf ("audiotestsrc wave=pink-noise num-buffers=50 "
                       "samplesperbuffer=%u "
                       "! audio/x-raw,rate=%u,channels=1 ! audioconvert ! %s "
                       "! fakesink name=sink signal-handoffs=true",
          rate / 10, rate, encoder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (launch, &error);
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstBus) bus = NULL;
  GByteArray *bytes = g_byte_array_new ();

  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_signal_connect (sink, "handoff", G_CALLBACK (on_bytes), bytes);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  bus = gst_element_get_bus (pipeline);
  gst_message_unref (gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE,
      GST_MESSAGE_EOS));
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return g_byte_array_free_to_bytes (bytes);
}

static GBytes *mp3, *mp3_slow; /* of 44.1 and of 22.05 kHz */
static GBytes *aac;            /* or NULL */

/* --- a pipeline that listens --- */

typedef struct
{
  GstElement *pipeline;
  GstBus *bus;
  GMutex lock; /* of what follows */
  GstClockTime position;
  guint n_streams, n_disconts, n_rates, n_breaks_in_time;
  GString *titles; /* each with a “|” behind it */
  GString *states; /* likewise */
  char *reason;    /* the last that was given */
  char *error;
  gboolean has_ended;
  guint is_named;
} Radio;

static void
hear_buffer (Radio *self, GstBuffer *buffer)
{
  self->n_disconts += GST_BUFFER_IS_DISCONT (buffer);
  self->n_breaks_in_time += GST_BUFFER_PTS (buffer) != self->position;
  self->position = GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer);
}

static void
hear_event (Radio *self, GstEvent *event)
{
  GstTagList *tags;
  char *title;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_SEGMENT:
      self->n_streams++;
      break;
    case GST_EVENT_CAPS:
      self->n_rates++;
      break;
    case GST_EVENT_TAG:
      gst_event_parse_tag (event, &tags);
      self->is_named |= gst_tag_list_get_tag_size (tags, GST_TAG_ORGANIZATION);
      if (gst_tag_list_get_string (tags, GST_TAG_TITLE, &title)) {
        if (!g_str_has_suffix (self->titles->str, title))
          g_string_append_printf (self->titles, "|%s", title);
        g_free (title);
      }
      break;
    default:
      break;
  }
}

static GstPadProbeReturn
on_data (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Radio *self = data;

  g_mutex_lock (&self->lock);
  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER)
    hear_buffer (self, GST_PAD_PROBE_INFO_BUFFER (info));
  else
    hear_event (self, GST_PAD_PROBE_INFO_EVENT (info));
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

static Radio *
radio_new (Station *station, const char *path, const char *settings)
{
  Radio *self = g_new0 (Radio, 1);
  g_autofree char *launch =
      g_strdup_printf ("radiosrc name=radio uri=http://127.0.0.1:%u%s %s "
                       "! fakesink name=sink",
          station_get_port (station), path, settings);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) radio = NULL;
  g_autoptr (GstPad) pad = NULL;

  self->pipeline = gst_parse_launch (launch, &error);
  g_assert_no_error (error);
  self->bus = gst_element_get_bus (self->pipeline);
  g_mutex_init (&self->lock);
  self->titles = g_string_new (NULL);
  self->states = g_string_new (NULL);
  radio = gst_bin_get_by_name (GST_BIN (self->pipeline), "radio");
  pad = gst_element_get_static_pad (radio, "src");
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_data,
      self, NULL);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return self;
}

/* Whatever it is at, it stops at once. */
static void
radio_free (Radio *self)
{
  gint64 since = g_get_monotonic_time ();

  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_assert_cmpint (g_get_monotonic_time () - since, <, 2 * G_TIME_SPAN_SECOND);
  gst_object_unref (self->bus);
  gst_object_unref (self->pipeline);
  g_mutex_clear (&self->lock);
  g_string_free (self->titles, TRUE);
  g_string_free (self->states, TRUE);
  g_free (self->reason);
  g_free (self->error);
  g_free (self);
}

static void
note_state (Radio *self, const GstStructure *said)
{
  const char *reason = gst_structure_get_string (said, "reason");

  g_string_append_printf (self->states, "|%s",
      gst_structure_get_string (said, "state"));
  if (reason != NULL) {
    g_free (self->reason);
    self->reason = g_strdup (reason);
  }
}

static void
read_message (Radio *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    self->has_ended = TRUE;
  else if (gst_message_has_name (message, "glissando-radio"))
    note_state (self, gst_message_get_structure (message));
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    g_assert_null (self->error);
    self->error = g_strdup (error->message);
  }
}

/* Reads what is said until @is_enough; fails if it does not come. */
static void
radio_run (Radio *self, gboolean (*is_enough) (Radio *self))
{
  gint64 until = g_get_monotonic_time () + BOUND_US;
  gboolean is_done = FALSE;

  while (!is_done) {
    g_autoptr (GstMessage) message =
        gst_bus_timed_pop_filtered (self->bus, 50 * GST_MSECOND,
            GST_MESSAGE_EOS | GST_MESSAGE_ERROR | GST_MESSAGE_ELEMENT);

    g_mutex_lock (&self->lock);
    if (message != NULL)
      read_message (self, message);
    is_done = is_enough (self);
    g_mutex_unlock (&self->lock);
    if (g_get_monotonic_time () > until)
      g_error ("too long: states %s, reason %s, error %s, %.1f s heard",
          self->states->str, self->reason, self->error,
          (double) self->position / GST_SECOND);
  }
}

static gboolean
is_over (Radio *self)
{
  return self->has_ended;
}

static gboolean
has_failed (Radio *self)
{
  return self->error != NULL;
}

/* Two songs, with a break between them. */
static gboolean
has_heard_two (Radio *self)
{
  return self->position > (GstClockTime) (1.9 * SONG_S * GST_SECOND);
}

static gboolean
is_waiting (Radio *self)
{
  return g_str_has_suffix (self->states->str, "waiting");
}

/* Time runs on, sample by sample, whatever came between. */
static void
assert_continuous (Radio *self, guint n_streams)
{
  g_assert_cmpuint (self->n_breaks_in_time, ==, 0);
  g_assert_cmpuint (self->n_streams, ==, n_streams);
  g_assert_cmpuint (self->n_disconts, ==, n_streams);
}

/* --- stations --- */

static void
serve_songs (Listener *listener)
{
  if (listener_say (listener, STATION_OK))
    listener_play (listener, mp3, SONG_S, SPEED);
}

/* The connection ends; the next one goes on. */
static void
test_breaks_off (void)
{
  Station *station = station_open (0, serve_songs);
  Radio *radio = radio_new (station, "/", "max-backoff=0");

  radio_run (radio, has_heard_two);
  assert_continuous (radio, 2);
  g_assert_true (g_str_has_prefix (radio->states->str,
      "|connected|lost|waiting|connected"));
  g_assert_cmpstr (radio->reason, ==, "the station has stopped sending");
  g_assert_true (radio->is_named);
  g_assert_null (radio->error);
  radio_free (radio);
  station_close (station);
}

/* The server is gone for a while. */
static void
test_server_restarts (void)
{
  Station *station = station_open (0, serve_songs);
  Radio *radio = radio_new (station, "/", "max-backoff=1");
  guint16 port = station_get_port (station);

  radio_run (radio, is_waiting);
  station_close (station);
  g_usleep (2 * G_USEC_PER_SEC);
  station = station_open (port, serve_songs);
  radio_run (radio, has_heard_two);
  assert_continuous (radio, 2);
  g_assert_null (radio->error);
  radio_free (radio);
  station_close (station);
}

static void
serve_and_stall (Listener *listener)
{
  if (listener_say (listener, STATION_OK)
      && listener_play (listener, mp3, SONG_S, SPEED))
    listener_wait (listener, 60);
}

/* The server stays, but sends nothing. */
static void
test_stalls (void)
{
  Station *station = station_open (0, serve_and_stall);
  Radio *radio = radio_new (station, "/", "max-backoff=0 timeout=1");

  radio_run (radio, has_heard_two);
  assert_continuous (radio, 2);
  g_assert_cmpstr (radio->reason, ==, "nothing has come for 1 s");
  radio_free (radio);
  station_close (station);
}

static void
serve_another_rate (Listener *listener)
{
  if (listener_say (listener, STATION_OK))
    listener_play (listener, listener->nth % 2 ? mp3 : mp3_slow, SONG_S, SPEED);
}

/* The next connection has another rate. */
static void
test_rate_changes (void)
{
  Station *station = station_open (0, serve_another_rate);
  Radio *radio = radio_new (station, "/", "max-backoff=0");

  radio_run (radio, has_heard_two);
  assert_continuous (radio, 2);
  g_assert_cmpuint (radio->n_rates, ==, 2);
  radio_free (radio);
  station_close (station);
}

static void
serve_codecs (Listener *listener)
{
  if (listener_say (listener, STATION_OK)
      && listener_play (listener, mp3, SONG_S, SPEED)
      && listener_play (listener, aac, SONG_S, SPEED))
    listener_play (listener, mp3_slow, SONG_S, SPEED);
}

/* Within one connection MP3 is followed by AAC, and that by MP3 of another
 * rate: nothing is lost but what each encoder adds. */
static void
test_codec_changes (void)
{
  Station *station = station_open (0, serve_codecs);
  Radio *radio = radio_new (station, "/", "reconnect=never");

  radio_run (radio, is_over);
  assert_continuous (radio, 3);
  g_assert_cmpfloat (fabs (3 * SONG_S - (double) radio->position / GST_SECOND),
      <, 0.3);
  g_assert_cmpstr (radio->states->str, ==, "|connected|ended");
  radio_free (radio);
  station_close (station);
}

static GBytes *chain[2];

static void
serve_chain (Listener *listener)
{
  if (listener_say (listener, STATION_OK)
      && listener_play (listener, chain[0], SONG_S, SPEED))
    listener_play (listener, chain[1], SONG_S, SPEED);
}

/* Chained Ogg: song after song, each with its title, whatever the rate. */
static void
test_chained_ogg (gconstpointer encoder)
{
  Station *station = station_open (0, serve_chain);
  Radio *radio;

  for (guint i = 0; i < 2; i++) {
    g_autofree char *launch =
        g_strdup_printf ("taginject tags=\"title=%s\" ! %s ! oggmux",
            i ? "Two" : "One", (const char *) encoder);

    chain[i] = make_song (48000 >> i, launch);
  }
  radio = radio_new (station, "/", "reconnect=never");
  radio_run (radio, is_over);
  assert_continuous (radio, 2);
  g_assert_cmpfloat (fabs (2 * SONG_S - (double) radio->position / GST_SECOND),
      <, 0.3);
  g_assert_cmpstr (radio->titles->str, ==, "|One|Two");
  radio_free (radio);
  g_bytes_unref (chain[0]);
  g_bytes_unref (chain[1]);
  station_close (station);
}

static void
serve_nothing (Listener *listener)
{
  listener_say (listener, "HTTP/1.0 404 File Not Found\r\n\r\n");
}

/* What was never there is an error at once; and so is what redirects without
 * end. */
static void
test_not_there (void)
{
  Station *station = station_open (0, serve_nothing);
  Radio *radio = radio_new (station, "/", "");

  radio_run (radio, has_failed);
  g_assert_cmpstr (radio->error, ==, "it cannot be found");
  g_assert_cmpstr (radio->states->str, ==, "|ended");
  g_assert_cmpuint (station_count_listeners (station), ==, 1);
  radio_free (radio);
  station_close (station);
}

static void
serve_loop (Listener *listener)
{
  listener_say (listener, "HTTP/1.0 302 Found\r\nLocation: /again\r\n\r\n");
}

static void
test_redirect_loop (void)
{
  Station *station = station_open (0, serve_loop);
  Radio *radio = radio_new (station, "/", "");

  radio_run (radio, has_failed);
  g_assert_cmpstr (radio->error, ==,
      "the server sends from one address to the next, and to no audio");
  radio_free (radio);
  station_close (station);
}

static void
serve_song_of_known_length (Listener *listener)
{
  g_autofree char *answer =
      g_strdup_printf ("HTTP/1.0 200 OK\r\nContent-Type: audio/mpeg\r\n"
                       "icy-name: Test\r\nContent-Length: %zu\r\n\r\n",
          g_bytes_get_size (mp3));

  if (listener_say (listener, answer))
    listener_send (listener, mp3);
}

/* What says how long it is comes to its end there. */
static void
test_song_ends (void)
{
  Station *station = station_open (0, serve_song_of_known_length);
  Radio *radio = radio_new (station, "/", "max-backoff=0");

  radio_run (radio, is_over);
  assert_continuous (radio, 1);
  g_assert_true (radio->has_ended);
  g_assert_cmpstr (radio->states->str, ==, "|connected|ended");
  g_assert_null (radio->reason);
  radio_free (radio);
  station_close (station);
}

/* reconnect=never ends a station as if it were a song. */
static void
test_never (void)
{
  Station *station = station_open (0, serve_songs);
  Radio *radio = radio_new (station, "/", "reconnect=never");

  radio_run (radio, is_over);
  g_assert_true (radio->has_ended);
  g_assert_cmpuint (station_count_listeners (station), ==, 1);
  radio_free (radio);
  station_close (station);
}

static void
serve_later (Listener *listener)
{
  if (listener->nth <= 2)
    serve_nothing (listener);
  else
    serve_song_of_known_length (listener);
}

/* reconnect=always waits for what is not there, and plays on after an end. */
static void
test_always (void)
{
  Station *station = station_open (0, serve_later);
  Radio *radio = radio_new (station, "/", "reconnect=always max-backoff=0");

  radio_run (radio, has_heard_two);
  assert_continuous (radio, 2);
  g_assert_true (g_str_has_prefix (radio->states->str,
      "|waiting|waiting|connected|lost|waiting|connected"));
  radio_free (radio);
  station_close (station);
}

static void
serve_once (Listener *listener)
{
  if (listener->nth == 1)
    serve_songs (listener);
  else
    serve_nothing (listener);
}

/* The number of tries may be bounded; what was heard comes before the error. */
static void
test_attempts (void)
{
  Station *station = station_open (0, serve_once);
  Radio *radio = radio_new (station, "/", "max-backoff=0 attempts=2");

  radio_run (radio, has_failed);
  g_assert_cmpstr (radio->error, ==, "it cannot be found");
  g_assert_cmpstr (radio->states->str, ==,
      "|connected|lost|waiting|waiting|ended");
  g_assert_cmpuint (station_count_listeners (station), ==, 3);
  radio_free (radio);
  station_close (station);
}

static void
serve_icy (Listener *listener)
{
  if (listener_say (listener,
          "ICY 200 OK\r\nicy-name:Test\r\nContent-Type:audio/mpeg\r\n\r\n"))
    listener_play (listener, mp3, SONG_S, SPEED);
}

/* Shoutcast's first line is not HTTP. */
static void
test_icy (void)
{
  Station *station = station_open (0, serve_icy);
  Radio *radio = radio_new (station, "/", "max-backoff=0");

  radio_run (radio, has_heard_two);
  assert_continuous (radio, 2);
  radio_free (radio);
  station_close (station);
}

#define META_EVERY 8000

/* Sends every META_EVERY bytes a title, padded to 16 bytes. */
static void
serve_titles (Listener *listener)
{
  const char *titles[] = { "One", "One", "Two", "Three" };
  gsize n = g_bytes_get_size (mp3);

  listener_say (listener,
      "HTTP/1.0 200 OK\r\nContent-Type: audio/mpeg\r\n"
      "icy-name: Test\r\nicy-metaint: 8000\r\n\r\n");
  for (gsize at = 0, i = 0; at + META_EVERY <= n; at += META_EVERY, i++) {
    g_autoptr (GBytes) audio = g_bytes_new_from_bytes (mp3, at, META_EVERY);
    char meta[1 + 32] = { 2 };
    g_autoptr (GBytes) block = NULL;

    g_snprintf (meta + 1, 32, "StreamTitle='%s';",
        titles[MIN (i, G_N_ELEMENTS (titles) - 1)]);
    block = g_bytes_new (meta, sizeof meta);
    if (!listener_send (listener, audio) || !listener_send (listener, block))
      return;
  }
}

static void
test_titles (void)
{
  Station *station = station_open (0, serve_titles);
  Radio *radio = radio_new (station, "/", "reconnect=never");

  radio_run (radio, is_over);
  g_assert_cmpstr (radio->titles->str, ==, "|One|Two|Three");
  radio_free (radio);
  station_close (station);
}

static void
serve_lists (Listener *listener)
{
  if (g_str_equal (listener->path, "/all.pls"))
    listener_say (listener,
        "HTTP/1.0 200 OK\r\n\r\n[playlist]\n"
        "File1=/gone\nFile2=lists/next.m3u\n");
  else if (g_str_equal (listener->path, "/lists/next.m3u"))
    listener_say (listener, "HTTP/1.0 200 OK\r\n\r\n#EXTM3U\nsong\nsong\n");
  else if (g_str_equal (listener->path, "/lists/song"))
    serve_song_of_known_length (listener);
  else if (g_str_equal (listener->path, "/loop"))
    listener_say (listener, "HTTP/1.0 200 OK\r\n\r\n[playlist]\nFile1=loop\n");
  else
    serve_nothing (listener);
}

/* A playlist leads to another one, past what is not there, from song to song. */
static void
test_playlist (void)
{
  Station *station = station_open (0, serve_lists);
  Radio *radio = radio_new (station, "/all.pls", "");

  radio_run (radio, is_over);
  g_assert_null (radio->error);
  assert_continuous (radio, 2);
  g_assert_true (has_heard_two (radio));
  radio_free (radio);
  radio = radio_new (station, "/loop", "");
  radio_run (radio, has_failed);
  g_assert_cmpstr (radio->error, ==,
      "one playlist leads to the next, and to no audio");
  radio_free (radio);
  station_close (station);
}

static void
serve_jingle (Listener *listener)
{
  if (g_str_equal (listener->path, "/list.m3u"))
    listener_say (listener, "HTTP/1.0 200 OK\r\n\r\n#EXTM3U\njingle\nradio\n");
  else if (g_str_equal (listener->path, "/jingle"))
    serve_song_of_known_length (listener);
  else
    serve_songs (listener);
}

static gboolean
has_heard_five (Radio *self)
{
  return self->position > (GstClockTime) (4.5 * SONG_S * GST_SECOND);
}

/* A playlist of a song and a station is gone through anew when the station
 * breaks off. */
static void
test_jingle (void)
{
  Station *station = station_open (0, serve_jingle);
  Radio *radio = radio_new (station, "/list.m3u", "max-backoff=0");

  radio_run (radio, has_heard_five);
  assert_continuous (radio, 5);
  g_assert_true (g_str_has_prefix (radio->states->str,
      "|connected|connected|lost|waiting|connected|connected|lost"));
  radio_free (radio);
  station_close (station);
}

static void
serve_silence (Listener *listener)
{
  listener_wait (listener, 60);
}

static gboolean
has_heard (Radio *self)
{
  return self->position > 0;
}

/* At whatever moment it is stopped, it stops; radio_free() sees to that. */
static void
test_stops (void)
{
  Station *silent = station_open (0, serve_silence);
  Station *sending = station_open (0, serve_songs);
  Radio *radio;

  for (guint us = 0; us < 100000; us = us * 2 + 1) {
    radio = radio_new (silent, "/", "");
    g_usleep (us);
    radio_free (radio);
    radio = radio_new (sending, "/", "max-backoff=0");
    g_usleep (us);
    radio_free (radio);
  }
  radio = radio_new (sending, "/", "");
  radio_run (radio, has_heard);
  gst_element_set_state (radio->pipeline, GST_STATE_PAUSED);
  g_usleep (100000);
  radio_free (radio);
  radio = radio_new (sending, "/", "max-backoff=60");
  radio_run (radio, is_waiting);
  radio_free (radio);
  station_close (sending);
  station_close (silent);
  /* What was left behind comes to its end, too. */
  g_usleep (4 * G_USEC_PER_SEC);
}

/* One pipeline, played twice. */
static void
test_again (void)
{
  Station *station = station_open (0, serve_song_of_known_length);
  Radio *radio = radio_new (station, "/", "");

  for (guint i = 0; i < 2; i++) {
    radio_run (radio, is_over);
    assert_continuous (radio, 1);
    gst_element_set_state (radio->pipeline, GST_STATE_READY);
    radio->has_ended = FALSE;
    radio->n_streams = radio->n_disconts = 0;
    radio->position = 0;
    gst_element_set_state (radio->pipeline, GST_STATE_PLAYING);
  }
  radio_free (radio);
  station_close (station);
}

static void
add_tests (void)
{
  if (!has ("souphttpsrc") || !has ("lamemp3enc") || !has ("mpg123audiodec")) {
    g_test_skip ("souphttpsrc, lamemp3enc or mpg123audiodec is missing");
    return;
  }
  mp3 = make_song (44100, MP3);
  mp3_slow = make_song (22050, MP3);
  g_test_add_func ("/radiosrc/breaks-off", test_breaks_off);
  g_test_add_func ("/radiosrc/server-restarts", test_server_restarts);
  g_test_add_func ("/radiosrc/stalls", test_stalls);
  g_test_add_func ("/radiosrc/rate-changes", test_rate_changes);
  if (has ("avenc_aac"))
    aac = make_song (44100, AAC);
  if (aac != NULL)
    g_test_add_func ("/radiosrc/codec-changes", test_codec_changes);
  g_test_add_data_func ("/radiosrc/chained/vorbis", "vorbisenc",
      test_chained_ogg);
  g_test_add_data_func ("/radiosrc/chained/opus", "opusenc", test_chained_ogg);
  g_test_add_data_func ("/radiosrc/chained/flac", "flacenc", test_chained_ogg);
  g_test_add_func ("/radiosrc/not-there", test_not_there);
  g_test_add_func ("/radiosrc/redirect-loop", test_redirect_loop);
  g_test_add_func ("/radiosrc/song-ends", test_song_ends);
  g_test_add_func ("/radiosrc/never", test_never);
  g_test_add_func ("/radiosrc/always", test_always);
  g_test_add_func ("/radiosrc/attempts", test_attempts);
  g_test_add_func ("/radiosrc/icy", test_icy);
  g_test_add_func ("/radiosrc/titles", test_titles);
  g_test_add_func ("/radiosrc/playlist", test_playlist);
  g_test_add_func ("/radiosrc/jingle", test_jingle);
  g_test_add_func ("/radiosrc/stops", test_stops);
  g_test_add_func ("/radiosrc/again", test_again);
}

int
main (int argc, char **argv)
{
  int status = test_main (argc, argv, add_tests);

  g_clear_pointer (&mp3, g_bytes_unref);
  g_clear_pointer (&mp3_slow, g_bytes_unref);
  g_clear_pointer (&aac, g_bytes_unref);
  return status;
}
