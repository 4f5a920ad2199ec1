/* A ring of moments, one a second of audio.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "live/arrivals.h"

#define N_KEPT 256
#define STEP_S 1
#define BREAK_US (2 * G_TIME_SPAN_SECOND)

/* What a decoder or a resampler keeps back comes when a break is noticed, or with
 * what follows it: some frames of a codec. */
#define EDGE_S 0.3

/* Seconds are counted in samples here and in nanoseconds there. */
#define TOLERANCE_S 1e-3

typedef struct
{
  double second;
  gint64 moment_us;
} Arrival;

struct _Arrivals
{
  GMutex lock;
  guint64 n; /* how many were kept so far, arrival k at k % N_KEPT */
  Arrival ring[N_KEPT];
};

Arrivals *
arrivals_new (void)
{
  Arrivals *self = g_new0 (Arrivals, 1);

  g_mutex_init (&self->lock);
  return self;
}

void
arrivals_free (Arrivals *self)
{
  g_mutex_clear (&self->lock);
  g_free (self);
}

static const Arrival *
get (const Arrivals *self, guint64 k)
{
  return &self->ring[k % N_KEPT];
}

/* Whether the last one is still to be moved on, so that they are a second apart
 * but for the last, and for where nothing came for a while. */
static gboolean
is_open (const Arrivals *self, gint64 moment_us)
{
  const Arrival *last = get (self, self->n - 1);

  return self->n >= 2 && last->second < get (self, self->n - 2)->second + STEP_S
      && moment_us < last->moment_us + BREAK_US;
}

void
arrivals_add (Arrivals *self, double second, gint64 moment_us)
{
  g_mutex_lock (&self->lock);
  if (self->n == 0 || !is_open (self, moment_us))
    self->n++;
  self->ring[(self->n - 1) % N_KEPT] = (Arrival){ second, moment_us };
  g_mutex_unlock (&self->lock);
}

static gint64
to_us (double seconds)
{
  return (gint64) (seconds * G_USEC_PER_SEC);
}

/* What comes in at once, as a server sends it to a new listener, came at one
 * moment; what comes as it is played came as far apart as it is. */
static gint64
interpolate (const Arrivals *self, guint64 k, double second)
{
  const Arrival *at = get (self, k);
  gint64 moment_us = at->moment_us - to_us (at->second - second);

  return k > 0 && self->n - k < N_KEPT
      ? MAX (moment_us, get (self, k - 1)->moment_us)
      : moment_us;
}

gint64
arrivals_find (Arrivals *self, double second)
{
  gint64 moment_us = 0;
  guint64 k;

  g_mutex_lock (&self->lock);
  for (k = self->n; k > 0 && self->n - k < N_KEPT - 1
       && get (self, k - 1)->second >= second - TOLERANCE_S;
       k--)
    ;
  if (self->n > 0)
    moment_us = interpolate (self, MIN (k, self->n - 1), second);
  g_mutex_unlock (&self->lock);
  return moment_us;
}

gint64
arrivals_find_start (Arrivals *self, double second)
{
  gint64 moment_us = arrivals_find (self, second);
  gint64 after_us = arrivals_find (self, second + EDGE_S);

  return after_us > moment_us + BREAK_US ? after_us : moment_us;
}

gint64
arrivals_find_end (Arrivals *self, double second)
{
  gint64 moment_us = arrivals_find (self, second);
  gint64 before_us = arrivals_find (self, second - EDGE_S);

  return moment_us > before_us + BREAK_US ? before_us : moment_us;
}
