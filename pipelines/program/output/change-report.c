/*     song.mp3
 *       - GENRE: Rock
 *       + GENRE: classical
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "output/change-report.h"

#include "json.h"
#include "outfile.h"
#include "terminal/progress.h"
#include "text.h"

struct _ChangeReport
{
  GMutex lock;
  GlsOutfile *out;
  gboolean json;
  gboolean dry_run;
};

ChangeReport *
change_report_new (gboolean json, gboolean dry_run, GError **error)
{
  GlsOutfile *out = gls_outfile_new (NULL, error);
  ChangeReport *self;

  if (out == NULL)
    return NULL;
  self = g_new0 (ChangeReport, 1);
  g_mutex_init (&self->lock);
  self->out = out;
  self->json = json;
  self->dry_run = dry_run;
  return self;
}

/* --- for people --- */

static void
append_values (GString *out, char sign, int field, const GStrv values)
{
  g_autofree char *joined = g_strjoinv (", ", values);
  g_autofree char *printable = gls_text_make_printable (joined);

  if (values[0] != NULL)
    g_string_append_printf (out, "  %c %s: %s\n", sign,
        metadata_field_get_name (field), printable);
}

static void
append_lines (GString *out, const Input *input, const Change *change)
{
  g_autofree char *name = gls_text_make_printable (input->name);
  gsize start;

  g_string_append_printf (out, "%s\n", name);
  start = out->len;
  for (int i = 0; i < METADATA_N_FIELDS; i++) {
    if (!change_has (change, i)) {
      append_values (out, '=', i, change->before[i]);
      continue;
    }
    append_values (out, '-', i, change->before[i]);
    append_values (out, '+', i, change->after[i]);
  }
  if (out->len == start)
    g_string_append (out, "  nothing to write\n");
}

/* --- for programs --- */

static json_t *
make_changes (const Change *change)
{
  json_t *changes = json_array ();

  for (int i = 0; i < METADATA_N_FIELDS; i++)
    if (change_has (change, i)) {
      json_t *one = json_object ();

      json_object_set_new (one, "field",
          json_string (metadata_field_get_name (i)));
      json_object_set_new (one, "before",
          gls_json_texts ((const char *const *) change->before[i]));
      json_object_set_new (one, "after",
          gls_json_texts ((const char *const *) change->after[i]));
      json_array_append_new (changes, one);
    }
  return changes;
}

static void
append_object (const ChangeReport *self, GString *out, const Input *input,
    const Change *change)
{
  g_autoptr (json_t) object = json_object ();

  json_object_set_new (object, "input", gls_json_text (input->name));
  if (!g_utf8_validate (input->name, -1, NULL))
    json_object_set_new (object, "uri", gls_json_text (input->uri));
  json_object_set_new (object, "written",
      json_boolean (!self->dry_run && !change_is_none (change)));
  json_object_set_new (object, "changes", make_changes (change));
  gls_json_append (out, object, 0);
  g_string_append_c (out, '\n');
}

void
change_report_add (ChangeReport *self, const Input *input, const Change *change)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->json)
    append_object (self, text, input, change);
  else if (self->dry_run || !change_is_none (change))
    append_lines (text, input, change);
  g_mutex_lock (&self->lock);
  progress_pause ();
  gls_outfile_write (self->out, text->str, text->len);
  gls_outfile_flush (self->out);
  progress_resume ();
  g_mutex_unlock (&self->lock);
}

gboolean
change_report_close (ChangeReport *self, GError **error)
{
  gboolean ok = gls_outfile_finish (self->out, error);

  g_mutex_clear (&self->lock);
  g_free (self);
  return ok;
}
