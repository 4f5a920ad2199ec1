/* Both the thread and whoever sent it hold the errand, since either may be the
 * last to know of it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "errand.h"

struct _GlsErrand
{
  gatomicrefcount references;
  GMutex lock;
  GCond returned;
  gboolean has_returned;
  void (*func) (gpointer data);
  gpointer data;
  GDestroyNotify free_data;
};

void
gls_errand_leave (GlsErrand *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  if (self->free_data != NULL)
    self->free_data (self->data);
  g_cond_clear (&self->returned);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gpointer
go (gpointer data)
{
  GlsErrand *self = data;

  self->func (self->data);
  g_mutex_lock (&self->lock);
  self->has_returned = TRUE;
  g_cond_broadcast (&self->returned);
  g_mutex_unlock (&self->lock);
  gls_errand_leave (self);
  return NULL;
}

GlsErrand *
gls_errand_start (void (*func) (gpointer data), gpointer data,
    GDestroyNotify free_data)
{
  GlsErrand *self = g_new0 (GlsErrand, 1);
  GThread *thread;

  g_atomic_ref_count_init (&self->references);
  g_atomic_ref_count_inc (&self->references);
  g_mutex_init (&self->lock);
  g_cond_init (&self->returned);
  self->func = func;
  self->data = data;
  self->free_data = free_data;
  thread = g_thread_try_new ("errand", go, self, NULL);
  if (thread != NULL)
    g_thread_unref (thread);
  else
    go (self); /* whoever sends it goes, too, where there is no thread */
  return self;
}

gboolean
gls_errand_wait (GlsErrand *self, gint64 us)
{
  gint64 until_us = g_get_monotonic_time () + us;
  gboolean has_returned;

  g_mutex_lock (&self->lock);
  while (!self->has_returned
      && g_cond_wait_until (&self->returned, &self->lock, until_us))
    ;
  has_returned = self->has_returned;
  g_mutex_unlock (&self->lock);
  return has_returned;
}
