/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/tagmessages.h"

#include "tagnames.h"

static void
add_tags (GstStructure *s, const GlsPrediction *prediction)
{
  g_autofree size_t *order = g_new (size_t, MAX (prediction->n_tags, 1));
  size_t n = gls_prediction_rank (prediction, NULL, order);
  GValue array = G_VALUE_INIT;

  gst_value_array_init (&array, (guint) n);
  for (size_t i = 0; i < n; i++) {
    GValue value = G_VALUE_INIT;
    GstStructure *tag = gst_structure_new ("tag", "tag", G_TYPE_STRING,
        prediction->labels[order[i]], "p", G_TYPE_FLOAT,
        (double) prediction->p[order[i]], NULL);

    if (prediction->untaught != NULL && prediction->untaught[order[i]])
      gst_structure_set (tag, "untaught", G_TYPE_BOOLEAN, TRUE, NULL);
    g_value_init (&value, GST_TYPE_STRUCTURE);
    g_value_take_boxed (&value, tag);
    gst_value_array_append_and_take_value (&array, &value);
  }
  gst_structure_take_value (s, "tags", &array);
}

static GstClockTime
to_clock_time (double seconds)
{
  return (GstClockTime) (seconds * (double) GST_SECOND + 0.5);
}

static void
add_text (GstStructure *s, const char *name, const char *text)
{
  if (text != NULL)
    gst_structure_set (s, name, G_TYPE_STRING, text, NULL);
}

GstStructure *
gst_gls_tag_message (const GlsPrediction *prediction, GstClockTime running_time)
{
  const char *name = prediction->event ? "glissando-event"
      : prediction->summary            ? "glissando-summary"
                                       : "glissando-tags";
  GstStructure *s = gst_structure_new (name, "start", G_TYPE_UINT64,
      to_clock_time (prediction->start), "end", G_TYPE_UINT64,
      to_clock_time (prediction->end), "padded", G_TYPE_BOOLEAN,
      prediction->padded, "silent", G_TYPE_BOOLEAN, prediction->silent, NULL);

  if (!prediction->summary)
    gst_structure_set (s, "running-time", G_TYPE_UINT64, running_time, NULL);
  add_text (s, "input", prediction->input);
  add_text (s, "title", prediction->title);
  add_text (s, "artist", prediction->artist);
  add_text (s, "album", prediction->album);
  add_tags (s, prediction);
  return s;
}

GstTagList *
gst_gls_tag_list (const GlsPrediction *prediction,
    const GlsSelection *selection, const char *field)
{
  g_autofree const char **names =
      gls_tagnames_new (prediction->labels, prediction->n_tags);
  g_autofree size_t *order = g_new (size_t, MAX (prediction->n_tags, 1));
  size_t n = gls_prediction_rank (prediction, selection, order);
  GstTagList *tags;

  if (n == 0)
    return NULL;
  tags = gst_tag_list_new_empty ();
  for (size_t i = 0; i < n; i++)
    gst_tag_list_add (tags, GST_TAG_MERGE_APPEND, field, names[order[i]], NULL);
  return tags;
}
