/* What a publisher has to say.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "mqtt/publisher-private.h"

#include "text.h"

char *
gls_mqtt_count_messages (guint n, const char *have, const char *has)
{
  return g_strdup_printf (n == 1 ? "%u message %s" : "%u messages %s", n,
      n == 1 ? has : have);
}

void
gls_mqtt_publisher_tell (GlsMqttPublisher *self, GlsMqttNews news,
    const char *sentence)
{
  g_mutex_lock (&self->telling);
  if (self->tell != NULL)
    self->tell (news, sentence, self->data);
  g_mutex_unlock (&self->telling);
}

void
gls_mqtt_publisher_tell_trouble (GlsMqttPublisher *self, const GError *error)
{
  g_autofree char *sentence =
      g_strdup_printf ("%s; trying again", error->message);

  gls_mqtt_publisher_tell (self, GLS_MQTT_TROUBLE, sentence);
}

void
gls_mqtt_publisher_tell_return (GlsMqttPublisher *self, gint64 missed_us,
    guint n_lost)
{
  g_autofree char *clock =
      gls_text_clock ((double) missed_us / G_TIME_SPAN_SECOND, 0);
  g_autofree char *lost =
      gls_mqtt_count_messages (n_lost, "were lost", "was lost");
  g_autofree char *sentence =
      g_strdup_printf ("the broker is there again, after %s%s%s", clock,
          n_lost > 0 ? "; " : "", n_lost > 0 ? lost : "");

  gls_mqtt_publisher_tell (self, GLS_MQTT_WELL, sentence);
}

void
gls_mqtt_publisher_tell_loss (GlsMqttPublisher *self)
{
  g_autofree char *sentence =
      g_strdup_printf ("%u messages wait for the broker, and no more may: from "
                       "now on the "
                       "oldest are dropped",
          self->settings->queue);

  gls_mqtt_publisher_tell (self, GLS_MQTT_TROUBLE, sentence);
}
