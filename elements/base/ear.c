/* A stream is summed up once enough of it was heard, or all.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/ear.h"

#include "base/tagmessages.h"

void
gst_gls_ear_init (GstGlsEar *self, GstGlsVerdicts *verdicts)
{
  *self = (GstGlsEar){ .verdicts = verdicts, .begin_s = -1 };
}

void
gst_gls_ear_clear (GstGlsEar *self)
{
  gst_gls_tag_reader_free (self->reader);
  gst_gls_ear_init (self, self->verdicts);
}

/* --- deciding --- */

/* Vorbis comments and ID3 have no keywords in GStreamer, but any field. */
static void
add_own_field (const GstTagList *tags, const char *field, gpointer user_data)
{
  GstTagList *all = user_data;
  const char *text;

  for (guint i = 0; gst_tag_list_peek_string_index (tags, field, i, &text);
       i++) {
    g_autofree char *own = g_strdup_printf ("GLISSANDO_TAGS=%s", text);

    gst_tag_list_add (all, GST_TAG_MERGE_APPEND, GST_TAG_EXTENDED_COMMENT, own,
        NULL);
  }
}

static GstTagList *
with_own_field (GstTagList *keywords)
{
  GstTagList *all = gst_tag_list_copy (keywords);

  gst_tag_list_foreach (keywords, add_own_field, all);
  gst_tag_list_unref (keywords);
  return all;
}

/* Returns: (transfer full) (nullable): what the stream is like so far */
static GstTagList *
sum_up (GstGlsEar *self, const GstGlsEarSettings *settings)
{
  GlsSelection selection = { .top = settings->top,
    .threshold = (float) settings->threshold,
    .distinct = TRUE,
    .taught = TRUE };
  GlsPrediction summary = { .summary = TRUE };
  GstTagList *tags;

  if (self->reader == NULL
      || !gst_gls_tag_reader_sum_up (self->reader, &summary) || summary.silent)
    return NULL;
  if (settings->threshold <= 0)
    selection.thresholds = gst_gls_tag_reader_get_thresholds (self->reader);
  tags = gst_gls_tag_list (&summary, &selection, settings->field);
  return tags != NULL && g_str_equal (settings->field, GST_TAG_KEYWORDS)
      ? with_own_field (tags)
      : tags;
}

static void
decide (GstGlsEar *self, const GstGlsEarSettings *settings)
{
  gst_gls_verdicts_put (self->verdicts, self->stream, sum_up (self, settings));
}

static gboolean
is_open (const GstGlsEar *self)
{
  return gst_gls_verdicts_is_open (self->verdicts, self->stream);
}

/* --- events --- */

static void
forget_what_was_heard (GstGlsEar *self)
{
  if (self->reader != NULL)
    gst_gls_tag_reader_reset (self->reader);
  self->begin_s = -1;
}

/* An event may come again after a flush. */
static void
hear_stream (GstGlsEar *self, const GstGlsEarSettings *settings, guint stream)
{
  if (stream == self->stream)
    return;
  if (self->stream != 0 && is_open (self))
    decide (self, settings);
  forget_what_was_heard (self);
  self->stream = stream;
}

static gboolean
hear_caps (GstGlsEar *self, GstEvent *event, GError **error)
{
  g_autoptr (GstGlsTagReader) reader = NULL;
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  reader = gst_gls_tag_reader_new (caps, error);
  if (reader == NULL)
    return FALSE;
  if (self->reader != NULL && gst_gls_tag_reader_equal (reader, self->reader))
    return TRUE;
  g_clear_pointer (&self->reader, gst_gls_tag_reader_free);
  self->reader = g_steal_pointer (&reader);
  return TRUE;
}

gboolean
gst_gls_ear_hear_event (GstGlsEar *self, const GstGlsEarSettings *settings,
    GstEvent *event, GError **error)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
      hear_stream (self, settings, gst_event_get_seqnum (event));
      break;
    case GST_EVENT_CAPS:
      return hear_caps (self, event, error);
    case GST_EVENT_SEGMENT:
      gst_event_copy_segment (event, &self->segment);
      break;
    case GST_EVENT_FLUSH_STOP:
      forget_what_was_heard (self);
      break;
    case GST_EVENT_SEGMENT_DONE:
    case GST_EVENT_EOS:
      if (is_open (self))
        decide (self, settings);
      gst_gls_verdicts_end (self->verdicts);
      break;
    default:
      break;
  }
  return TRUE;
}

/* --- predictions --- */

gboolean
gst_gls_ear_hear_prediction (GstGlsEar *self, const GstGlsEarSettings *settings,
    GstBuffer *buffer, GError **error)
{
  GlsPrediction prediction = { .summary = FALSE };

  if (self->reader == NULL)
    return TRUE;
  if (!gst_gls_tag_reader_read (self->reader, buffer, &self->segment,
          &prediction, error))
    return FALSE;
  if (self->begin_s < 0)
    self->begin_s = prediction.start;
  if (is_open (self) ? settings->listen_s > 0
              && prediction.end - self->begin_s >= settings->listen_s
                     : settings->follow)
    decide (self, settings);
  return TRUE;
}
