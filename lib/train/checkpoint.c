/* Checkpoints: a training run in a .safetensors file.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Shuffles and dropout masks are functions of seed, epoch and example
 * (net/rng.c), and the step count follows from the epoch, so the weights, the
 * moments of Adam, the best weights and a few numbers are the whole state.
 */
#include "net/safetensors.h"
#include "outfile.h"
#include "train/trainer-private.h"

#include <math.h>
#include <string.h>

#define METADATA_KEY "glissando-checkpoint"
#define WHAT "the checkpoint"
#define MOST_ARRAYS 5

static const char *const array_names[MOST_ARRAYS] = { "weights", "best",
  "moment1", "moment2", "average" };

/* arrays: (out): [MOST_ARRAYS]. Returns: how many there are in this run */
static size_t
get_arrays (GlsTrainer *self, float ***arrays)
{
  arrays[0] = &self->weights;
  arrays[1] = &self->best;
  arrays[2] = &self->moment1;
  arrays[3] = &self->moment2;
  arrays[4] = &self->average;
  return self->average != NULL ? MOST_ARRAYS : MOST_ARRAYS - 1;
}

/* What must be the same for going on to make sense. */
static char *
model_identity (const GlsTrainer *self)
{
  g_autoptr (json_t) object =
      gls_description_to_json (self->model->description);

  json_object_del (object, "name");
  json_object_del (object, "licence");
  json_object_del (object, "provenance");
  return gls_json_to_text (object, 0);
}

static char *
data_identity (const GlsTrainer *self)
{
  return g_strdup_printf ("%zu+%zu:%016" G_GINT64_MODIFIER "x", self->train->n,
      self->valid != NULL ? self->valid->n : 0, self->data_hash);
}

gboolean
gls_trainer_save_checkpoint (GlsTrainer *self, const char *path, GError **error)
{
  g_autoptr (json_t) object = NULL;
  g_autofree char *text = NULL, *model = NULL, *data = NULL, *options = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GlsSafetensorSource sources[MOST_ARRAYS];
  char score[G_ASCII_DTOSTR_BUF_SIZE];
  float **arrays[MOST_ARRAYS];
  const char *metadata[] = { METADATA_KEY, NULL, NULL };
  size_t n;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);
  g_return_val_if_fail (self->runner != NULL, FALSE);

  model = model_identity (self);
  data = data_identity (self);
  options = gls_train_options_to_json (&self->options);
  object = json_pack ("{s:i, s:I, s:I, s:s, s:s, s:s, s:s}", "checkpoint", 1,
      "epoch", (json_int_t) self->epoch, "best_epoch",
      (json_int_t) self->best_epoch, "best_score",
      g_ascii_dtostr (score, sizeof score, self->best_score), "model", model,
      "data", data, "options", options);
  metadata[1] = text = gls_json_to_text (object, 0);

  n = get_arrays (self, arrays);
  for (size_t i = 0; i < n; i++)
    sources[i] = (GlsSafetensorSource){ array_names[i], GLS_DTYPE_F32,
      GLS_SHAPE (self->n_weights), *arrays[i] };
  bytes = gls_safetensors_write (metadata, sources, n, error);
  if (bytes == NULL)
    return FALSE;
  return gls_outfile_replace (path, bytes, error);
}

/* What a run that is older called its choices. */
static void
rename_choice (json_t *options)
{
  const char *choice =
      json_string_value (json_object_get (options, "choose_by"));

  if (g_strcmp0 (choice, "validation loss") == 0)
    json_object_set_new (options, "choose_by", json_string ("loss"));
  else if (g_strcmp0 (choice, "metric") == 0)
    json_object_set_new (options, "choose_by", json_string ("score"));
}

/* What a run that is older could not say it did not do. */
static void
add_initial (json_t *options)
{
  static const char *const later[] = { "label_smoothing", "weight_averaging",
    "mixup", "lambda_shift", "mask_frames", "mask_rows", "level_range",
    "equaliser_range" };
  GlsTrainOptions initial;
  g_autofree char *text = NULL;
  g_autoptr (json_t) all = NULL;

  if (json_object_get (options, "optimiser") == NULL)
    return;
  gls_train_options_init (&initial);
  text = gls_train_options_to_json (&initial);
  all = json_loads (text, 0, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (later); i++)
    if (json_object_get (options, later[i]) == NULL)
      json_object_set (options, later[i], json_object_get (all, later[i]));
}

/* By value: what wrote the checkpoint may have given numbers other digits. */
static gboolean
is_same_json (const char *theirs, const char *ours)
{
  g_autoptr (json_t) x = NULL, y = NULL;

  if (theirs == NULL)
    return FALSE;
  x = gls_json_parse_object (theirs, strlen (theirs), WHAT, NULL);
  y = gls_json_parse_object (ours, strlen (ours), WHAT, NULL);
  rename_choice (x);
  add_initial (x);
  return json_equal (x, y);
}

static const char *
get_text (const json_t *object, const char *name)
{
  return json_string_value (json_object_get (object, name));
}

static gboolean
check_identity (GlsTrainer *self, const json_t *object, GError **error)
{
  g_autofree char *model = model_identity (self);
  g_autofree char *data = data_identity (self);
  g_autofree char *options = gls_train_options_to_json (&self->options);
  const char *other = NULL;

  if (!is_same_json (get_text (object, "model"), model))
    other = "layers, labels or front end";
  else if (!is_same_json (get_text (object, "options"), options))
    other = "options";
  else if (g_strcmp0 (get_text (object, "data"), data) != 0)
    other = "data";
  if (other != NULL)
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "it belongs to a run with other %s", other);
  return other == NULL;
}

static const GlsSafetensor *
find_array (GlsTrainer *self, const GlsSafetensors *file, const char *name,
    GError **error)
{
  const GlsSafetensor *tensor = gls_safetensors_find (file, name);
  GlsShape shape = GLS_SHAPE (self->n_weights);

  if (tensor != NULL && gls_shape_equal (&tensor->shape, &shape))
    return tensor;
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
      WHAT " has no \"%s\" of %zu values", name, self->n_weights);
  return NULL;
}

static gboolean
read_arrays (GlsTrainer *self, const GlsSafetensors *file, GError **error)
{
  float *read[MOST_ARRAYS] = { NULL };
  float **arrays[MOST_ARRAYS];
  const size_t n = get_arrays (self, arrays);
  gboolean all = TRUE;

  for (size_t i = 0; i < n && all; i++) {
    const GlsSafetensor *tensor =
        find_array (self, file, array_names[i], error);

    read[i] = g_aligned_alloc (MAX (self->n_weights, 1), sizeof (float), 64);
    all = tensor != NULL && gls_safetensor_read (tensor, read[i], error);
  }
  for (size_t i = 0; i < n; i++) {
    if (all) {
      g_aligned_free (*arrays[i]);
      *arrays[i] = read[i];
    } else {
      g_aligned_free (read[i]);
    }
  }
  return all;
}

static gboolean
resume (GlsTrainer *self, GBytes *bytes, GError **error)
{
  g_autoptr (GlsSafetensors) file = NULL;
  g_autoptr (json_t) object = NULL;
  const char *text, *score;
  size_t version, epoch, best_epoch;

  file = gls_safetensors_parse (bytes, error);
  if (file == NULL)
    return FALSE;
  text = g_hash_table_lookup (file->metadata, METADATA_KEY);
  if (text == NULL) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "it is no checkpoint of a training run");
    return FALSE;
  }
  object = gls_json_parse_object (text, strlen (text), WHAT, error);
  if (object == NULL
      || !gls_json_get_size (object, WHAT, "checkpoint", 1, 1, &version, error)
      || !gls_json_get_size (object, WHAT, "epoch", 0, self->options.epochs,
          &epoch, error)
      || !gls_json_get_size (object, WHAT, "best_epoch", 0, epoch, &best_epoch,
          error)
      || !gls_json_get_string (object, WHAT, "best_score", 64, &score, error)
      || !check_identity (self, object, error)
      || !read_arrays (self, file, error))
    return FALSE;
  self->epoch = (guint) epoch;
  self->best_epoch = (guint) best_epoch;
  self->best_score = g_ascii_strtod (score, NULL);
  return TRUE;
}

gboolean
gls_trainer_resume (GlsTrainer *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) reason = NULL;
  char *data;
  size_t length;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);
  g_return_val_if_fail (self->runner != NULL, FALSE);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO,
        "cannot read checkpoint: “%s” is no regular file", path);
    return FALSE;
  }
  if (!g_file_get_contents (path, &data, &length, &reason)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "cannot read checkpoint: %s",
        reason->message);
    return FALSE;
  }
  bytes = g_bytes_new_take (data, length);
  if (!resume (self, bytes, error)) {
    g_prefix_error (error, "cannot resume from \"%s\": ", path);
    return FALSE;
  }
  return TRUE;
}
