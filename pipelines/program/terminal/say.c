/* The one way in which the program complains: one sentence, one line.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "terminal/say.h"

#include <stdio.h>

#include "terminal/progress.h"
#include "text.h"

void
say (const char *subject, const char *format, ...)
{
  g_autoptr (GString) line = g_string_new ("glissando: ");
  g_autofree char *sentence = NULL;
  g_autofree char *tidy = NULL;
  va_list args;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  if (subject != NULL) {
    g_autofree char *name = gls_text_tidy (subject);

    g_string_append (line, name);
    g_string_append (line, ": ");
  }
  tidy = gls_text_tidy (sentence);
  g_string_append (line, tidy);
  g_string_append_c (line, '\n');

  progress_pause ();
  fputs (line->str, stderr);
  fflush (stderr);
  progress_resume ();
}
