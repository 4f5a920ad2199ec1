/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/change.h"

#include <string.h>

#include "json.h"

/* The record: {"genre":["what","was"],"written":["what","is"]}
 *
 * One text, since some containers keep one value better than many.
 */
typedef struct
{
  GStrv genre;
  GStrv written;
} Record;

static void
record_clear (Record *self)
{
  g_clear_pointer (&self->genre, g_strfreev);
  g_clear_pointer (&self->written, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Record, record_clear)

/* Returns: (nullable): NULL if it is no list of texts */
static GStrv
read_list (const json_t *object, const char *name)
{
  const json_t *list = json_object_get (object, name);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (!json_is_array (list))
    return NULL;
  for (size_t i = 0; i < json_array_size (list); i++) {
    const json_t *value = json_array_get (list, i);

    if (!json_is_string (value))
      return NULL;
    g_strv_builder_add (builder, json_string_value (value));
  }
  return g_strv_builder_end (builder);
}

/* What others have put there is no record. */
static gboolean
record_read (Record *self, const char *const *values)
{
  g_autoptr (json_t) object = NULL;

  if (values[0] == NULL || values[1] != NULL)
    return FALSE;
  object = gls_json_parse_object (values[0], strlen (values[0]), "it", NULL);
  if (object == NULL)
    return FALSE;
  self->genre = read_list (object, "genre");
  self->written = read_list (object, "written");
  return self->genre != NULL && self->written != NULL;
}

static GStrv
record_write (const char *const *genre, const char *const *written)
{
  g_autoptr (json_t) object = json_object ();
  GStrv values = g_new0 (char *, 2);

  json_object_set_new (object, "genre", gls_json_texts (genre));
  json_object_set_new (object, "written", gls_json_texts (written));
  values[0] = gls_json_to_text (object, 0);
  return values;
}

static gboolean
is_same (const GStrv a, const GStrv b)
{
  return g_strv_equal ((const char *const *) a, (const char *const *) b);
}

/* Returns: whether the genre is what was written here, and what it was before */
static gboolean
has_written_genre (const Change *self, Record *record)
{
  return record_read (record,
             (const char *const *) self->before[METADATA_RECORD])
      && is_same (record->written, self->before[METADATA_GENRE]);
}

static void
set (Change *self, MetadataField field, const char *const *values)
{
  g_strfreev (self->after[field]);
  self->after[field] = g_strdupv ((char **) values);
}

static void
plan_genre (Change *self, const ChangePlan *plan)
{
  g_auto (Record) record = { 0 };
  const GStrv before = self->before[METADATA_GENRE];
  GStrv original;

  if (plan->genre == NULL || plan->genre[0] == NULL
      || (before[0] != NULL && !plan->overwrite))
    return;
  set (self, METADATA_GENRE, plan->genre);
  if (!change_has (self, METADATA_GENRE))
    return;
  original = has_written_genre (self, &record) ? record.genre : before;
  g_strfreev (self->after[METADATA_RECORD]);
  self->after[METADATA_RECORD] =
      record_write ((const char *const *) original, plan->genre);
}

static void
plan_undo (Change *self)
{
  const char *const none[] = { NULL };
  g_auto (Record) record = { 0 };

  if (has_written_genre (self, &record))
    set (self, METADATA_GENRE, (const char *const *) record.genre);
  set (self, METADATA_TAGS, none);
  set (self, METADATA_RECORD, none);
}

void
change_plan (Change *self, const ChangePlan *plan)
{
  for (int i = 0; i < METADATA_N_FIELDS; i++)
    set (self, i, (const char *const *) self->before[i]);
  if (plan->undo) {
    plan_undo (self);
    return;
  }
  if (self->before[METADATA_TAGS][0] == NULL || plan->overwrite)
    set (self, METADATA_TAGS, plan->tags);
  plan_genre (self, plan);
}

gboolean
change_has (const Change *self, MetadataField field)
{
  return !is_same (self->before[field], self->after[field]);
}

gboolean
change_is_none (const Change *self)
{
  for (int i = 0; i < METADATA_N_FIELDS; i++)
    if (change_has (self, i))
      return FALSE;
  return TRUE;
}

gboolean
change_leaves_genre (const Change *self, const ChangePlan *plan)
{
  return plan->undo && self->before[METADATA_RECORD][0] != NULL
      && !change_has (self, METADATA_GENRE);
}

void
change_clear (Change *self)
{
  for (int i = 0; i < METADATA_N_FIELDS; i++) {
    g_clear_pointer (&self->before[i], g_strfreev);
    g_clear_pointer (&self->after[i], g_strfreev);
  }
}
