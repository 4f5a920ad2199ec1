/* Where predictions go: to a writer of text, or into a database.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_RESULTS_H
#define GLISSANDO_RESULTS_H

#include "output/archive.h"
#include "output/outbox.h"

/* Exactly one of both is there. */
typedef struct
{
  Outbox *outbox;
  Archive *archive;
} Results;

/* Before an input is heard. */
void results_begin (Results *self, size_t input, const char *uri);
/* After tags were written into it. */
void results_look_again (Results *self, size_t input, const char *uri);
/* What follows is as of the outbox; any thread may call it. */
void results_write (Results *self, size_t input,
    const GlsPrediction *prediction, gboolean is_live);
void results_write_title (Results *self, size_t input,
    const GlsPrediction *heading);
/* is_wanted: whether what still waits is written */
void results_done (Results *self, size_t input, gboolean is_wanted);
gboolean results_have_failed (Results *self);
gboolean results_close (Results *self, gboolean is_worth_it, GError **error);

#endif
