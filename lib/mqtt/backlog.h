/* Messages that wait, and no more than so many.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_MQTT_BACKLOG_H
#define GLS_MQTT_BACKLOG_H

#include <glib.h>

G_BEGIN_DECLS

/**
 * GlsMqttMessage:
 * @topic: (nullable): where to; %NULL: to that of the address
 * @text: what
 */
typedef struct
{
  char *topic;
  GBytes *text;
} GlsMqttMessage;

/* topic, text: (transfer full) */
GlsMqttMessage *gls_mqtt_message_new (char *topic, GBytes *text);
/* self: (nullable) */
void gls_mqtt_message_free (GlsMqttMessage *self);

typedef struct
{
  GQueue messages; /* of GlsMqttMessage, the oldest at the head */
  guint max;
} GlsMqttBacklog;

/* max: 1 or more */
void gls_mqtt_backlog_init (GlsMqttBacklog *self, guint max);
void gls_mqtt_backlog_clear (GlsMqttBacklog *self);

/* message: (transfer full); n_sent: how many are on their way, which may come
 * back. Returns: how many of the oldest had to go, so that there is room */
guint gls_mqtt_backlog_push (GlsMqttBacklog *self, GlsMqttMessage *message,
    guint n_sent);
/* Returns: (transfer full) (nullable): the oldest */
GlsMqttMessage *gls_mqtt_backlog_pop (GlsMqttBacklog *self);
/* message: (transfer full): the one before the oldest, which comes back */
void gls_mqtt_backlog_take_back (GlsMqttBacklog *self, GlsMqttMessage *message);
guint gls_mqtt_backlog_get_length (const GlsMqttBacklog *self);

G_END_DECLS

#endif
