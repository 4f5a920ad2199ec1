/* Which model an element has, and which it is to have.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An application sets a path at any time, in any thread; the element reads the
 * file when it suits. What both touch is under the element's lock, which the
 * functions take by themselves.
 */
#ifndef GST_GLISSANDO_MODELSLOT_H
#define GST_GLISSANDO_MODELSLOT_H

#include "base/modelcaps.h"

G_BEGIN_DECLS

/**
 * GstGlsModelSlot:
 * @element: its owner
 * @path: of the model that is wanted; %NULL: the built-in one
 * @model: (nullable): the one that is there; it is put and used in the streaming
 *   thread, or while none runs
 * @n_set: how often a path was set
 * @n_tried: of them, the last one that was read
 * @n_put: of them, the one of @model
 */
typedef struct
{
  GstElement *element;
  char *path;
  GstGlsModelCaps *model;
  guint n_set, n_tried, n_put;
} GstGlsModelSlot;

void gst_gls_model_slot_init (GstGlsModelSlot *self, GstElement *element);
void gst_gls_model_slot_clear (GstGlsModelSlot *self);

void gst_gls_model_slot_set_path (GstGlsModelSlot *self, const char *path);
/* Returns: (transfer full) (nullable): the path that was set */
char *gst_gls_model_slot_dup_path (GstGlsModelSlot *self);

/* Whether the model that is there is none, or not the one that is wanted. */
gboolean gst_gls_model_slot_is_stale (GstGlsModelSlot *self);
/* Whether a path was set that nobody has read yet. */
gboolean gst_gls_model_slot_is_news (GstGlsModelSlot *self);
/* Reads the model that is wanted. Fails as gst_gls_model_caps_open() does. */
GstGlsModelCaps *gst_gls_model_slot_open (GstGlsModelSlot *self,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* model: (transfer full) (nullable): what was opened last, in the place of the
 * one before, which is freed: nobody may use that any longer */
void gst_gls_model_slot_put (GstGlsModelSlot *self, GstGlsModelCaps *model);

G_END_DECLS

#endif
