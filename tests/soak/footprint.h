/* What a process holds at a moment.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_SOAK_FOOTPRINT_H
#define GLISSANDO_SOAK_FOOTPRINT_H

#include <glib.h>

/**
 * Footprint:
 * @resident_kib: memory that is really there
 * @heap_kib: of it, what malloc() has given away and not got back
 * @n_descriptors: files, sockets and the like that are open
 * @n_threads: threads
 */
typedef struct
{
  glong resident_kib, heap_kib;
  guint n_descriptors, n_threads;
} Footprint;

void footprint_take (Footprint *self);

/* The larger of each. */
void footprint_cover (Footprint *self, const Footprint *other);

#endif
