/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "radio/bell.h"

struct _GstRadioBell
{
  GMutex lock;
  GCond cond;
  gboolean has_rung;
};

static void
clear (gpointer data)
{
  GstRadioBell *self = data;

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
}

GstRadioBell *
gst_radio_bell_new (void)
{
  GstRadioBell *self = g_atomic_rc_box_new0 (GstRadioBell);

  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  return self;
}

GstRadioBell *
gst_radio_bell_ref (GstRadioBell *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
gst_radio_bell_unref (GstRadioBell *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

void
gst_radio_bell_ring (GstRadioBell *self)
{
  g_mutex_lock (&self->lock);
  self->has_rung = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

void
gst_radio_bell_wait (GstRadioBell *self, gint64 until_us)
{
  g_mutex_lock (&self->lock);
  while (!self->has_rung
      && g_cond_wait_until (&self->cond, &self->lock, until_us))
    ;
  self->has_rung = FALSE;
  g_mutex_unlock (&self->lock);
}
