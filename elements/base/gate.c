/* Ours are added to the tags that a stream has.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/gate.h"

void
gst_gls_gate_init (GstGlsGate *self, GstGlsVerdicts *verdicts)
{
  *self = (GstGlsGate){ .verdicts = verdicts };
}

void
gst_gls_gate_clear (GstGlsGate *self)
{
  gst_clear_tag_list (&self->others);
  gst_clear_tag_list (&self->tags);
  gst_gls_gate_init (self, self->verdicts);
}

void
gst_gls_gate_begin_stream (GstGlsGate *self, guint stream)
{
  if (stream == self->stream)
    return;
  gst_gls_verdicts_forget (self->verdicts, self->stream);
  gst_gls_gate_clear (self);
  self->stream = stream;
}

/* --- tags --- */

static gboolean
has (const GstTagList *tags, const char *field, const char *text)
{
  const char *other;

  for (guint i = 0; gst_tag_list_peek_string_index (tags, field, i, &other);
       i++)
    if (g_str_equal (text, other))
      return TRUE;
  return FALSE;
}

/* Ours are in there only once, also if the audio came with them. */
static void
add_tag (const GstTagList *tags, const char *field, gpointer user_data)
{
  GstTagList *all = user_data;
  const char *text;

  for (guint i = 0; gst_tag_list_peek_string_index (tags, field, i, &text); i++)
    if (!has (all, field, text))
      gst_tag_list_add (all, GST_TAG_MERGE_APPEND, field, text, NULL);
}

static GstEvent *
make_tag_event (const GstGlsGate *self)
{
  GstTagList *all = self->others != NULL ? gst_tag_list_copy (self->others)
                                         : gst_tag_list_new_empty ();

  if (self->tags != NULL)
    gst_tag_list_foreach (self->tags, add_tag, all);
  gst_tag_list_set_scope (all, GST_TAG_SCOPE_STREAM);
  return gst_event_new_tag (all);
}

GstEvent *
gst_gls_gate_add_to_tags (GstGlsGate *self, GstEvent *event)
{
  GstTagList *tags;

  gst_event_parse_tag (event, &tags);
  if (self->is_pushing || gst_tag_list_get_scope (tags) != GST_TAG_SCOPE_STREAM)
    return event;
  gst_tag_list_replace (&self->others, tags);
  gst_event_unref (event);
  return make_tag_event (self);
}

const GstTagList *
gst_gls_gate_push_tags (GstGlsGate *self, GstPad *pad)
{
  g_autoptr (GstTagList) tags =
      gst_gls_verdicts_take (self->verdicts, self->stream);

  if (tags == NULL
      || (self->tags != NULL && gst_tag_list_is_equal (self->tags, tags)))
    return NULL;
  gst_tag_list_replace (&self->tags, tags);
  self->is_pushing = TRUE;
  gst_pad_push_event (pad, make_tag_event (self));
  self->is_pushing = FALSE;
  return self->tags;
}
