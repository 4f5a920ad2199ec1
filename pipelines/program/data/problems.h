/* What is wrong with the data, for the command to say.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What reads data does not speak to the user: a row that cannot be used is
 * noted here, by whichever thread meets it, and the work goes on.
 */
#ifndef GLISSANDO_PROBLEMS_H
#define GLISSANDO_PROBLEMS_H

#include <glib.h>

/**
 * Problem:
 * @subject: the file that it is about
 * @line: of the manifest
 * @sentence: what is wrong, without a full stop
 * @kind: (nullable): what those that are alike are called, "rows that …"
 */
typedef struct
{
  char *subject;
  size_t line;
  char *sentence;
  const char *kind;
} Problem;

typedef struct _Problems Problems;

Problems *problems_new (void);
void problems_free (Problems *self);

/* Any thread may call it. */
void problems_add (Problems *self, const char *subject, size_t line,
    const char *format, ...) G_GNUC_PRINTF (4, 5);

/* The same for what there may be many of. kind: must live as long as the list */
void problems_add_of_kind (Problems *self, const char *kind,
    const char *subject, size_t line, const char *format, ...)
    G_GNUC_PRINTF (5, 6);

/* The same for what is worth saying, but keeps no row out. */
void problems_note (Problems *self, const char *subject, size_t line,
    const char *format, ...) G_GNUC_PRINTF (4, 5);

/* Without what was only noted. */
size_t problems_get_n (const Problems *self);

/**
 * problems_take:
 *
 * Returns: (transfer container) (element-type Problem): what came since the
 *   last call, in order of lines, whoever was first; the problems remain the
 *   list's
 */
GPtrArray *problems_take (Problems *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Problems, problems_free)

#endif
