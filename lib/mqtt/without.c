/* In a build without libmosquitto.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "mqtt/broker.h"

GlsOutlet *
gls_mqtt_broker_open (const char *address, const char *settings,
    GlsMqttTell tell, gpointer data, GError **error)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO,
      "this Glissando cannot write to brokers: it was built without "
      "libmosquitto");
  return NULL;
}
