/* Reads in pieces, and looks at each.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "textfile.h"

#include <errno.h>
#include <glib/gstdio.h>

#define PIECE 65536

static void
set_read_error (GError **error, int number)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "it cannot be read: %s",
      number == ENOENT ? "there is no such file" : g_strerror (number));
}

/* Whether what came is text so far. A character that is torn at the end of a
 * piece has at most three bytes yet.
 * checked: (inout): how many bytes are known to be text */
static gboolean
check_text (const GByteArray *bytes, gsize *checked, gboolean ended)
{
  const char *text = (const char *) bytes->data, *end;
  gsize n_left;

  if (bytes->len == *checked)
    return TRUE;
  g_utf8_validate (text + *checked, (gssize) (bytes->len - *checked), &end);
  *checked = (gsize) (end - text);
  n_left = bytes->len - *checked;
  return n_left == 0 || (n_left < 4 && !ended);
}

/* ended: (out): whether there is no more */
static gboolean
append_piece (GByteArray *bytes, FILE *file, gsize max, gboolean *ended,
    GError **error)
{
  guint8 piece[PIECE];
  gsize n = fread (piece, 1, sizeof piece, file);

  *ended = feof (file) != 0;
  if (ferror (file)) {
    set_read_error (error, errno);
    return FALSE;
  }
  if (bytes->len + n > max) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "it is larger than %" G_GSIZE_FORMAT " MiB", max >> 20);
    return FALSE;
  }
  g_byte_array_append (bytes, piece, (guint) n);
  return TRUE;
}

static gboolean
read_all (GByteArray *bytes, FILE *file, gsize max, GError **error)
{
  gboolean ended = FALSE;
  gsize checked = 0;

  while (!ended) {
    if (!append_piece (bytes, file, max, &ended, error))
      return FALSE;
    if (!check_text (bytes, &checked, ended)) {
      g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
          "it is not a text file in UTF-8");
      return FALSE;
    }
  }
  return TRUE;
}

char *
gls_textfile_read (const char *path, size_t max, size_t *length, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  FILE *file = g_fopen (path, "rbe");
  gboolean ok;

  if (file == NULL) {
    set_read_error (error, errno);
    return NULL;
  }
  ok = read_all (bytes, file, max, error);
  fclose (file);
  if (!ok)
    return NULL;
  *length = bytes->len;
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  return (char *) g_byte_array_free (g_steal_pointer (&bytes), FALSE);
}
