/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "crew.h"

/* Counted by reference: the last thread may be still on its way out. */
typedef struct
{
  void (*work) (CrewMember *me, size_t index, gpointer data);
  gpointer data;

  GMutex lock;
  GCond changed;
  size_t n_places; /* that are free */
  size_t n_busy;   /* threads */
} Crew;

struct _CrewMember
{
  Crew *crew;
  size_t index;
  gboolean has_place;
};

static Crew *
crew_new (size_t n_places)
{
  Crew *self = g_atomic_rc_box_new0 (Crew);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->n_places = n_places;
  return self;
}

static void
clear (gpointer data)
{
  Crew *self = data;

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
}

static void
crew_unref (Crew *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static void
take_place (Crew *self)
{
  g_mutex_lock (&self->lock);
  while (self->n_places == 0)
    g_cond_wait (&self->changed, &self->lock);
  self->n_places--;
  self->n_busy++;
  g_mutex_unlock (&self->lock);
}

void
crew_leave_place (CrewMember *me)
{
  if (!me->has_place)
    return;
  me->has_place = FALSE;
  g_mutex_lock (&me->crew->lock);
  me->crew->n_places++;
  g_cond_broadcast (&me->crew->changed);
  g_mutex_unlock (&me->crew->lock);
}

static gpointer
work (gpointer data)
{
  CrewMember *me = data;
  Crew *crew = me->crew;

  crew->work (me, me->index, crew->data);
  crew_leave_place (me);
  g_mutex_lock (&crew->lock);
  crew->n_busy--;
  g_cond_broadcast (&crew->changed);
  g_mutex_unlock (&crew->lock);
  crew_unref (crew);
  g_free (me);
  return NULL;
}

/* Where the system gives no more threads, who asks works. */
static void
start (Crew *self, size_t index)
{
  CrewMember *member = g_new (CrewMember, 1);
  GThread *thread;

  *member = (CrewMember){ g_atomic_rc_box_acquire (self), index, TRUE };
  thread = g_thread_try_new ("input", work, member, NULL);
  if (thread != NULL)
    g_thread_unref (thread);
  else
    work (member);
}

static void
wait_for_all (Crew *self)
{
  g_mutex_lock (&self->lock);
  while (self->n_busy > 0)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

void
crew_run (size_t n_places, size_t n,
    void (*func) (CrewMember *me, size_t index, gpointer data), gpointer data)
{
  Crew *self = crew_new (n_places);

  self->work = func;
  self->data = data;
  for (size_t i = 0; i < n; i++) {
    take_place (self);
    start (self, i);
  }
  wait_for_all (self);
  crew_unref (self);
}
