/* What went wrong with an input, in words for those who gave it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_EXPLAIN_H
#define GLISSANDO_EXPLAIN_H

#include <gst/gst.h>

#include "audio/source.h"

#define EXPLAIN_NO_AUDIO "there is no audio in it"
#define EXPLAIN_DAMAGED "the audio is damaged and cannot be decoded"

/**
 * ExplainContext:
 * @is_file: whether it is read from a local file
 * @has_begun: whether audio has come already
 * @torn: (nullable): what the file ends in the middle of
 * @missing: (nullable): the decoder that was missed, as GStreamer describes it
 *
 * Where an error happened, which GStreamer's codes do not tell.
 */
typedef struct
{
  gboolean is_file;
  gboolean has_begun;
  const char *torn;
  const char *missing;
} ExplainContext;

/**
 * explain_error:
 * @message: an error message from below uridecodebin
 *
 * Returns: (transfer full): a sentence without a full stop
 */
char *explain_error (GstMessage *message, const ExplainContext *context);

/**
 * explain_report:
 * @name: the input, as the user calls it
 *
 * Says on stderr what is odd about an input that was read to its end: silence,
 * values that are no numbers, an end before it should be.
 *
 * Returns: %FALSE if the input is damaged
 */
gboolean explain_report (const char *name, const SourceReport *report);

#endif
