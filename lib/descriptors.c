/* The only way to find out is to take them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "descriptors.h"

#include <fcntl.h>
#include <unistd.h>

/* A radio takes 12, half of which the program has before. */
#define PIPELINE 10

gboolean
gls_descriptors_are_left (void)
{
  static GMutex lock; /* one looks at a time, for the sake of who works */
  int taken[PIPELINE];
  guint n = 0;

  g_mutex_lock (&lock);
  while (n < PIPELINE
      && (taken[n] = open ("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0)
    n++;
  for (guint i = 0; i < n; i++)
    close (taken[i]);
  g_mutex_unlock (&lock);
  return n == PIPELINE;
}
