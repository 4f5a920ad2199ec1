/* One connection to a broker, from its beginning to its end.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_MQTT_LINK_H
#define GLS_MQTT_LINK_H

#include "mqtt/backlog.h"
#include "mqtt/settings.h"

G_BEGIN_DECLS

typedef struct _GlsMqttLink GlsMqttLink;

/**
 * gls_mqtt_link_open:
 * @address: of the broker
 * @settings: for it
 * @error: return location for an error, or %NULL
 *
 * Connects, for as long as the system takes for that, which may be minutes. The
 * broker's answer comes while gls_mqtt_link_work() works; only then may be
 * published. A link belongs to one thread, in which SIGPIPE is blocked.
 *
 * This and the other functions fail with %GLS_ERROR_INVALID_SPEC where another
 * try would end in the same way, and with %GLS_ERROR_IO.
 *
 * Returns: (transfer full) (nullable): a link
 */
GlsMqttLink *gls_mqtt_link_open (const GlsMqttAddress *address,
    const GlsMqttSettings *settings, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* self: (nullable) */
void gls_mqtt_link_free (GlsMqttLink *self);

/* Sends and receives what there is, waiting for it until @descriptor, if that is
 * not -1, can be read, for @ms milliseconds at most. Fails when the connection is
 * over. */
gboolean gls_mqtt_link_work (GlsMqttLink *self, int descriptor, int ms,
    GError **error);
/* Whether the broker has let us in. */
gboolean gls_mqtt_link_is_accepted (const GlsMqttLink *self);

/* message: (transfer full). Once at least */
gboolean gls_mqtt_link_publish (GlsMqttLink *self, GlsMqttMessage *message,
    GError **error);
/* The same to the topic of the status, if there is one; retained. */
gboolean gls_mqtt_link_publish_status (GlsMqttLink *self, const char *status,
    GError **error);
/* Returns: how many messages the broker has not yet acknowledged, without those
 *   of status */
guint gls_mqtt_link_count_sent (const GlsMqttLink *self);
/* Whether it has acknowledged all, also those. */
gboolean gls_mqtt_link_is_done (const GlsMqttLink *self);
/* Puts these messages back where they came from, for another link. */
void gls_mqtt_link_give_back (GlsMqttLink *self, GlsMqttBacklog *backlog);
/* Takes leave, so that the broker does not miss us. */
void gls_mqtt_link_close (GlsMqttLink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsMqttLink, gls_mqtt_link_free)

G_END_DECLS

#endif
