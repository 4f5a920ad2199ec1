/* Keeps the predictions of inputs that run in parallel together and in order.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "output/outbox.h"

#include <errno.h>

#include "output/progress.h"

typedef struct
{
  GString *waiting;
  gboolean done;
  gboolean begun; /* something of it is written */
} Slot;

struct _Outbox
{
  GMutex lock;
  FILE *file;
  size_t n;
  size_t turn; /* the input that writes straight through */
  gboolean any_begun;
  const char *separator;
  int failure;
  Slot *slots; /* [n] */
};

Outbox *
outbox_new (FILE *file, size_t n, const char *separator)
{
  Outbox *self = g_new0 (Outbox, 1);

  g_mutex_init (&self->lock);
  self->file = file;
  self->n = n;
  self->separator = separator;
  self->slots = g_new0 (Slot, n);
  for (size_t i = 0; i < n; i++)
    self->slots[i].waiting = g_string_new (NULL);
  return self;
}

void
outbox_free (Outbox *self)
{
  for (size_t i = 0; i < self->n; i++)
    g_string_free (self->slots[i].waiting, TRUE);
  g_free (self->slots);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
put (Outbox *self, const char *text)
{
  if (*text == '\0')
    return;
  progress_pause ();
  if ((fputs (text, self->file) < 0 || fflush (self->file) != 0)
      && self->failure == 0)
    self->failure = errno;
  progress_resume ();
}

static void
put_of_turn (Outbox *self, const char *text)
{
  Slot *slot = &self->slots[self->turn];

  if (*text == '\0')
    return;
  if (!slot->begun && self->any_begun)
    put (self, self->separator);
  slot->begun = TRUE;
  self->any_begun = TRUE;
  put (self, text);
}

void
outbox_write_head (Outbox *self, const char *text)
{
  g_mutex_lock (&self->lock);
  put (self, text);
  g_mutex_unlock (&self->lock);
}

void
outbox_write (Outbox *self, size_t input, const char *text)
{
  g_mutex_lock (&self->lock);
  if (input == self->turn)
    put_of_turn (self, text);
  else
    g_string_append (self->slots[input].waiting, text);
  g_mutex_unlock (&self->lock);
}

void
outbox_done (Outbox *self, size_t input)
{
  g_mutex_lock (&self->lock);
  self->slots[input].done = TRUE;
  while (self->turn < self->n && self->slots[self->turn].done) {
    self->turn++;
    if (self->turn < self->n) {
      put_of_turn (self, self->slots[self->turn].waiting->str);
      g_string_truncate (self->slots[self->turn].waiting, 0);
    }
  }
  g_mutex_unlock (&self->lock);
}

int
outbox_get_failure (Outbox *self)
{
  int failure;

  g_mutex_lock (&self->lock);
  failure = self->failure;
  g_mutex_unlock (&self->lock);
  return failure;
}
