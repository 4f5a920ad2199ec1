/* Who connects, watches, and connects again.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_SUPERVISOR_H
#define GST_GLISSANDO_SUPERVISOR_H

#include "radio/join.h"

G_BEGIN_DECLS

typedef enum
{
  GST_RADIO_RECONNECT_AUTO,
  GST_RADIO_RECONNECT_NEVER,
  GST_RADIO_RECONNECT_ALWAYS,
} GstRadioReconnect;

/**
 * GstRadioSettings:
 * @uri: a station, a song or a playlist
 * @reconnect: a #GstRadioReconnect
 * @timeout_s: seconds without audio after which a connection is given up
 * @max_backoff_s: longest wait before a try, in seconds
 * @attempts: tries in a row after which it is all over; 0: no end
 */
typedef struct
{
  char *uri;
  gint reconnect;
  guint timeout_s;
  guint max_backoff_s;
  guint attempts;
} GstRadioSettings;

typedef struct _GstRadioSupervisor GstRadioSupervisor;

/**
 * gst_radio_supervisor_new:
 * @bin: gets the elements, and posts the messages
 * @join: gets the audio
 * @bell: that of @join
 * @settings: (transfer none): copied
 *
 * Begins, on a thread of its own. Neither @bin nor @join is kept alive by it.
 */
GstRadioSupervisor *gst_radio_supervisor_new (GstBin *bin, GstRadioJoin *join,
    GstRadioBell *bell, const GstRadioSettings *settings);

/* Ends whatever it is at, within a second or so. What @join has pushed must have
 * come back. */
void gst_radio_supervisor_free (GstRadioSupervisor *self);

/* message: (transfer none): of an element in the bin */
void gst_radio_supervisor_hear (GstRadioSupervisor *self, GstMessage *message);

G_END_DECLS

#endif
