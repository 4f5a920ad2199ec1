/* What the tables of a corpus are made from.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "recording.h"

const char *
split_name (Split split)
{
  static const char *const names[N_SPLITS] = { "train", "valid", "test" };

  return names[split];
}

Recording *
recording_new (const char *name, Split split, const char *source,
    gboolean is_real, double seconds, GArray *events)
{
  Recording *self = g_new (Recording, 1);

  *self =
      (Recording){ g_strdup (name), split, source, is_real, seconds, events };
  return self;
}

void
recording_free (Recording *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_array_unref (self->events);
  g_free (self);
}
