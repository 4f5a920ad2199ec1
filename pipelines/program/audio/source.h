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
 * @start_s: where in the file the first is, where only a part of it is heard
 * @peak: largest absolute value in any channel
 * @n_not_finite: values that are infinite or not a number
 * @cancelled: share of the samples in which channels cancel each other, so that
 *   the loudest was taken alone
 * @torn: (nullable): what the file ends in the middle of; known at the end
 * @has_answered: whether the next two have been asked for yet
 * @declared_s: seconds that the container declares, or that a part of it should
 *   have; 0 if it does not
 * @is_download: a server said how many bytes there are
 * @tracks_end_s: where the last of its tracks ends, heard or not; 0 if there is
 *   no container
 *
 * What came out of a source, for what is worth telling the user about.
 */
typedef struct
{
  guint64 n_samples;
  guint rate;
  double start_s;
  float peak;
  guint64 n_not_finite;
  double cancelled;
  const char *torn;
  double declared_s;
  gboolean has_answered;
  gboolean is_download;
  double tracks_end_s;
} SourceReport;

#define SOURCE_TYPE (source_get_type ())
G_DECLARE_FINAL_TYPE (Source, source, GLISSANDO, SOURCE, GstBin)

/**
 * source_new:
 * @uri: a URI, also of a part of a file, see timespan.h: its samples are those
 *   from the first to the last of that part, as nearly as the format can tell
 *
 * Makes a bin with one pad, “src”: uridecodebin ! mixdown ! audioresample,
 * which gives mono float at any rate. Its error messages are sentences for
 * users. An input without audio ends in one. From a server it is radiosrc that
 * reads, and its messages “glissando-radio” come out of the bin.
 *
 * Returns: (transfer floating) (nullable): the bin; NULL if GStreamer's base
 *   plugins are not installed, or cannot be loaded now
 */
GstElement *source_new (const char *uri);

/* Of an address: it is connected to again whatever happens, also where it is not
 * there at the start. Before it starts. */
void source_insist (Source *self);

/* What came through so far; any thread may ask, and is answered at once. */
void source_get_report (Source *self, SourceReport *report);

/* Samples divided by rate. */
double source_report_seconds (const SourceReport *report);

/* Whether any thread of it runs: reads, takes apart or decodes. */
gboolean source_is_streaming (Source *self);

/* Whether what follows the source is busy with what it gave. */
gboolean source_is_at_work (Source *self);

/* The calls below ask elements, so that they may wait for long or for ever. */

/* How long the input says it is, as far as it is known by now. */
void source_ask_duration (Source *self);

/* After the end: how long it should have been, and whether it is torn. */
void source_look_at_end (Source *self);

/* Ends the audio here, so that what came so far is worked on to its end. */
void source_drain (Source *self);

#endif
