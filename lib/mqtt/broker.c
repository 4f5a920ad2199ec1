/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mqtt/broker.h"

#include <string.h>

typedef struct
{
  GlsOutlet parent;
  const GlsMqttAddress *address; /* the publisher's */
  GlsMqttPublisher *publisher;
} Outlet;

static gboolean
push (Outlet *self, const char *about, const char *text, size_t size,
    GError **error)
{
  char *topic = gls_mqtt_address_make_topic (self->address, about);

  return gls_mqtt_publisher_push (self->publisher,
      gls_mqtt_message_new (topic, g_bytes_new (text, size)), error);
}

static gboolean
outlet_write (GlsOutlet *outlet, const char *about, const char *text,
    size_t size, GError **error)
{
  gboolean ok = TRUE;

  while (ok && size > 0) {
    const char *end = memchr (text, '\n', size);
    size_t length = end != NULL ? (size_t) (end - text) : size;
    size_t taken = end != NULL ? length + 1 : size;

    ok = length == 0 || push ((Outlet *) outlet, about, text, length, error);
    text += taken;
    size -= taken;
  }
  return ok;
}

static gboolean
outlet_drain (GlsOutlet *outlet, GCancellable *hurry, GError **error)
{
  return gls_mqtt_publisher_drain (((Outlet *) outlet)->publisher, hurry,
      error);
}

static gboolean
outlet_finish (GlsOutlet *outlet, GError **error)
{
  gboolean ok =
      gls_mqtt_publisher_finish (((Outlet *) outlet)->publisher, error);

  g_free (outlet);
  return ok;
}

static void
outlet_abandon (GlsOutlet *outlet)
{
  gls_mqtt_publisher_abandon (((Outlet *) outlet)->publisher);
  g_free (outlet);
}

GlsOutlet *
gls_mqtt_broker_open (const char *address, const char *settings,
    GlsMqttTell tell, gpointer data, GError **error)
{
  static const GlsOutletClass class = { .write = outlet_write,
    .drain = outlet_drain,
    .finish = outlet_finish,
    .abandon = outlet_abandon };
  GlsMqttAddress *where = gls_mqtt_address_parse (address, error);
  GlsMqttSettings *how =
      where != NULL ? gls_mqtt_settings_read (settings, where, error) : NULL;
  Outlet *self;

  if (how == NULL) {
    gls_mqtt_address_free (where);
    return NULL;
  }
  self = g_new (Outlet, 1);
  *self = (Outlet){ .parent.class = &class,
    .address = where,
    .publisher = gls_mqtt_publisher_new (where, how, tell, data) };
  return &self->parent;
}
