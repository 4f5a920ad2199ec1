/* What is said of the connection to a stream: that it is lost, and that it is
 * there again. Who reads it in a month is to find each sentence worth it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_CONNECTION_H
#define GLISSANDO_CONNECTION_H

#include <gst/gst.h>

/**
 * Connection:
 * @lost_us: since when it is lost, as of g_get_real_time(); 0: it is not
 * @n_tries: since then
 * @n_left: how many sentences may be said before the next is earned
 * @earned_us: when one was earned last
 * @n_unsaid: breaks that nothing was said of
 *
 * All zero to begin with.
 */
typedef struct
{
  gint64 lost_us;
  guint n_tries;
  guint n_left;
  gint64 earned_us;
  guint n_unsaid;
} Connection;

/**
 * connection_describe:
 * @state: of a message “glissando-radio”
 * @now_us: as of g_get_real_time()
 *
 * A break is told when it begins, at the 4th, 8th, 16th, … try, and when it is
 * over. Of a connection that breaks all the time this is told ten times, and
 * then every ten minutes, with how often.
 *
 * Returns: (transfer full) (nullable): a sentence, if there is something to say
 */
char *connection_describe (Connection *self, const GstStructure *state,
    gint64 now_us);

#endif
