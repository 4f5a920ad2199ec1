/* Threads that share out numbered inputs, so many at a time; what turns out to
 * be without end does not keep its place.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_CREW_H
#define GLISSANDO_CREW_H

#include <glib.h>

typedef struct _CrewMember CrewMember;

/**
 * crew_run:
 * @n_places: how many are worked on at a time, 1 or more
 * @n: how many there are
 * @work: called once for each @index from 0 on, on a thread of its own
 *
 * Returns when all are done.
 */
void crew_run (size_t n_places, size_t n,
    void (*work) (CrewMember *me, size_t index, gpointer data), gpointer data);

/* Gives its place to the next one, once, and goes on without. */
void crew_leave_place (CrewMember *me);

#endif
