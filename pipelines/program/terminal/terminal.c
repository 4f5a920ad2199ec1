/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "terminal/terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

size_t
terminal_get_columns (int descriptor)
{
  struct winsize size;

  if (!isatty (descriptor))
    return 0;
  if (ioctl (descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return 80;
  return size.ws_col;
}

gboolean
terminal_is_gone (int descriptor)
{
  struct pollfd entry = { .fd = descriptor };

  return poll (&entry, 1, 0) > 0 && (entry.revents & POLLERR) != 0;
}
