/* Predictions of parallel work on their way to one writer.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_OUTBOX_H
#define GLISSANDO_OUTBOX_H

#include "tags/writer.h"

typedef struct _Outbox Outbox;

/**
 * OutboxOrder:
 * @OUTBOX_AT_ONCE: as they come
 * @OUTBOX_WHEN_DONE: those of an input together, when it is done; those of a
 *   stream without end as they come
 * @OUTBOX_BY_INPUT: input by input, in the order of their numbers; but streams
 *   without end as they come
 */
typedef enum
{
  OUTBOX_AT_ONCE,
  OUTBOX_WHEN_DONE,
  OUTBOX_BY_INPUT,
} OutboxOrder;

/**
 * outbox_new:
 * @writer: (transfer full): where to
 * @selection: which tags are written
 * @order: what waits for what
 * @n: how many inputs there are
 *
 * Any thread may call what follows.
 */
Outbox *outbox_new (GlsTagWriter *writer, const GlsSelection *selection,
    OutboxOrder order, size_t n);

/* is_live: who waits for the end of this input waits for long. The first one
 * that is makes what stands in a file what others can read along */
void outbox_write (Outbox *self, size_t input, const GlsPrediction *prediction,
    gboolean is_live);
/* Of one that is live, at once: what has begun, for people to read. */
void outbox_write_title (Outbox *self, size_t input,
    const GlsPrediction *heading);
/* Nothing more will come from this input. */
void outbox_done (Outbox *self, size_t input);
/* The same, and what waits is not written. */
void outbox_drop (Outbox *self, size_t input);
/* Whether something could not be written, so that there is no use in more. */
gboolean outbox_has_failed (Outbox *self);

/**
 * outbox_close:
 * @self: (transfer full): the outbox
 * @is_worth_it: of what is to be replaced: whether it is, even if nothing was
 *   written
 * @error: return location for the first failure to write
 */
gboolean outbox_close (Outbox *self, gboolean is_worth_it, GError **error);

#endif
