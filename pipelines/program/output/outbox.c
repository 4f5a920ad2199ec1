/* What has to wait waits here, as copies.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "output/outbox.h"

#include "terminal/progress.h"

typedef struct
{
  GQueue waiting; /* of GlsPrediction, owned */
  gboolean done;
} Slot;

struct _Outbox
{
  GMutex lock;
  GlsTagWriter *writer;
  GlsSelection selection;
  OutboxOrder order;
  size_t n;
  size_t turn; /* by input: the one that is written at once */
  gboolean has_written;
  GError *failure; /* the first one */
  Slot *slots;     /* [n] */
};

Outbox *
outbox_new (GlsTagWriter *writer, const GlsSelection *selection,
    OutboxOrder order, size_t n)
{
  Outbox *self = g_new0 (Outbox, 1);

  g_mutex_init (&self->lock);
  self->writer = writer;
  self->selection = *selection;
  self->order = order;
  self->n = n;
  self->slots = g_new0 (Slot, n);
  for (size_t i = 0; i < n; i++)
    g_queue_init (&self->slots[i].waiting);
  return self;
}

static void
put (Outbox *self, const GlsPrediction *prediction)
{
  if (self->failure != NULL)
    return;
  progress_pause ();
  self->has_written |= gls_tag_writer_write (self->writer, prediction,
      &self->selection, &self->failure);
  progress_resume ();
}

static void
put_waiting (Outbox *self, size_t input)
{
  GlsPrediction *prediction;

  while ((prediction = g_queue_pop_head (&self->slots[input].waiting))
      != NULL) {
    put (self, prediction);
    gls_prediction_free (prediction);
  }
}

void
outbox_write (Outbox *self, size_t input, const GlsPrediction *prediction,
    gboolean is_live)
{
  g_mutex_lock (&self->lock);
  if (self->order == OUTBOX_AT_ONCE
      || (self->order == OUTBOX_WHEN_DONE && is_live)
      || (self->order == OUTBOX_BY_INPUT && input == self->turn)) {
    put_waiting (self, input);
    put (self, prediction);
  } else
    g_queue_push_tail (&self->slots[input].waiting,
        gls_prediction_copy (prediction));
  g_mutex_unlock (&self->lock);
}

void
outbox_done (Outbox *self, size_t input)
{
  g_mutex_lock (&self->lock);
  self->slots[input].done = TRUE;
  if (self->order != OUTBOX_BY_INPUT)
    put_waiting (self, input);
  while (self->turn < self->n && self->slots[self->turn].done)
    if (++self->turn < self->n && self->order == OUTBOX_BY_INPUT)
      put_waiting (self, self->turn);
  g_mutex_unlock (&self->lock);
}

gboolean
outbox_has_failed (Outbox *self)
{
  gboolean has_failed;

  g_mutex_lock (&self->lock);
  has_failed = self->failure != NULL;
  g_mutex_unlock (&self->lock);
  return has_failed;
}

static void
outbox_free (Outbox *self)
{
  for (size_t i = 0; i < self->n; i++)
    g_queue_clear_full (&self->slots[i].waiting,
        (GDestroyNotify) gls_prediction_free);
  g_free (self->slots);
  g_mutex_clear (&self->lock);
  g_clear_error (&self->failure);
  g_free (self);
}

gboolean
outbox_close (Outbox *self, gboolean is_worth_it, GError **error)
{
  gboolean ok = self->failure == NULL;

  /* Those whose turn never came. */
  for (size_t i = 0; i < self->n; i++)
    put_waiting (self, i);
  if (!ok || !(self->has_written || is_worth_it))
    gls_tag_writer_free (self->writer);
  else
    ok = gls_tag_writer_finish (self->writer, &self->failure);
  if (self->failure != NULL)
    g_propagate_error (error, g_steal_pointer (&self->failure));
  outbox_free (self);
  return ok;
}
