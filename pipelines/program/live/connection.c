/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/connection.h"

#include "text.h"

#define N_AT_FIRST 20
#define EARN_US (5 * G_TIME_SPAN_MINUTE)

/* A break and its end are told both, or none of them. */
static gboolean
may_tell (Connection *self, gint64 now_us)
{
  gint64 n_earned = (now_us - self->earned_us) / EARN_US;

  if (n_earned > 0) {
    self->n_left = (guint) MIN (self->n_left + n_earned, N_AT_FIRST);
    self->earned_us = now_us;
  }
  return self->n_left >= 2;
}

static gboolean
is_power_of_two (guint n)
{
  return (n & (n - 1)) == 0;
}

static char *
tell_break (Connection *self, const char *reason, gint64 now_us)
{
  g_autofree char *time = gls_text_time_of_day (now_us);
  g_autofree char *before = NULL;

  self->lost_us = now_us;
  self->n_tries = 0;
  if (!may_tell (self, now_us)) {
    self->n_unsaid++;
    return NULL;
  }
  if (self->n_unsaid > 0)
    before = g_strdup_printf (" (untold breaks before this one: %u)",
        self->n_unsaid);
  self->n_unsaid = 0;
  return g_strdup_printf ("at %s %s%s; trying again", time,
      reason != NULL ? reason : "the connection was lost",
      before != NULL ? before : "");
}

static char *
tell_try (Connection *self, const char *reason, gint64 now_us)
{
  g_autofree char *lasting = NULL;

  if (self->n_unsaid > 0 || self->n_tries < 4
      || !is_power_of_two (self->n_tries))
    return NULL;
  lasting =
      gls_text_clock ((double) (now_us - self->lost_us) / G_USEC_PER_SEC, 0);
  return g_strdup_printf ("not there again after %s and %u tries%s%s", lasting,
      self->n_tries, reason != NULL ? ": " : "", reason != NULL ? reason : "");
}

static char *
tell_return (Connection *self, gint64 now_us)
{
  g_autofree char *time = gls_text_time_of_day (now_us);
  g_autofree char *lasting =
      gls_text_clock ((double) (now_us - self->lost_us) / G_USEC_PER_SEC, 0);

  self->lost_us = 0;
  if (self->n_unsaid > 0)
    return NULL;
  self->n_left -= MIN (self->n_left, 2);
  return g_strdup_printf ("at %s it is there again, after %s", time, lasting);
}

char *
connection_describe (Connection *self, const GstStructure *state, gint64 now_us)
{
  const char *name = gst_structure_get_string (state, "state");
  const char *reason = gst_structure_get_string (state, "reason");

  if (g_strcmp0 (name, "connected") == 0)
    return self->lost_us != 0 ? tell_return (self, now_us) : NULL;
  if (g_strcmp0 (name, "lost") == 0)
    return self->lost_us == 0 ? tell_break (self, reason, now_us) : NULL;
  if (g_strcmp0 (name, "waiting") != 0)
    return NULL;
  if (self->lost_us == 0)
    return tell_break (self, reason, now_us);
  gst_structure_get_uint (state, "attempt", &self->n_tries);
  return tell_try (self, reason, now_us);
}
