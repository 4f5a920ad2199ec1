/* A GstMeta: whoever does not know it passes it on, and copies of a buffer have
 * a copy of it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/embedding.h"

typedef struct
{
  GstMeta parent;
  float *values; /* [n] */
  size_t n;
} Embedding;

static gboolean
init (GstMeta *meta, gpointer params, GstBuffer *buffer)
{
  ((Embedding *) meta)->values = NULL;
  ((Embedding *) meta)->n = 0;
  return TRUE;
}

static void
clear (GstMeta *meta, GstBuffer *buffer)
{
  g_free (((Embedding *) meta)->values);
}

/* A part of a prediction is none, and has no embedding. */
static gboolean
transform (GstBuffer *copy, GstMeta *meta, GstBuffer *buffer, GQuark type,
    gpointer data)
{
  const Embedding *self = (const Embedding *) meta;

  if (!GST_META_TRANSFORM_IS_COPY (type)
      || ((GstMetaTransformCopy *) data)->region)
    return FALSE;
  gst_gls_embedding_attach (copy, self->values, self->n);
  return TRUE;
}

static GType
get_api (void)
{
  static const char *no_tags[] = { NULL };
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        gst_meta_api_type_register ("GstGlsEmbeddingAPI", no_tags));
  return (GType) type;
}

static const GstMetaInfo *
get_info (void)
{
  static const GstMetaInfo *info;

  if (g_once_init_enter (&info))
    g_once_init_leave (&info,
        gst_meta_register (get_api (), "GstGlsEmbedding", sizeof (Embedding),
            init, clear, transform));
  return info;
}

void
gst_gls_embedding_attach (GstBuffer *buffer, const float *values, size_t n)
{
  Embedding *self =
      (Embedding *) gst_buffer_add_meta (buffer, get_info (), NULL);

  self->values = g_memdup2 (values, n * sizeof *values);
  self->n = n;
}

const float *
gst_gls_embedding_get (GstBuffer *buffer, size_t *n)
{
  Embedding *self = (Embedding *) gst_buffer_get_meta (buffer, get_api ());

  *n = self != NULL ? self->n : 0;
  return self != NULL ? self->values : NULL;
}
