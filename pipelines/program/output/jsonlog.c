/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/jsonlog.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json.h"
#include "location.h"

/* What each line begins with. */
#define BEGIN "{\"input\":"

struct _Jsonlog
{
  const char *digest;
  const char *const *labels;
  GHashTable *known; /* (element-type utf8): names, or addresses */
  off_t kept;        /* bytes up to the last line that stands for itself */
};

void
jsonlog_free (Jsonlog *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->known);
  g_free (self);
}

/* --- lines --- */

static gboolean
has_only_known_tags (const Jsonlog *self, const json_t *line)
{
  const json_t *tags = json_object_get (line, "tags");

  for (size_t i = 0; i < json_array_size (tags); i++) {
    const char *tag =
        json_string_value (json_object_get (json_array_get (tags, i), "tag"));

    if (tag == NULL || !g_strv_contains (self->labels, tag))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_file (const char *name)
{
  g_autofree char *path = gls_location_get_path (name);

  return path != NULL;
}

/* What is partial and says by which model is what a file had, and no more; a
 * server may have more the next time. */
static gboolean
is_done (const Jsonlog *self, const json_t *line, const char *name)
{
  const char *model = json_string_value (json_object_get (line, "model"));

  if (!json_is_true (json_object_get (line, "summary"))
      || json_object_get (line, "of") != NULL)
    return FALSE;
  if (json_is_true (json_object_get (line, "partial"))
      && (model == NULL || !is_file (name)))
    return FALSE;
  return model != NULL ? g_str_equal (model, self->digest)
                       : has_only_known_tags (self, line);
}

/* Returns: whether it stands for itself, or is the last of those that do */
static gboolean
take_line (Jsonlog *self, const json_t *line)
{
  const char *name = json_string_value (json_object_get (line, "uri"));

  if (name == NULL)
    name = json_string_value (json_object_get (line, "input"));
  if (name != NULL && is_done (self, line, name))
    g_hash_table_add (self->known, g_strdup (name));
  return json_is_true (json_object_get (line, "summary"))
      || json_object_get (line, "time") != NULL;
}

/* --- the file --- */

/* end: of the line. Returns: whether it is one of ours */
static gboolean
read_line (Jsonlog *self, const char *text, size_t length, off_t end)
{
  const gboolean has_end = text[length - 1] == '\n';
  g_autoptr (json_t) line = NULL;

  /* As far as it goes: somebody was killed, or the disk was full. */
  if (strncmp (text, BEGIN, MIN (length - has_end, strlen (BEGIN))) != 0)
    return FALSE;
  if (!has_end)
    return TRUE;
  line = gls_json_parse_object (text, length, "it", NULL);
  if (line != NULL && take_line (self, line))
    self->kept = end;
  return TRUE;
}

static gboolean
fail_to_read (GError **error)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "it cannot be read: %s",
      g_strerror (errno));
  return FALSE;
}

static gboolean
read_lines (Jsonlog *self, FILE *file, GError **error)
{
  char *text = NULL;
  size_t size = 0, number = 0;
  off_t end = 0;
  gboolean ok = TRUE;
  ssize_t length;

  while (ok && (length = getline (&text, &size, file)) > 0) {
    number++;
    end += length;
    ok = read_line (self, text, (size_t) length, end);
  }
  free (text);
  if (!ok)
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "line %zu is none of “tag --json”, so it cannot be gone on with",
        number);
  else if (ferror (file))
    return fail_to_read (error);
  return ok;
}

static gboolean
cut_off (const Jsonlog *self, const char *path, GError **error)
{
  if (truncate (path, self->kept) == 0)
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "it cannot be written: %s",
      g_strerror (errno));
  return FALSE;
}

Jsonlog *
jsonlog_open (const char *path, const char *digest, const char *const *labels,
    GError **error)
{
  g_autoptr (Jsonlog) self = g_new0 (Jsonlog, 1);
  FILE *file;
  gboolean ok;

  self->digest = digest;
  self->labels = labels;
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&self);
  file = fopen (path, "rbe");
  if (file == NULL) {
    fail_to_read (error);
    return NULL;
  }
  ok = read_lines (self, file, error);
  fclose (file);
  return ok && cut_off (self, path, error) ? g_steal_pointer (&self) : NULL;
}

gboolean
jsonlog_has (const Jsonlog *self, const Input *input)
{
  gboolean name_is_text = g_utf8_validate (input->name, -1, NULL);

  return g_hash_table_contains (self->known,
      name_is_text ? input->name : input->uri);
}
