/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/titles.h"

/* Returns: whether it is another text than before */
static gboolean
hear_one (const GstTagList *tags, const char *name, char **text)
{
  gboolean is_other;
  char *heard;

  if (!gst_tag_list_get_string (tags, name, &heard))
    return FALSE;
  is_other = g_strcmp0 (heard, *text) != 0;
  g_free (*text);
  *text = heard;
  return is_other;
}

gboolean
gst_gls_titles_are_left_by (const GstGlsTitles *self, GstEvent *event)
{
  const char *title;
  GstTagList *tags;

  gst_event_parse_tag (event, &tags);
  return gst_tag_list_peek_string_index (tags, GST_TAG_TITLE, 0, &title)
      && g_strcmp0 (title, self->title) != 0;
}

gboolean
gst_gls_titles_hear (GstGlsTitles *self, GstEvent *event)
{
  gboolean is_other;
  GstTagList *tags;

  gst_event_parse_tag (event, &tags);
  if (self->title != NULL && gst_gls_titles_are_left_by (self, event))
    gst_gls_titles_clear (self);
  is_other = hear_one (tags, GST_TAG_TITLE, &self->title);
  is_other |= hear_one (tags, GST_TAG_ARTIST, &self->artist);
  is_other |= hear_one (tags, GST_TAG_ALBUM, &self->album);
  return is_other;
}

void
gst_gls_titles_copy (const GstGlsTitles *self, GstGlsTitles *copy)
{
  copy->title = g_strdup (self->title);
  copy->artist = g_strdup (self->artist);
  copy->album = g_strdup (self->album);
}

void
gst_gls_titles_clear (GstGlsTitles *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->artist, g_free);
  g_clear_pointer (&self->album, g_free);
}

void
gst_gls_titles_give (const GstGlsTitles *self, GlsPrediction *prediction)
{
  prediction->title = self->title;
  prediction->artist = self->artist;
  prediction->album = self->album;
}
