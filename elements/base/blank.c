/* The memory of a buffer that is still to be written.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/blank.h"

float *
gst_gls_blank_open (GstGlsBlank *self, const GstGlsTensors *tensors)
{
  if (self->memory == NULL) {
    self->memory =
        gst_allocator_alloc (NULL, gst_gls_tensors_get_size (tensors), NULL);
    if (!gst_memory_map (self->memory, &self->map, GST_MAP_WRITE))
      g_assert_not_reached (); /* it is system memory, and nobody else's */
  }
  return (float *) (void *) self->map.data;
}

static GstMemory *
seal (GstGlsBlank *self)
{
  gst_memory_unmap (self->memory, &self->map);
  return g_steal_pointer (&self->memory);
}

GstBuffer *
gst_gls_blank_take (GstGlsBlank *self, const GstGlsTensors *tensors)
{
  GstBuffer *buffer = gst_buffer_new ();
  GstMemory *memory = seal (self);
  gssize at = 0;

  if (tensors->n == 1) {
    gst_buffer_append_memory (buffer, memory);
    return buffer;
  }
  for (guint i = 0; i < tensors->n; i++) {
    gssize size =
        (gssize) (gst_gls_shape_get_n (&tensors->shape[i]) * sizeof (float));

    gst_buffer_append_memory (buffer, gst_memory_share (memory, at, size));
    at += size;
  }
  gst_memory_unref (memory);
  return buffer;
}

void
gst_gls_blank_clear (GstGlsBlank *self)
{
  if (self->memory != NULL)
    gst_memory_unref (seal (self));
}
