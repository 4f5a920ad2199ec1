/* What wakes the one who waits, whichever thread something happens on.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_BELL_H
#define GST_GLISSANDO_BELL_H

#include <glib.h>

G_BEGIN_DECLS

/* Threads that were left behind may ring it when nobody waits any more, so that
 * each of them holds it. */
typedef struct _GstRadioBell GstRadioBell;

GstRadioBell *gst_radio_bell_new (void);
GstRadioBell *gst_radio_bell_ref (GstRadioBell *self);
void gst_radio_bell_unref (GstRadioBell *self);

void gst_radio_bell_ring (GstRadioBell *self);

/* Waits until it rings or until @until_us, monotonic. What has rung since the
 * last wait counts. */
void gst_radio_bell_wait (GstRadioBell *self, gint64 until_us);

G_END_DECLS

#endif
