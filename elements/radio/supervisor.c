/* A try begins with the address that was given, goes through playlists, and ends
 * when nothing more comes of the last address in line. Then either all is over,
 * or there is a next try.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "radio/supervisor.h"

#include <malloc.h>

#include "descriptors.h"
#include "radio/backoff.h"
#include "radio/connection.h"
#include "radio/playlist.h"

/* Playlists that lead to playlists. */
#define MAX_DEPTH 5

/* Audio comes in pieces with HLS, each as long as that, or a few of these. */
#define ADAPTIVE_PATIENCE 3

/* A connection that gave this much counts as a good one: the next break is the
 * first again. */
#define GOOD (10 * GST_SECOND)

/* After an error, what is on its way through the decoder has this long. */
#define SETTLED_US (1 * G_TIME_SPAN_SECOND)

#define LOOK_US (200 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  char *uri;
  guint depth;
  gboolean as_it_is;
} Target;

typedef enum
{
  OVER_STOPPED,  /* from outside */
  OVER_UNWANTED, /* by downstream */
  OVER_PLAYLIST, /* instead of audio */
  OVER_ENDED,
  OVER_FAILED,
} Over;

struct _GstRadioSupervisor
{
  GstBin *bin;
  GstRadioJoin *join;
  GstRadioBell *bell;
  GstRadioSettings settings;
  GThread *thread;
  gint is_stopping; /* atomic */

  GMutex lock;
  GstRadioConnection *connection; /* under the lock, for messages */

  GQueue targets;      /* of Target, in line in this try */
  GstClockTime heard;  /* in this try */
  guint attempt;       /* since things last went well; 0 at first */
  gboolean is_station; /* that was heard last */
  gboolean is_endless; /* a station has been heard at all */
  gboolean is_connected;
  gboolean is_starved; /* it was said that there is nothing to play */
  GError *error;       /* why the last connection came to nothing, or NULL */
  char *debug;
};

/* --- what is said --- */

static void
say (GstRadioSupervisor *self, const char *state, const char *uri,
    GstClockTime wait)
{
  GstRadioJoinReport report;
  GstStructure *message;

  gst_radio_join_get_report (self->join, &report);
  message = gst_structure_new ("glissando-radio", "state", G_TYPE_STRING, state,
      "uri", G_TYPE_STRING, uri, "reason", G_TYPE_STRING,
      self->error != NULL ? self->error->message : NULL, "attempt", G_TYPE_UINT,
      self->attempt, "wait", G_TYPE_UINT64, wait, "running-time", G_TYPE_UINT64,
      report.position, NULL);
  gst_element_post_message (GST_ELEMENT (self->bin),
      gst_message_new_element (GST_OBJECT (self->bin), message));
}

/* While there is nothing to play, players stand still, so that what comes next
 * is not too late. */
static void
say_buffered (GstRadioSupervisor *self, gint percent)
{
  gst_element_post_message (GST_ELEMENT (self->bin),
      gst_message_new_buffering (GST_OBJECT (self->bin), percent));
}

/* error: (transfer full) (nullable) */
static void
set_error (GstRadioSupervisor *self, GError *error, char *debug)
{
  g_clear_error (&self->error);
  g_free (self->debug);
  self->error = error;
  self->debug = debug;
}

static void G_GNUC_PRINTF (2, 3)
    fail (GstRadioSupervisor *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  set_error (self,
      g_error_new_valist (GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ, format,
          args),
      NULL);
  va_end (args);
}

/* --- targets --- */

static Target *
target_new (const char *uri, guint depth, gboolean as_it_is)
{
  Target *self = g_new (Target, 1);

  *self = (Target){ g_strdup (uri), depth, as_it_is };
  return self;
}

static void
target_free (Target *self)
{
  g_free (self->uri);
  g_free (self);
}

static void
clear_targets (GstRadioSupervisor *self)
{
  Target *target;

  while ((target = g_queue_pop_head (&self->targets)) != NULL)
    target_free (target);
}

/* The entries of a playlist take the place of the address that led to it. */
static void
add_entries (GstRadioSupervisor *self, const Target *list,
    const GPtrArray *uris)
{
  if (uris->len == 0)
    fail (self, "this playlist names nothing");
  else if (list->depth == MAX_DEPTH)
    fail (self, "one playlist leads to the next, and to no audio");
  else
    for (guint i = uris->len; i > 0; i--)
      g_queue_push_head (&self->targets,
          target_new (uris->pdata[i - 1], list->depth + 1, FALSE));
}

/* Returns: whether it is one. */
static gboolean
read_local_playlist (GstRadioSupervisor *self, const Target *target)
{
  g_autofree char *path = g_filename_from_uri (target->uri, NULL, NULL);
  g_autoptr (GPtrArray) uris =
      path != NULL ? gls_playlist_read_file (path) : NULL;

  if (uris != NULL)
    add_entries (self, target, uris);
  return uris != NULL;
}

/* --- one connection --- */

static gboolean
is_stopping (GstRadioSupervisor *self)
{
  return g_atomic_int_get (&self->is_stopping);
}

/* Returns: (transfer full) (nullable): what was in its place */
static GstRadioConnection *
exchange (GstRadioSupervisor *self, GstRadioConnection *connection)
{
  GstRadioConnection *before;

  g_mutex_lock (&self->lock);
  before = self->connection;
  self->connection = connection;
  g_mutex_unlock (&self->lock);
  return before;
}

static void
disconnect (GstRadioSupervisor *self)
{
  GstRadioConnection *connection = exchange (self, NULL);

  if (connection == NULL)
    return;
  gst_radio_join_close (self->join);
  gst_radio_connection_free (connection);
#ifdef __GLIBC__
  /* Decoders come and go, and leave holes between what stays. */
  malloc_trim (0);
#endif
}

static gboolean
connect_to (GstRadioSupervisor *self, const Target *target)
{
  GstRadioConnection *connection = NULL;

  if (!gls_descriptors_are_left ())
    fail (self, "too few files may be open at once, see ulimit -n");
  else {
    connection = gst_radio_connection_new (target->uri,
        self->settings.timeout_s, target->as_it_is, self->join, self->bell);
    if (connection == NULL)
      fail (self, "GStreamer's base plugins are missing or cannot be loaded");
  }
  if (connection == NULL)
    return FALSE;
  gst_radio_join_open (self->join);
  exchange (self, connection);
  gst_radio_connection_start (connection, self->bin);
  return TRUE;
}

static gboolean
is_silent (GstRadioSupervisor *self, const GstRadioJoinReport *report)
{
  gint64 limit_us = self->settings.timeout_s * G_TIME_SPAN_SECOND;

  if (gst_radio_connection_is_adaptive (self->connection))
    limit_us *= ADAPTIVE_PATIENCE;
  if (report->is_pushing
      || g_get_monotonic_time () - report->moved_us < limit_us
      || gst_radio_connection_has_length (self->connection))
    return FALSE;
  fail (self, "nothing has come for %.0f s",
      (double) limit_us / G_TIME_SPAN_SECOND);
  return TRUE;
}

/* What came before an error goes through first. */
static gboolean
is_settled (GstRadioSupervisor *self, const GstRadioJoinReport *report)
{
  return report->has_ended || !gst_radio_connection_has_data (self->connection)
      || (!report->is_pushing
          && g_get_monotonic_time () - report->moved_us > SETTLED_US);
}

static gboolean
has_failed (GstRadioSupervisor *self, const GstRadioJoinReport *report)
{
  char *debug;
  GError *error = gst_radio_connection_get_error (self->connection, &debug);

  if (error != NULL && is_settled (self, report)) {
    set_error (self, error, debug);
    return TRUE;
  }
  g_clear_error (&error);
  g_free (debug);
  return FALSE;
}

static gboolean
is_unwanted (GstFlowReturn flow)
{
  return flow == GST_FLOW_EOS
      || (flow < GST_FLOW_EOS && flow != GST_FLOW_FLUSHING);
}

static gboolean
is_playlist (GstRadioSupervisor *self, const Target *target)
{
  gboolean is_hls;
  g_autoptr (GPtrArray) uris =
      gst_radio_connection_take_playlist (self->connection, &is_hls);

  if (is_hls)
    g_queue_push_head (&self->targets,
        target_new (target->uri, target->depth, TRUE));
  else if (uris != NULL)
    add_entries (self, target, uris);
  return is_hls || uris != NULL;
}

static void
note_audio (GstRadioSupervisor *self, const Target *target,
    const GstRadioJoinReport *report)
{
  if (report->heard == 0 || self->is_connected)
    return;
  self->is_connected = TRUE;
  set_error (self, NULL, NULL);
  say (self, "connected", target->uri, 0);
  if (self->is_starved)
    say_buffered (self, 100);
  self->is_starved = FALSE;
}

static Over
watch (GstRadioSupervisor *self, const Target *target)
{
  GstRadioJoinReport report;

  for (;; gst_radio_bell_wait (self->bell, g_get_monotonic_time () + LOOK_US)) {
    if (is_stopping (self))
      return OVER_STOPPED;
    gst_radio_join_get_report (self->join, &report);
    note_audio (self, target, &report);
    if (is_unwanted (report.flow))
      return OVER_UNWANTED;
    if (is_playlist (self, target))
      return OVER_PLAYLIST;
    if (has_failed (self, &report) || is_silent (self, &report))
      return OVER_FAILED;
    if (report.has_ended)
      return OVER_ENDED;
  }
}

/* Its connection is kept: who is told of the end may ask for the duration. */
static Over
visit (GstRadioSupervisor *self, const Target *target)
{
  GstRadioJoinReport report;
  Over over;

  disconnect (self);
  set_error (self, NULL, NULL);
  self->is_connected = FALSE;
  if (read_local_playlist (self, target))
    return OVER_PLAYLIST;
  self->is_station = FALSE;
  if (!connect_to (self, target))
    return OVER_FAILED;
  over = watch (self, target);
  gst_radio_join_get_report (self->join, &report);
  self->heard += report.heard;
  self->is_station = report.heard > 0 && over >= OVER_ENDED
      && gst_radio_connection_is_endless (self->connection);
  self->is_endless |= self->is_station;
  return over;
}

/* --- one try --- */

/* A station that broke off is looked for from the start, since playlists change;
 * after a song comes the next one in line, and after what does not work, too. */
static Over
try_once (GstRadioSupervisor *self)
{
  Over over = OVER_FAILED;
  Target *target;

  clear_targets (self);
  g_queue_push_head (&self->targets, target_new (self->settings.uri, 0, FALSE));
  self->heard = 0;
  while ((target = g_queue_pop_head (&self->targets)) != NULL) {
    over = visit (self, target);
    target_free (target);
    if (over < OVER_PLAYLIST || self->is_station)
      break;
  }
  return over == OVER_PLAYLIST ? OVER_FAILED : over;
}

static gboolean
goes_on (GstRadioSupervisor *self, Over over)
{
  const GstRadioSettings *settings = &self->settings;
  gboolean is_wanted = settings->reconnect == GST_RADIO_RECONNECT_ALWAYS
      || (settings->reconnect == GST_RADIO_RECONNECT_AUTO && self->is_endless);

  if (over == OVER_UNWANTED || !is_wanted)
    return FALSE;
  if (over == OVER_ENDED)
    fail (self,
        self->is_endless ? "the station has stopped sending"
                         : "the stream has ended");
  if (self->heard >= GOOD)
    self->attempt = 0;
  self->attempt++;
  return settings->attempts == 0 || self->attempt <= settings->attempts;
}

static void
wait_for_next (GstRadioSupervisor *self)
{
  double wait_s = gls_backoff_wait_s (self->attempt,
      self->settings.max_backoff_s, g_random_double ());
  gint64 until_us =
      g_get_monotonic_time () + (gint64) (wait_s * G_TIME_SPAN_SECOND);

  disconnect (self);
  if (self->is_connected) {
    say (self, "lost", self->settings.uri, 0);
    gst_radio_join_break (self->join);
    say_buffered (self, 0);
    self->is_starved = TRUE;
  }
  self->is_connected = FALSE;
  say (self, "waiting", self->settings.uri,
      (GstClockTime) (wait_s * GST_SECOND));
  while (!is_stopping (self) && g_get_monotonic_time () < until_us)
    gst_radio_bell_wait (self->bell, until_us);
}

/* --- the end --- */

static void
post_error (GstRadioSupervisor *self)
{
  if (self->error != NULL)
    gst_element_post_message (GST_ELEMENT (self->bin),
        gst_message_new_error (GST_OBJECT (self->bin), self->error,
            self->debug));
}

/* As other sources do, an error first, and then an end, with which what was heard
 * comes out. */
static void
finish (GstRadioSupervisor *self)
{
  GstRadioJoinReport report;

  gst_radio_join_get_report (self->join, &report);
  if (report.flow < GST_FLOW_EOS)
    set_error (self,
        g_error_new (GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED,
            "Internal data stream error."),
        g_strdup_printf ("streaming stopped, reason %s (%d)",
            gst_flow_get_name (report.flow), report.flow));
  say (self, "ended", self->settings.uri, 0);
  if (self->is_starved)
    say_buffered (self, 100);
  if (report.position == 0)
    gst_radio_join_break (self->join);
  post_error (self);
  gst_radio_join_end (self->join);
}

static gpointer
supervise (gpointer data)
{
  GstRadioSupervisor *self = data;

  while (!is_stopping (self)) {
    Over over = try_once (self);

    if (over == OVER_STOPPED)
      break;
    if (!goes_on (self, over)) {
      finish (self);
      break;
    }
    wait_for_next (self);
  }
  return NULL;
}

GstRadioSupervisor *
gst_radio_supervisor_new (GstBin *bin, GstRadioJoin *join, GstRadioBell *bell,
    const GstRadioSettings *settings)
{
  GstRadioSupervisor *self = g_new0 (GstRadioSupervisor, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->targets);
  self->bin = bin;
  self->join = join;
  self->bell = gst_radio_bell_ref (bell);
  self->settings = *settings;
  self->settings.uri = g_strdup (settings->uri);
  gst_radio_join_restart (join, settings->uri);
  self->thread = g_thread_new ("radiosrc", supervise, self);
  return self;
}

void
gst_radio_supervisor_free (GstRadioSupervisor *self)
{
  g_atomic_int_set (&self->is_stopping, TRUE);
  gst_radio_bell_ring (self->bell);
  g_thread_join (self->thread);
  disconnect (self);
  clear_targets (self);
  set_error (self, NULL, NULL);
  gst_radio_bell_unref (self->bell);
  g_mutex_clear (&self->lock);
  g_free (self->settings.uri);
  g_free (self);
}

void
gst_radio_supervisor_hear (GstRadioSupervisor *self, GstMessage *message)
{
  GstRadioJoinReport report;

  gst_radio_join_get_report (self->join, &report);
  g_mutex_lock (&self->lock);
  if (self->connection != NULL)
    gst_radio_connection_take_message (self->connection, message,
        report.heard > 0);
  g_mutex_unlock (&self->lock);
}
