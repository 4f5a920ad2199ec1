/* In place of edit.c, in a program that was built without TagLib.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "files/edit.h"

const char *
edit_find_missing (void)
{
  return "this program was built without TagLib: install libtag1-dev and build "
         "it again";
}

static gboolean
fail (GError **error)
{
  g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA, edit_find_missing ());
  return FALSE;
}

gboolean
edit_look (const char *path, FileState *state, Change *change, GError **error)
{
  return fail (error);
}

gboolean
edit_apply (const char *path, const FileState *expected, const ChangePlan *plan,
    const EditOptions *options, Change *change, GError **error)
{
  return fail (error);
}
