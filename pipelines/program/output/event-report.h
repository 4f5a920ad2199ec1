/* How well events were found, written down.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_EVENT_REPORT_H
#define GLISSANDO_EVENT_REPORT_H

#include "data/detection.h"
#include "json.h"

/* Of tracks, for the intervals. */
#define EVENT_REPORT_DRAWS 1000

/* What is measured of a detection, or of its ceiling. */
typedef struct
{
  GlsEventScore *labels; /* [n_labels] */
  GlsEventScore macro, micro;
} EventMeasures;

/**
 * EventReport:
 * @detection: all heard
 * @model: (nullable): as the user calls it; so are the next two
 * @data: where the files are listed
 * @events: where the true events are
 * @split: of the files
 * @disturb: (nullable): %NULL-terminated, what was done to the audio
 * @tolerance_s: between onsets
 * @found, @ceiling: by event_report_measure()
 */
typedef struct
{
  const Detection *detection;
  const char *model, *data, *events, *split;
  char **disturb;
  double tolerance_s;
  EventMeasures found, ceiling;
} EventReport;

/* Before the others, once; to be cleared with event_report_clear() */
void event_report_measure (EventReport *self);
void event_report_clear (EventReport *self);
/* Each label and the means, with intervals */
json_t *event_report_to_json (const EventReport *self);
/* The same as a table for people. */
void event_report_print_table (const EventReport *self);

#endif
