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

/* length: (out): bytes of its address before the time span */
static gboolean
find_span (const Input *self, size_t *length)
{
  g_autofree char *path = gls_location_get_path (self->uri);
  GlsTimespan span;

  return path != NULL && gls_timespan_split (self->uri, length, &span);
}

gboolean
input_is_part (const Input *self)
{
  size_t length;

  return find_span (self, &length);
}

static void
join_parts (Input *self)
{
  GlsTimespan span;
  size_t length;

  if (!find_span (self, &length))
    return;
  self->uri[length] = '\0';
  gls_timespan_split (self->name, &length, &span);
  self->name[length] = '\0';
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
