/* Text, JSON lines and CSV into files.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/writer.h"

#include "location.h"
#include "outfile.h"

struct _GlsTagWriter
{
  GlsOutfile *file;
  GlsFormat format;
  gboolean has_written;
  char *input; /* the one that was written last */
};

static GlsOutfile *
open_location (const char *location, GlsTagWriterMode mode, GError **error)
{
  g_autofree char *path =
      location != NULL ? gls_location_get_path (location) : NULL;

  if (location != NULL && path == NULL) {
    g_autofree char *scheme = g_uri_parse_scheme (location);

    g_set_error (error, GLS_ERROR, GLS_ERROR_IO,
        "nothing here can write to “%s” addresses", scheme);
    return NULL;
  }
  return mode == GLS_TAG_WRITER_AT_END ? gls_outfile_new (path, error)
                                       : gls_outfile_new_direct (path, error);
}

static gboolean
put (GlsTagWriter *self, const GString *text, GError **error)
{
  gls_outfile_write (self->file, text->str, text->len);
  if (gls_outfile_flush (self->file))
    return TRUE;
  if (error != NULL)
    *error = g_error_copy (gls_outfile_get_failure (self->file));
  return FALSE;
}

GlsTagWriter *
gls_tag_writer_new (const char *location, GlsFormat format,
    GlsTagWriterMode mode, GError **error)
{
  GlsOutfile *file = open_location (location, mode, error);
  g_autoptr (GString) head = g_string_new (NULL);
  GlsTagWriter *self;

  if (file == NULL)
    return NULL;
  self = g_new0 (GlsTagWriter, 1);
  self->file = file;
  self->format = format;
  gls_prediction_append_head (format, head);
  if (put (self, head, error))
    return self;
  gls_tag_writer_free (self);
  return NULL;
}

/* For people, a name and an empty line where another input begins. */
static void
append_heading (GlsTagWriter *self, const char *input, GString *out)
{
  if (input == NULL || g_strcmp0 (input, self->input) == 0)
    return;
  if (self->has_written && self->format == GLS_FORMAT_TEXT)
    g_string_append_c (out, '\n');
  g_free (self->input);
  self->input = g_strdup (input);
  gls_prediction_append_input (input, self->format, out);
}

gboolean
gls_tag_writer_write (GlsTagWriter *self, const GlsPrediction *prediction,
    const GlsSelection *selection, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_heading (self, prediction->input, text);
  gls_prediction_append (prediction, selection, self->format, text);
  self->has_written = TRUE;
  return put (self, text, error);
}

static void
forget (GlsTagWriter *self)
{
  g_free (self->input);
  g_free (self);
}

gboolean
gls_tag_writer_finish (GlsTagWriter *self, GError **error)
{
  gboolean ok = gls_outfile_finish (self->file, error);

  forget (self);
  return ok;
}

void
gls_tag_writer_free (GlsTagWriter *self)
{
  if (self == NULL)
    return;
  gls_outfile_abandon (self->file);
  forget (self);
}
