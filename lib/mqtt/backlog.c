/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mqtt/backlog.h"

void
gls_mqtt_backlog_init (GlsMqttBacklog *self, guint max)
{
  g_queue_init (&self->messages);
  self->max = max;
}

void
gls_mqtt_backlog_clear (GlsMqttBacklog *self)
{
  g_queue_clear_full (&self->messages, (GDestroyNotify) g_bytes_unref);
}

guint
gls_mqtt_backlog_push (GlsMqttBacklog *self, GBytes *message, guint n_sent)
{
  guint n_lost = 0;

  while (self->messages.length > 0
      && self->messages.length + n_sent >= self->max) {
    g_bytes_unref (g_queue_pop_head (&self->messages));
    n_lost++;
  }
  g_queue_push_tail (&self->messages, message);
  return n_lost;
}

GBytes *
gls_mqtt_backlog_pop (GlsMqttBacklog *self)
{
  return g_queue_pop_head (&self->messages);
}

void
gls_mqtt_backlog_take_back (GlsMqttBacklog *self, GBytes *message)
{
  g_queue_push_head (&self->messages, message);
}

guint
gls_mqtt_backlog_get_length (const GlsMqttBacklog *self)
{
  return self->messages.length;
}
