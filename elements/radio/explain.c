/* GStreamer's error messages speak of elements and streams to those who build
 * pipelines. Who gave a file wants to know what is the matter with the file.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "radio/explain.h"

#include <string.h>

#include "text.h"

/* "Failed" says no more than that; what it means depends on where it happens.
 */
static const char *
explain_failed (const GstGlsExplainContext *context)
{
  if (context->is_file)
    return "the audio cannot be decoded";
  return context->has_begun ? "the connection broke off"
                            : "no connection could be made";
}

static const char *
explain_stream (int code, const GstGlsExplainContext *context)
{
  switch (code) {
    case GST_STREAM_ERROR_TYPE_NOT_FOUND:
      return "this is not audio that can be recognised";
    case GST_STREAM_ERROR_WRONG_TYPE:
      return GST_GLS_EXPLAIN_NO_AUDIO;
    case GST_STREAM_ERROR_CODEC_NOT_FOUND:
      return "no decoder for this kind of audio is installed";
    case GST_STREAM_ERROR_DECRYPT:
    case GST_STREAM_ERROR_DECRYPT_NOKEY:
      return "the audio is encrypted";
    case GST_STREAM_ERROR_DECODE:
    case GST_STREAM_ERROR_DEMUX:
      return GST_GLS_EXPLAIN_DAMAGED;
    case GST_STREAM_ERROR_FAILED:
      return explain_failed (context);
    default:
      return NULL;
  }
}

/* souphttpsrc asks for the rest of what broke off, and not every server has
 * rests. */
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
    case GST_RESOURCE_ERROR_SEEK:
      return "the connection broke off";
    default:
      return NULL;
  }
}

/* What is missing has a name in words, or none but its media type. */
static char *
explain_missing (const char *missing)
{
  size_t n = strcspn (missing, " ");

  if (g_str_has_prefix (missing, "text/"))
    return g_strdup ("this is text, not audio");
  if (memchr (missing, '/', n) != NULL && !g_str_has_prefix (missing, "audio/"))
    return g_strdup_printf ("there is no audio in it, but %.*s", (int) n,
        missing);
  return g_strdup_printf ("what it needs is not installed: %s", missing);
}

/* A redirection says only “Found”, a server in trouble a little more.
 * Returns: (transfer full) (nullable) */
static char *
explain_answer (const GError *error, const char *debug)
{
  static const char answer[] = "^[^\n]*\\(([345]\\d\\d)\\), URL:";
  g_autoptr (GRegex) regex = g_regex_new (answer, G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *code = NULL;

  if (debug == NULL || !g_regex_match (regex, debug, 0, &match))
    return NULL;
  code = g_match_info_fetch (match, 1);
  if (code[0] == '3')
    return g_strdup ("the server sends from one address to the next, and to no"
                     " audio");
  return g_strdup_printf ("the server answers “%s” (%s)", error->message, code);
}

/* Only audio is asked for, so that nothing else can be missing. */
static gboolean
means_no_audio (const GError *error, const char *debug)
{
  return g_error_matches (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN)
      || (debug != NULL
          && (strstr (debug, "without exposing pads") != NULL
              || strstr (debug, "no known streams found") != NULL));
}

static const char *
explain_by_code (const GError *error, const GstGlsExplainContext *context)
{
  if (error->domain == GST_STREAM_ERROR)
    return explain_stream (error->code, context);
  if (error->domain == GST_RESOURCE_ERROR)
    return explain_resource (error->code);
  return NULL;
}

char *
gst_gls_explain_error (GstMessage *message, const GstGlsExplainContext *context)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *debug = NULL;
  const char *text;
  char *answer;

  gst_message_parse_error (message, &error, &debug);
  if (context->missing != NULL)
    return explain_missing (context->missing);
  if (context->torn != NULL && error->domain == GST_STREAM_ERROR)
    return g_strdup_printf ("the file is cut off: it ends inside a %s",
        context->torn);
  if (means_no_audio (error, debug))
    return g_strdup (GST_GLS_EXPLAIN_NO_AUDIO);
  if (debug != NULL && strstr (debug, "no valid frames found") != NULL)
    return g_strdup ("there is no audio in it that can be decoded");
  text = explain_by_code (error, context);
  if (text != NULL)
    return g_strdup (text);
  answer = explain_answer (error, debug);
  return answer != NULL ? answer : gls_text_tidy (error->message);
}
