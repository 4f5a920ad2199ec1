/* Text, JSON lines and CSV onto an outlet.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/outletwriter.h"

#include "location.h"
#include "text.h"

struct _GlsTagWriter
{
  GlsOutlet *outlet;
  GlsFormat format;
  gboolean has_written;
  char *input; /* the one that was written last */
  char *day;   /* likewise */
};

/* path: (out) (transfer full) (nullable): NULL is standard output */
static gboolean
get_path (const char *location, char **path, GError **error)
{
  g_autofree char *scheme = NULL;

  *path = location != NULL ? gls_location_get_path (location) : NULL;
  if (location == NULL || *path != NULL)
    return TRUE;
  scheme = g_uri_parse_scheme (location);
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO,
      "nothing here can write to “%s” addresses", scheme);
  return FALSE;
}

/* Pipes and devices have no end to append to. */
static gboolean
can_grow (const char *path)
{
  return path != NULL && !g_str_equal (path, "-")
      && (!g_file_test (path, G_FILE_TEST_EXISTS)
          || g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

/* Returns: (transfer full) (nullable): where to */
static GlsOutlet *
open_log (const char *path, GError **error)
{
  GlsLogfile *log = gls_logfile_open (path, error);

  return log != NULL ? gls_outlet_new_logfile (log) : NULL;
}

/* Returns: (transfer full) (nullable): where to */
static GlsOutlet *
open_path (const char *path, GlsTagWriterMode mode, GError **error)
{
  GlsOutfile *file;

  if (mode == GLS_TAG_WRITER_APPEND && can_grow (path))
    return open_log (path, error);
  file = mode == GLS_TAG_WRITER_AT_END ? gls_outfile_new (path, error)
                                       : gls_outfile_new_direct (path, error);
  return file != NULL ? gls_outlet_new_outfile (file) : NULL;
}

static gboolean
put (GlsTagWriter *self, const char *about, const GString *text, GError **error)
{
  return gls_outlet_write (self->outlet, about, text->str, text->len, error);
}

/* At the top of a file nothing has been said yet. */
static void
append_top (GlsTagWriter *self, GString *out)
{
  self->has_written = FALSE;
  g_clear_pointer (&self->input, g_free);
  g_clear_pointer (&self->day, g_free);
  gls_prediction_append_head (self->format, out);
}

/* What grows may have something above already. */
static gboolean
begin (GlsTagWriter *self, GError **error)
{
  g_autoptr (GString) head = g_string_new (NULL);

  if (self->outlet->class->follow == NULL || gls_outlet_follow (self->outlet))
    append_top (self, head);
  return put (self, NULL, head, error);
}

GlsTagWriter *
gls_tag_writer_new_onto (GlsOutlet *outlet, GlsFormat format, GError **error)
{
  g_autoptr (GlsTagWriter) self = g_new0 (GlsTagWriter, 1);

  self->outlet = outlet;
  self->format = format;
  return begin (self, error) ? g_steal_pointer (&self) : NULL;
}

GlsTagWriter *
gls_tag_writer_new (const char *location, GlsFormat format,
    GlsTagWriterMode mode, GError **error)
{
  g_autofree char *path = NULL;
  GlsOutlet *outlet;

  if (!get_path (location, &path, error))
    return NULL;
  outlet = open_path (path, mode, error);
  return outlet != NULL ? gls_tag_writer_new_onto (outlet, format, error)
                        : NULL;
}

/* For people, a name and an empty line where another input begins. */
static void
append_name (GlsTagWriter *self, const GlsPrediction *prediction, GString *out)
{
  const char *input = prediction->input;

  if (input == NULL || g_strcmp0 (input, self->input) == 0)
    return;
  if (self->has_written && self->format == GLS_FORMAT_TEXT)
    g_string_append_c (out, '\n');
  g_free (self->input);
  self->input = g_strdup (input);
  gls_prediction_append_input (prediction, self->format, out);
}

/* For people again, the day in which the times of day are that follow. */
static void
append_day (GlsTagWriter *self, gint64 moment_us, GString *out)
{
  g_autofree char *day = NULL;

  if (self->format != GLS_FORMAT_TEXT || moment_us == 0)
    return;
  day = gls_text_day (moment_us);
  if (g_strcmp0 (day, self->day) == 0)
    return;
  g_string_append_printf (out, "%s\n", day);
  g_free (self->day);
  self->day = g_steal_pointer (&day);
}

/* Returns: (nullable): the shorter name, if there is one */
static const char *
get_name (const GlsPrediction *prediction)
{
  return prediction->label != NULL ? prediction->label : prediction->input;
}

static GString *
begin_lines (GlsTagWriter *self, const GlsPrediction *prediction)
{
  GString *text = g_string_new (NULL);

  if (gls_outlet_follow (self->outlet))
    append_top (self, text);
  if (prediction->label == NULL)
    append_name (self, prediction, text);
  append_day (self, prediction->moment_us, text);
  self->has_written = TRUE;
  return text;
}

gboolean
gls_tag_writer_write (GlsTagWriter *self, const GlsPrediction *prediction,
    const GlsSelection *selection, GError **error)
{
  g_autoptr (GString) text = begin_lines (self, prediction);

  gls_prediction_append (prediction, selection, self->format, text);
  return put (self, get_name (prediction), text, error);
}

gboolean
gls_tag_writer_write_title (GlsTagWriter *self, const GlsPrediction *heading,
    GError **error)
{
  g_autoptr (GString) text = begin_lines (self, heading);

  gls_prediction_append_title (heading, self->format, text);
  return put (self, get_name (heading), text, error);
}

void
gls_tag_writer_publish (GlsTagWriter *self)
{
  gls_outlet_publish (self->outlet);
}

gboolean
gls_tag_writer_drain (GlsTagWriter *self, GCancellable *hurry, GError **error)
{
  return gls_outlet_drain (self->outlet, hurry, error);
}

static void
forget (GlsTagWriter *self)
{
  g_free (self->input);
  g_free (self->day);
  g_free (self);
}

gboolean
gls_tag_writer_finish (GlsTagWriter *self, GError **error)
{
  gboolean ok = gls_outlet_finish (self->outlet, error);

  forget (self);
  return ok;
}

void
gls_tag_writer_free (GlsTagWriter *self)
{
  if (self == NULL)
    return;
  gls_outlet_abandon (self->outlet);
  forget (self);
}
