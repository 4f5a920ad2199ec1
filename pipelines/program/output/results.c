/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/results.h"

void
results_begin (Results *self, size_t input, const char *uri)
{
  if (self->archive != NULL)
    archive_begin_input (self->archive, input, uri);
}

void
results_look_again (Results *self, size_t input, const char *uri)
{
  if (self->archive != NULL)
    archive_look_again (self->archive, input, uri);
}

void
results_write (Results *self, size_t input, const GlsPrediction *prediction,
    gboolean is_live)
{
  if (self->archive != NULL)
    archive_write (self->archive, input, prediction);
  else
    outbox_write (self->outbox, input, prediction, is_live);
}

void
results_write_title (Results *self, size_t input, const GlsPrediction *heading)
{
  if (self->outbox != NULL)
    outbox_write_title (self->outbox, input, heading);
}

void
results_done (Results *self, size_t input, gboolean is_wanted)
{
  if (self->archive != NULL)
    archive_end_input (self->archive, input, is_wanted);
  else if (is_wanted)
    outbox_done (self->outbox, input);
  else
    outbox_drop (self->outbox, input);
}

gboolean
results_have_failed (Results *self)
{
  return self->archive != NULL ? archive_has_failed (self->archive)
                               : outbox_has_failed (self->outbox);
}

gboolean
results_close (Results *self, gboolean is_worth_it, GError **error)
{
  if (self->archive != NULL)
    return archive_close (g_steal_pointer (&self->archive), error);
  return outbox_close (g_steal_pointer (&self->outbox), is_worth_it, error);
}
