/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "station.h"

#include <string.h>

#define PIECES_PER_SECOND 50

struct _Station
{
  GSocketListener *door;
  GCancellable *closed;
  GThread *doorman;
  guint16 port;
  StationFunc func;
  gint n_listeners; /* atomic */
  gint n_served;    /* atomic: those who are being served */
  gint is_closing;  /* atomic */
};

/* Returns: (transfer full) (nullable): what is asked for; the rest is not read
 * with care, since it is our own client that asks */
static char *
read_request (GInputStream *in)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (in);
  g_autofree char *first = NULL;
  g_auto (GStrv) words = NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines),
      FALSE);
  g_data_input_stream_set_newline_type (lines,
      G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  first = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  if (first == NULL)
    return NULL;
  for (gsize n = 1; n > 0;) {
    g_autofree char *line =
        g_data_input_stream_read_line (lines, &n, NULL, NULL);

    if (line == NULL)
      return NULL;
  }
  words = g_strsplit (first, " ", 3);
  return g_strv_length (words) == 3 ? g_strdup (words[1]) : NULL;
}

typedef struct
{
  Station *station;
  GIOStream *connection;
} Visit;

static gpointer
receive (gpointer data)
{
  Visit *visit = data;
  Station *self = visit->station;
  g_autofree char *path =
      read_request (g_io_stream_get_input_stream (visit->connection));

  if (path != NULL && !station_is_closing (self))
    self->func (&(Listener){ .station = self,
        .path = path,
        .nth = (guint) g_atomic_int_add (&self->n_listeners, 1) + 1,
        .out = g_io_stream_get_output_stream (visit->connection) });
  g_io_stream_close (visit->connection, NULL, NULL);
  g_object_unref (visit->connection);
  g_free (visit);
  g_atomic_int_add (&self->n_served, -1);
  return NULL;
}

static gpointer
open_door (gpointer data)
{
  Station *self = data;
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (self->door, NULL, self->closed,
              NULL))
      != NULL) {
    Visit *visit = g_new (Visit, 1);

    *visit = (Visit){ self, G_IO_STREAM (connection) };
    g_atomic_int_inc (&self->n_served);
    g_thread_unref (g_thread_new ("listener", receive, visit));
  }
  return NULL;
}

Station *
station_open (guint16 port, StationFunc func)
{
  Station *self = g_new0 (Station, 1);
  g_autoptr (GInetAddress) loopback =
      g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted =
      g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GError) error = NULL;

  self->func = func;
  self->closed = g_cancellable_new ();
  self->door = g_socket_listener_new ();
  g_socket_listener_add_address (self->door, wanted, G_SOCKET_TYPE_STREAM,
      G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  self->doorman = g_thread_new ("station", open_door, self);
  return self;
}

guint16
station_get_port (Station *self)
{
  return self->port;
}

guint
station_count_listeners (Station *self)
{
  return (guint) g_atomic_int_get (&self->n_listeners);
}

void
station_close (Station *self)
{
  g_atomic_int_set (&self->is_closing, TRUE);
  g_cancellable_cancel (self->closed);
  g_thread_join (self->doorman);
  g_socket_listener_close (self->door);
  while (g_atomic_int_get (&self->n_served) > 0)
    g_usleep (1000);
  g_object_unref (self->door);
  g_object_unref (self->closed);
  g_free (self);
}

gboolean
station_is_closing (Station *self)
{
  return g_atomic_int_get (&self->is_closing);
}

static gboolean
send (Listener *self, const void *data, gsize n)
{
  return !station_is_closing (self->station)
      && g_output_stream_write_all (self->out, data, n, NULL, NULL, NULL);
}

gboolean
listener_say (Listener *self, const char *text)
{
  return send (self, text, strlen (text));
}

gboolean
listener_send (Listener *self, GBytes *bytes)
{
  gsize n;
  const void *data = g_bytes_get_data (bytes, &n);

  return send (self, data, n);
}

gboolean
listener_play (Listener *self, GBytes *bytes, double seconds, double speed)
{
  gsize n, piece;
  const guint8 *data = g_bytes_get_data (bytes, &n);

  piece = (gsize) ((double) n * speed / (seconds * PIECES_PER_SECOND)) + 1;
  for (gsize at = 0; at < n; at += piece) {
    if (!send (self, data + at, MIN (piece, n - at)))
      return FALSE;
    g_usleep (G_USEC_PER_SEC / PIECES_PER_SECOND);
  }
  return TRUE;
}

void
listener_wait (Listener *self, double seconds)
{
  gint64 until =
      g_get_monotonic_time () + (gint64) (seconds * G_TIME_SPAN_SECOND);

  while (!station_is_closing (self->station) && g_get_monotonic_time () < until)
    g_usleep (10000);
}
