/* Where streams leave one after the other, each with tags of its own.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Of one thread, which lets go of what was held back. The tags are verdicts of
 * another thread. Those that come from upstream pass too: an encoder takes each
 * list in the place of the one before, so that each that passes has all.
 */
#ifndef GST_GLISSANDO_GATE_H
#define GST_GLISSANDO_GATE_H

#include "base/verdicts.h"

G_BEGIN_DECLS

typedef struct
{
  GstGlsVerdicts *verdicts;
  guint stream;        /* number of its STREAM_START; 0: none yet */
  gboolean has_begun;  /* it has left, in part */
  GstTagList *others;  /* tags from upstream */
  GstTagList *tags;    /* ours */
  gboolean is_pushing; /* what passes is our own event */
} GstGlsGate;

/* verdicts: borrowed */
void gst_gls_gate_init (GstGlsGate *self, GstGlsVerdicts *verdicts);
/* As initialised */
void gst_gls_gate_clear (GstGlsGate *self);

/* A stream comes; one that does so again after a flush goes on. */
void gst_gls_gate_begin_stream (GstGlsGate *self, guint stream);
/* event: (transfer full): of tags.
 * Returns: (transfer full): what passes in its place */
GstEvent *gst_gls_gate_add_to_tags (GstGlsGate *self, GstEvent *event);

/* Pushes an event with the tags, if there are others than before.
 * Returns: (transfer none) (nullable): ours, if so */
const GstTagList *gst_gls_gate_push_tags (GstGlsGate *self, GstPad *pad);

G_END_DECLS

#endif
