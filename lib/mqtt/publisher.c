/* The thread is an errand, since connecting to a host that does not answer
 * takes minutes: at the end it is not waited for, and frees what it has when it
 * comes back.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "mqtt/publisher-private.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define DRAIN_US (10 * G_TIME_SPAN_SECOND)
#define FINISH_US (3 * G_TIME_SPAN_SECOND)
#define LEAVE_US (2 * G_TIME_SPAN_SECOND)

void
gls_mqtt_publisher_ring (GlsMqttPublisher *self)
{
  const guint64 one = 1;

  while (write (self->bell, &one, sizeof one) < 0 && errno == EINTR)
    ;
}

/* Under the lock. */
guint
gls_mqtt_publisher_count (const GlsMqttPublisher *self)
{
  return gls_mqtt_backlog_get_length (&self->backlog) + self->n_sent;
}

static void
publisher_free (gpointer data)
{
  GlsMqttPublisher *self = data;

  gls_mqtt_link_free (self->link);
  gls_mqtt_backlog_clear (&self->backlog);
  gls_mqtt_address_free (self->address);
  gls_mqtt_settings_free (self->settings);
  g_clear_error (&self->refusal);
  g_cond_clear (&self->settled);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->telling);
  close (self->bell);
  g_free (self);
}

GlsMqttPublisher *
gls_mqtt_publisher_new (GlsMqttAddress *address, GlsMqttSettings *settings,
    GlsMqttTell told, gpointer data)
{
  GlsMqttPublisher *self = g_new0 (GlsMqttPublisher, 1);

  self->address = address;
  self->settings = settings;
  self->tell = told;
  self->data = data;
  self->owner = g_thread_self ();
  self->bell = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  g_mutex_init (&self->telling);
  g_mutex_init (&self->lock);
  g_cond_init (&self->settled);
  gls_mqtt_backlog_init (&self->backlog, settings->queue);
  self->errand =
      gls_errand_start (gls_mqtt_publisher_work, self, publisher_free);
  return self;
}

/* Under the lock. Returns: whether the broker has refused us */
static gboolean
is_refused (const GlsMqttPublisher *self, GError **error)
{
  if (self->refusal != NULL && error != NULL)
    *error = g_error_copy (self->refusal);
  return self->refusal != NULL;
}

gboolean
gls_mqtt_publisher_push (GlsMqttPublisher *self, GlsMqttMessage *message,
    GError **error)
{
  gboolean ok, is_first_loss;
  guint n_lost = 0;

  g_mutex_lock (&self->lock);
  ok = !is_refused (self, error);
  if (ok)
    n_lost = gls_mqtt_backlog_push (&self->backlog, g_steal_pointer (&message),
        self->n_sent);
  is_first_loss = self->n_lost == 0 && n_lost > 0;
  self->n_lost += n_lost;
  self->has_given_up = FALSE;
  g_mutex_unlock (&self->lock);
  gls_mqtt_message_free (message);
  if (is_first_loss)
    gls_mqtt_publisher_tell_loss (self);
  gls_mqtt_publisher_ring (self);
  return ok;
}

static void
hasten (GCancellable *hurry, gpointer data)
{
  GlsMqttPublisher *self = data;

  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->settled);
  g_mutex_unlock (&self->lock);
}

/* Under the lock. */
static void
wait_until_settled (GlsMqttPublisher *self, gint64 us, GCancellable *hurry)
{
  gint64 until_us = g_get_monotonic_time () + us;

  while (gls_mqtt_publisher_count (self) > 0 && self->refusal == NULL
      && !g_cancellable_is_cancelled (hurry)
      && g_cond_wait_until (&self->settled, &self->lock, until_us))
    ;
}

/* Under the lock. Returns: whether nothing is missing, since that was said last
 */
static gboolean
is_complete (GlsMqttPublisher *self, GError **error)
{
  guint n = gls_mqtt_publisher_count (self) + self->n_lost;
  g_autofree char *which = gls_mqtt_count_messages (n,
      "have not been delivered", "has not been delivered");

  if (n == 0)
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "%s: %s", which,
      n == self->n_lost      ? "more came than could wait"
          : self->n_sent > 0 ? "the broker is too slow"
                             : "the broker is not there");
  self->n_lost = 0;
  return FALSE;
}

static gboolean
drain (GlsMqttPublisher *self, gint64 us, GCancellable *hurry, GError **error)
{
  gulong handler = hurry != NULL
      ? g_cancellable_connect (hurry, G_CALLBACK (hasten), self, NULL)
      : 0;
  gboolean ok;

  g_mutex_lock (&self->lock);
  self->is_draining = TRUE;
  gls_mqtt_publisher_ring (self);
  wait_until_settled (self, us, hurry);
  self->is_draining = FALSE;
  ok = !is_refused (self, error)
      && (g_cancellable_is_cancelled (hurry) || is_complete (self, error));
  self->has_given_up = !ok;
  g_mutex_unlock (&self->lock);
  g_cancellable_disconnect (hurry, handler);
  return ok;
}

gboolean
gls_mqtt_publisher_drain (GlsMqttPublisher *self, GCancellable *hurry,
    GError **error)
{
  return drain (self, DRAIN_US, hurry, error);
}

void
gls_mqtt_publisher_abandon (GlsMqttPublisher *self)
{
  GlsErrand *errand = self->errand;

  g_mutex_lock (&self->lock);
  self->is_over = TRUE;
  g_mutex_unlock (&self->lock);
  gls_mqtt_publisher_ring (self);
  gls_errand_wait (errand, LEAVE_US);
  g_mutex_lock (&self->telling);
  self->tell = NULL;
  g_mutex_unlock (&self->telling);
  gls_errand_leave (errand);
}

gboolean
gls_mqtt_publisher_finish (GlsMqttPublisher *self, GError **error)
{
  gboolean ok = self->has_given_up || drain (self, FINISH_US, NULL, error);

  gls_mqtt_publisher_abandon (self);
  return ok;
}
