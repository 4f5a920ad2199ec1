/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mqtt/settings.h"

#include <string.h>

#include "text.h"
#include "textfile.h"

#define GROUP "broker"
#define MAX_SIZE 65536
#define DEFAULT_QUEUE 10000
#define MAX_QUEUE 1000000

typedef enum
{
  TEXT,
  PATH,
  FLAG,
  COUNT,
} Kind;

#define AT(member) G_STRUCT_OFFSET (GlsMqttSettings, member)
static const struct
{
  const char *name;
  Kind kind;
  glong offset;
} rows[] = {
  { "user", TEXT, AT (user) },
  { "password", TEXT, AT (password) },
  { "client-id", TEXT, AT (client_id) },
  { "ca-file", PATH, AT (ca_file) },
  { "certificate", PATH, AT (certificate) },
  { "key", PATH, AT (key) },
  { "status-topic", TEXT, AT (status_topic) },
  { "retain", FLAG, AT (is_retained) },
  { "queue", COUNT, AT (queue) },
};

static gboolean
refuse (GError **error, const char *format, const char *name)
{
  g_autofree char *sentence = g_strdup_printf (format, name);

  g_set_error_literal (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC, sentence);
  return FALSE;
}

static gboolean
set_flag (gboolean *flag, const char *name, const char *value, GError **error)
{
  *flag = g_str_equal (value, "true");
  return *flag || g_str_equal (value, "false")
      || refuse (error, "“%s” is true or false", name);
}

static gboolean
set_count (guint *count, const char *name, const char *value, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, 1, MAX_QUEUE, &number, NULL))
    return refuse (error, "“%s” is a number from 1 to 1000000", name);
  *count = (guint) number;
  return TRUE;
}

/* folder: that of the file */
static gboolean
set (GlsMqttSettings *self, guint row, const char *folder, const char *value,
    GError **error)
{
  const char *name = rows[row].name;
  gpointer at = G_STRUCT_MEMBER_P (self, rows[row].offset);

  if (!gls_text_is_printable (value, G_MAXUINT16))
    return refuse (error, "“%s” has no value, or one with control characters",
        name);
  switch (rows[row].kind) {
    case FLAG:
      return set_flag (at, name, value, error);
    case COUNT:
      return set_count (at, name, value, error);
    case PATH:
      g_free (*(char **) at);
      *(char **) at = g_canonicalize_filename (value, folder);
      return TRUE;
    case TEXT:
    default:
      g_free (*(char **) at);
      *(char **) at = g_strdup (value);
      return TRUE;
  }
}

static gboolean
set_named (GlsMqttSettings *self, const char *name, const char *folder,
    const char *value, GError **error)
{
  for (guint row = 0; row < G_N_ELEMENTS (rows); row++)
    if (g_str_equal (rows[row].name, name))
      return set (self, row, folder, value, error);
  return refuse (error, "“%s” is no setting of a broker", name);
}

static gboolean
set_all (GlsMqttSettings *self, GKeyFile *file, const char *folder,
    GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_auto (GStrv) names = g_key_file_get_keys (file, GROUP, NULL, NULL);

  if (names == NULL || groups[1] != NULL)
    return refuse (error, "its one section is called [%s]", GROUP);
  for (guint i = 0; names[i] != NULL; i++) {
    /* Not as a string, of which a backslash would be the start of more. */
    g_autofree char *value = g_key_file_get_value (file, GROUP, names[i], NULL);

    if (!set_named (self, names[i], folder, value, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
load (GlsMqttSettings *self, const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (whole);
  g_autofree char *text = NULL;
  size_t length;

  text = gls_textfile_read (path, MAX_SIZE, &length, error);
  if (text == NULL)
    return FALSE;
  /* What GLib says of a line that it does not understand has the line in it,
   * which may be a password. */
  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, NULL))
    return refuse (error, "it has lines that are not “name=value” below [%s]",
        GROUP);
  return set_all (self, file, folder, error);
}

/* Returns: what is wrong, or NULL */
static const char *
judge (const GlsMqttSettings *self, const GlsMqttAddress *address)
{
  if (self->password != NULL && self->user == NULL)
    return "a password needs a user";
  if ((self->certificate != NULL) != (self->key != NULL))
    return "“certificate” and “key” go together";
  if (!address->is_encrypted
      && (self->ca_file != NULL || self->certificate != NULL))
    return "“ca-file” and “certificate” are for TLS, which an address has that "
           "begins with mqtts://";
  if (self->status_topic != NULL && strpbrk (self->status_topic, "+#") != NULL)
    return "“status-topic” has no “+” or “#”";
  return NULL;
}

/* Returns: whether they are whole and go together */
static gboolean
check (const GlsMqttSettings *self, const GlsMqttAddress *address,
    GError **error)
{
  const char *wrong = judge (self, address);

  return wrong == NULL || refuse (error, "%s", wrong);
}

GlsMqttSettings *
gls_mqtt_settings_read (const char *path, const GlsMqttAddress *address,
    GError **error)
{
  g_autoptr (GlsMqttSettings) self = g_new0 (GlsMqttSettings, 1);
  gboolean ok;

  self->queue = DEFAULT_QUEUE;
  ok = path == NULL || load (self, path, error);
  if (ok && self->user == NULL)
    self->user = g_strdup (address->user);
  if (ok && check (self, address, error))
    return g_steal_pointer (&self);
  if (path != NULL)
    g_prefix_error (error, "%s: ", path);
  return NULL;
}

void
gls_mqtt_settings_free (GlsMqttSettings *self)
{
  if (self == NULL)
    return;
  for (guint row = 0; row < G_N_ELEMENTS (rows); row++)
    if (rows[row].kind == TEXT || rows[row].kind == PATH)
      g_free (G_STRUCT_MEMBER (char *, self, rows[row].offset));
  g_free (self);
}
