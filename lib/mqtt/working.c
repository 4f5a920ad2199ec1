/* The thread of a publisher: one link after another.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "mqtt/publisher-private.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "radio/backoff.h"

#define LONGEST_WAIT_S 60.0
#define HURRIED_WAIT_S 1.0
/* A connection that was there for so long was a good one. */
#define GOOD_US (10 * G_TIME_SPAN_SECOND)
/* For a last word, where the broker answers */
#define PART_US G_TIME_SPAN_SECOND
/* Messages on their way at a time */
#define WINDOW 100
#define TICK_MS 1000

static void
silence (GlsMqttPublisher *self)
{
  guint64 n;

  while (read (self->bell, &n, sizeof n) < 0 && errno == EINTR)
    ;
}

/* Under the lock. */
static void
note_progress (GlsMqttPublisher *self)
{
  self->n_sent = self->link != NULL ? gls_mqtt_link_count_sent (self->link) : 0;
  if (gls_mqtt_publisher_count (self) == 0)
    g_cond_broadcast (&self->settled);
}

static void
refuse (GlsMqttPublisher *self, const GError *error)
{
  g_mutex_lock (&self->lock);
  self->refusal = g_error_new_literal (GLS_ERROR, GLS_ERROR_IO, error->message);
  g_cond_broadcast (&self->settled);
  g_mutex_unlock (&self->lock);
  gls_mqtt_publisher_tell (self, GLS_MQTT_REFUSED, error->message);
}

/* The connection is lost, or could not be made. */
static void
lose (GlsMqttPublisher *self, const GError *error)
{
  gint64 now_us = g_get_monotonic_time ();

  g_mutex_lock (&self->lock);
  if (self->link != NULL)
    gls_mqtt_link_give_back (self->link, &self->backlog);
  g_clear_pointer (&self->link, gls_mqtt_link_free);
  note_progress (self);
  g_mutex_unlock (&self->lock);

  if (self->is_accepted && now_us - self->accepted_us > GOOD_US)
    self->attempt = 0;
  self->is_accepted = FALSE;
  self->attempt++;
  self->wait_us = (gint64) (G_TIME_SPAN_SECOND
      * gls_backoff_wait_s (self->attempt, LONGEST_WAIT_S, g_random_double ()));
  if (error->code == GLS_ERROR_INVALID_SPEC && !self->was_accepted)
    refuse (self, error);
  else if (self->missed_us == 0) {
    self->missed_us = now_us;
    gls_mqtt_publisher_tell_trouble (self, error);
  }
}

static gboolean
greet (GlsMqttPublisher *self, GError **error)
{
  gint64 now_us = g_get_monotonic_time ();
  guint n_lost;

  g_mutex_lock (&self->lock);
  n_lost = self->n_lost;
  self->n_lost = 0;
  g_mutex_unlock (&self->lock);
  if (self->missed_us != 0)
    gls_mqtt_publisher_tell_return (self, now_us - self->missed_us, n_lost);
  self->missed_us = 0;
  self->is_accepted = self->was_accepted = TRUE;
  self->accepted_us = now_us;
  return gls_mqtt_link_publish_status (self->link, "online", error);
}

/* Returns: (transfer full) (nullable): what is to be sent next, if something is
 *   and if it may be */
static GlsMqttMessage *
take_next (GlsMqttPublisher *self)
{
  GlsMqttMessage *message = NULL;

  g_mutex_lock (&self->lock);
  if (self->n_sent < WINDOW)
    message = gls_mqtt_backlog_pop (&self->backlog);
  if (message != NULL)
    self->n_sent++;
  g_mutex_unlock (&self->lock);
  return message;
}

static gboolean
send_waiting (GlsMqttPublisher *self, GError **error)
{
  GlsMqttMessage *message;

  while ((message = take_next (self)) != NULL)
    if (!gls_mqtt_link_publish (self->link, message, error))
      return FALSE;
  return TRUE;
}

static gboolean
attend (GlsMqttPublisher *self, GError **error)
{
  gboolean ok = gls_mqtt_link_work (self->link, self->bell, TICK_MS, error);

  silence (self);
  if (ok && !self->is_accepted && gls_mqtt_link_is_accepted (self->link))
    ok = greet (self, error);
  if (ok && self->is_accepted)
    ok = send_waiting (self, error);
  g_mutex_lock (&self->lock);
  note_progress (self);
  g_mutex_unlock (&self->lock);
  return ok;
}

static gboolean
is_draining (GlsMqttPublisher *self)
{
  gboolean draining;

  g_mutex_lock (&self->lock);
  draining = self->is_draining;
  g_mutex_unlock (&self->lock);
  return draining;
}

/* Returns: microseconds */
static gint64
get_time_to_try (GlsMqttPublisher *self)
{
  gint64 wait_us = self->wait_us;

  if (is_draining (self))
    wait_us = MIN (wait_us, (gint64) (HURRIED_WAIT_S * G_TIME_SPAN_SECOND));
  return self->tried_us + wait_us - g_get_monotonic_time ();
}

static gboolean
try (GlsMqttPublisher *self, GError **error)
{
  gint64 left_us = get_time_to_try (self);
  struct pollfd bell = { .fd = self->bell, .events = POLLIN };
  GlsMqttLink *link;

  if (left_us > 0) {
    poll (&bell, 1, (int) (left_us / 1000) + 1);
    silence (self);
    return TRUE;
  }
  self->tried_us = g_get_monotonic_time ();
  link = gls_mqtt_link_open (self->address, self->settings, error);
  g_mutex_lock (&self->lock);
  self->link = link;
  g_mutex_unlock (&self->lock);
  return link != NULL;
}

/* Whoever looks at the status learns that this end was meant. */
static void
part (GlsMqttPublisher *self)
{
  gint64 until_us = g_get_monotonic_time () + PART_US;
  gboolean ok = gls_mqtt_link_publish_status (self->link, "offline", NULL);

  while (ok && !gls_mqtt_link_is_done (self->link)
      && g_get_monotonic_time () < until_us)
    ok = gls_mqtt_link_work (self->link, -1, TICK_MS / 10, NULL);
  gls_mqtt_link_close (self->link);
}

static gboolean
is_over (GlsMqttPublisher *self)
{
  gboolean over;

  g_mutex_lock (&self->lock);
  over = self->is_over || self->refusal != NULL;
  g_mutex_unlock (&self->lock);
  return over;
}

/* A connection that is lost while it is written to is no reason to end. */
static void
block_sigpipe (void)
{
  sigset_t pipe;

  sigemptyset (&pipe);
  sigaddset (&pipe, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &pipe, NULL);
}

/* An errand for which there is no thread is the owner's own. */
static gboolean
has_thread (GlsMqttPublisher *self)
{
  g_autoptr (GError) error = NULL;

  if (g_thread_self () != self->owner)
    return TRUE;
  error = g_error_new_literal (GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "no thread could be started for it");
  refuse (self, error);
  return FALSE;
}

void
gls_mqtt_publisher_work (gpointer data)
{
  GlsMqttPublisher *self = data;

  if (!has_thread (self))
    return;
  block_sigpipe ();
  while (!is_over (self)) {
    g_autoptr (GError) error = NULL;

    if (!(self->link != NULL ? attend (self, &error) : try (self, &error)))
      lose (self, error);
  }
  if (self->is_accepted)
    part (self);
}
