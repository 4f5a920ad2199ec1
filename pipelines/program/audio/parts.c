/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "audio/collection.h"

#include <string.h>

#include "location.h"

void
input_free (gpointer data)
{
  Input *self = data;

  g_free (self->name);
  g_free (self->uri);
  g_free (self->title);
  g_free (self->artist);
  g_free (self->album);
  g_free (self);
}

gboolean
input_is_part (const Input *self)
{
  g_autofree char *path = gls_location_get_path (self->uri);

  return path != NULL && gls_timespan_split (self->uri, NULL, NULL);
}

static void
cut_span (char *name)
{
  size_t length;

  gls_timespan_split (name, &length, NULL);
  name[length] = '\0';
}

static void
join_parts (Input *self)
{
  if (!input_is_part (self))
    return;
  cut_span (self->uri);
  cut_span (self->name);
}

void
inputs_join_parts (GPtrArray *inputs)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < inputs->len;) {
    Input *input = inputs->pdata[i];

    join_parts (input);
    if (g_hash_table_contains (seen, input->uri))
      g_ptr_array_remove_index (inputs, i);
    else {
      g_hash_table_add (seen, input->uri);
      i++;
    }
  }
}
