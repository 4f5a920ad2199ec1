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
 * GlsPrediction:
 * @input: (nullable): what was listened to, as the user calls it
 * @uri: (nullable): its address, for names that are no UTF-8
 * @title: (nullable): what the audio says of itself; and so the next two
 * @artist: (nullable): who made it
 * @album: (nullable): where it is from
 * @start: seconds from the start of the stream
 * @end: seconds; the end of the audio that was heard
 * @padded: the audio was shorter than a segment and was filled up
 * @silent: nothing was to be heard, so that the tags say nothing
 * @summary: not one segment but all of them
 * @partial: of a summary: there would have been more to hear
 * @n_tags: length of @labels, @synonyms and @p
 * @labels: the n_tags names, in the model's order
 * @synonyms: (nullable): size_t[n_tags], for each tag the place of the first
 *   one that means the same, which may be its own
 * @p: float[n_tags], probabilities 0 .. 1
 *
 * Owns nothing.
 */
typedef struct
{
  const char *input;
  const char *uri;
  const char *title;
  const char *artist;
  const char *album;
  double start;
  double end;
  gboolean padded;
  gboolean silent;
  gboolean summary;
  gboolean partial;
  size_t n_tags;
  const char *const *labels;
  const size_t *synonyms;
  const float *p;
} GlsPrediction;

/* Returns: (transfer full): one that owns what it points to */
GLS_API GlsPrediction *
gls_prediction_copy (const GlsPrediction *self) G_GNUC_WARN_UNUSED_RESULT;
/* self: (transfer full): a copy */
GLS_API void gls_prediction_free (GlsPrediction *self);

/**
 * GlsSelection:
 * @top: at most this many tags, the most probable ones; 0 means all
 * @threshold: only tags of at least this probability; 0 means all
 * @distinct: of tags that mean the same only the most probable one
 */
typedef struct
{
  size_t top;
  float threshold;
  gboolean distinct;
} GlsSelection;

typedef enum
{
  GLS_FORMAT_TEXT,
  GLS_FORMAT_JSON,
  GLS_FORMAT_CSV,
} GlsFormat;

/**
 * gls_prediction_rank:
 * @selection: (nullable): which tags are wanted; %NULL means all
 * @order: (out): size_t[n_tags], filled with the places of the wanted tags,
 *   most probable first; equal ones stay in the model's order
 *
 * A probability that is not a number ranks last and reaches no threshold.
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
 * reaches the threshold, the line says which comes nearest.
 *
 * %GLS_FORMAT_JSON: one object on one line:
 *
 *     {"input":"a.ogg","start":0.000,"end":28.672,"tags":[{"tag":"techno",
 *     "p":0.62}, …]}
 *
 * with "summary", "partial", "padded" or "silent":true where it applies, and
 * without "input" if that is %NULL. "title", "artist" and "album" are there if
 * they are known, "uri" if the input's name is no UTF-8 and so cannot be given.
 *
 * %GLS_FORMAT_CSV: one row per wanted tag, in the columns of
 * gls_prediction_append_head(); kind is segment, padded, silent, summary or
 * partial.
 */
GLS_API void gls_prediction_append (const GlsPrediction *self,
    const GlsSelection *selection, GlsFormat format, GString *out);

/* What stands once before all predictions: the header line of CSV,
 * input,start,end,tag,p,kind; nothing for the others. */
GLS_API void gls_prediction_append_head (GlsFormat format, GString *out);

/**
 * gls_prediction_append_input:
 *
 * What stands before the predictions of one input: its name for people;
 * nothing for the others, which repeat it with each prediction.
 */
GLS_API void gls_prediction_append_input (const char *input, GlsFormat format,
    GString *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsPrediction, gls_prediction_free)

G_END_DECLS

#endif
