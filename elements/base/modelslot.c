/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/modelslot.h"

void
gst_gls_model_slot_init (GstGlsModelSlot *self, GstElement *element)
{
  *self = (GstGlsModelSlot){ .element = element };
}

void
gst_gls_model_slot_clear (GstGlsModelSlot *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->model, gst_gls_model_caps_free);
}

void
gst_gls_model_slot_set_path (GstGlsModelSlot *self, const char *path)
{
  GST_OBJECT_LOCK (self->element);
  g_free (self->path);
  self->path = g_strdup (path);
  self->n_set++;
  GST_OBJECT_UNLOCK (self->element);
}

char *
gst_gls_model_slot_dup_path (GstGlsModelSlot *self)
{
  char *path;

  GST_OBJECT_LOCK (self->element);
  path = g_strdup (self->path);
  GST_OBJECT_UNLOCK (self->element);
  return path;
}

gboolean
gst_gls_model_slot_is_stale (GstGlsModelSlot *self)
{
  gboolean is_stale;

  GST_OBJECT_LOCK (self->element);
  is_stale = self->model == NULL || self->n_put != self->n_set;
  GST_OBJECT_UNLOCK (self->element);
  return is_stale;
}

gboolean
gst_gls_model_slot_is_news (GstGlsModelSlot *self)
{
  gboolean is_news;

  GST_OBJECT_LOCK (self->element);
  is_news = self->n_tried != self->n_set;
  GST_OBJECT_UNLOCK (self->element);
  return is_news;
}

GstGlsModelCaps *
gst_gls_model_slot_open (GstGlsModelSlot *self, GError **error)
{
  g_autofree char *path = NULL;

  GST_OBJECT_LOCK (self->element);
  path = g_strdup (self->path);
  self->n_tried = self->n_set;
  GST_OBJECT_UNLOCK (self->element);
  return gst_gls_model_caps_open (path, error);
}

void
gst_gls_model_slot_put (GstGlsModelSlot *self, GstGlsModelCaps *model)
{
  GstGlsModelCaps *before;

  GST_OBJECT_LOCK (self->element);
  before = self->model;
  self->model = model;
  self->n_put = self->n_tried;
  GST_OBJECT_UNLOCK (self->element);
  gst_gls_model_caps_free (before);
}
