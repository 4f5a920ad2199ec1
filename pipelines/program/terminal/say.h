/* Sentences on stderr.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_SAY_H
#define GLISSANDO_SAY_H

#include <glib.h>

/* Exit statuses of the program. */
enum
{
  GLISSANDO_DONE = 0,
  GLISSANDO_SOME_FAILED = 1,
  GLISSANDO_USAGE = 2,
  GLISSANDO_INTERRUPTED = 130, /* as a shell has it after SIGINT */
};

/**
 * say:
 * @subject: (nullable): the input or file that it is about
 * @format: a sentence without a full stop
 *
 * Prints “glissando: SUBJECT: SENTENCE” on one line, out of the way of a
 * progress bar. Any thread may call it.
 */
void say (const char *subject, const char *format, ...) G_GNUC_PRINTF (2, 3);

#endif
