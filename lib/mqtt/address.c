/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mqtt/address.h"

#include <string.h>

#include "text.h"

#define PORT 1883
#define TLS_PORT 8883
#define MAX_HOST 255
/* Of MQTT, 3.1.1, 1.5.3 */
#define MAX_TOPIC 65535

gboolean
gls_mqtt_is_address (const char *text)
{
  return text != NULL
      && (g_ascii_strncasecmp (text, "mqtt://", strlen ("mqtt://")) == 0
          || g_ascii_strncasecmp (text, "mqtts://", strlen ("mqtts://")) == 0);
}

char *
gls_mqtt_address_show (const char *text)
{
  const char *host = strstr (text, "://");
  const char *end, *at;

  if (!gls_mqtt_is_address (text))
    return g_strdup (text);
  host += strlen ("://");
  end = host + strcspn (host, "/?#");
  at = g_strrstr_len (host, end - host, "@");
  return at == NULL
      ? g_strdup (text)
      : g_strdup_printf ("%.*s%s", (int) (host - text), text, at + 1);
}

/* Returns: what is wrong with the topic, or NULL */
static const char *
judge_topic (const char *topic)
{
  if (*topic == '\0')
    return "the address names no topic: it is mqtt://host/topic";
  if (strpbrk (topic, "+#") != NULL)
    return "a topic to publish on has no “+” or “#”";
  if (!gls_text_is_printable (topic, MAX_TOPIC))
    return "a topic is text of at most 65535 bytes, without control characters";
  return NULL;
}

/* Returns: what is wrong, or NULL */
static const char *
judge (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  const char *path = g_uri_get_path (uri);

  if (host == NULL || *host == '\0')
    return "the address names no broker: it is mqtt://host/topic";
  if (!gls_text_is_printable (host, MAX_HOST) || strchr (host, ' ') != NULL)
    return "what stands in the place of a host is none";
  if (g_uri_get_port (uri) == 0)
    return "0 is no port";
  if (g_uri_get_password (uri) != NULL)
    return "a password has no place in an address, which others can read: it "
           "belongs into the settings of the broker";
  if (g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return "the address of a broker ends with the topic: “?” and “#” have no "
           "place in it";
  return judge_topic (*path == '/' ? path + 1 : path);
}

GlsMqttAddress *
gls_mqtt_address_parse (const char *text, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD, &failure);
  const char *wrong = uri != NULL ? judge (uri) : NULL;
  GlsMqttAddress *self;

  if (uri == NULL || wrong != NULL) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC, "%s",
        wrong != NULL ? wrong : "this is no address");
    return NULL;
  }
  self = g_new0 (GlsMqttAddress, 1);
  self->is_encrypted = g_str_equal (g_uri_get_scheme (uri), "mqtts");
  self->user = g_strdup (g_uri_get_user (uri));
  self->host = g_strdup (g_uri_get_host (uri));
  self->port = g_uri_get_port (uri) > 0 ? (guint16) g_uri_get_port (uri)
      : self->is_encrypted              ? TLS_PORT
                                        : PORT;
  self->topic = g_strdup (g_uri_get_path (uri) + 1);
  return self;
}

/* What has no place in a topic becomes “_”, and a broken character U+FFFD. */
static char *
clean (const char *name)
{
  char *text = g_strdelimit (gls_text_make_printable (name), "+#?", '_');

  return g_strchomp (text);
}

char *
gls_mqtt_address_make_topic (const GlsMqttAddress *self, const char *name)
{
  g_autofree char *end = NULL;

  if (name == NULL || !g_str_has_suffix (self->topic, "/"))
    return NULL;
  end = clean (name);
  return g_strconcat (self->topic, end + strspn (end, "/"), NULL);
}

void
gls_mqtt_address_free (GlsMqttAddress *self)
{
  if (self == NULL)
    return;
  g_free (self->user);
  g_free (self->host);
  g_free (self->topic);
  g_free (self);
}
