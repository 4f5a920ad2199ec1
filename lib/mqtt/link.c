/* libmosquitto, driven by whoever has the link. Its own threads wait with
 * select(), which knows no more than 1024 descriptors: a process that hears
 * hundreds of stations has more of them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "mqtt/link.h"

#include <errno.h>
#include <mosquitto.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "mqtt/explain.h"

#define QOS 1
#define KEEP_ALIVE_S 30
#define ANSWER_US (15 * G_TIME_SPAN_SECOND)
/* What the system trusts, where OpenSSL looks for it on Debian */
#define SYSTEM_CERTIFICATES "/etc/ssl/certs"

typedef struct
{
  int id;
  GlsMqttMessage *message; /* NULL: it is a status */
} Sent;

struct _GlsMqttLink
{
  const GlsMqttAddress *address;
  const GlsMqttSettings *settings;
  struct mosquitto *mosq;
  GArray *sent;     /* of Sent, the oldest first */
  guint n_statuses; /* among them */
  gint64 opened_us;
  gboolean is_accepted;
  int answer;
  char *log; /* the last that was said of an error, or NULL */
};

/* --- what libmosquitto tells --- */

static void
hear_answer (struct mosquitto *mosq, void *data, int answer)
{
  GlsMqttLink *self = data;

  self->answer = answer;
  self->is_accepted = answer == 0;
}

static void
hear_acknowledgement (struct mosquitto *mosq, void *data, int id)
{
  GlsMqttLink *self = data;

  for (guint i = 0; i < self->sent->len; i++) {
    const Sent *sent = &g_array_index (self->sent, Sent, i);

    if (sent->id != id)
      continue;
    if (sent->message == NULL)
      self->n_statuses--;
    gls_mqtt_message_free (sent->message);
    g_array_remove_index (self->sent, i);
    return;
  }
}

static void
hear_log (struct mosquitto *mosq, void *data, int level, const char *text)
{
  GlsMqttLink *self = data;

  if (level != MOSQ_LOG_ERR)
    return;
  g_free (self->log);
  self->log = g_strdup (text);
}

/* --- failures --- */

/* Returns: FALSE */
static gboolean
fail (GlsMqttLink *self, int rc, int number, GError **error)
{
  GlsMqttFailure failure = { .rc = rc,
    .number = number,
    .answer = self->answer,
    .was_accepted = self->is_accepted,
    .log = self->log };

  gls_mqtt_explain (&failure, self->address, self->settings, error);
  return FALSE;
}

/* --- opening --- */

static gboolean
can_read (const char *path, GError **error)
{
  if (path == NULL || access (path, R_OK) == 0)
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "%s: it cannot be read: %s", path, g_strerror (errno));
  return FALSE;
}

/* OpenSSL would ask at the terminal. */
static int
know_no_pass_phrase (char *buffer, int size, int for_writing, void *data)
{
  return 0;
}

static gboolean
encrypt (GlsMqttLink *self, GError **error)
{
  const GlsMqttSettings *settings = self->settings;
  gboolean has_ca = settings->ca_file != NULL;

  if (!can_read (settings->ca_file, error)
      || !can_read (settings->certificate, error)
      || !can_read (settings->key, error))
    return FALSE;
  if (!has_ca)
    mosquitto_int_option (self->mosq, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
  if (mosquitto_tls_set (self->mosq, settings->ca_file,
          has_ca ? NULL : SYSTEM_CERTIFICATES, settings->certificate,
          settings->key, know_no_pass_phrase)
      == MOSQ_ERR_SUCCESS)
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "TLS cannot be used here");
  return FALSE;
}

static gboolean
introduce (GlsMqttLink *self, GError **error)
{
  static const char offline[] = "offline";
  const GlsMqttSettings *settings = self->settings;

  mosquitto_username_pw_set (self->mosq, settings->user, settings->password);
  if (settings->status_topic != NULL)
    mosquitto_will_set (self->mosq, settings->status_topic, sizeof offline - 1,
        offline, QOS, true);
  return !self->address->is_encrypted || encrypt (self, error);
}

static gboolean
make_connection (GlsMqttLink *self, GError **error)
{
  int rc = mosquitto_connect (self->mosq, self->address->host,
      self->address->port, KEEP_ALIVE_S);
  int number = errno;

  self->opened_us = g_get_monotonic_time ();
  return rc == MOSQ_ERR_SUCCESS || fail (self, rc, number, error);
}

static struct mosquitto *
make_mosquitto (GlsMqttLink *self)
{
  static gsize once = 0;
  g_autofree char *name = g_strdup_printf ("glissando-%08x%04x",
      g_random_int (), g_random_int () & 0xffff);
  struct mosquitto *mosq;

  if (g_once_init_enter (&once)) {
    mosquitto_lib_init ();
    g_once_init_leave (&once, 1);
  }
  mosq = mosquitto_new (self->settings->client_id != NULL
          ? self->settings->client_id
          : name,
      true, self);
  g_assert (mosq != NULL);
  mosquitto_connect_callback_set (mosq, hear_answer);
  mosquitto_publish_callback_set (mosq, hear_acknowledgement);
  mosquitto_log_callback_set (mosq, hear_log);
  mosquitto_max_inflight_messages_set (mosq, 0); /* whoever publishes counts */
  return mosq;
}

GlsMqttLink *
gls_mqtt_link_open (const GlsMqttAddress *address,
    const GlsMqttSettings *settings, GError **error)
{
  g_autoptr (GlsMqttLink) self = g_new0 (GlsMqttLink, 1);

  self->address = address;
  self->settings = settings;
  self->sent = g_array_new (FALSE, FALSE, sizeof (Sent));
  self->mosq = make_mosquitto (self);
  return introduce (self, error) && make_connection (self, error)
      ? g_steal_pointer (&self)
      : NULL;
}

void
gls_mqtt_link_free (GlsMqttLink *self)
{
  if (self == NULL)
    return;
  mosquitto_destroy (self->mosq);
  for (guint i = 0; i < self->sent->len; i++)
    gls_mqtt_message_free (g_array_index (self->sent, Sent, i).message);
  g_array_unref (self->sent);
  g_free (self->log);
  g_free (self);
}

/* --- work --- */

static int
send_and_receive (GlsMqttLink *self, short events)
{
  int rc = MOSQ_ERR_SUCCESS;

  if ((events & (POLLIN | POLLERR | POLLHUP)) != 0)
    rc = mosquitto_loop_read (self->mosq, 1);
  if (rc == MOSQ_ERR_SUCCESS && (events & POLLOUT) != 0)
    rc = mosquitto_loop_write (self->mosq, 1);
  return rc == MOSQ_ERR_SUCCESS ? mosquitto_loop_misc (self->mosq) : rc;
}

gboolean
gls_mqtt_link_work (GlsMqttLink *self, int descriptor, int ms, GError **error)
{
  struct pollfd entries[] = {
    { .fd = mosquitto_socket (self->mosq),
        .events =
            mosquitto_want_write (self->mosq) ? POLLIN | POLLOUT : POLLIN },
    { .fd = descriptor, .events = POLLIN },
  };
  int rc;

  if (poll (entries, G_N_ELEMENTS (entries), ms) < 0)
    return errno == EINTR || fail (self, MOSQ_ERR_ERRNO, errno, error);
  rc = send_and_receive (self, entries[0].revents);
  if (rc != MOSQ_ERR_SUCCESS)
    return fail (self, rc, errno, error);
  return self->is_accepted
      || g_get_monotonic_time () - self->opened_us < ANSWER_US
      || fail (self, MOSQ_ERR_TIMEOUT, 0, error);
}

gboolean
gls_mqtt_link_is_accepted (const GlsMqttLink *self)
{
  return self->is_accepted;
}

/* message: (transfer full) (nullable): what comes back if it is not
 * acknowledged */
static gboolean
publish (GlsMqttLink *self, const char *topic, const void *data, size_t size,
    gboolean is_retained, GlsMqttMessage *message, GError **error)
{
  Sent sent = { .message = message };
  int rc = mosquitto_publish (self->mosq, &sent.id, topic, (int) size, data,
      QOS, is_retained);
  int number = errno;

  g_array_append_val (self->sent, sent);
  return rc == MOSQ_ERR_SUCCESS || fail (self, rc, number, error);
}

gboolean
gls_mqtt_link_publish (GlsMqttLink *self, GlsMqttMessage *message,
    GError **error)
{
  size_t size;
  const void *data = g_bytes_get_data (message->text, &size);

  return publish (self,
      message->topic != NULL ? message->topic : self->address->topic, data,
      size, self->settings->is_retained, message, error);
}

gboolean
gls_mqtt_link_publish_status (GlsMqttLink *self, const char *status,
    GError **error)
{
  if (self->settings->status_topic == NULL)
    return TRUE;
  self->n_statuses++;
  return publish (self, self->settings->status_topic, status, strlen (status),
      TRUE, NULL, error);
}

guint
gls_mqtt_link_count_sent (const GlsMqttLink *self)
{
  return self->sent->len - self->n_statuses;
}

gboolean
gls_mqtt_link_is_done (const GlsMqttLink *self)
{
  return self->sent->len == 0;
}

void
gls_mqtt_link_give_back (GlsMqttLink *self, GlsMqttBacklog *backlog)
{
  for (guint i = self->sent->len; i-- > 0;) {
    GlsMqttMessage *message = g_array_index (self->sent, Sent, i).message;

    if (message != NULL)
      gls_mqtt_backlog_take_back (backlog, message);
  }
  g_array_set_size (self->sent, 0);
  self->n_statuses = 0;
}

void
gls_mqtt_link_close (GlsMqttLink *self)
{
  mosquitto_disconnect (self->mosq);
}
