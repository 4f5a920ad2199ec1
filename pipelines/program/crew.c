/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "crew.h"

typedef struct
{
  void (*work) (CrewMember *me, size_t index, gpointer data);
  gpointer data;

  GMutex lock;
  GCond changed;
  size_t n_places; /* that are free */
  size_t n_busy;   /* threads */
  GQueue done;     /* of GThread, to be joined */
} Crew;

struct _CrewMember
{
  Crew *crew;
  size_t index;
  gboolean has_place;
  gboolean has_thread;
};

/* With the lock, which is given up meanwhile. */
static void
join_done (Crew *self)
{
  GThread *thread;

  while ((thread = g_queue_pop_head (&self->done)) != NULL) {
    g_mutex_unlock (&self->lock);
    g_thread_join (thread);
    g_mutex_lock (&self->lock);
  }
}

static void
take_place (Crew *self)
{
  g_mutex_lock (&self->lock);
  while (self->n_places == 0)
    g_cond_wait (&self->changed, &self->lock);
  join_done (self);
  self->n_places--;
  self->n_busy++;
  g_mutex_unlock (&self->lock);
}

static void
give_place (Crew *self)
{
  g_mutex_lock (&self->lock);
  self->n_places++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

void
crew_leave_place (CrewMember *me)
{
  if (me->has_place)
    give_place (me->crew);
  me->has_place = FALSE;
}

static gpointer
work (gpointer data)
{
  CrewMember *me = data;
  Crew *crew = me->crew;
  gboolean has_thread = me->has_thread;

  crew->work (me, me->index, crew->data);
  crew_leave_place (me);
  g_free (me);
  g_mutex_lock (&crew->lock);
  crew->n_busy--;
  if (has_thread)
    g_queue_push_tail (&crew->done, g_thread_self ());
  g_cond_broadcast (&crew->changed);
  g_mutex_unlock (&crew->lock);
  return NULL;
}

/* Where the system gives no more threads, who asks works. */
static void
start (Crew *self, size_t index)
{
  CrewMember *member = g_new (CrewMember, 1);

  *member = (CrewMember){ self, index, TRUE, TRUE };
  if (g_thread_try_new ("input", work, member, NULL) != NULL)
    return;
  member->has_thread = FALSE;
  work (member);
}

static void
wait_for_all (Crew *self)
{
  g_mutex_lock (&self->lock);
  while (self->n_busy > 0)
    g_cond_wait (&self->changed, &self->lock);
  join_done (self);
  g_mutex_unlock (&self->lock);
}

void
crew_run (size_t n_places, size_t n,
    void (*func) (CrewMember *me, size_t index, gpointer data), gpointer data)
{
  Crew self = { .work = func, .data = data, .n_places = n_places };

  g_mutex_init (&self.lock);
  g_cond_init (&self.changed);
  g_queue_init (&self.done);
  for (size_t i = 0; i < n; i++) {
    take_place (&self);
    start (&self, i);
  }
  wait_for_all (&self);
  g_mutex_clear (&self.lock);
  g_cond_clear (&self.changed);
}
