/* Where audio comes from: anything that GStreamer decodes, as mono float.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_SOURCE_H
#define GLISSANDO_SOURCE_H

#include <gst/gst.h>

/**
 * SourceReport:
 * @n_samples: samples that came through, at the rate asked for downstream
 * @rate: that rate, in Hz; 0 before there is audio
 * @peak: largest absolute value
 * @n_not_finite: samples that are infinite or not a number
 * @torn: (nullable): what the file ends in the middle of; known at the end
 * @declared_s: seconds of audio that the container declares; 0 if it does not
 *
 * What came out of a source, for what is worth telling the user about.
 */
typedef struct
{
  guint64 n_samples;
  guint rate;
  float peak;
  guint64 n_not_finite;
  const char *torn;
  double declared_s;
} SourceReport;

/**
 * source_new:
 * @uri: a URI
 *
 * Makes a bin with one pad, “src”: uridecodebin ! audioconvert !
 * audioresample, mixed down to the mean of the channels. An input without
 * audio ends in an error message from the bin.
 *
 * Returns: (transfer floating): the bin
 */
GstElement *source_new (const char *uri);

/* What came through so far; any thread may ask. */
void source_get_report (GstElement *source, SourceReport *report);

/* Samples divided by rate. */
double source_report_seconds (const SourceReport *report);

/**
 * source_poll_failure:
 * @source: the bin
 * @pipeline: the pipeline that it is in
 *
 * Looks at what the pipeline has reported since the last call.
 *
 * Returns: (transfer full) (nullable): if it has failed, the sentence that
 *   tells a user why
 */
char *source_poll_failure (GstElement *source, GstElement *pipeline);

/**
 * source_poll_standstill:
 *
 * To be asked now and then while nothing comes out of a pipeline that has
 * neither ended nor failed; source_poll_failure() must have been called before.
 * It can be bad luck as well as a bad file: try %SOURCE_TRIES times.
 *
 * Returns: (transfer full) (nullable): if it will never move again, a sentence
 *   that says so
 */
#define SOURCE_TRIES 3
char *source_poll_standstill (GstElement *source);

/**
 * source_complain:
 * @name: the input, as the user calls it
 *
 * Says on stderr what is odd about an input that was read to its end: silence,
 * values that are no numbers, an end before it should be.
 *
 * Returns: %FALSE if the input is damaged
 */
gboolean source_complain (const char *name, const SourceReport *report);

#endif
