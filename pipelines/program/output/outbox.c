/* What has to wait waits here, as copies.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "output/outbox.h"

#include "tags/outletwriter.h"
#include "terminal/progress.h"

typedef struct
{
  GQueue waiting; /* of GlsPrediction, owned */
  gboolean is_live;
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
  gboolean is_public; /* others read along */
  GError *failure;    /* the first one */
  Slot *slots;        /* [n] */
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

/* Those that are done, and those that nobody waits for. */
static void
pass_turn (Outbox *self)
{
  while (self->turn < self->n
      && (self->slots[self->turn].done || self->slots[self->turn].is_live))
    if (++self->turn < self->n && self->order == OUTBOX_BY_INPUT)
      put_waiting (self, self->turn);
}

/* A stream without end waits for nobody, and nobody waits for it; whoever reads
 * its output wants to read along. */
static void
let_live (Outbox *self, size_t input)
{
  if (!self->is_public)
    gls_tag_writer_publish (self->writer);
  self->is_public = TRUE;
  self->slots[input].is_live = TRUE;
  pass_turn (self);
}

void
outbox_write (Outbox *self, size_t input, const GlsPrediction *prediction,
    gboolean is_live)
{
  g_mutex_lock (&self->lock);
  if (is_live)
    let_live (self, input);
  if (self->slots[input].is_live || self->order == OUTBOX_AT_ONCE
      || (self->order == OUTBOX_BY_INPUT && input == self->turn)) {
    put_waiting (self, input);
    put (self, prediction);
  } else
    g_queue_push_tail (&self->slots[input].waiting,
        gls_prediction_copy (prediction));
  g_mutex_unlock (&self->lock);
}

void
outbox_write_title (Outbox *self, size_t input, const GlsPrediction *heading)
{
  g_mutex_lock (&self->lock);
  let_live (self, input);
  if (self->failure == NULL) {
    progress_pause ();
    gls_tag_writer_write_title (self->writer, heading, &self->failure);
    progress_resume ();
  }
  g_mutex_unlock (&self->lock);
}

void
outbox_done (Outbox *self, size_t input)
{
  g_mutex_lock (&self->lock);
  self->slots[input].done = TRUE;
  if (self->order != OUTBOX_BY_INPUT)
    put_waiting (self, input);
  pass_turn (self);
  g_mutex_unlock (&self->lock);
}

void
outbox_drop (Outbox *self, size_t input)
{
  g_mutex_lock (&self->lock);
  g_queue_clear_full (&self->slots[input].waiting,
      (GDestroyNotify) gls_prediction_free);
  g_mutex_unlock (&self->lock);
  outbox_done (self, input);
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

/* Waits for as long as the writer thinks right, first. */
static gboolean
finish (Outbox *self)
{
  gboolean ok = gls_tag_writer_drain (self->writer, NULL, &self->failure);

  return gls_tag_writer_finish (self->writer, ok ? &self->failure : NULL) && ok;
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
    ok = finish (self);
  if (self->failure != NULL)
    g_propagate_error (error, g_steal_pointer (&self->failure));
  outbox_free (self);
  return ok;
}
