/* Addresses of brokers, what stands in a file of settings, and what waits.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "mqtt/address.h"
#include "mqtt/backlog.h"
#include "mqtt/settings.h"

static void
test_schemes (void)
{
  g_assert_true (gls_mqtt_is_address ("mqtt://host/topic"));
  g_assert_true (gls_mqtt_is_address ("MQTTS://host"));
  g_assert_false (gls_mqtt_is_address ("mqtt:host"));
  g_assert_false (gls_mqtt_is_address ("mqtttt://host/topic"));
  g_assert_false (gls_mqtt_is_address ("mqtt/tags.json"));
  g_assert_false (gls_mqtt_is_address ("http://mqtt://host/"));
  g_assert_false (gls_mqtt_is_address (NULL));
}

/* Each part is where it belongs, and what is left out has its default. */
static void
test_parts (void)
{
  static const struct
  {
    const char *text, *user, *host;
    guint16 port;
    const char *topic;
    gboolean is_encrypted;
  } rows[] = {
    { "mqtt://host/radio/tags", NULL, "host", 1883, "radio/tags", FALSE },
    { "mqtts://host/t", NULL, "host", 8883, "t", TRUE },
    { "MQTT://a.b:99/t/", NULL, "a.b", 99, "t/", FALSE },
    { "mqtt://ann@host//t", "ann", "host", 1883, "/t", FALSE },
    { "mqtts://[::1]:1/t", NULL, "::1", 1, "t", TRUE },
    { "mqtt://h/Radio%20Eins/%C3%A9", NULL, "h", 1883, "Radio Eins/é", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GlsMqttAddress) address =
        gls_mqtt_address_parse (rows[i].text, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (address->user, ==, rows[i].user);
    g_assert_cmpstr (address->host, ==, rows[i].host);
    g_assert_cmpuint (address->port, ==, rows[i].port);
    g_assert_cmpstr (address->topic, ==, rows[i].topic);
    g_assert_cmpint (address->is_encrypted, ==, rows[i].is_encrypted);
  }
}

/* One sentence each, and never the password. */
static void
test_refusals (void)
{
  static const struct
  {
    const char *text, *said;
  } rows[] = {
    { "mqtt://host", "no topic" },
    { "mqtt://host/", "no topic" },
    { "mqtt:///topic", "no broker" },
    { "mqtt://ann:secret@host/t", "password has no place" },
    { "mqtt://ann:@host/t", "password has no place" },
    { "mqtt://host/t?qos=1", "ends with the topic" },
    { "mqtt://host/t#1", "ends with the topic" },
    { "mqtt://host/a/%23", "“+” or “#”" },
    { "mqtt://host/+/b", "“+” or “#”" },
    { "mqtt://host/a%0Ab", "control characters" },
    { "mqtt://host/a%FFb", "no address" },
    { "mqtt://host:0/t", "no port" },
    { "mqtt://host:70000/t", "no address" },
    { "mqtt://ho st/t", "a host" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", rows[i].text);
    g_assert_null (gls_mqtt_address_parse (rows[i].text, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC);
    if (strstr (error->message, rows[i].said) == NULL)
      g_error ("%s: %s", rows[i].text, error->message);
    g_assert_null (strstr (error->message, "secret"));
  }
}

static void
assert_shown (const char *text, const char *wanted)
{
  g_autofree char *shown = gls_mqtt_address_show (text);

  g_assert_cmpstr (shown, ==, wanted);
}

static void
test_showing (void)
{
  assert_shown ("mqtt://host/a@b", "mqtt://host/a@b");
  assert_shown ("mqtt://ann:secret@host/a@b", "mqtt://host/a@b");
  assert_shown ("mqtts://ann:p@ss@host", "mqtts://host");
  assert_shown ("/home/a@b/tags.json", "/home/a@b/tags.json");
}

static void
assert_topic (const char *address, const char *name, const char *wanted)
{
  g_autoptr (GlsMqttAddress) parsed = gls_mqtt_address_parse (address, NULL);
  g_autofree char *topic = gls_mqtt_address_make_topic (parsed, name);

  g_assert_cmpstr (topic, ==, wanted);
}

/* Below a topic that ends with a “/”, each name has its own. */
static void
test_topics (void)
{
  assert_topic ("mqtt://host/radio/", "one/live.mp3  ", "radio/one/live.mp3");
  assert_topic ("mqtt://host/radio/", "/a+b#c?d\ne\xff",
      "radio/a_b_c_d_e\357\277\275");
  assert_topic ("mqtt://host/radio/", NULL, NULL);
  assert_topic ("mqtt://host/radio", "one", NULL);
}

/* Returns: (nullable): what a file of this text says */
static GlsMqttSettings *
read_settings (const char *text, const char *where, GError **error)
{
  g_autoptr (GlsMqttAddress) address = gls_mqtt_address_parse (where, NULL);
  g_autofree char *folder = g_dir_make_tmp ("gls-test-mqtt-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "broker", NULL);
  GlsMqttSettings *settings;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  settings = gls_mqtt_settings_read (path, address, error);
  g_unlink (path);
  g_rmdir (folder);
  return settings;
}

static void
test_settings (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsMqttSettings) s = read_settings (
      "# of the station\n[broker]\nuser=bob\npassword=a\\nb\\ #; c=\n"
      "client-id = me\nca-file=ca.crt\ncertificate=/c.crt\nkey=../c.key\n"
      "status-topic=radio/status\nretain=true\nqueue=7\n",
      "mqtts://ann@host/t", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (s->user, ==, "bob");
  g_assert_cmpstr (s->password, ==, "a\\nb\\ #; c=");
  g_assert_cmpstr (s->client_id, ==, "me");
  g_assert_true (g_path_is_absolute (s->ca_file));
  g_assert_true (g_str_has_suffix (s->ca_file, "/ca.crt"));
  g_assert_cmpstr (s->certificate, ==, "/c.crt");
  g_assert_true (g_str_has_suffix (s->key, "/c.key"));
  g_assert_cmpstr (s->status_topic, ==, "radio/status");
  g_assert_true (s->is_retained);
  g_assert_cmpuint (s->queue, ==, 7);
}

static void
test_no_settings (void)
{
  g_autoptr (GlsMqttAddress) address =
      gls_mqtt_address_parse ("mqtt://ann@host/t", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsMqttSettings) s =
      gls_mqtt_settings_read (NULL, address, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (s->user, ==, "ann");
  g_assert_null (s->password);
  g_assert_null (s->status_topic);
  g_assert_false (s->is_retained);
  g_assert_cmpuint (s->queue, ==, 10000);
  g_clear_pointer (&s, gls_mqtt_settings_free);
  s = gls_mqtt_settings_read ("/no/such/file", address, &error);
  g_assert_null (s);
  g_assert_nonnull (strstr (error->message, "/no/such/file: "));
}

/* One sentence each, with the file's name, and never what a value is. */
static void
test_bad_settings (void)
{
  static const struct
  {
    const char *text, *said;
  } rows[] = {
    { "", "[broker]" },
    { "user=a\n", "[broker]" },
    { "[broker]\nsecret\n", "name=value" },
    { "[mqtt]\nuser=a\n", "[broker]" },
    { "[broker]\nuser=a\n[other]\nb=c\n", "[broker]" },
    { "[broker]\nusr=secret\n", "“usr”" },
    { "[broker]\npassword=secret\n", "needs a user" },
    { "[broker]\nuser=\n", "“user”" },
    { "[broker]\nretain=secret\n", "“retain”" },
    { "[broker]\nqueue=0\n", "“queue”" },
    { "[broker]\nqueue=1000001\n", "“queue”" },
    { "[broker]\nqueue=7 secret\n", "“queue”" },
    { "[broker]\nstatus-topic=a/#\n", "“status-topic”" },
    { "[broker]\nca-file=a\n", "mqtts://" },
    { "[broker]\ncertificate=a\n", "go together" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", rows[i].text);
    g_assert_null (read_settings (rows[i].text, "mqtt://host/t", &error));
    if (strstr (error->message, rows[i].said) == NULL)
      g_error ("%s: %s", rows[i].text, error->message);
    g_assert_null (strstr (error->message, "secret"));
    g_assert_nonnull (strstr (error->message, "/broker: "));
  }
}

static GlsMqttMessage *
make_message (const char *text)
{
  return gls_mqtt_message_new (NULL, g_bytes_new (text, strlen (text)));
}

static guint
push (GlsMqttBacklog *backlog, const char *text, guint n_sent)
{
  return gls_mqtt_backlog_push (backlog, make_message (text), n_sent);
}

static void
assert_popped (GlsMqttBacklog *backlog, const char *wanted)
{
  GlsMqttMessage *message = gls_mqtt_backlog_pop (backlog);
  g_autoptr (GBytes) text = g_bytes_new (wanted, strlen (wanted));

  g_assert_nonnull (message);
  g_assert_true (g_bytes_equal (message->text, text));
  gls_mqtt_message_free (message);
}

/* What is too much is taken from the oldest, whatever is on its way stays, and
 * what comes back is sent first. */
static void
test_backlog (void)
{
  GlsMqttBacklog backlog;

  gls_mqtt_backlog_init (&backlog, 3);
  g_assert_cmpuint (push (&backlog, "a", 0), ==, 0);
  g_assert_cmpuint (push (&backlog, "b", 0), ==, 0);
  g_assert_cmpuint (push (&backlog, "c", 0), ==, 0);
  g_assert_cmpuint (push (&backlog, "d", 0), ==, 1);
  assert_popped (&backlog, "b");
  g_assert_cmpuint (push (&backlog, "e", 1), ==, 1);
  gls_mqtt_backlog_take_back (&backlog, make_message ("b"));
  g_assert_cmpuint (gls_mqtt_backlog_get_length (&backlog), ==, 3);
  assert_popped (&backlog, "b");
  assert_popped (&backlog, "d");
  g_assert_cmpuint (push (&backlog, "f", 2), ==, 1);
  assert_popped (&backlog, "f");
  g_assert_null (gls_mqtt_backlog_pop (&backlog));
  push (&backlog, "g", 9);
  gls_mqtt_backlog_clear (&backlog);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/address/schemes", test_schemes);
  g_test_add_func ("/mqtt/address/parts", test_parts);
  g_test_add_func ("/mqtt/address/refusals", test_refusals);
  g_test_add_func ("/mqtt/address/shown", test_showing);
  g_test_add_func ("/mqtt/address/topics", test_topics);
  g_test_add_func ("/mqtt/settings/all", test_settings);
  g_test_add_func ("/mqtt/settings/none", test_no_settings);
  g_test_add_func ("/mqtt/settings/bad", test_bad_settings);
  g_test_add_func ("/mqtt/backlog", test_backlog);
  return g_test_run ();
}
