/* What is said of a connection that came to nothing.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_MQTT_EXPLAIN_H
#define GLS_MQTT_EXPLAIN_H

#include "mqtt/settings.h"

G_BEGIN_DECLS

/**
 * GlsMqttFailure:
 * @rc: what libmosquitto returned
 * @number: errno, as it was then
 * @answer: of the broker, to being connected to; 0: none, or none that is bad
 * @was_accepted: whether the broker had let us in
 * @log: (nullable): the last that libmosquitto had to say of an error
 */
typedef struct
{
  int rc, number, answer;
  gboolean was_accepted;
  const char *log;
} GlsMqttFailure;

/* Sets %GLS_ERROR_INVALID_SPEC where another try would end in the same way,
 * %GLS_ERROR_IO otherwise. */
void gls_mqtt_explain (const GlsMqttFailure *failure,
    const GlsMqttAddress *address, const GlsMqttSettings *settings,
    GError **error);

G_END_DECLS

#endif
