/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "audio/filelist.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Returns: (transfer full) (nullable): all of it */
static GByteArray *
read_all (const char *path, GError **error)
{
  const gboolean is_standard = g_str_equal (path, "-");
  FILE *file = is_standard ? stdin : fopen (path, "rbe");
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gboolean ok = file != NULL;
  guint8 part[1 << 16];
  size_t n;

  while (ok && (n = fread (part, 1, sizeof part, file)) > 0)
    g_byte_array_append (bytes, part, (guint) n);
  ok = ok && !ferror (file);
  if (!ok)
    g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (errno),
        g_strerror (errno));
  if (file != NULL && !is_standard)
    fclose (file);
  return ok ? g_steal_pointer (&bytes) : NULL;
}

gboolean
filelist_read (const char *path, GPtrArray *names, GError **error)
{
  g_autoptr (GByteArray) bytes = read_all (path, error);
  const char *at, *end;
  int separator;

  if (bytes == NULL)
    return FALSE;
  if (bytes->len == 0)
    return TRUE;
  at = (const char *) bytes->data;
  end = at + bytes->len;
  separator = memchr (at, '\0', bytes->len) != NULL ? '\0' : '\n';
  while (at < end) {
    const char *stop = memchr (at, separator, (size_t) (end - at));

    if (stop == NULL)
      stop = end;
    if (stop > at)
      g_ptr_array_add (names, g_strndup (at, (gsize) (stop - at)));
    at = stop + 1;
  }
  return TRUE;
}
