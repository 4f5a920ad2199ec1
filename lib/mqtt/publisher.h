/* Messages to a broker, by a thread of their own: whoever has one never waits
 * for the network.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_MQTT_PUBLISHER_H
#define GLS_MQTT_PUBLISHER_H

#include <gio/gio.h>

#include "mqtt/backlog.h"
#include "mqtt/settings.h"

G_BEGIN_DECLS

/**
 * GlsMqttNews:
 * @GLS_MQTT_TROUBLE: the broker is not there, and is tried again and again; or
 *   messages are lost
 * @GLS_MQTT_WELL: it is there again
 * @GLS_MQTT_REFUSED: it will not have us, and is not tried again
 */
typedef enum
{
  GLS_MQTT_TROUBLE,
  GLS_MQTT_WELL,
  GLS_MQTT_REFUSED,
} GlsMqttNews;

/* sentence: without a full stop. Comes from any thread, also while a function of
 * the publisher is called. */
typedef void (*GlsMqttTell) (GlsMqttNews news, const char *sentence,
    gpointer data);

typedef struct _GlsMqttPublisher GlsMqttPublisher;

/**
 * gls_mqtt_publisher_new:
 * @address: (transfer full): of the broker
 * @settings: (transfer full): for it
 * @tell: (nullable): hears what becomes of the connection, which is told once
 *   when it is lost and once when it is there again
 * @data: for @tell
 *
 * Begins to connect, and returns. A connection that is lost or cannot be made is
 * made again, after one second, two, four and so on up to a minute
 * (radio/backoff.h). Messages wait until the broker has acknowledged them, as
 * many as the settings say; then the oldest are dropped.
 *
 * A broker that refuses us as we are, before it has let us in once, is not tried
 * again.
 *
 * Returns: (transfer full): a publisher, for one thread at a time
 */
GlsMqttPublisher *gls_mqtt_publisher_new (GlsMqttAddress *address,
    GlsMqttSettings *settings, GlsMqttTell tell, gpointer data);

/* message: (transfer full). Fails with %GLS_ERROR_IO if the broker has refused
 * us. */
gboolean gls_mqtt_publisher_push (GlsMqttPublisher *self,
    GlsMqttMessage *message, GError **error);

/**
 * gls_mqtt_publisher_drain:
 * @hurry: (nullable): ends the wait, which is no failure
 * @error: return location for an error, or %NULL
 *
 * Waits until all messages are acknowledged, for ten seconds at most, in which
 * a broker that is not there is tried each second.
 *
 * Fails with %GLS_ERROR_IO if not all are, saying how many messages are lost; and
 * as gls_mqtt_publisher_push() does.
 */
gboolean gls_mqtt_publisher_drain (GlsMqttPublisher *self, GCancellable *hurry,
    GError **error);

/* self: (transfer full): drains it, for three seconds at most and not at all if
 * that has failed since the last message, and frees it. */
gboolean gls_mqtt_publisher_finish (GlsMqttPublisher *self, GError **error);
/* self: (transfer full): what has not been delivered is dropped. */
void gls_mqtt_publisher_abandon (GlsMqttPublisher *self);

G_END_DECLS

#endif
