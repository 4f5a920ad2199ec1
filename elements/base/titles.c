/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/titles.h"

static void
hear_one (const GstTagList *tags, const char *name, char **text)
{
  char *heard;

  if (!gst_tag_list_get_string (tags, name, &heard))
    return;
  g_free (*text);
  *text = heard;
}

void
gst_gls_titles_hear (GstGlsTitles *self, GstEvent *event)
{
  GstTagList *tags;

  gst_event_parse_tag (event, &tags);
  hear_one (tags, GST_TAG_TITLE, &self->title);
  hear_one (tags, GST_TAG_ARTIST, &self->artist);
  hear_one (tags, GST_TAG_ALBUM, &self->album);
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
