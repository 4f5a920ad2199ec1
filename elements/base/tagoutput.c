/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/tagoutput.h"

#include "mqtt/address.h"
#include "mqtt/broker.h"
#include "tags/outletwriter.h"

struct _GstGlsTagOutput
{
  GstElement *element; /* not owned */
  char *name;          /* of where it goes, for messages */
  GlsFormat format;
  GlsTagWriter *writer;
  gint has_failed; /* atomic: a broker's refusal comes from another thread */
};

/* Once, whoever notices it. */
static void
refuse (GstGlsTagOutput *self, const char *sentence)
{
  if (g_atomic_int_compare_and_exchange (&self->has_failed, FALSE, TRUE))
    GST_ELEMENT_ERROR (self->element, RESOURCE, WRITE,
        ("%s: %s.", self->name, sentence), (NULL));
}

static void
hear_of_broker (GlsMqttNews news, const char *sentence, gpointer data)
{
  GstGlsTagOutput *self = data;

  switch (news) {
    case GLS_MQTT_TROUBLE:
      GST_ELEMENT_WARNING (self->element, RESOURCE, WRITE,
          ("%s: %s.", self->name, sentence), (NULL));
      break;
    case GLS_MQTT_WELL:
      /* Of information, gst-launch-1.0 prints only the debugging text. */
      GST_ELEMENT_INFO (self->element, RESOURCE, WRITE,
          ("%s: %s.", self->name, sentence), ("%s: %s.", self->name, sentence));
      break;
    case GLS_MQTT_REFUSED:
      refuse (self, sentence);
      break;
  }
}

static GlsTagWriter *
open_broker (GstGlsTagOutput *self, const char *location, const char *broker,
    GError **error)
{
  GlsOutlet *outlet;

  if (self->format != GLS_FORMAT_JSON) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        "a broker is given JSON: format is auto or json");
    return NULL;
  }
  outlet = gls_mqtt_broker_open (location, broker, hear_of_broker, self, error);
  return outlet != NULL ? gls_tag_writer_new_onto (outlet, self->format, error)
                        : NULL;
}

static void
output_free (GstGlsTagOutput *self)
{
  g_free (self->name);
  g_free (self);
}

GstGlsTagOutput *
gst_gls_tag_output_open (GstElement *element, const char *location,
    const char *broker, gint format)
{
  gboolean to_broker = gls_mqtt_is_address (location);
  GstGlsTagOutput *self = g_new0 (GstGlsTagOutput, 1);
  g_autoptr (GError) error = NULL;

  self->element = element;
  self->name = gls_mqtt_address_show (location != NULL ? location : "-");
  self->format = format != GST_GLS_FORMAT_AUTO ? (GlsFormat) format
      : to_broker                              ? GLS_FORMAT_JSON
                                               : GLS_FORMAT_TEXT;
  self->writer = to_broker ? open_broker (self, location, broker, &error)
                           : gls_tag_writer_new (location, self->format,
                               GLS_TAG_WRITER_AT_ONCE, &error);
  if (self->writer != NULL)
    return self;
  refuse (self, error->message);
  output_free (self);
  return NULL;
}

GlsFormat
gst_gls_tag_output_get_format (const GstGlsTagOutput *self)
{
  return self->format;
}

gboolean
gst_gls_tag_output_write (GstGlsTagOutput *self,
    const GlsPrediction *prediction, const GlsSelection *selection)
{
  g_autoptr (GError) error = NULL;

  if (gls_tag_writer_write (self->writer, prediction, selection, &error))
    return TRUE;
  refuse (self, error->message);
  return FALSE;
}

gboolean
gst_gls_tag_output_drain (GstGlsTagOutput *self, GCancellable *hurry)
{
  g_autoptr (GError) error = NULL;

  if (self == NULL)
    return TRUE;
  if (!gls_tag_writer_drain (self->writer, hurry, &error))
    refuse (self, error->message);
  return !g_cancellable_is_cancelled (hurry);
}

void
gst_gls_tag_output_close (GstGlsTagOutput *self)
{
  g_autoptr (GError) error = NULL;

  if (self == NULL)
    return;
  if (!gls_tag_writer_finish (self->writer, &error))
    refuse (self, error->message);
  output_free (self);
}
