/* Output of parallel work, in the order of the inputs.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_OUTBOX_H
#define GLISSANDO_OUTBOX_H

#include <glib.h>
#include <stdio.h>

typedef struct _Outbox Outbox;

/**
 * outbox_new:
 * @file: where to; not closed
 * @n: how many inputs there are
 * @separator: what stands between the texts of two inputs, may be ""
 *
 * What input 0 says goes out at once; what a later one says waits until all
 * before it are done.
 */
Outbox *outbox_new (FILE *file, size_t n, const char *separator);
void outbox_free (Outbox *self);

/* What stands before everything. */
void outbox_write_head (Outbox *self, const char *text);
/* Any thread. Writes text of one input, and flushes it if it is its turn. */
void outbox_write (Outbox *self, size_t input, const char *text);
/* Nothing more will come from this input. */
void outbox_done (Outbox *self, size_t input);
/* Returns: errno of the first failure to write, or 0 */
int outbox_get_failure (Outbox *self);

#endif
