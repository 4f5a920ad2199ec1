/* A small server on the loopback for the tests of radiosrc.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TESTS_STATION_H
#define GLISSANDO_TESTS_STATION_H

#include <gio/gio.h>

typedef struct _Station Station;

/* A listener that is being served, on a thread of its own. */
typedef struct
{
  Station *station;
  const char *path;
  guint nth; /* of the listeners at that station, from 1 */
  GOutputStream *out;
} Listener;

/* What a station sends; it hangs up when this returns. */
typedef void (*StationFunc) (Listener *listener);

/* port: 0 for any */
Station *station_open (guint16 port, StationFunc func);
guint16 station_get_port (Station *self);
guint station_count_listeners (Station *self);
/* Hangs up on everybody, and is not there any more. */
void station_close (Station *self);

/* Whether it has been closed, for those who serve. */
gboolean station_is_closing (Station *self);

/* Each returns FALSE when the listener has gone. */
gboolean listener_say (Listener *self, const char *text);
gboolean listener_send (Listener *self, GBytes *bytes);
/* At @speed times the pace of @seconds for all. */
gboolean listener_play (Listener *self, GBytes *bytes, double seconds,
    double speed);
/* Sends nothing for as long. */
void listener_wait (Listener *self, double seconds);

/* The answer of a station. */
#define STATION_OK                                                             \
  "HTTP/1.0 200 OK\r\nContent-Type: audio/mpeg\r\nicy-name: Test\r\n\r\n"

#endif
