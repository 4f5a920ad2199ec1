/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/verdicts.h"

struct _GstGlsVerdicts
{
  GMutex lock;
  GCond is_news;
  GHashTable
      *tags; /* by stream; NULL where they were taken, or there are none */
  gboolean has_ended;
  gboolean may_wait;
};

static void
free_tags (gpointer tags)
{
  if (tags != NULL)
    gst_tag_list_unref (tags);
}

GstGlsVerdicts *
gst_gls_verdicts_new (void)
{
  GstGlsVerdicts *self = g_new0 (GstGlsVerdicts, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->is_news);
  self->tags = g_hash_table_new_full (NULL, NULL, NULL, free_tags);
  self->may_wait = TRUE;
  return self;
}

void
gst_gls_verdicts_free (GstGlsVerdicts *self)
{
  g_hash_table_unref (self->tags);
  g_cond_clear (&self->is_news);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
gst_gls_verdicts_put (GstGlsVerdicts *self, guint stream, GstTagList *tags)
{
  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->tags, GUINT_TO_POINTER (stream), tags);
  g_cond_broadcast (&self->is_news);
  g_mutex_unlock (&self->lock);
}

void
gst_gls_verdicts_end (GstGlsVerdicts *self)
{
  g_mutex_lock (&self->lock);
  self->has_ended = TRUE;
  g_cond_broadcast (&self->is_news);
  g_mutex_unlock (&self->lock);
}

static gboolean
is_open (const GstGlsVerdicts *self, guint stream)
{
  return !g_hash_table_contains (self->tags, GUINT_TO_POINTER (stream));
}

gboolean
gst_gls_verdicts_is_open (GstGlsVerdicts *self, guint stream)
{
  gboolean open;

  g_mutex_lock (&self->lock);
  open = is_open (self, stream);
  g_mutex_unlock (&self->lock);
  return open;
}

static gboolean
is_settled (const GstGlsVerdicts *self, guint stream)
{
  return self->has_ended || !is_open (self, stream);
}

gboolean
gst_gls_verdicts_wait (GstGlsVerdicts *self, guint stream)
{
  gboolean settled;

  g_mutex_lock (&self->lock);
  while (self->may_wait && !is_settled (self, stream))
    g_cond_wait (&self->is_news, &self->lock);
  settled = is_settled (self, stream);
  g_mutex_unlock (&self->lock);
  return settled;
}

GstTagList *
gst_gls_verdicts_take (GstGlsVerdicts *self, guint stream)
{
  gpointer key = GUINT_TO_POINTER (stream), tags = NULL;

  g_mutex_lock (&self->lock);
  if (g_hash_table_steal_extended (self->tags, key, NULL, &tags))
    g_hash_table_insert (self->tags, key, NULL);
  g_mutex_unlock (&self->lock);
  return tags;
}

void
gst_gls_verdicts_forget (GstGlsVerdicts *self, guint stream)
{
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->tags, GUINT_TO_POINTER (stream));
  g_mutex_unlock (&self->lock);
}

void
gst_gls_verdicts_let_wait (GstGlsVerdicts *self, gboolean may_wait)
{
  g_mutex_lock (&self->lock);
  self->may_wait = may_wait;
  g_cond_broadcast (&self->is_news);
  g_mutex_unlock (&self->lock);
}

void
gst_gls_verdicts_reset (GstGlsVerdicts *self)
{
  g_mutex_lock (&self->lock);
  g_hash_table_remove_all (self->tags);
  self->has_ended = FALSE;
  self->may_wait = TRUE;
  g_mutex_unlock (&self->lock);
}
