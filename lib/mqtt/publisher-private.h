/* What the owner of a publisher and its thread have in common.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_MQTT_PUBLISHER_PRIVATE_H
#define GLS_MQTT_PUBLISHER_PRIVATE_H

#include "errand.h"
#include "mqtt/backlog.h"
#include "mqtt/link.h"
#include "mqtt/publisher.h"

G_BEGIN_DECLS

struct _GlsMqttPublisher
{
  GlsMqttAddress *address;
  GlsMqttSettings *settings;
  GlsErrand *errand; /* of the owner */
  GThread *owner;
  int bell; /* an eventfd: there is something to do */

  GMutex telling; /* while it is told */
  GlsMqttTell tell;
  gpointer data;

  GMutex lock; /* of what follows */
  GCond settled;
  GlsMqttBacklog backlog;
  guint n_sent; /* and not acknowledged */
  guint n_lost; /* dropped, and not told */
  gboolean is_draining;
  gboolean has_given_up; /* since the last message */
  gboolean is_over;
  GError *refusal;

  /* of the thread */
  GlsMqttLink *link;    /* or NULL */
  gboolean is_accepted; /* on it */
  gboolean was_accepted;
  guint attempt; /* since things went well */
  gint64 accepted_us;
  gint64 tried_us, wait_us; /* the last try, and until the next one */
  gint64 missed_us;         /* since when it is not there; 0: it is */
};

/* The thread: until it is over or refused. data: a publisher */
void gls_mqtt_publisher_work (gpointer data);

/* There is something to do. */
void gls_mqtt_publisher_ring (GlsMqttPublisher *self);

/* Under the lock: how many messages are not acknowledged. */
guint gls_mqtt_publisher_count (const GlsMqttPublisher *self);

/* NEWS */

void gls_mqtt_publisher_tell (GlsMqttPublisher *self, GlsMqttNews news,
    const char *sentence);
/* It is gone. */
void gls_mqtt_publisher_tell_trouble (GlsMqttPublisher *self,
    const GError *error);
/* It is there again after so long; so many were dropped. */
void gls_mqtt_publisher_tell_return (GlsMqttPublisher *self, gint64 missed_us,
    guint n_lost);
/* The first one is dropped. */
void gls_mqtt_publisher_tell_loss (GlsMqttPublisher *self);
/* Returns: (transfer full): so many messages are or have something */
char *gls_mqtt_count_messages (guint n, const char *have, const char *has);

G_END_DECLS

#endif
