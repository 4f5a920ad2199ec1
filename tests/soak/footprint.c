/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "footprint.h"

#include <malloc.h>

#include "resident.h"

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static glong
heap_kib (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return (glong) ((info.uordblks + info.hblkhd) / 1024);
}

/* Reading the folder takes a descriptor itself. */
void
footprint_take (Footprint *self)
{
  self->resident_kib = resident_kib ();
  self->heap_kib = heap_kib ();
  self->n_descriptors = count_entries ("/proc/self/fd") - 1;
  self->n_threads = count_entries ("/proc/self/task");
}

void
footprint_cover (Footprint *self, const Footprint *other)
{
  self->resident_kib = MAX (self->resident_kib, other->resident_kib);
  self->heap_kib = MAX (self->heap_kib, other->heap_kib);
  self->n_descriptors = MAX (self->n_descriptors, other->n_descriptors);
  self->n_threads = MAX (self->n_threads, other->n_threads);
}
