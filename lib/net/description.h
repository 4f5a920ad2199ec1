/* What a model says of itself: the JSON text in its file.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_DESCRIPTION_H
#define GLS_NET_DESCRIPTION_H

#include "json.h"
#include "net/output.h"
#include "net/shape.h"

G_BEGIN_DECLS

#define GLS_FORMAT_VERSION 1
/* A description that asks for more is none of ours. */
#define GLS_MAX_LABELS 4096
#define GLS_MAX_FRAMES 65536
#define GLS_MAX_FRAME_AXES 4
/* Values of a frame: what makes them takes up to a thousand times as much
 * memory. */
#define GLS_MAX_FRAME_SIZE ((size_t) 1 << 18)

typedef struct
{
  char *name;
  GStrv front_end; /* "name=value", as in the file's order */
  GlsShape frame;
  size_t n_frames, hop;
  json_t *layers;
  GStrv labels;
  size_t n_labels;
  size_t *synonyms;   /* [n_labels], see synonyms.h, or NULL */
  float *thresholds;  /* [n_labels], see thresholds.h, or NULL */
  gboolean *untaught; /* [n_labels], see untaught.h, or NULL */
  GlsOutput output;
  json_t *provenance; /* never NULL */
  char *licence;      /* or NULL */
} GlsDescription;

/* Fails with %GLS_ERROR_MODEL. */
GlsDescription *gls_description_parse (const char *text, size_t length,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void gls_description_free (GlsDescription *self);
json_t *gls_description_to_json (const GlsDescription *self);
/* Shape of a segment: [N][frame]. */
GlsShape gls_description_segment (const GlsDescription *self);

/* Parts that architecture files share with model files. */

/* output = that of the member "output", if it is there */
gboolean gls_output_from_json (const json_t *object, const char *what,
    GlsOutput *output, GError **error);

/* {"name": value, ...} as "name=value" strings */
GStrv gls_front_end_from_json (json_t *object, const char *what,
    GError **error);
json_t *gls_front_end_to_json (const char *const *front_end);
/* Fails unless there are 1 to GLS_MAX_LABELS different printable labels. */
gboolean gls_labels_check (const char *const *labels, const char *what,
    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsDescription, gls_description_free)

G_END_DECLS

#endif
