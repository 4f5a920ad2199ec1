/* Reads architecture files, and makes models and options from them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "train/architecture.h"
#include "net/model-private.h"
#include "net/synonyms.h"
#include "text.h"
#include "textfile.h"
#include "train/options-private.h"

#include <string.h>

#define WHAT "the architecture"
/* A file that is larger, or never ends, is none. */
#define MOST_BYTES ((size_t) 16 << 20)

struct _GlsArchitecture
{
  char *name;
  GStrv front_end;
  size_t n_frames, hop;
  json_t *layers;
  json_t *synonyms; /* or NULL */
  GlsOutput output;
  json_t *training; /* never NULL */
  char *licence;    /* or NULL */
};

void
gls_architecture_free (GlsArchitecture *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_strfreev (self->front_end);
  g_clear_pointer (&self->layers, json_decref);
  g_clear_pointer (&self->synonyms, json_decref);
  g_clear_pointer (&self->training, json_decref);
  g_free (self->licence);
  g_free (self);
}

static gboolean
parse_object (GlsArchitecture *self, json_t *object, GError **error)
{
  static const char *const known[] = { "architecture", "name", "about",
    "front_end", "frames", "hop", "layers", "synonyms", "output", "training",
    "licence", NULL };
  const char *name, *about = NULL, *licence = NULL;
  json_t *front_end, *training = NULL;
  json_t *layers, *synonyms = NULL;
  size_t format;

  if (!gls_json_only_has (object, WHAT, known, error)
      || !gls_json_get_size (object, WHAT, "architecture", 1, 1, &format, error)
      || !gls_json_get_string (object, WHAT, "name", GLS_MAX_TEXT, &name, error)
      || !gls_json_may_get_string (object, WHAT, "about", 4096, &about, error)
      || !gls_json_get_object (object, WHAT, "front_end", &front_end, error)
      || !gls_json_get_size (object, WHAT, "frames", 1, GLS_MAX_FRAMES,
          &self->n_frames, error)
      || !gls_json_get_array (object, WHAT, "layers", &layers, error)
      || !gls_json_may_get_array (object, WHAT, "synonyms", &synonyms, error)
      || !gls_json_may_get_string (object, WHAT, "licence", GLS_MAX_TEXT,
          &licence, error)
      || !gls_json_may_get_object (object, WHAT, "training", &training, error))
    return FALSE;
  self->hop = self->n_frames;
  if (!gls_json_may_get_size (object, WHAT, "hop", 1, GLS_MAX_FRAMES,
          &self->hop, error)
      || !gls_output_from_json (object, WHAT, &self->output, error))
    return FALSE;

  self->name = g_strdup (name);
  self->licence = g_strdup (licence);
  self->layers = json_incref (layers);
  self->synonyms = synonyms != NULL ? json_incref (synonyms) : NULL;
  self->training = training != NULL ? json_incref (training) : json_object ();
  self->front_end = gls_front_end_from_json (front_end, WHAT, error);
  return self->front_end != NULL;
}

GlsArchitecture *
gls_architecture_parse (const char *text, size_t length, GError **error)
{
  g_autoptr (GlsArchitecture) self = NULL;
  g_autoptr (json_t) object = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  object = gls_json_parse_object (text, length, WHAT, error);
  if (object == NULL)
    return NULL;
  self = g_new0 (GlsArchitecture, 1);
  if (!parse_object (self, object, error))
    return NULL;
  return g_steal_pointer (&self);
}

GlsArchitecture *
gls_architecture_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  GlsArchitecture *self = NULL;
  size_t length;

  g_return_val_if_fail (path != NULL, NULL);
  text = gls_textfile_read (path, MOST_BYTES, &length, error);
  if (text != NULL)
    self = gls_architecture_parse (text, length, error);
  if (self == NULL)
    g_prefix_error (error, "cannot use architecture file \"%s\": ", path);
  return self;
}

const char *
gls_architecture_get_name (const GlsArchitecture *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->name;
}

const char *const *
gls_architecture_get_front_end (const GlsArchitecture *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return (const char *const *) self->front_end;
}

size_t
gls_architecture_get_n_frames (const GlsArchitecture *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_frames;
}

gboolean
gls_train_options_set_from_arch (GlsTrainOptions *options,
    const GlsArchitecture *architecture, GError **error)
{
  g_return_val_if_fail (options != NULL && architecture != NULL, FALSE);
  return gls_train_options_set_from_json (options, architecture->training,
      "the architecture's training", error);
}

/* Those of them that are labels. */
static gboolean
set_synonyms (GlsDescription *description, const json_t *synonyms,
    GError **error)
{
  description->synonyms = gls_synonyms_parse (synonyms,
      (const char *const *) description->labels, FALSE, WHAT, error);
  return description->synonyms != NULL;
}

GlsModel *
gls_model_new_from_arch (const GlsArchitecture *architecture,
    const char *const *front_end, const char *const *labels,
    const size_t *frame_shape, size_t n_axes, guint64 seed, GError **error)
{
  GlsDescription *description;
  GlsModel *self;

  g_return_val_if_fail (architecture != NULL && labels != NULL, NULL);
  g_return_val_if_fail (frame_shape != NULL, NULL);
  g_return_val_if_fail (n_axes >= 1 && n_axes <= GLS_MAX_FRAME_AXES, NULL);

  if (!gls_labels_check (labels, "the labels", error))
    return NULL;
  description = g_new0 (GlsDescription, 1);
  description->name = g_strdup (architecture->name);
  description->licence = g_strdup (architecture->licence);
  description->front_end =
      g_strdupv (front_end != NULL ? (GStrv) front_end
                                   : architecture->front_end);
  description->frame.n_axes = n_axes;
  memcpy (description->frame.dim, frame_shape, n_axes * sizeof (size_t));
  description->n_frames = architecture->n_frames;
  description->hop = architecture->hop;
  description->output = architecture->output;
  description->layers = json_incref (architecture->layers);
  description->labels = g_strdupv ((GStrv) labels);
  description->n_labels = g_strv_length ((GStrv) labels);
  description->provenance = json_object ();
  if (architecture->synonyms != NULL
      && !set_synonyms (description, architecture->synonyms, error)) {
    gls_description_free (description);
    return NULL;
  }

  self = gls_model_new_from_description (description, error);
  if (self == NULL)
    return NULL;
  gls_model_start_weights (self, seed);
  return self;
}
