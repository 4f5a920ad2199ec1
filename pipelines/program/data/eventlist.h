/* Events as a file lists them: what sounds when, in which recordings.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * CSV with a header; columns in any order, and others beside them:
 *
 *     clip | input        the recording
 *     onset | start       seconds from its start
 *     offset | end        seconds; later
 *     technique | tag     the label
 *     p                   optional: how probable, 0 to 1
 *     kind                optional: where it is there, other rows than those of
 *                         kind “event” are passed over
 *
 * So it may be events.csv of a corpus of techniques, what “evaluate --events
 * --predictions” writes, or what “tag --events --csv” does.
 */
#ifndef GLISSANDO_EVENTLIST_H
#define GLISSANDO_EVENTLIST_H

#include "data/problems.h"
#include "tags/events.h"

typedef struct _EventList EventList;

/**
 * eventlist_load:
 * @problems: gets each row that makes no sense, which is left out
 *
 * Fails with %GLS_ERROR_IO, or with %GLS_ERROR_DATA if a column is missing or no
 * event is left.
 */
EventList *eventlist_load (const char *path, Problems *problems,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void eventlist_free (EventList *self);

/* Returns: (transfer none): labels in order of appearance, NULL-terminated */
const char *const *eventlist_get_labels (const EventList *self, size_t *n);

/**
 * eventlist_find:
 * @name: the recording as somebody calls it
 * @path: (nullable): where it is
 *
 * A row is of the recording if it calls it the same, or if what it says leads to
 * the same path, from the list's folder or from where the program runs.
 *
 * Returns: (transfer none) (nullable): GArray of GlsEvent in the list's order,
 *   whose labels are places in eventlist_get_labels()
 */
const GArray *eventlist_find (const EventList *self, const char *name,
    const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EventList, eventlist_free)

#endif
