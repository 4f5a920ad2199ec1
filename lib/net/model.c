/* Models: made from a description or read from a file, saved, asked.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/model-private.h"
#include "net/safetensors.h"
#include "net/thresholds.h"
#include "net/untaught.h"
#include "outfile.h"
#include "text.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Under this name the description stands in the file's metadata. */
#define METADATA_KEY "glissando"
#define MAX_FILE ((gint64) 1 << 30)

/* LIFE */

/* To be called when the description has changed. */
static void
renew_text (GlsModel *model)
{
  g_autoptr (json_t) object = gls_description_to_json (model->description);

  g_free (model->text);
  model->text = gls_json_to_text (object, 2);
}

GlsModel *
gls_model_new_from_description (GlsDescription *description, GError **error)
{
  g_autoptr (GlsModel) self = g_new0 (GlsModel, 1);
  GlsShape segment = gls_description_segment (description);
  size_t n;

  g_atomic_ref_count_init (&self->refs);
  self->description = description;
  if (!gls_shape_count (&description->frame, GLS_MAX_FRAME_SIZE, &n)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "a frame has more than %zu values", GLS_MAX_FRAME_SIZE);
    return NULL;
  }
  self->graph = gls_graph_new (description->layers, &segment,
      description->n_labels, error);
  if (self->graph == NULL)
    return NULL;
  renew_text (self);
  return g_steal_pointer (&self);
}

GlsModel *
gls_model_new_from_ensemble (GlsEnsemble *ensemble, GlsDescription *description)
{
  GlsModel *self = g_new0 (GlsModel, 1);

  g_atomic_ref_count_init (&self->refs);
  self->description = description;
  self->ensemble = ensemble;
  renew_text (self);
  return self;
}

GlsModel *
gls_model_ref (GlsModel *model)
{
  g_return_val_if_fail (model != NULL, NULL);
  g_atomic_ref_count_inc (&model->refs);
  return model;
}

static void
ensemble_free (GlsEnsemble *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->models->len; i++)
    g_free (self->place[i]);
  g_free (self->place);
  g_free (self->n_knowing);
  g_ptr_array_unref (self->models);
  g_free (self);
}

void
gls_model_unref (GlsModel *model)
{
  if (model == NULL
      || !(model->shared_as != NULL ? gls_models_release (model)
                                    : g_atomic_ref_count_dec (&model->refs)))
    return;
  gls_description_free (model->description);
  gls_graph_free (model->graph);
  ensemble_free (model->ensemble);
  g_aligned_free (model->weights);
  g_free (model->text);
  g_free (model->shared_as);
  g_free (model);
}

/* Only once all else has been checked; every one is written next. */
static void
take_weights (GlsModel *self)
{
  self->weights =
      g_aligned_alloc (MAX (self->graph->n_weights, 1), sizeof (float), 64);
}

void
gls_model_start_weights (GlsModel *model, guint64 seed)
{
  take_weights (model);
  gls_graph_init_weights (model->graph, seed, model->weights);
}

/* READING */

/* Where the file stores a tensor, or NULL with an error */
static const GlsSafetensor *
find_tensor (const GlsSafetensors *file, const GlsTensor *wanted,
    GError **error)
{
  const GlsSafetensor *tensor = gls_safetensors_find (file, wanted->name);
  g_autofree char *has = NULL, *needs = NULL;

  if (tensor == NULL) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "it lacks tensor \"%s\", which its layer list asks for", wanted->name);
    return NULL;
  }
  if (!gls_shape_equal (&tensor->shape, &wanted->shape)) {
    has = gls_shape_to_string (&tensor->shape);
    needs = gls_shape_to_string (&wanted->shape);
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "tensor \"%s\" is %s, but its layer needs %s", wanted->name, has,
        needs);
    return NULL;
  }
  return tensor;
}

/* All tensors are there and no others, before any memory is taken for them. */
static gboolean
check_tensors (const GlsModel *self, const GlsSafetensors *file, GError **error)
{
  size_t n = 0;

  for (guint i = 0; i < self->graph->layers->len; i++) {
    const GlsLayer *layer = gls_graph_layer (self->graph, i);

    for (size_t k = 0; k < layer->n_tensors; k++, n++)
      if (find_tensor (file, &layer->tensors[k], error) == NULL)
        return FALSE;
  }
  if (n != file->tensors->len) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "it has %u tensors, but its layer list uses %zu", file->tensors->len,
        n);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_tensors (GlsModel *self, const GlsSafetensors *file, GError **error)
{
  if (!check_tensors (self, file, error))
    return FALSE;
  take_weights (self);
  for (guint i = 0; i < self->graph->layers->len; i++) {
    const GlsLayer *layer = gls_graph_layer (self->graph, i);

    for (size_t k = 0; k < layer->n_tensors; k++) {
      const GlsTensor *tensor = &layer->tensors[k];
      const GlsSafetensor *stored = gls_safetensors_find (file, tensor->name);

      if (!gls_safetensor_read (stored, self->weights + tensor->offset, error))
        return FALSE;
      if (tensor->role == GLS_TENSOR_WEIGHT)
        self->dtype = stored->dtype;
    }
  }
  return TRUE;
}

static GlsModel *
read_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (GlsSafetensors) file = NULL;
  g_autoptr (GlsModel) self = NULL;
  GlsDescription *description;
  const char *text;

  file = gls_safetensors_parse (bytes, error);
  if (file == NULL)
    return NULL;
  text = g_hash_table_lookup (file->metadata, METADATA_KEY);
  if (text == NULL) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "its __metadata__ has no \"" METADATA_KEY
        "\", so it is no model of this program");
    return NULL;
  }
  description = gls_description_parse (text, strlen (text), error);
  if (description == NULL)
    return NULL;
  self = gls_model_new_from_description (description, error);
  if (self == NULL || !read_tensors (self, file, error))
    return NULL;
  return g_steal_pointer (&self);
}

GlsModel *
gls_model_load_bytes (GBytes *bytes, GError **error)
{
  GlsModel *self;

  g_return_val_if_fail (bytes != NULL, NULL);
  self = read_bytes (bytes, error);
  if (self == NULL)
    g_prefix_error (error, "cannot use the model: ");
  return self;
}

static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  GStatBuf status;
  char *data;
  size_t length;

  if (g_stat (path, &status) == 0 && !S_ISREG (status.st_mode)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO,
        "model \"%s\" is not a regular file", path);
    return NULL;
  }
  if (g_stat (path, &status) == 0 && status.st_size > MAX_FILE) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO,
        "model \"%s\" is larger than %" G_GINT64_FORMAT " bytes", path,
        MAX_FILE);
    return NULL;
  }
  if (!g_file_get_contents (path, &data, &length, &reason)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "cannot read model: %s",
        reason->message);
    return NULL;
  }
  return g_bytes_new_take (data, length);
}

GlsModel *
gls_model_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  GlsModel *self;

  g_return_val_if_fail (path != NULL, NULL);
  bytes = read_file (path, error);
  if (bytes == NULL)
    return NULL;
  self = read_bytes (bytes, error);
  if (self == NULL)
    g_prefix_error (error, "cannot use model \"%s\": ", path);
  return self;
}

/* WRITING */

gboolean
gls_model_save (const GlsModel *model, const char *path, GlsDtype dtype,
    GError **error)
{
  g_autoptr (json_t) object = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GArray) sources = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *metadata[] = { METADATA_KEY, NULL, NULL };

  g_return_val_if_fail (model != NULL && path != NULL, FALSE);

  if (model->ensemble != NULL) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_MODEL,
        "several models are not one that could be saved");
    return FALSE;
  }
  sources = g_array_new (FALSE, FALSE, sizeof (GlsSafetensorSource));
  for (guint i = 0; i < model->graph->layers->len; i++) {
    const GlsLayer *layer = gls_graph_layer (model->graph, i);

    for (size_t k = 0; k < layer->n_tensors; k++) {
      const GlsTensor *tensor = &layer->tensors[k];
      GlsSafetensorSource source = { tensor->name,
        tensor->role == GLS_TENSOR_WEIGHT ? dtype : GLS_DTYPE_F32,
        tensor->shape, model->weights + tensor->offset };

      g_array_append_val (sources, source);
    }
  }
  object = gls_description_to_json (model->description);
  metadata[1] = text = gls_json_to_text (object, 0);
  bytes = gls_safetensors_write (metadata,
      (const GlsSafetensorSource *) sources->data, sources->len, error);
  if (bytes == NULL)
    return FALSE;
  return gls_outfile_replace (path, bytes, error);
}

/* DESCRIPTION */

const char *const *
gls_model_get_front_end (const GlsModel *model)
{
  g_return_val_if_fail (model != NULL, NULL);
  return (const char *const *) model->description->front_end;
}

const size_t *
gls_model_get_frame_shape (const GlsModel *model, size_t *n_axes)
{
  g_return_val_if_fail (model != NULL, NULL);
  if (n_axes != NULL)
    *n_axes = model->description->frame.n_axes;
  return model->description->frame.dim;
}

GlsDtype
gls_model_get_dtype (const GlsModel *model)
{
  g_return_val_if_fail (model != NULL, GLS_DTYPE_F32);
  return model->dtype;
}

size_t
gls_model_get_n_frames (const GlsModel *model)
{
  g_return_val_if_fail (model != NULL, 0);
  return model->description->n_frames;
}

size_t
gls_model_get_hop_frames (const GlsModel *model)
{
  g_return_val_if_fail (model != NULL, 0);
  return model->description->hop;
}

const char *const *
gls_model_get_labels (const GlsModel *model, size_t *n)
{
  g_return_val_if_fail (model != NULL, NULL);
  if (n != NULL)
    *n = model->description->n_labels;
  return (const char *const *) model->description->labels;
}

const size_t *
gls_model_get_synonyms (const GlsModel *model)
{
  g_return_val_if_fail (model != NULL, NULL);
  return model->description->synonyms;
}

const float *
gls_model_get_thresholds (const GlsModel *model)
{
  g_return_val_if_fail (model != NULL, NULL);
  return model->description->thresholds;
}

const gboolean *
gls_model_get_untaught (const GlsModel *model)
{
  g_return_val_if_fail (model != NULL, NULL);
  return model->description->untaught;
}

GlsOutput
gls_model_get_output (const GlsModel *model)
{
  g_return_val_if_fail (model != NULL, GLS_OUTPUT_TAGS);
  return model->description->output;
}

const char *
gls_model_get_description (const GlsModel *model)
{
  g_return_val_if_fail (model != NULL, NULL);
  return model->text;
}

const char *
gls_model_get_name (const GlsModel *model)
{
  g_return_val_if_fail (model != NULL, NULL);
  return model->description->name;
}

/* What an ensemble has is what its models have together. */
static guint64
add_up (const GlsEnsemble *ensemble, guint64 (*get) (const GlsModel *model))
{
  guint64 sum = 0;

  for (guint i = 0; i < ensemble->models->len; i++)
    sum += get (gls_ensemble_get (ensemble, i));
  return sum;
}

static guint64
get_n_weights (const GlsModel *model)
{
  return model->graph->n_weights;
}

size_t
gls_model_get_n_weights (const GlsModel *model)
{
  g_return_val_if_fail (model != NULL, 0);
  return model->ensemble != NULL
      ? (size_t) add_up (model->ensemble, get_n_weights)
      : model->graph->n_weights;
}

guint64
gls_model_get_n_macs (const GlsModel *model)
{
  g_return_val_if_fail (model != NULL, 0);
  return model->ensemble != NULL
      ? add_up (model->ensemble, gls_model_get_n_macs)
      : model->graph->n_macs;
}

gboolean
gls_model_set_provenance (GlsModel *model, const char *json, GError **error)
{
  json_t *object;

  g_return_val_if_fail (model != NULL && json != NULL, FALSE);
  g_return_val_if_fail (model->shared_as == NULL, FALSE);
  object = gls_json_parse_object (json, strlen (json), "provenance", error);
  if (object == NULL)
    return FALSE;
  json_decref (model->description->provenance);
  model->description->provenance = object;
  renew_text (model);
  return TRUE;
}

/* Returns: whether the thresholds are valid, where they are known */
static gboolean
replace_thresholds (GlsDescription *self, const float *thresholds,
    GError **error)
{
  float *copy;

  if (!gls_thresholds_copy (thresholds, self->n_labels, &copy, error))
    return FALSE;
  g_free (self->thresholds);
  self->thresholds = copy;
  return TRUE;
}

/* thresholds: (nullable): float[n_labels].
 * Returns: (transfer full) (nullable): those of labels that could be learnt */
static float *
leave_out_untaught (const GlsDescription *self, const float *thresholds)
{
  float *left = thresholds != NULL
      ? g_memdup2 (thresholds, self->n_labels * sizeof *thresholds)
      : NULL;

  for (size_t i = 0; left != NULL && i < self->n_labels; i++)
    if (self->untaught != NULL && self->untaught[i])
      left[i] = NAN;
  return left;
}

gboolean
gls_model_set_thresholds (GlsModel *model, const float *thresholds,
    GError **error)
{
  g_autofree float *left = NULL;

  g_return_val_if_fail (model != NULL, FALSE);
  g_return_val_if_fail (model->shared_as == NULL, FALSE);
  left = leave_out_untaught (model->description, thresholds);
  if (!replace_thresholds (model->description, left, error))
    return FALSE;
  renew_text (model);
  return TRUE;
}

void
gls_model_set_untaught (GlsModel *model, const gboolean *untaught)
{
  GlsDescription *description;
  g_autofree float *left = NULL;

  g_return_if_fail (model != NULL);
  g_return_if_fail (model->shared_as == NULL);
  description = model->description;
  g_free (description->untaught);
  description->untaught = gls_untaught_copy (untaught, description->n_labels);
  left = leave_out_untaught (description, description->thresholds);
  replace_thresholds (description, left, NULL);
  renew_text (model);
}

static gboolean
set_text (GlsModel *model, char **field, const char *what, const char *text,
    GError **error)
{
  if (!gls_text_is_printable (text, GLS_MAX_TEXT)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "a model's %s must be text of 1 to %d bytes without control "
        "characters",
        what, GLS_MAX_TEXT);
    return FALSE;
  }
  g_free (*field);
  *field = g_strdup (text);
  renew_text (model);
  return TRUE;
}

gboolean
gls_model_set_name (GlsModel *model, const char *name, GError **error)
{
  g_return_val_if_fail (model != NULL && name != NULL, FALSE);
  g_return_val_if_fail (model->shared_as == NULL, FALSE);
  return set_text (model, &model->description->name, "name", name, error);
}

gboolean
gls_model_set_licence (GlsModel *model, const char *licence, GError **error)
{
  g_return_val_if_fail (model != NULL && licence != NULL, FALSE);
  g_return_val_if_fail (model->shared_as == NULL, FALSE);
  return set_text (model, &model->description->licence, "licence", licence,
      error);
}
