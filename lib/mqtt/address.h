/* mqtt://user@host:port/topic, or mqtts:// for TLS.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_MQTT_ADDRESS_H
#define GLS_MQTT_ADDRESS_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * GlsMqttAddress:
 * @is_encrypted: whether it is mqtts://
 * @user: (nullable): who connects
 * @host: a name or an address; of IPv6 without brackets
 * @port: 1883 or 8883 unless another one is given
 * @topic: where to publish; UTF-8 without control characters and wildcards.
 *   With a “/” at its end, it is the beginning of topics
 */
typedef struct
{
  gboolean is_encrypted;
  char *user;
  char *host;
  guint16 port;
  char *topic;
} GlsMqttAddress;

/* text: (nullable). Whether it has one of the two schemes */
gboolean gls_mqtt_is_address (const char *text);

/* Returns: (transfer full): @text as it may be shown: without a user and, above
 *   all, without a password */
char *gls_mqtt_address_show (const char *text);

/* Fails with %GLS_ERROR_INVALID_SPEC, also where there is a password: others
 * can read an address, in a list of processes for one. */
GlsMqttAddress *gls_mqtt_address_parse (const char *text,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* name: (nullable): what a message is about. Returns: (transfer full)
 * (nullable): its topic, which begins with that of the address and ends with
 * @name, where that is how it is meant; else %NULL */
char *gls_mqtt_address_make_topic (const GlsMqttAddress *self,
    const char *name);
/* self: (nullable) */
void gls_mqtt_address_free (GlsMqttAddress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsMqttAddress, gls_mqtt_address_free)

G_END_DECLS

#endif
