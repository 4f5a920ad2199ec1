/* What a model says about a stretch of audio, and how it is written down.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Numbers are written with a point whatever the locale. Text that is not UTF-8
 * (a file name can be anything) is written with U+FFFD where it is broken, so
 * that what comes out is always valid UTF-8. Control characters never come out
 * as they are.
 */
#ifndef GLS_TAGS_PREDICTION_H
#define GLS_TAGS_PREDICTION_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * GlsScope:
 * @GLS_SCOPE_INPUT: all of it
 * @GLS_SCOPE_TITLE: as long as it bears one title
 * @GLS_SCOPE_PERIOD: an hour, or what else was asked for
 *
 * What a summary is the mean of.
 */
typedef enum
{
  GLS_SCOPE_INPUT,
  GLS_SCOPE_TITLE,
  GLS_SCOPE_PERIOD,
} GlsScope;

/**
 * GlsPrediction:
 * @input: (nullable): what was listened to, as the user calls it
 * @uri: (nullable): its address, for names that are no UTF-8
 * @label: (nullable): what stands before the line in text, where lines of
 *   several streams come as they are heard
 * @station: (nullable): who sends it
 * @title: (nullable): what the audio says of itself; and so the next two
 * @artist: (nullable): who made it
 * @album: (nullable): where it is from
 * @track: which track of that, where the audio is a part of a file; else 0
 * @start: seconds from the start of the stream
 * @end: seconds; the end of the audio that was heard
 * @moment_us: of what is sent as it is heard, when its start came in, as
 *   g_get_real_time() counts; else 0
 * @until_us: likewise of its end
 * @padded: the audio was shorter than a segment and was filled up
 * @silent: nothing was to be heard, so that the tags say nothing
 * @provisional: from the first seconds; better ones will follow
 * @summary: not one segment but all of them
 * @scope: of a summary: all of which
 * @partial: of a summary: there would have been more to hear
 * @event: not a segment but something that sounds from start to end: the tags
 *   whose probability is a number. A summary that is an event says that there
 *   was none
 * @n_tags: length of @labels, @synonyms, @untaught and @p
 * @labels: the n_tags names, in the model's order
 * @synonyms: (nullable): size_t[n_tags], for each tag the place of the first
 *   one that means the same, which may be its own
 * @untaught: (nullable): gboolean[n_tags], those that the model could not learn,
 *   so that their @p says nothing
 * @p: float[n_tags], probabilities 0 .. 1
 * @model: (nullable): which model says so
 * @n_embedding: length of @embedding
 * @embedding: (nullable): float[n_embedding], what the network knew before it
 *   decided on tags, where that was asked for; of a summary the mean, as that
 *   of @p
 *
 * Owns nothing.
 */
typedef struct
{
  const char *input;
  const char *uri;
  const char *label;
  const char *station;
  const char *title;
  const char *artist;
  const char *album;
  guint track;
  double start;
  double end;
  gint64 moment_us;
  gint64 until_us;
  gboolean padded;
  gboolean silent;
  gboolean provisional;
  gboolean summary;
  GlsScope scope;
  gboolean partial;
  gboolean event;
  size_t n_tags;
  const char *model;

  /*< private >*/ /* to other languages; bindings.h gives them */
  const char *const *labels;
  const size_t *synonyms;
  const gboolean *untaught;
  const float *p;
  size_t n_embedding;
  const float *embedding;
} GlsPrediction;

/**
 * gls_prediction_copy: (skip)
 *
 * Returns: (transfer full): one that owns what it points to
 */
GLS_API GlsPrediction *
gls_prediction_copy (const GlsPrediction *self) G_GNUC_WARN_UNUSED_RESULT;
/**
 * gls_prediction_free: (skip)
 * @self: (transfer full): a copy
 */
GLS_API void gls_prediction_free (GlsPrediction *self);

/**
 * GlsFormat:
 * @GLS_FORMAT_TEXT: lines for people
 * @GLS_FORMAT_JSON: an object on each line
 * @GLS_FORMAT_CSV: a row for each tag
 */
typedef enum
{
  GLS_FORMAT_TEXT,
  GLS_FORMAT_JSON,
  GLS_FORMAT_CSV,
} GlsFormat;

#ifndef __GI_SCANNER__ /* gls_prediction_to_text() does it */

/**
 * GlsSelection:
 * @top: at most this many tags, the most probable ones; 0 means all
 * @threshold: only tags of at least this probability; 0 means all
 * @distinct: of tags that mean the same only the most probable one
 * @thresholds: (nullable): float[n_tags], for each tag one of its own, in place
 *   of @threshold; NAN: there is none, and the tag is not wanted
 * @taught: only tags that the model could learn
 */
typedef struct
{
  size_t top;
  float threshold;
  gboolean distinct;
  const float *thresholds;
  gboolean taught;
} GlsSelection;

/**
 * gls_prediction_rank:
 * @selection: (nullable): which tags are wanted; %NULL means all
 * @order: (out): size_t[n_tags], filled with the places of the wanted tags,
 *   most probable first; equal ones stay in the model's order
 *
 * A probability that is not a number ranks last and reaches no threshold. Of an
 * event, all that are numbers are wanted, and no others.
 *
 * Returns: how many are wanted
 */
GLS_API size_t gls_prediction_rank (const GlsPrediction *self,
    const GlsSelection *selection, size_t *order);

/**
 * gls_prediction_append:
 * @selection: (nullable): which tags are wanted; %NULL means all
 * @format: how to write
 * @out: where to; every line is ended
 *
 * Writes one prediction.
 *
 * %GLS_FORMAT_TEXT: one line for people, without the input's name:
 *
 *        0:00 –    0:29   techno       0.62   electronic   0.55
 *       whole             techno       0.60   electronic   0.51
 *
 * A partial summary is called “so far”, and silence has no tags. Where no tag
 * reaches the threshold, the line says which comes nearest. Where it is known
 * when the audio came in, the line begins with that, in local time, after the
 * label if there is one:
 *
 *     one  14:03:21–14:03:50   techno       0.62   electronic   0.55
 *     one  14:03:21–14:07:02   techno       0.60   electronic   0.51   “A - B”
 *     one  14:00:00–15:00:00   techno       0.50   pop          0.41   (mean)
 *
 * The second one is the summary of a title, the third one that of a period. An
 * event has tenths of a second:
 *
 *      0:03.2 –  0:04.1   glissando     0.93
 *
 * %GLS_FORMAT_JSON: one object on one line:
 *
 *     {"input":"a.ogg","start":0.000,"end":28.672,"tags":[{"tag":"techno",
 *     "p":0.62}, {"tag":"opera","p":0.01,"untaught":true}, …]}
 *
 * with "untaught" in a tag that the model could not learn, "summary", "partial",
 * "provisional", "event", "padded" or "silent":true where it applies, "of":
 * "title" or "period" in summaries of less than the input, and without "input"
 * if that is %NULL. "station", "title", "artist" and "album" are there if they
 * are known, so are "time" and "until", the moments of start and end by ISO
 * 8601; "model" if it is given; and "uri" if the input's name is no UTF-8 and
 * so cannot be given; "track" if it is not 0.
 *
 * %GLS_FORMAT_CSV: one row per wanted tag, in the columns of
 * gls_prediction_append_head(); kind is segment, padded, silent, provisional,
 * event, summary, partial, title or period; title and time are empty where they
 * are not known.
 */
GLS_API void gls_prediction_append (const GlsPrediction *self,
    const GlsSelection *selection, GlsFormat format, GString *out);

/**
 * gls_prediction_count_columns:
 * @labels: [n_tags]
 *
 * Returns: columns of a terminal that a tag takes in %GLS_FORMAT_TEXT; a label
 *   that is longer than is usual takes more
 */
GLS_API size_t gls_prediction_count_columns (const char *const *labels,
    size_t n_tags);

/* What stands once before all predictions: the header line of CSV,
 * input,start,end,tag,p,kind,title,time; nothing for the others. */
GLS_API void gls_prediction_append_head (GlsFormat format, GString *out);

/**
 * gls_prediction_append_title:
 * @heading: of which station, title, artist, label and moment count
 *
 * What tells people that a title has begun; nothing in the other formats, which
 * repeat it with each prediction:
 *
 *     one  14:03:21            ♪ A - B
 */
GLS_API void gls_prediction_append_title (const GlsPrediction *heading,
    GlsFormat format, GString *out);

/**
 * gls_prediction_append_input:
 *
 * What stands before the predictions of one input: its name for people, and
 * which track it is if it is one; nothing for the others, which repeat it with
 * each prediction.
 */
GLS_API void gls_prediction_append_input (const GlsPrediction *self,
    GlsFormat format, GString *out);

#endif

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsPrediction, gls_prediction_free)

G_END_DECLS

#endif
