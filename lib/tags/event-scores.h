/* How well events that were found agree with those that there were.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An event is found if an event of the same label was found whose onset is at
 * most a tolerance away; each found event may stand for one true event, and the
 * pairs are chosen so that there are as many as can be (Mesaros, Heittola and
 * Virtanen, "Metrics for polyphonic sound event detection", Applied Sciences
 * 2016; Raffel et al., "mir_eval", ISMIR 2014).
 */
#ifndef GLS_TAGS_EVENT_SCORES_H
#define GLS_TAGS_EVENT_SCORES_H

#include "tags/events.h"
#include "tags/intervals.h"

G_BEGIN_DECLS

/**
 * GlsEventCounts:
 * @n_found: events that were found
 * @n_true: events that there were
 * @n_hits: pairs of both
 */
typedef struct
{
  size_t n_found, n_true, n_hits;
} GlsEventCounts;

/**
 * gls_events_merge:
 * @events: (inout): GlsEvent[n]; comes out in order of labels, then of onsets
 * @gap_s: events of one label become one where the second begins at most so
 *   many seconds after the first one's end; its p is the larger one
 *
 * Returns: how many there are then
 */
GLS_API size_t gls_events_merge (GlsEvent *events, size_t n, double gap_s);

/**
 * gls_events_count:
 * @found: GlsEvent[n_found], of one track, in any order
 * @wanted: GlsEvent[n_wanted], of the same track
 * @tolerance_s: between onsets, seconds
 * @counts: (inout): [n_labels], to which those of this track are added
 */
GLS_API void gls_events_count (const GlsEvent *found, size_t n_found,
    const GlsEvent *wanted, size_t n_wanted, size_t n_labels,
    double tolerance_s, GlsEventCounts *counts);

/**
 * GlsEventScore:
 * @precision: hits of what was found; NAN if nothing was
 * @recall: hits of what there was; NAN if there was nothing
 * @f: 2 hits / (found + true); NAN if there was nothing
 */
typedef struct
{
  GlsEstimate precision, recall, f;
} GlsEventScore;

/**
 * gls_event_scores_measure:
 * @counts: [n_tracks][n_labels]
 * @in_means: (nullable): gboolean[n_labels], which labels the means are over;
 *   %NULL: all
 * @n_draws: of tracks, 1 .. %GLS_INTERVALS_MAX_DRAWS, for the intervals, as
 *   gls_intervals_measure() draws them
 * @seed: of the draws
 * @labels: (out): [n_labels]
 * @macro: (out): means over the labels that there were
 * @micro: (out): of all events together, whatever their label
 */
GLS_API void gls_event_scores_measure (const GlsEventCounts *counts,
    size_t n_tracks, size_t n_labels, const gboolean *in_means, size_t n_draws,
    guint32 seed, GlsEventScore *labels, GlsEventScore *macro,
    GlsEventScore *micro);

G_END_DECLS

#endif
