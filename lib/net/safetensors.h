/* The .safetensors container: named arrays and a little text.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_SAFETENSORS_H
#define GLS_NET_SAFETENSORS_H

#include "net/dtype.h"
#include "net/shape.h"

G_BEGIN_DECLS

/* One array in a container that has been read; data points into the bytes and
 * has no alignment. */
typedef struct
{
  char *name;
  GlsDtype dtype;
  GlsShape shape;
  size_t n_elements;
  size_t begin, end; /* bytes, from the start of the data */
  const guint8 *data;
} GlsSafetensor;

typedef struct
{
  GBytes *bytes;
  GHashTable *metadata; /* char * -> char * */
  GPtrArray *tensors;   /* GlsSafetensor, in the order of their data */
} GlsSafetensors;

/**
 * gls_safetensors_parse:
 * @bytes: a whole file
 *
 * Checks that header, dtypes (F32 and F16), shapes and offsets agree with each
 * other and with the length of @bytes: every byte of the data belongs to
 * exactly one array. Fails with %GLS_ERROR_MODEL.
 */
GlsSafetensors *gls_safetensors_parse (GBytes *bytes,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void gls_safetensors_free (GlsSafetensors *self);
/* Returns: (transfer none) (nullable) */
const GlsSafetensor *gls_safetensors_find (const GlsSafetensors *self,
    const char *name);
/* Copies an array as float32; fails with %GLS_ERROR_MODEL if a value is not
 * finite. x: float[n_elements] */
gboolean gls_safetensor_read (const GlsSafetensor *self, float *x,
    GError **error);

/* One array to be written; borrowed. */
typedef struct
{
  const char *name;
  GlsDtype dtype;
  GlsShape shape;
  const float *x;
} GlsSafetensorSource;

/**
 * gls_safetensors_write:
 * @metadata: (nullable): name, value, name, value, ... %NULL
 * @sources: the arrays
 * @n: how many
 *
 * F32 arrays come first, then F16, so that all are aligned; the data starts at
 * a multiple of 8 bytes.
 *
 * Fails with %GLS_ERROR_MODEL if a value is not finite, or too large for F16.
 *
 * Returns: (transfer full) (nullable): the bytes of the file
 */
GBytes *gls_safetensors_write (const char *const *metadata,
    const GlsSafetensorSource *sources, size_t n,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsSafetensors, gls_safetensors_free)

G_END_DECLS

#endif
