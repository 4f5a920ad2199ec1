/* Memory of this process that is really there.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TEST_RESIDENT_H
#define GLISSANDO_TEST_RESIDENT_H

#include <glib.h>
#include <stdlib.h>

/* Returns: KiB; 0 where it cannot be found out */
static inline glong
resident_kib (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = g_strstr_len (status, -1, "VmRSS:");
  return line != NULL ? strtol (line + 6, NULL, 10) : 0;
}

#endif
