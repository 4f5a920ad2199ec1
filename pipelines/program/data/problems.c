/* A list that many threads append to and one reads.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/problems.h"

struct _Problems
{
  GMutex lock;
  GPtrArray *all; /* of Problem */
  guint n_taken;
  size_t n; /* without notes */
};

static void
problem_free (gpointer data)
{
  Problem *self = data;

  g_free (self->subject);
  g_free (self->sentence);
  g_free (self);
}

Problems *
problems_new (void)
{
  Problems *self = g_new0 (Problems, 1);

  g_mutex_init (&self->lock);
  self->all = g_ptr_array_new_with_free_func (problem_free);
  return self;
}

void
problems_free (Problems *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->all);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
append (Problems *self, const char *kind, const char *subject, size_t line,
    char *sentence, gboolean is_note)
{
  Problem *problem = g_new (Problem, 1);

  problem->subject = g_strdup (subject);
  problem->line = line;
  problem->sentence = sentence;
  problem->kind = kind;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->all, problem);
  self->n += is_note ? 0 : 1;
  g_mutex_unlock (&self->lock);
}

void
problems_add (Problems *self, const char *subject, size_t line,
    const char *format, ...)
{
  va_list args;

  va_start (args, format);
  append (self, NULL, subject, line, g_strdup_vprintf (format, args), FALSE);
  va_end (args);
}

void
problems_add_of_kind (Problems *self, const char *kind, const char *subject,
    size_t line, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  append (self, kind, subject, line, g_strdup_vprintf (format, args), FALSE);
  va_end (args);
}

void
problems_note (Problems *self, const char *subject, size_t line,
    const char *format, ...)
{
  va_list args;

  va_start (args, format);
  append (self, NULL, subject, line, g_strdup_vprintf (format, args), TRUE);
  va_end (args);
}

size_t
problems_get_n (const Problems *self)
{
  return self->n;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const Problem *x = *(Problem *const *) a, *y = *(Problem *const *) b;

  return (x->line > y->line) - (x->line < y->line);
}

GPtrArray *
problems_take (Problems *self)
{
  GPtrArray *taken = g_ptr_array_new ();

  g_mutex_lock (&self->lock);
  for (; self->n_taken < self->all->len; self->n_taken++)
    g_ptr_array_add (taken, self->all->pdata[self->n_taken]);
  g_mutex_unlock (&self->lock);
  g_ptr_array_sort (taken, compare_lines);
  return taken;
}
