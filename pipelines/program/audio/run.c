/* The thread that calls run_uri() pulls samples, reads the bus and looks at the
 * clock. It never asks an element, since elements may not answer: whatever
 * queries a pipeline or changes its state goes on an errand.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/run.h"

#include <gst/app/gstappsink.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "descriptors.h"
#include "errand.h"
#include "location.h"
#include "radio/explain.h"
#include "text.h"

#define POLL_US (100 * G_TIME_SPAN_MILLISECOND)

/* A demuxer whose first buffer or error falls into the moment in which
 * decodebin adds it stops without a word. Threads that have all stood still for
 * this long will not move again: each step from one to the next takes far less.
 * It can be bad luck as well as a bad file. */
#define STANDSTILL_US (2 * G_TIME_SPAN_SECOND)
#define TRIES 3

#define SAME_REQUEST_MS 500

#define PATIENCE_US (60 * G_TIME_SPAN_SECOND)
#define SINK_PATIENCE_US (15 * G_TIME_SPAN_SECOND)

/* After Ctrl-C or a failure, what was heard so far has this long to come out.
 */
#define LAST_WORDS_US (10 * G_TIME_SPAN_SECOND)

/* After a failure, what is on its way through the decoder comes by itself, as a
 * rule with an end behind it. An end is sent after it where nothing has come
 * for the first of these, or anyhow after the second. */
#define SETTLED_US (1 * G_TIME_SPAN_SECOND)
#define SETTLE_US (60 * G_TIME_SPAN_SECOND)

/* How long to wait for answers without which all goes on, too. */
#define FIRST_DURATION_US (200 * G_TIME_SPAN_MILLISECOND)
#define ASK_AGAIN_US (2 * G_TIME_SPAN_SECOND)
#define LOOK_AT_END_US (30 * G_TIME_SPAN_SECOND)
#define STOP_US (20 * G_TIME_SPAN_SECOND)
#define STOP_STUCK_US (1 * G_TIME_SPAN_SECOND)

typedef struct
{
  const RunClient *client;
  gpointer data;
  SourceReport *report;

  GstElement *pipeline;
  Source *source;
  GstAppSink *sink;
  GlsErrand *start;
  GlsErrand *ask;   /* for the duration; or NULL */
  GlsErrand *wake;  /* NULL while all is well */
  GlsErrand *drain; /* likewise */

  gint64 patience_us; /* or G_MAXINT64 */
  gint64 moved_us;    /* when something has come last */
  guint64 n_seen;     /* samples by then */
  gint64 asked_us;
  gint64 failed_us;
  gint64 stopped_us; /* since when all threads have stood still, or 0 */
  gint64 deadline_us;
  char *failure;
  RunEnd end;
  gboolean is_between; /* connections: a station is waited for */
  gboolean is_over;
  gboolean stands_still;
  gboolean is_stuck;
} Run;

static volatile sig_atomic_t interrupted;
static atomic_llong interrupted_ms; /* when at first; or 0 */
static gint n_running;              /* atomic */

/* A second Ctrl-C has the default action. But timeout(1) sends what it sends
 * twice, to the program and to its group, which is one request. */
static void
on_interrupt (int number)
{
  struct timespec now;
  long long now_ms, first_ms = 0;

  clock_gettime (CLOCK_MONOTONIC, &now);
  now_ms = now.tv_sec * 1000LL + now.tv_nsec / 1000000 + 1;
  interrupted = 1;
  if (atomic_compare_exchange_strong (&interrupted_ms, &first_ms, now_ms)
      || now_ms - first_ms < SAME_REQUEST_MS)
    return;
  signal (number, SIG_DFL);
  raise (number);
}

void
run_catch_interrupts (void)
{
  signal (SIGINT, on_interrupt);
  signal (SIGTERM, on_interrupt);
}

gboolean
run_is_interrupted (void)
{
  return interrupted != 0;
}

/* --- errands --- */

static void
do_start (gpointer element)
{
  gst_element_set_state (element, GST_STATE_PLAYING);
}

static void
do_stop (gpointer pipeline)
{
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static void
do_ask (gpointer source)
{
  source_ask_duration (source);
}

static void
do_look_at_end (gpointer source)
{
  source_look_at_end (source);
}

static void
do_drain (gpointer source)
{
  source_drain (source);
}

static GlsErrand *
send (void (*func) (gpointer), gpointer object)
{
  return gls_errand_start (func, gst_object_ref (object), gst_object_unref);
}

/* --- one pipeline --- */

/* Returns: (transfer none) (nullable): what went wrong */
static const char *
build (Run *self, const char *uri)
{
  GstElement *source = source_new (uri), *last;
  GstElement *sink = gst_element_factory_make ("appsink", NULL);

  if (source == NULL || sink == NULL) {
    gst_clear_object (&source);
    gst_clear_object (&sink);
    return "GStreamer's base plugins are missing or cannot be loaded";
  }
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  self->source = GLISSANDO_SOURCE (source);
  if (self->client->insist)
    source_insist (self->source);
  self->sink = GST_APP_SINK (sink);
  g_object_set (sink, "sync", FALSE, "max-buffers", 4u, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), source, sink, NULL);
  last = self->client->follow (GST_BIN (self->pipeline), source, self->data);
  if (last == NULL || !gst_element_link (last, sink))
    return "the elements cannot be linked";
  return NULL;
}

/* What has been heard still comes out, if anything has. */
static void
drain (Run *self)
{
  if (self->report->n_samples == 0)
    self->is_over = TRUE;
  if (self->is_over || self->drain != NULL)
    return;
  self->drain = send (do_drain, self->source);
  self->deadline_us = g_get_monotonic_time () + LAST_WORDS_US;
}

static void
fail (Run *self, char *failure, gboolean by_source)
{
  if (!by_source)
    self->is_over = TRUE;
  if (self->end != RUN_DONE) {
    g_free (failure);
    return;
  }
  self->failure = failure;
  self->end = RUN_FAILED;
  /* A pipeline that fails before it plays does not play any more, and its sink
   * keeps what it has got. */
  if (by_source && self->sink != NULL)
    self->wake = send (do_start, GST_ELEMENT (self->sink));
  self->failed_us = g_get_monotonic_time ();
}

static void
read_error (Run *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;

  gst_message_parse_error (message, &error, NULL);
  fail (self, gls_text_tidy (error->message),
      GST_MESSAGE_SRC (message) == GST_OBJECT (self->source));
}

/* Why it is over comes by a message before the end of the audio does. */
static void
read_radio (Run *self, const GstStructure *said)
{
  const char *state = gst_structure_get_string (said, "state");
  const char *reason = gst_structure_get_string (said, "reason");

  self->is_between =
      g_strcmp0 (state, "lost") == 0 || g_strcmp0 (state, "waiting") == 0;
  if (g_strcmp0 (state, "ended") == 0 && reason != NULL)
    fail (self, gls_text_tidy (reason), TRUE);
  if (self->client->say_state != NULL)
    self->client->say_state (said, self->data);
}

static void
read_bus (Run *self)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  GstMessage *message;

  while ((message = gst_bus_pop_filtered (bus,
              GST_MESSAGE_ERROR | GST_MESSAGE_ELEMENT))
      != NULL) {
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
      read_error (self, message);
    else if (gst_message_has_name (message, "glissando-radio"))
      read_radio (self, gst_message_get_structure (message));
    gst_message_unref (message);
  }
}

static void
look_for_standstill (Run *self)
{
  gint64 now_us = g_get_monotonic_time ();

  /* A pipe is opened before anything streams, and waits for its writer. */
  if (self->report->n_samples > 0 || self->is_between
      || source_is_streaming (self->source)
      || !gls_errand_wait (self->start, 0))
    self->stopped_us = 0;
  else if (self->stopped_us == 0)
    self->stopped_us = now_us;
  else if (now_us - self->stopped_us > STANDSTILL_US) {
    self->stands_still = TRUE;
    fail (self, g_strdup (GST_GLS_EXPLAIN_DAMAGED), TRUE);
  }
}

/* A sink that does not play keeps whoever gives it something. A thread of
 * GStreamer's has it play, and may be one more than can be started. */
static gboolean
waits_for_sink (Run *self)
{
  GstState state;

  gst_element_get_state (GST_ELEMENT (self->sink), &state, NULL, 0);
  return source_is_at_work (self->source) && state != GST_STATE_PLAYING;
}

static gboolean
has_moved (Run *self, gboolean waits)
{
  gboolean moved = self->report->n_samples != self->n_seen
      || (source_is_at_work (self->source) && !waits);

  self->n_seen = self->report->n_samples;
  return moved;
}

/* Nothing that was sent on an errand can say that it does not come back. */
static void
give_up (Run *self, gint64 silent_us)
{
  self->is_stuck = TRUE;
  fail (self,
      g_strdup_printf ("nothing has come of it for %.0f s",
          (double) silent_us / G_TIME_SPAN_SECOND),
      TRUE);
  drain (self);
}

static void
look_for_silence (Run *self)
{
  gint64 now_us = g_get_monotonic_time ();
  gboolean waits = waits_for_sink (self);
  gint64 patience_us =
      waits ? MIN (self->patience_us, SINK_PATIENCE_US) : self->patience_us;
  gint64 silent_us;

  if (has_moved (self, waits) || self->is_between)
    self->moved_us = now_us;
  silent_us = now_us - self->moved_us;
  if (self->end == RUN_FAILED
      && (silent_us > SETTLED_US || now_us - self->failed_us > SETTLE_US
          || (self->report->n_samples == 0
              && !source_is_streaming (self->source))))
    drain (self);
  else if (self->end == RUN_DONE && silent_us > patience_us)
    give_up (self, patience_us);
}

/* A first idea of the length comes before the first sample is given away, for
 * progress bars; parsers have better ones later. */
static void
ask_duration (Run *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (self->report->n_samples == 0
      || (self->ask != NULL
          && (now_us - self->asked_us < ASK_AGAIN_US
              || !gls_errand_wait (self->ask, 0))))
    return;
  g_clear_pointer (&self->ask, gls_errand_leave);
  self->ask = send (do_ask, self->source);
  if (self->asked_us == 0)
    gls_errand_wait (self->ask, FIRST_DURATION_US);
  self->asked_us = now_us;
}

/* A sink that has not started says that it is at its end.
 * Returns: (transfer full) (nullable): a sample or an event */
static GstMiniObject *
pull (Run *self)
{
  GstMiniObject *object =
      gst_app_sink_try_pull_object (self->sink, POLL_US * GST_USECOND);

  if (object == NULL && gls_errand_wait (self->start, POLL_US)
      && gst_app_sink_is_eos (self->sink))
    self->is_over = TRUE;
  return object;
}

/* object: (transfer full) */
static void
hand_over (Run *self, GstMiniObject *object)
{
  if (GST_IS_SAMPLE (object)) {
    if (!self->client->take (GST_SAMPLE (object), self->data))
      self->is_over = TRUE;
    self->moved_us = g_get_monotonic_time ();
  } else if (self->client->event != NULL)
    self->client->event (GST_EVENT (object), self->data);
  gst_mini_object_unref (object);
}

/* Not again by who has been told already. */
static void
end_early (Run *self)
{
  if (self->end != RUN_DONE || self->is_over)
    return;
  self->end = RUN_ENOUGH;
  drain (self);
}

static void
step (Run *self)
{
  GstMiniObject *object = pull (self);

  ask_duration (self);
  source_get_report (self->source, self->report);
  if (object != NULL)
    hand_over (self, object);
  else {
    read_bus (self);
    look_for_standstill (self);
    look_for_silence (self);
  }
  if (run_is_interrupted () && self->end == RUN_DONE && !self->is_over) {
    self->end = RUN_INTERRUPTED;
    drain (self);
  } else if (run_is_interrupted ())
    drain (self);
  if (self->deadline_us != 0 && g_get_monotonic_time () > self->deadline_us)
    self->is_over = TRUE;
  if (self->client->watch != NULL && !self->client->watch (self->data))
    end_early (self);
}

static void
look_at_end (Run *self)
{
  g_autoptr (GlsErrand) look = send (do_look_at_end, self->source);
  gint64 left_us = MIN (self->patience_us, LOOK_AT_END_US);

  while (!gls_errand_wait (look, POLL_US) && left_us > 0
      && !run_is_interrupted ())
    left_us -= POLL_US;
  self->is_stuck = !gls_errand_wait (look, 0);
}

static void
stop (Run *self)
{
  g_autoptr (GlsErrand) errand = NULL;
  gboolean is_stuck = self->is_stuck || self->stands_still
      || run_is_interrupted () || !gls_errand_wait (self->start, 0);

  if (self->wake != NULL)
    gls_errand_wait (self->wake, STOP_STUCK_US);
  errand = send (do_stop, self->pipeline);
  gls_errand_wait (errand, is_stuck ? STOP_STUCK_US : STOP_US);
}

static void
clear (Run *self)
{
  g_clear_pointer (&self->start, gls_errand_leave);
  g_clear_pointer (&self->ask, gls_errand_leave);
  g_clear_pointer (&self->wake, gls_errand_leave);
  g_clear_pointer (&self->drain, gls_errand_leave);
  g_clear_object (&self->pipeline);
}

/* Returns: (transfer full) */
static char *
explain_nothing (const SourceReport *report)
{
  return report->start_s > 0
      ? g_strdup_printf ("its audio ends before %.1f s, where this part begins",
          report->start_s)
      : g_strdup (GST_GLS_EXPLAIN_NO_AUDIO);
}

static void
go (Run *self)
{
  self->start = send (do_start, self->pipeline);
  self->moved_us = g_get_monotonic_time ();
  while (!self->is_over)
    step (self);
  read_bus (self);
  if (self->end == RUN_DONE)
    look_at_end (self);
  source_get_report (self->source, self->report);
  stop (self);
  if (self->end == RUN_DONE && self->report->n_samples == 0)
    fail (self, explain_nothing (self->report), FALSE);
}

/* Others that run now give theirs back some time. */
static gboolean
wait_for_descriptors (void)
{
  gboolean are_left;

  while (!(are_left = gls_descriptors_are_left ()) && !run_is_interrupted ()
      && g_atomic_int_get (&n_running) > 0)
    g_usleep (POLL_US);
  return are_left;
}

static void
run_once (Run *self, const char *uri)
{
  const char *obstacle = "too few files may be open at once, see ulimit -n";

  *self->report = (SourceReport){ 0 };
  if (wait_for_descriptors ())
    obstacle = build (self, uri);
  g_atomic_int_inc (&n_running);
  if (obstacle == NULL)
    go (self);
  else
    fail (self, g_strdup (obstacle), FALSE);
  clear (self);
  g_atomic_int_add (&n_running, -1);
}

/* A pipe's writer takes the time it likes. */
static gint64
patience_with (const char *uri, const RunClient *client)
{
  g_autofree char *path = gls_location_get_path (uri);

  if (path != NULL && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return G_MAXINT64;
  return client->patience_us > 0 ? client->patience_us : PATIENCE_US;
}

RunEnd
run_uri (const char *uri, const RunClient *client, gpointer data,
    SourceReport *report, char **failure)
{
  for (guint try = 1;; try++) {
    Run self = { .client = client,
      .data = data,
      .report = report,
      .patience_us = patience_with (uri, client) };

    run_once (&self, uri);
    /* A pipe can be read only once. */
    if (!self.stands_still || try == TRIES || self.patience_us == G_MAXINT64) {
      *failure = self.failure;
      return self.end;
    }
    g_free (self.failure);
  }
}
