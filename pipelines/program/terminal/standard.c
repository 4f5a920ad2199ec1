/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "terminal/standard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "terminal/say.h"

/* Open, but so that its use fails as that of a closed one does. */
static void
keep_closed (int descriptor, int other_mode)
{
  if (fcntl (descriptor, F_GETFD) < 0 && errno == EBADF)
    (void) !open ("/dev/null", other_mode);
}

static void
on_exit_check (void)
{
  int number = 0;

  if (fflush (stdout) != 0)
    number = errno;
  else if (ferror (stdout))
    number = EIO;
  if (number == 0)
    return;
  say ("standard output", "it cannot be written: %s", g_strerror (number));
  _exit (GLISSANDO_SOME_FAILED);
}

void
standard_guard (void)
{
  /* In this order: each takes the lowest place that is free. */
  keep_closed (STDIN_FILENO, O_WRONLY);
  keep_closed (STDOUT_FILENO, O_RDONLY);
  keep_closed (STDERR_FILENO, O_RDONLY);
  atexit (on_exit_check);
}
