/* NumPy's .npy format, version 1.0 (NEP 1): a magic string, the length of a
 * header, a Python dictionary padded with spaces, then the bare array. The
 * header is written with room for any number of items and patched at the end.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "npy.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* With magic and length; a multiple of 64, as the format wants. */
#define HEADER_SIZE 256

struct _NpyWriter
{
  FILE *file;
  char *path;
  char *partial_path;
  int failed; /* errno of the first failure, or 0 */
  size_t n_axes;
  size_t size[NPY_MAX_AXES];
  size_t item_size;
  size_t n_items;
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
  if (fwrite (header, 1, sizeof header, self->file) != sizeof header
      && self->failed == 0)
    self->failed = errno;
}

static void
set_file_error (GError **error, int number)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number),
      "cannot be written: %s", g_strerror (number));
}

NpyWriter *
npy_writer_new (const char *path, size_t n_axes, const size_t *size,
    GError **error)
{
  NpyWriter *self;

  g_return_val_if_fail (n_axes <= NPY_MAX_AXES, NULL);

  self = g_new0 (NpyWriter, 1);
  self->path = g_strdup (path);
  /* A device or a pipe cannot be renamed onto, nor sought in. */
  if (g_file_test (path, G_FILE_TEST_EXISTS)
      && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    self->partial_path = g_strdup (path);
  else
    self->partial_path = g_strconcat (path, ".part", NULL);
  self->n_axes = n_axes;
  self->item_size = 1;
  for (size_t i = 0; i < n_axes; i++) {
    self->size[i] = size[i];
    self->item_size *= size[i];
  }
  self->file = g_fopen (self->partial_path, "wbe");
  if (self->file == NULL) {
    set_file_error (error, errno);
    npy_writer_abandon (self);
    return NULL;
  }
  write_header (self);
  return self;
}

void
npy_writer_add (NpyWriter *self, const float *item)
{
  if (fwrite (item, sizeof *item, self->item_size, self->file)
          != self->item_size
      && self->failed == 0)
    self->failed = errno;
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
  g_free (self->path);
  g_free (self->partial_path);
  g_free (self);
}

void
npy_writer_abandon (NpyWriter *self)
{
  if (self->file != NULL) {
    fclose (self->file);
    if (!g_str_equal (self->partial_path, self->path))
      g_unlink (self->partial_path);
  }
  npy_writer_free (self);
}

gboolean
npy_writer_finish (NpyWriter *self, GError **error)
{
  if (self->failed == 0 && fseek (self->file, 0, SEEK_SET) != 0)
    self->failed = errno;
  if (self->failed == 0)
    write_header (self);
  if (self->failed == 0 && fflush (self->file) != 0)
    self->failed = errno;
  if (self->failed == 0 && !g_str_equal (self->partial_path, self->path)
      && g_rename (self->partial_path, self->path) != 0)
    self->failed = errno;
  if (self->failed != 0) {
    set_file_error (error, self->failed);
    npy_writer_abandon (self);
    return FALSE;
  }
  fclose (self->file);
  npy_writer_free (self);
  return TRUE;
}
