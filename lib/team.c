/* Threads that wait for work, take tasks by an atomic counter, and wait again.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "team.h"

typedef struct
{
  GlsTeam *team;
  size_t number;
  GThread *thread;
} Member;

struct _GlsTeam
{
  size_t n_members;
  Member *members; /* [n_members]; the first has no thread */
  GMutex lock;
  GCond changed;
  guint round;    /* counts the runs; wakes the members */
  size_t n_busy;  /* members still at work in this round */
  gboolean leave; /* the team is being freed */

  size_t n_tasks;
  GlsTaskFunc func;
  gpointer data;
  gsize next; /* atomic: first task that nobody has taken */
};

static void
work (GlsTeam *self, size_t number)
{
  size_t task;

  while ((task = (size_t) g_atomic_pointer_add (&self->next, 1))
      < self->n_tasks)
    self->func (task, number, self->data);
}

static gpointer
member_main (gpointer data)
{
  Member *member = data;
  GlsTeam *self = member->team;
  guint round = 0;

  g_mutex_lock (&self->lock);
  for (;;) {
    while (self->round == round && !self->leave)
      g_cond_wait (&self->changed, &self->lock);
    if (self->leave)
      break;
    round = self->round;
    g_mutex_unlock (&self->lock);
    work (self, member->number);
    g_mutex_lock (&self->lock);
    if (--self->n_busy == 0)
      g_cond_broadcast (&self->changed);
  }
  g_mutex_unlock (&self->lock);
  return NULL;
}

GlsTeam *
gls_team_new (size_t n_members)
{
  GlsTeam *self = g_new0 (GlsTeam, 1);

  g_assert (n_members >= 1);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->n_members = 1;
  self->members = g_new0 (Member, n_members);
  for (size_t i = 1; i < n_members; i++) {
    Member *member = &self->members[i];

    member->team = self;
    member->number = i;
    member->thread = g_thread_try_new ("gls-team", member_main, member, NULL);
    if (member->thread == NULL)
      break;
    self->n_members++;
  }
  return self;
}

void
gls_team_free (GlsTeam *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->leave = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  for (size_t i = 1; i < self->n_members; i++)
    g_thread_join (self->members[i].thread);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->members);
  g_free (self);
}

void
gls_team_run (GlsTeam *self, size_t n, GlsTaskFunc func, gpointer data)
{
  g_mutex_lock (&self->lock);
  self->n_tasks = n;
  self->func = func;
  self->data = data;
  self->next = 0;
  self->n_busy = self->n_members - 1;
  self->round++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);

  work (self, 0);

  g_mutex_lock (&self->lock);
  while (self->n_busy > 0)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}
