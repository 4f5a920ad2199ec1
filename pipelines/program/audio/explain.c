/* GStreamer's error messages speak of elements and streams to those who build
 * pipelines. Who gave a file wants to know what is the matter with the file.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/explain.h"

#include <math.h>
#include <string.h>

#include "output/say.h"

/* An end earlier than declared by less than this is rounding, not damage. */
#define MISSING_S 0.5

/* "Failed" says no more than that; what it means depends on where it happens.
 */
static const char *
explain_failed (const ExplainContext *context)
{
  if (context->is_file)
    return "the audio cannot be decoded";
  return context->has_begun ? "the connection broke off"
                            : "no connection could be made";
}

static const char *
explain_stream (int code, const ExplainContext *context)
{
  switch (code) {
    case GST_STREAM_ERROR_TYPE_NOT_FOUND:
      return "this is not audio that can be recognised";
    case GST_STREAM_ERROR_CODEC_NOT_FOUND:
      return "no decoder for this kind of audio is installed";
    case GST_STREAM_ERROR_DECRYPT:
    case GST_STREAM_ERROR_DECRYPT_NOKEY:
      return "the audio is encrypted";
    case GST_STREAM_ERROR_DECODE:
    case GST_STREAM_ERROR_DEMUX:
      return EXPLAIN_DAMAGED;
    case GST_STREAM_ERROR_FAILED:
      return explain_failed (context);
    default:
      return NULL;
  }
}

static const char *
explain_resource (int code)
{
  switch (code) {
    case GST_RESOURCE_ERROR_NOT_FOUND:
      return "it cannot be found";
    case GST_RESOURCE_ERROR_NOT_AUTHORIZED:
      return "access is not allowed";
    case GST_RESOURCE_ERROR_READ:
      return "it cannot be read any further";
    default:
      return NULL;
  }
}

/* Only audio is asked for, so that nothing else can be missing. */
static gboolean
means_no_audio (const GError *error, const char *debug)
{
  return g_error_matches (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN)
      || (debug != NULL && strstr (debug, "without exposing pads") != NULL);
}

char *
explain_error (GstMessage *message, const ExplainContext *context)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *debug = NULL;
  const char *text = NULL;

  gst_message_parse_error (message, &error, &debug);
  if (context->missing != NULL)
    return g_strdup_printf ("it needs a %s, which is not installed",
        context->missing);
  if (means_no_audio (error, debug))
    text = EXPLAIN_NO_AUDIO;
  else if (error->domain == GST_STREAM_ERROR)
    text = explain_stream (error->code, context);
  else if (error->domain == GST_RESOURCE_ERROR)
    text = explain_resource (error->code);
  return text != NULL ? g_strdup (text) : say_tidy (error->message);
}

gboolean
explain_report (const char *name, const SourceReport *report)
{
  double seconds = source_report_seconds (report);

  if (report->n_not_finite > 0)
    say (name,
        "it holds samples that are infinite or not a number, which count"
        " as silence");
  if (report->n_samples > 0 && report->peak == 0)
    say (name, "the audio is silent throughout, so that its tags say nothing");
  if (report->cancelled > 0)
    say (name,
        "channels cancel each other in %.0f %% of it, where the loudest alone"
        " is heard",
        ceil (100 * report->cancelled));
  if (report->declared_s > fmax (seconds, report->tracks_end_s) + MISSING_S) {
    say (name, "the audio ends after %.1f s although %.1f s are declared",
        seconds, report->declared_s);
    return FALSE;
  }
  if (report->torn != NULL) {
    say (name, "the file is cut off: after %.1f s it ends inside a %s", seconds,
        report->torn);
    return FALSE;
  }
  return TRUE;
}
