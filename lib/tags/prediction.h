/* What a model says about a stretch of audio, and how it is written down.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Numbers are written with a point whatever the locale. Text that is not UTF-8
 * (a file name can be anything) is written with U+FFFD where it is broken, so
 * that what comes out is always valid UTF-8.
 */
#ifndef GLS_TAGS_PREDICTION_H
#define GLS_TAGS_PREDICTION_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * GlsPrediction:
 * @input: (nullable): what was listened to, as the user calls it
 * @start: seconds from the start of the stream
 * @end: seconds; the end of the audio that was heard
 * @padded: the audio was shorter than a segment and was filled up
 * @summary: not one segment but the whole input up to @end
 * @n_tags: length of @labels and @p
 * @labels: the n_tags names, in the model's order
 * @p: float[n_tags], probabilities 0 .. 1
 *
 * Owns nothing.
 */
typedef struct
{
  const char *input;
  double start;
  double end;
  gboolean padded;
  gboolean summary;
  size_t n_tags;
  const char *const *labels;
  const float *p;
} GlsPrediction;

/**
 * GlsSelection:
 * @top: at most this many tags, the most probable ones; 0 means all
 * @threshold: only tags of at least this probability; 0 means all
 */
typedef struct
{
  size_t top;
  float threshold;
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
 * %GLS_FORMAT_JSON: one object on one line:
 *
 *     {"input":"a.ogg","start":0.000,"end":28.672,"tags":[{"tag":"techno",
 *     "p":0.62}, …]}
 *
 * with "padded":true or "summary":true where it applies, and without "input"
 * if that is %NULL.
 *
 * %GLS_FORMAT_CSV: one row per wanted tag, in the columns of
 * gls_prediction_append_head(); kind is segment, padded or summary.
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

G_END_DECLS

#endif
