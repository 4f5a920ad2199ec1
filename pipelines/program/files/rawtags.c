/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/rawtags.h"

#include <string.h>

#include "files/atoms.h"
#include "files/comments.h"
#include "files/frames.h"

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Returns: (transfer full) (nullable) (element-type utf8): NULL if they are
 * damaged */
static GPtrArray *
read_all (Overlay *file)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  if (frames_list (file, names) && comments_list (file, names)
      && atoms_list (file, names)) {
    g_ptr_array_sort (names, compare);
    return names;
  }
  g_ptr_array_unref (names);
  return NULL;
}

/* Returns: the place of the first one from @i on that is not of a field that
 * may change */
static guint
skip_ours (const GPtrArray *names, guint i)
{
  while (i < names->len
      && (g_str_has_prefix (names->pdata[i], "GLISSANDO_")
          || g_str_has_prefix (names->pdata[i], "GENRE=")))
    i++;
  return i;
}

/* Both are sorted. There may be more than before: of an older tag, a new one says
 * the same. */
static gboolean
are_kept (const GPtrArray *before, const GPtrArray *after)
{
  guint k = 0;

  for (guint i = skip_ours (before, 0); i < before->len;
       i = skip_ours (before, i + 1)) {
    while (k < after->len && strcmp (after->pdata[k], before->pdata[i]) < 0)
      k++;
    if (k == after->len || !g_str_equal (after->pdata[k], before->pdata[i]))
      return FALSE;
    k++;
  }
  return TRUE;
}

static gboolean
fail (GError **error, const char *why)
{
  g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA, why);
  return FALSE;
}

GPtrArray *
raw_tags_read (Overlay *file, GError **error)
{
  GPtrArray *names = read_all (file);

  if (names == NULL)
    fail (error, "its metadata are damaged");
  return names;
}

gboolean
raw_tags_are_kept (const GPtrArray *before, Overlay *changed, GError **error)
{
  g_autoptr (GPtrArray) after = read_all (changed);

  return (after != NULL && are_kept (before, after))
      || fail (error,
          "other metadata would be lost, which cannot be written as they are");
}
