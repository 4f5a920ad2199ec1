/* A broker as an outlet: each line is a message. Where the address is the
 * beginning of topics, what it is about has one of its own.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_MQTT_BROKER_H
#define GLS_MQTT_BROKER_H

#include "mqtt/publisher.h"
#include "outlet.h"

G_BEGIN_DECLS

/**
 * gls_mqtt_broker_open:
 * @address: as of gls_mqtt_address_parse()
 * @settings: (nullable): as of gls_mqtt_settings_read()
 * @tell: (nullable): as of gls_mqtt_publisher_new()
 * @data: for @tell
 * @error: return location for an error, or %NULL
 *
 * Does not wait for the broker. Draining and finishing are as of the publisher.
 *
 * Fails with %GLS_ERROR_IO or %GLS_ERROR_INVALID_SPEC, also in a build without
 * libmosquitto. No message has @address in it.
 *
 * Returns: (transfer full) (nullable): an outlet
 */
GlsOutlet *gls_mqtt_broker_open (const char *address, const char *settings,
    GlsMqttTell tell, gpointer data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
