/* The shape of a tensor: lengths of its axes, slowest first.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_SHAPE_H
#define GLS_NET_SHAPE_H

#include "gls.h"

G_BEGIN_DECLS

#define GLS_SHAPE_MAX_AXES 8

/* No segment and no activation of one example may hold more floats (64 MiB):
 * a model file can then not make us allocate without bound. */
#define GLS_MAX_ELEMENTS ((size_t) 1 << 24)
/* The same for all weights of a network (256 MiB). */
#define GLS_MAX_WEIGHTS ((size_t) 1 << 26)

#define GLS_MAX_CHANNELS ((size_t) 1 << 16)

typedef struct
{
  size_t n_axes;
  size_t dim[GLS_SHAPE_MAX_AXES];
} GlsShape;

/* a * b, or FALSE where it would pass @max */
gboolean gls_size_multiply (size_t a, size_t b, size_t max, size_t *product);

/* Elements of a shape, or FALSE where that passes @max or an axis is 0 */
gboolean gls_shape_count (const GlsShape *self, size_t max, size_t *n);
/* Elements of a shape that has been checked. */
size_t gls_shape_size (const GlsShape *self);
gboolean gls_shape_equal (const GlsShape *a, const GlsShape *b);
/* Returns: (transfer full): e.g. "56x23x9" */
char *gls_shape_to_string (const GlsShape *self);

#define GLS_SHAPE(...)                                                         \
  ((GlsShape){                                                                 \
      sizeof ((size_t[]){ __VA_ARGS__ }) / sizeof (size_t), { __VA_ARGS__ } })

G_END_DECLS

#endif
