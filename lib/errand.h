/* A call that may never return, made by a thread of its own.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_ERRAND_H
#define GLISSANDO_ERRAND_H

#include <glib.h>

/* Whoever asks a pipeline for something, or changes its state, takes locks of
 * elements that this project did not write. Such a call is sent on an errand:
 * who sent it waits as long as it likes, and goes on without it. */
typedef struct _GlsErrand GlsErrand;

/**
 * gls_errand_start:
 * @func: what to call
 * @data: (transfer full): for @func
 * @free_data: called with @data once @func has returned and the errand has been
 *   left
 *
 * Where no thread can be started, @func has returned before this does.
 *
 * Returns: (transfer full): the errand, to be left with gls_errand_leave()
 */
GlsErrand *gls_errand_start (void (*func) (gpointer data), gpointer data,
    GDestroyNotify free_data);

/* Waits for @us microseconds at most; TRUE as soon as the call has returned. */
gboolean gls_errand_wait (GlsErrand *self, gint64 us);

/* Does not wait: a call that has not returned keeps its thread and its data. */
void gls_errand_leave (GlsErrand *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsErrand, gls_errand_leave)

#endif
