/* From what a model says of overlapping windows to when something sounded.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a model for events has learnt (docs/techniques.md): a window of length W
 * has a label where at least half of an event lies within the window, or at
 * least half of the window within an event. Let an event last from a to b, D =
 * b - a, and let c be the centre of a window.
 *
 *     D >= W: the overlap must be W / 2, which it is for a <= c <= b
 *     D <  W: the overlap must be D / 2, which it is for
 *             |c - (a + b) / 2| <= W / 2
 *
 * So the centres of windows that have the label fill an interval that is the
 * event itself, or, if that is shorter than W, one of length W around the
 * event's middle. Its ends lie somewhere between a centre without and the next
 * one with the label, and are taken to lie half-way: at a hop of H, each is off
 * by H / 2 at most. A run that is so long that its interval must be longer than
 * W, which is W + H or more, is an event of its own length. One that is not
 * holds an event of 0 to W, or little more, and is taken to be W / 2 long, with
 * the same middle.
 *
 * The onset is off by H / 2 at most where D >= W + 2 H, and by H / 2 + W / 4 at
 * most where D <= W. Of one label, what follows within less than a window, or of
 * long events within less than a hop, is not told apart.
 */
#ifndef GLS_TAGS_EVENTS_H
#define GLS_TAGS_EVENTS_H

#include "tags/prediction.h"

G_BEGIN_DECLS

/**
 * GlsEvent:
 * @label: which one, 0 .. n_labels - 1
 * @onset: seconds from the start of the stream
 * @offset: seconds; later than @onset
 * @p: the largest probability of its windows, 0 .. 1
 */
typedef struct
{
  size_t label;
  double onset;
  double offset;
  float p;
} GlsEvent;

typedef struct _GlsEventFinder GlsEventFinder;

/**
 * gls_event_finder_new:
 * @thresholds: float[n_labels], the probability from which on a window has a
 *   label, as gls_model_get_thresholds() gives them; NAN: the label has no
 *   events. Copied
 *
 * A stream: it belongs to one thread and takes all its memory here. The events
 * that it finds do not depend on when they are pulled.
 */
GLS_API GlsEventFinder *gls_event_finder_new (const float *thresholds,
    size_t n_labels) G_GNUC_WARN_UNUSED_RESULT;
GLS_API void gls_event_finder_free (GlsEventFinder *self);

/**
 * gls_event_finder_push:
 * @segment: what a model says of one window: start, end, silent and p of all
 *   labels count. Windows come in order, and overlap or touch; one that begins
 *   after the end of the one before, or before its start, is the first one of
 *   other audio. Nothing is to be heard where it is silent
 *
 * Returns: %FALSE, with nothing taken, where events wait that
 *   gls_event_finder_pull() must take first
 */
GLS_API gboolean gls_event_finder_push (GlsEventFinder *self,
    const GlsPrediction *segment);

/**
 * gls_event_finder_pull:
 * @event: (out): one that has ended. Those that end at the same time come by
 *   onset, then in order of labels
 *
 * Returns: %FALSE, with nothing written, when it needs more windows, or when all
 *   are out after gls_event_finder_drain()
 */
GLS_API gboolean gls_event_finder_pull (GlsEventFinder *self, GlsEvent *event);

/* The audio has ended, and what sounds with it: pull until it returns FALSE.
 * Events that wait are pulled first. */
GLS_API void gls_event_finder_drain (GlsEventFinder *self);
/* Forgets all windows and events. */
GLS_API void gls_event_finder_reset (GlsEventFinder *self);

/**
 * gls_event_describe:
 * @segment: of the audio that it is in: names, labels
 * @p: (out): float[n_tags of @segment], which @prediction will point to
 * @prediction: (out): the event, to be written as gls_prediction_append() does;
 *   may be @segment
 */
GLS_API void gls_event_describe (const GlsEvent *self,
    const GlsPrediction *segment, float *p, GlsPrediction *prediction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsEventFinder, gls_event_finder_free)

G_END_DECLS

#endif
