/* The table of layer types, and what all layers share.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/layer.h"

#include <string.h>

static const GlsLayerClass *const classes[] = {
  &gls_average_frames_class,
  &gls_standardise_class,
  &gls_fold_class,
  &gls_space2depth_class,
  &gls_conv3d_class,
  &gls_conv2d_class,
  &gls_group_norm_class,
  &gls_elu_class,
  &gls_dropout_class,
  &gls_dense_class,
  &gls_sigmoid_class,
  &gls_add_class,
  &gls_relu_class,
  &gls_gelu_class,
  &gls_reshape_class,
  &gls_max_pool_class,
  &gls_average_pool_class,
  &gls_batch_norm_class,
  &gls_self_attention_class,
  &gls_attention_pool_class,
  &gls_gru_class,
};

static const GlsLayerClass *
find_class (const char *type, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS (classes); i++)
    if (strcmp (classes[i]->type, type) == 0)
      return classes[i];
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL, "no layer is of type \"%s\"",
      type);
  return NULL;
}

static gboolean
check_members (const GlsLayerClass *klass, json_t *entry, const char *what,
    GError **error)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();

  g_ptr_array_add (known, (gpointer) "type");
  g_ptr_array_add (known, (gpointer) "name");
  for (size_t i = 0; klass->members[i] != NULL; i++)
    g_ptr_array_add (known, (gpointer) klass->members[i]);
  g_ptr_array_add (known, NULL);
  return gls_json_only_has (entry, what, (const char *const *) known->pdata,
      error);
}

/* Names become names of tensors: letters, digits, '_', '-' and '.'. */
static gboolean
check_name (const char *name, GError **error)
{
  if (strlen (name) <= 64
      && name[strspn (name,
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
             "0123456789_-.")]
          == '\0')
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
      "layer name \"%.64s\" is not up to 64 letters, digits, '_', '-' and '.'",
      name);
  return FALSE;
}

static void
set_too_large (const char *what, GError **error)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
      "%s asks for more than %zu values", what, GLS_MAX_ELEMENTS);
}

GlsLayer *
gls_layer_new (json_t *entry, const char *default_name, const GlsShape *in,
    size_t n_labels, GError **error)
{
  const GlsLayerClass *klass;
  g_autofree char *what = g_strdup_printf ("layer \"%s\"", default_name);
  const char *type, *name = default_name;
  GlsLayer *self = NULL;
  size_t n;

  if (!gls_json_get_string (entry, what, "type", 64, &type, error)
      || !gls_json_may_get_string (entry, what, "name", 256, &name, error)
      || !check_name (name, error) || (klass = find_class (type, error)) == NULL
      || !check_members (klass, entry, what, error))
    return NULL;

  self = g_malloc0 (klass->instance_size);
  self->klass = klass;
  self->name = g_strdup (name);
  self->in = *in;
  if (!klass->configure (self, entry, n_labels, what, error))
    goto fail;
  if (!gls_shape_count (&self->out, GLS_MAX_ELEMENTS, &n)
      || self->n_scratch > GLS_MAX_ELEMENTS
      || self->n_example_scratch > GLS_MAX_ELEMENTS
      || self->n_saved > GLS_MAX_ELEMENTS) {
    set_too_large (what, error);
    goto fail;
  }
  return self;

fail:
  gls_layer_free (self);
  return NULL;
}

void
gls_layer_free (GlsLayer *self)
{
  if (self == NULL)
    return;
  for (size_t i = 0; i < self->n_tensors; i++)
    g_free (self->tensors[i].name);
  g_free (self->name);
  g_free (self);
}

gboolean
gls_layer_is_trainable (const GlsLayer *self)
{
  for (size_t i = 0; i < self->n_tensors; i++)
    if (gls_tensor_is_trained (self->tensors[i].role))
      return TRUE;
  return FALSE;
}

gboolean
gls_layer_add_tensor (GlsLayer *self, const char *suffix, GlsTensorRole role,
    GlsShape shape, double init_mean, double init_deviation, GError **error)
{
  GlsTensor *tensor = &self->tensors[self->n_tensors];

  g_assert (self->n_tensors < GLS_LAYER_MAX_TENSORS);
  if (!gls_shape_count (&shape, GLS_MAX_WEIGHTS, &tensor->n)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "tensor \"%s.%s\" would have more than %zu weights", self->name, suffix,
        GLS_MAX_WEIGHTS);
    return FALSE;
  }
  tensor->name = g_strdup_printf ("%s.%s", self->name, suffix);
  tensor->role = role;
  tensor->shape = shape;
  tensor->init_mean = init_mean;
  tensor->init_deviation = init_deviation;
  self->n_tensors++;
  return TRUE;
}

gboolean
gls_layer_get_channels (json_t *entry, const char *what, const char *name,
    size_t n_labels, size_t *n, GError **error)
{
  json_t *node = json_object_get (entry, name);

  if (node != NULL && json_is_string (node)
      && strcmp (json_string_value (node), "labels") == 0) {
    *n = n_labels;
    return TRUE;
  }
  return gls_json_get_size (entry, what, name, 1, GLS_MAX_CHANNELS, n, error);
}

gboolean
gls_layer_get_sides (json_t *entry, const char *what, const char *name,
    size_t size[2], GError **error)
{
  json_t *node = json_object_get (entry, name);

  if (node == NULL)
    return TRUE;
  if (gls_json_to_size (node, 1, GLS_MAX_KERNEL, &size[0])) {
    size[1] = size[0];
    return TRUE;
  }
  if (json_array_size (node) == 2
      && gls_json_to_size (json_array_get (node, 0), 1, GLS_MAX_KERNEL,
          &size[0])
      && gls_json_to_size (json_array_get (node, 1), 1, GLS_MAX_KERNEL,
          &size[1]))
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
      "%s: \"%s\" must be a whole number from 1 to %d, or two of them in a "
      "list",
      what, name, GLS_MAX_KERNEL);
  return FALSE;
}

gboolean
gls_layer_count (const char *what, const size_t *factors, size_t n,
    size_t *product, GError **error)
{
  size_t count = 1;

  for (size_t i = 0; i < n; i++)
    if (!gls_size_multiply (count, factors[i], GLS_MAX_ELEMENTS, &count)) {
      set_too_large (what, error);
      return FALSE;
    }
  *product = count;
  return TRUE;
}

const char *const gls_layer_no_members[] = { NULL };

gboolean
gls_layer_keep_shape (GlsLayer *self, json_t *entry, size_t n_labels,
    const char *what, GError **error)
{
  self->out = self->in;
  return TRUE;
}

void
gls_layer_set_bias (const GlsLayer *self, size_t n, const float *logits,
    float *weights)
{
  if (self->tensors[1].n == n)
    memcpy (weights + self->tensors[1].offset, logits, n * sizeof *logits);
}

void
gls_layer_scale_rows (const GlsLayer *self, const float *slope,
    const float *offset, float *weights)
{
  const GlsTensor *tensor = &self->tensors[0];
  const size_t n = self->tensors[1].n;
  const size_t length = tensor->shape.dim[tensor->shape.n_axes - 1];
  float *bias = weights + self->tensors[1].offset;

  for (size_t i = 0; i < tensor->n; i++)
    weights[tensor->offset + i] *= slope[i / length % n];
  for (size_t k = 0; k < n; k++)
    bias[k] = slope[k] * bias[k] + offset[k];
}

gboolean
gls_layer_needs_image (const GlsLayer *self, const char *what, GError **error)
{
  g_autofree char *shape = NULL;

  if (self->in.n_axes == 3)
    return TRUE;
  shape = gls_shape_to_string (&self->in);
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
      "%s needs rows, columns and channels, but is given %s: is a fold layer "
      "missing before it?",
      what, shape);
  return FALSE;
}
