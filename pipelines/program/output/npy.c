/* NumPy's .npy format, version 1.0 (NEP 1): a magic string, the length of a
 * header, a Python dictionary padded with spaces, then the bare array. The
 * header is written with room for any number of items and patched at the end;
 * for what cannot go back, a pipe, the array waits in memory until then.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "output/npy.h"

#include <string.h>

#include "outfile.h"

/* With magic and length; a multiple of 64, as the format wants. */
#define HEADER_SIZE 256

struct _NpyWriter
{
  GlsOutfile *file;
  size_t n_axes;
  size_t size[NPY_MAX_AXES];
  size_t item_size;
  size_t n_items;
  GByteArray *waiting; /* or NULL */
  gboolean is_too_large;
};

static void
write_header (NpyWriter *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint8 header[HEADER_SIZE];
  size_t room = HEADER_SIZE - 10;

  g_string_append_printf (text,
      "{'descr': '%cf4', 'fortran_order': False, 'shape': (%" G_GSIZE_FORMAT
      ",",
      G_BYTE_ORDER == G_LITTLE_ENDIAN ? '<' : '>', self->n_items);
  for (size_t i = 0; i < self->n_axes; i++)
    g_string_append_printf (text, "%s%" G_GSIZE_FORMAT, i > 0 ? ", " : " ",
        self->size[i]);
  g_string_append (text, "), }");
  g_assert (text->len < room);

  memset (header, ' ', sizeof header);
  memcpy (header, "\x93NUMPY\x01\x00", 8);
  header[8] = (guint8) (room & 0xff);
  header[9] = (guint8) (room >> 8);
  memcpy (header + 10, text->str, text->len);
  header[HEADER_SIZE - 1] = '\n';
  gls_outfile_write (self->file, header, sizeof header);
}

/* A pipe or a device cannot. */
static gboolean
can_go_back (const char *path)
{
  return !g_str_equal (path, "-")
      && (!g_file_test (path, G_FILE_TEST_EXISTS)
          || g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

NpyWriter *
npy_writer_new (const char *path, size_t n_axes, const size_t *size,
    GError **error)
{
  GlsOutfile *file;
  NpyWriter *self;

  g_return_val_if_fail (n_axes <= NPY_MAX_AXES, NULL);

  file = gls_outfile_new (path, error);
  if (file == NULL)
    return NULL;
  self = g_new0 (NpyWriter, 1);
  self->file = file;
  self->n_axes = n_axes;
  self->item_size = 1;
  for (size_t i = 0; i < n_axes; i++) {
    self->size[i] = size[i];
    self->item_size *= size[i];
  }
  if (can_go_back (path))
    write_header (self);
  else
    self->waiting = g_byte_array_new ();
  return self;
}

void
npy_writer_add (NpyWriter *self, const float *item)
{
  size_t size = self->item_size * sizeof *item;

  /* A GByteArray ends at 4 GiB. */
  if (self->waiting != NULL && size > G_MAXUINT - self->waiting->len)
    self->is_too_large = TRUE;
  else if (self->waiting != NULL)
    g_byte_array_append (self->waiting, (const guint8 *) item, (guint) size);
  else
    gls_outfile_write (self->file, item, size);
  self->n_items++;
}

size_t
npy_writer_get_n_items (const NpyWriter *self)
{
  return self->n_items;
}

static void
npy_writer_free (NpyWriter *self)
{
  g_clear_pointer (&self->waiting, g_byte_array_unref);
  g_free (self);
}

void
npy_writer_abandon (NpyWriter *self)
{
  gls_outfile_abandon (self->file);
  npy_writer_free (self);
}

gboolean
npy_writer_finish (NpyWriter *self, GError **error)
{
  GlsOutfile *file = self->file;

  if (self->is_too_large) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_IO,
        "more than 4 GB can only be written to a file");
    npy_writer_abandon (self);
    return FALSE;
  }
  if (self->waiting == NULL)
    gls_outfile_rewind (file);
  write_header (self);
  if (self->waiting != NULL)
    gls_outfile_write (file, self->waiting->data, self->waiting->len);
  npy_writer_free (self);
  return gls_outfile_finish (file, error);
}
