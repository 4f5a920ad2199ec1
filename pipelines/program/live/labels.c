/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/labels.h"

#include <string.h>

#include "text.h"

/* A longer one pushes the rest of its line to the right. */
#define MAX_COLUMNS 32

static const char *
without_scheme (const char *name)
{
  const char *at = strstr (name, "://");

  return at != NULL ? at + 3 : name;
}

/* Returns: where the tail of @n parts begins; a “/” at the end ends none */
static const char *
find_tail (const char *name, guint n)
{
  const char *at = name + strlen (name);

  if (at > name && at[-1] == '/')
    at--;
  for (; at > name; at--)
    if (at[-1] == '/' && --n == 0)
      break;
  return at;
}

static gboolean
is_unique (const GPtrArray *names, guint index, guint n_parts)
{
  const char *tail = find_tail (without_scheme (names->pdata[index]), n_parts);

  for (guint i = 0; i < names->len; i++)
    if (i != index
        && g_str_equal (tail,
            find_tail (without_scheme (names->pdata[i]), n_parts)))
      return FALSE;
  return TRUE;
}

static char *
make_label (const GPtrArray *names, guint index)
{
  const char *name = without_scheme (names->pdata[index]);
  guint n_parts = 1;

  while (find_tail (name, n_parts) > name && !is_unique (names, index, n_parts))
    n_parts++;
  return gls_text_make_printable (find_tail (name, n_parts));
}

static void
pad (GPtrArray *labels)
{
  glong columns = 0;

  for (guint i = 0; i < labels->len; i++)
    columns = MAX (columns, g_utf8_strlen (labels->pdata[i], -1));
  columns = MIN (columns, MAX_COLUMNS);
  for (guint i = 0; i < labels->len; i++) {
    char *label = labels->pdata[i];
    glong n_missing = MAX (columns - g_utf8_strlen (label, -1), 0);
    g_autofree char *spaces = g_strnfill ((gsize) n_missing, ' ');

    labels->pdata[i] = g_strconcat (label, spaces, NULL);
    g_free (label);
  }
}

GStrv
labels_new (const GPtrArray *names)
{
  GPtrArray *labels = g_ptr_array_new ();

  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (labels, make_label (names, i));
  pad (labels);
  g_ptr_array_add (labels, NULL);
  return (GStrv) g_ptr_array_free (labels, FALSE);
}
