/* What a broker wants to know, from a file.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_MQTT_SETTINGS_H
#define GLS_MQTT_SETTINGS_H

#include "mqtt/address.h"

G_BEGIN_DECLS

/**
 * GlsMqttSettings:
 * @user: (nullable): who connects
 * @password: (nullable): and how that is known
 * @client_id: (nullable): what the broker calls us; %NULL: another name each
 *   time
 * @ca_file: (nullable): whose signatures are trusted, in PEM; %NULL: those that
 *   the system trusts
 * @certificate: (nullable): ours, in PEM
 * @key: (nullable): of the certificate, in PEM, without a pass phrase
 * @status_topic: (nullable): where “online” stands while we are connected, and
 *   “offline” otherwise; both are retained
 * @is_retained: whether the broker keeps the last message for whoever comes
 *   later
 * @queue: most messages that wait; 1 to 1000000
 *
 * The members but the last two are text of the user's.
 */
typedef struct
{
  char *user, *password;
  char *client_id;
  char *ca_file, *certificate, *key;
  char *status_topic;
  gboolean is_retained;
  guint queue;
} GlsMqttSettings;

/**
 * gls_mqtt_settings_read:
 * @path: (nullable): a file of “name=value” lines below a line “[broker]”, as
 *   g_key_file_load_from_data() takes it; %NULL: what holds without one
 * @address: whose settings they are, which has a say in what is right
 * @error: return location for an error, or %NULL
 *
 * Values are taken as they stand, also backslashes. Names of files in it are
 * seen from where it lies.
 *
 * Fails with %GLS_ERROR_IO or %GLS_ERROR_INVALID_SPEC; what a value is, no
 * message says.
 */
GlsMqttSettings *gls_mqtt_settings_read (const char *path,
    const GlsMqttAddress *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* self: (nullable) */
void gls_mqtt_settings_free (GlsMqttSettings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsMqttSettings, gls_mqtt_settings_free)

G_END_DECLS

#endif
