/* The memory of a buffer that is still to be written.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the library computes goes straight into the memory that is sent on. The
 * tensors of a buffer lie in one block, each a memory of its own, so that who
 * maps the whole buffer gets it without a copy.
 */
#ifndef GST_GLISSANDO_BLANK_H
#define GST_GLISSANDO_BLANK_H

#include "base/caps.h"

G_BEGIN_DECLS

/* Nothing at first: all zero. */
typedef struct
{
  GstMemory *memory; /* NULL if none is open */
  GstMapInfo map;
} GstGlsBlank;

/* Opens a blank for @tensors, unless one is open.
 * Returns: (transfer none): its floats, of one tensor after the other */
float *gst_gls_blank_open (GstGlsBlank *self, const GstGlsTensors *tensors);

/* Closes the open blank, which was written.
 * Returns: (transfer full): a buffer of it */
GstBuffer *gst_gls_blank_take (GstGlsBlank *self, const GstGlsTensors *tensors);

void gst_gls_blank_clear (GstGlsBlank *self);

G_END_DECLS

#endif
