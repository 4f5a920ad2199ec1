/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mqtt/backlog.h"

GlsMqttMessage *
gls_mqtt_message_new (char *topic, GBytes *text)
{
  GlsMqttMessage *self = g_new (GlsMqttMessage, 1);

  *self = (GlsMqttMessage){ .topic = topic, .text = text };
  return self;
}

void
gls_mqtt_message_free (GlsMqttMessage *self)
{
  if (self == NULL)
    return;
  g_free (self->topic);
  g_bytes_unref (self->text);
  g_free (self);
}

void
gls_mqtt_backlog_init (GlsMqttBacklog *self, guint max)
{
  g_queue_init (&self->messages);
  self->max = max;
}

void
gls_mqtt_backlog_clear (GlsMqttBacklog *self)
{
  g_queue_clear_full (&self->messages, (GDestroyNotify) gls_mqtt_message_free);
}

guint
gls_mqtt_backlog_push (GlsMqttBacklog *self, GlsMqttMessage *message,
    guint n_sent)
{
  guint n_lost = 0;

  while (self->messages.length > 0
      && self->messages.length + n_sent >= self->max) {
    gls_mqtt_message_free (g_queue_pop_head (&self->messages));
    n_lost++;
  }
  g_queue_push_tail (&self->messages, message);
  return n_lost;
}

GlsMqttMessage *
gls_mqtt_backlog_pop (GlsMqttBacklog *self)
{
  return g_queue_pop_head (&self->messages);
}

void
gls_mqtt_backlog_take_back (GlsMqttBacklog *self, GlsMqttMessage *message)
{
  g_queue_push_head (&self->messages, message);
}

guint
gls_mqtt_backlog_get_length (const GlsMqttBacklog *self)
{
  return self->messages.length;
}
