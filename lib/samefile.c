/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "samefile.h"

#include <sys/stat.h>

gboolean
gls_samefile (int descriptor, const char *path)
{
  struct stat ours, named;

  return fstat (descriptor, &ours) == 0 && stat (path, &named) == 0
      && ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
}
