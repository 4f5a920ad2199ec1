/* Layers against PyTorch: what torch-vectors.py stored.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   test-torch VECTORS.safetensors
 */
#include "net-test.h"
#include "net/safetensors.h"

#include <cblas.h>

/* Single precision, in sums of another order */
#define TOLERANCE 3e-6

static GlsSafetensors *vectors;

static float *
read_array (const char *name, size_t n)
{
  const GlsSafetensor *tensor = gls_safetensors_find (vectors, name);
  g_autoptr (GError) error = NULL;
  float *x = g_new (float, MAX (n, 1));

  g_assert_nonnull (tensor);
  g_assert_cmpuint (tensor->n_elements, ==, n);
  gls_safetensor_read (tensor, x, &error);
  g_assert_no_error (error);
  return x;
}

/* @at becomes what is stored. */
static void
set (float *at, size_t n, size_t number, const char *what)
{
  g_autofree char *name = g_strdup_printf ("%zu.%s", number, what);
  g_autofree float *x = read_array (name, n);

  memcpy (at, x, n * sizeof *x);
}

static void
check (const float *at, size_t n, size_t number, const char *what)
{
  g_autofree char *name = g_strdup_printf ("%zu.%s", number, what);
  g_autofree float *x = read_array (name, n);

  g_test_message ("%s", name);
  g_assert_cmpfloat (relative_distance (n, at, x), <, TOLERANCE);
}

static GlsShape
read_shape (json_t *list)
{
  GlsShape shape = { .n_axes = json_array_size (list) };

  for (size_t i = 0; i < shape.n_axes; i++)
    shape.dim[i] = (size_t) json_integer_value (json_array_get (list, i));
  return shape;
}

typedef struct
{
  size_t number;
  json_t *object;
} Case;

static void
test_layer_agrees (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *entry =
      gls_json_to_text (json_object_get (c->object, "entry"), 0);
  const size_t n =
      (size_t) json_integer_value (json_object_get (c->object, "n"));
  Bench *b =
      bench_new (entry, read_shape (json_object_get (c->object, "shape")), n);
  const GlsTensor *tensors = b->layer->tensors;

  g_test_message ("%s", entry);
  g_assert_cmpint (json_integer_value (json_object_get (c->object, "tensors")),
      ==, b->layer->n_tensors);
  b->pass.training = json_is_true (json_object_get (c->object, "training"));
  set (b->x, b->n_in, c->number, "x");
  set (b->dy, b->n_out, c->number, "dy");
  for (size_t i = 0; i < b->layer->n_tensors; i++) {
    g_autofree char *name = g_strdup_printf ("w%zu", i);

    set (b->weights + tensors[i].offset, tensors[i].n, c->number, name);
  }
  bench_forward (b);
  check (b->y, b->n_out, c->number, "y");
  if (b->pass.training) {
    bench_backward (b);
    check (b->dx, b->n_in, c->number, "dx");
    for (size_t i = 0; i < b->layer->n_tensors; i++) {
      g_autofree char *name = g_strdup_printf ("g%zu", i);

      check (b->gradients + tensors[i].offset, tensors[i].n, c->number, name);
    }
  }
  bench_free (b);
}

static void
read_vectors (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *data;
  gsize length;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (data, length);
  vectors = gls_safetensors_parse (bytes, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_autoptr (json_t) list = NULL;
  g_autofree Case *cases = NULL;
  int status;

  openblas_set_num_threads (1);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  read_vectors (argv[1]);
  list = json_loads (g_hash_table_lookup (vectors->metadata, "cases"), 0, NULL);
  cases = g_new (Case, json_array_size (list));
  for (size_t i = 0; i < json_array_size (list); i++) {
    json_t *object = json_array_get (list, i);
    g_autofree char *path = g_strdup_printf ("/torch/%s/%zu",
        json_string_value (json_object_get (json_object_get (object, "entry"),
            "type")),
        i);

    cases[i] = (Case){ i, object };
    g_test_add_data_func (path, &cases[i], test_layer_agrees);
  }
  status = g_test_run ();
  gls_safetensors_free (vectors);
  return status;
}
