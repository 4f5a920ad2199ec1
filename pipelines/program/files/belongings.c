/* Access control lists are extended attributes, too, on Linux.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "files/belongings.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "%s cannot be kept: %s", what,
      g_strerror (errno));
  return FALSE;
}

/* After the owner, since a change of that takes rights away. */
static gboolean
copy_owner (int from, int to, const struct stat *status, GError **error)
{
  struct stat ours;

  if (fstat (to, &ours) != 0)
    return fail (error, "its owner");
  if ((ours.st_uid != status->st_uid || ours.st_gid != status->st_gid)
      && fchown (to, status->st_uid, status->st_gid) != 0)
    return fail (error, "its owner");
  if (fchmod (to, status->st_mode & 07777) != 0)
    return fail (error, "its permissions");
  return TRUE;
}

/* Labels and checksums of the content are the system's. */
static gboolean
is_ours_to_keep (const char *name)
{
  return g_str_has_prefix (name, "user.")
      || g_str_has_prefix (name, "system.posix_acl_");
}

static gboolean
copy_attribute (int from, int to, const char *name)
{
  ssize_t size = fgetxattr (from, name, NULL, 0);
  g_autofree char *value = size > 0 ? g_malloc ((size_t) size) : NULL;

  if (size < 0)
    return FALSE;
  if (size > 0)
    size = fgetxattr (from, name, value, (size_t) size);
  return size >= 0
      && fsetxattr (to, name, value != NULL ? value : "", (size_t) size, 0)
      == 0;
}

static gboolean
copy_attributes (int from, int to, GError **error)
{
  ssize_t size = flistxattr (from, NULL, 0);
  g_autofree char *names = size > 0 ? g_malloc ((size_t) size) : NULL;

  if (size > 0)
    size = flistxattr (from, names, (size_t) size);
  if (size < 0) /* where there are none */
    return errno == ENOTSUP ? TRUE : fail (error, "its extended attributes");
  for (const char *name = names; name < names + size; name += strlen (name) + 1)
    if (is_ours_to_keep (name) && !copy_attribute (from, to, name))
      return fail (error, "its extended attributes");
  return TRUE;
}

static gboolean
copy_times (int to, const struct stat *status, GError **error)
{
  const struct timespec times[] = { status->st_atim, status->st_mtim };

  return futimens (to, times) == 0 ? TRUE : fail (error, "its time");
}

gboolean
belongings_copy (int from, int to, gboolean times, GError **error)
{
  struct stat status;

  if (fstat (from, &status) != 0)
    return fail (error, "its permissions");
  return copy_owner (from, to, &status, error)
      && copy_attributes (from, to, error)
      && (!times || copy_times (to, &status, error));
}
