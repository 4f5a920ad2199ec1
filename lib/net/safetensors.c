/* Reads and writes .safetensors, trusting nothing that it reads.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A file is 8 bytes of little-endian header length, a header in JSON, padded
 * with spaces to a multiple of 8, and the arrays' bytes one after the other,
 * little-endian. The header maps each name to its dtype, shape and
 * data_offsets, and "__metadata__" to texts. See docs/model-format.md.
 */
#include "net/safetensors.h"
#include "net/half.h"
#include "json.h"
#include "text.h"

#include <math.h>
#include <string.h>

#define LENGTH_BYTES 8
/* Descriptions take some 10 KiB; the bound keeps the parser's memory small. */
#define MAX_HEADER ((size_t) 4 << 20)

static const char *const dtype_names[] = { "F32", "F16", NULL };
static const size_t dtype_sizes[] = { 4, 2 };

static void
safetensor_free (gpointer data)
{
  GlsSafetensor *self = data;

  g_free (self->name);
  g_free (self);
}

void
gls_safetensors_free (GlsSafetensors *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->tensors, g_ptr_array_unref);
  g_clear_pointer (&self->metadata, g_hash_table_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

/* READING */

static gboolean
parse_shape (json_t *object, const char *what, GlsShape *shape, GError **error)
{
  json_t *axes;

  if (!gls_json_get_array (object, what, "shape", &axes, error))
    return FALSE;
  if (json_array_size (axes) > GLS_SHAPE_MAX_AXES) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s has %zu axes, more than %d", what, json_array_size (axes),
        GLS_SHAPE_MAX_AXES);
    return FALSE;
  }
  shape->n_axes = json_array_size (axes);
  for (size_t i = 0; i < shape->n_axes; i++) {
    if (!gls_json_to_size (json_array_get (axes, i), 1, GLS_MAX_WEIGHTS,
            &shape->dim[i])) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "%s: axis %zu of its shape is not a whole number from 1 to %zu", what,
          i, GLS_MAX_WEIGHTS);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
parse_offsets (json_t *object, const char *what, size_t n_bytes,
    GlsSafetensor *tensor, GError **error)
{
  json_t *pair;

  if (!gls_json_get_array (object, what, "data_offsets", &pair, error))
    return FALSE;
  if (json_array_size (pair) != 2
      || !gls_json_to_size (json_array_get (pair, 0), 0, n_bytes,
          &tensor->begin)
      || !gls_json_to_size (json_array_get (pair, 1), tensor->begin, n_bytes,
          &tensor->end)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s: its data_offsets are not two rising numbers within the %zu bytes "
        "of data",
        what, n_bytes);
    return FALSE;
  }
  return TRUE;
}

static GlsSafetensor *
parse_tensor (const char *name, json_t *object, size_t n_bytes, GError **error)
{
  static const char *const known[] = { "dtype", "shape", "data_offsets", NULL };
  GlsSafetensor *self = NULL;
  g_autofree char *what = NULL;
  const char *dtype;
  guint index = G_MAXUINT;
  size_t expected;

  if (!gls_text_is_printable (name, GLS_MAX_TEXT)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "a tensor's name is not text of 1 to %d bytes", GLS_MAX_TEXT);
    return NULL;
  }
  what = g_strdup_printf ("tensor \"%s\"", name);
  if (!json_is_object (object)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s is not described by an object", what);
    return NULL;
  }
  self = g_new0 (GlsSafetensor, 1);
  self->name = g_strdup (name);

  if (!gls_json_only_has (object, what, known, error)
      || !gls_json_get_string (object, what, "dtype", 16, &dtype, error)
      || !gls_json_may_get_enum (object, what, "dtype", dtype_names, &index,
          error)
      || !parse_shape (object, what, &self->shape, error)
      || !parse_offsets (object, what, n_bytes, self, error))
    goto fail;
  self->dtype = (GlsDtype) index;

  if (!gls_shape_count (&self->shape, GLS_MAX_WEIGHTS, &self->n_elements)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s has more than %zu elements", what, GLS_MAX_WEIGHTS);
    goto fail;
  }
  expected = self->n_elements * dtype_sizes[self->dtype];
  if (self->end - self->begin != expected) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s takes %zu bytes of data, but its shape asks for %zu", what,
        self->end - self->begin, expected);
    goto fail;
  }
  return self;

fail:
  safetensor_free (self);
  return NULL;
}

static gboolean
parse_metadata (GHashTable *metadata, json_t *object, GError **error)
{
  const char *name;
  json_t *value;

  if (!json_is_object (object)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "__metadata__ is not an object");
    return FALSE;
  }
  json_object_foreach (object, name, value)
  {
    if (!json_is_string (value)) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "__metadata__ holds something that is not text");
      return FALSE;
    }
    g_hash_table_insert (metadata, g_strdup (name),
        g_strdup (json_string_value (value)));
  }
  return TRUE;
}

static int
compare_begin (gconstpointer a, gconstpointer b)
{
  const GlsSafetensor *x = *(GlsSafetensor *const *) a;
  const GlsSafetensor *y = *(GlsSafetensor *const *) b;

  return (x->begin > y->begin) - (x->begin < y->begin);
}

/* Sorted by offset, each array starts where the one before ends. */
static gboolean
check_contiguous (GlsSafetensors *self, size_t n_bytes, GError **error)
{
  size_t at = 0;

  g_ptr_array_sort (self->tensors, compare_begin);
  for (guint i = 0; i < self->tensors->len; i++) {
    const GlsSafetensor *tensor = g_ptr_array_index (self->tensors, i);

    if (tensor->begin != at) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "tensor \"%s\" begins at byte %zu of the data, where %zu is expected "
          "(%s)",
          tensor->name, tensor->begin, at,
          tensor->begin < at ? "two tensors overlap" : "a hole in the data");
      return FALSE;
    }
    at = tensor->end;
  }
  if (at != n_bytes) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "the tensors take %zu bytes of data, but the file has %zu", at,
        n_bytes);
    return FALSE;
  }
  return TRUE;
}

/* How long the header is; it and the data follow LENGTH_BYTES. */
static gboolean
read_header_length (const guint8 *bytes, size_t length, size_t *n_header,
    GError **error)
{
  guint64 n;

  if (length < LENGTH_BYTES) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "it ends after %zu bytes, within the length of its header", length);
    return FALSE;
  }
  memcpy (&n, bytes, sizeof n);
  n = GUINT64_FROM_LE (n);
  if (n > MAX_HEADER) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "it is no .safetensors file, or has a header of more than %zu bytes",
        MAX_HEADER);
    return FALSE;
  }
  if (n > length - LENGTH_BYTES) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "its header should take %zu bytes, but only %zu follow", (size_t) n,
        length - LENGTH_BYTES);
    return FALSE;
  }
  *n_header = (size_t) n;
  return TRUE;
}

static gboolean
read_members (GlsSafetensors *self, json_t *header, const guint8 *data,
    size_t n_bytes, GError **error)
{
  const char *name;
  json_t *member;

  json_object_foreach (header, name, member)
  {
    GlsSafetensor *tensor;

    if (strcmp (name, "__metadata__") == 0) {
      if (!parse_metadata (self->metadata, member, error))
        return FALSE;
      continue;
    }
    tensor = parse_tensor (name, member, n_bytes, error);
    if (tensor == NULL)
      return FALSE;
    tensor->data = data + tensor->begin;
    g_ptr_array_add (self->tensors, tensor);
  }
  return check_contiguous (self, n_bytes, error);
}

GlsSafetensors *
gls_safetensors_parse (GBytes *bytes, GError **error)
{
  g_autoptr (GlsSafetensors) self = g_new0 (GlsSafetensors, 1);
  g_autoptr (json_t) header = NULL;
  size_t length, n_header;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  self->bytes = g_bytes_ref (bytes);
  self->metadata =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->tensors = g_ptr_array_new_with_free_func (safetensor_free);

  if (!read_header_length (data, length, &n_header, error))
    return NULL;
  data += LENGTH_BYTES;
  header = gls_json_parse_object ((const char *) data, n_header, "its header",
      error);
  if (header == NULL
      || !read_members (self, header, data + n_header,
          length - LENGTH_BYTES - n_header, error))
    return NULL;
  return g_steal_pointer (&self);
}

const GlsSafetensor *
gls_safetensors_find (const GlsSafetensors *self, const char *name)
{
  for (guint i = 0; i < self->tensors->len; i++) {
    const GlsSafetensor *tensor = g_ptr_array_index (self->tensors, i);

    if (strcmp (tensor->name, name) == 0)
      return tensor;
  }
  return NULL;
}

static void
read_f32 (const guint8 *data, size_t n, float *x)
{
  for (size_t i = 0; i < n; i++) {
    guint32 bits;

    memcpy (&bits, data + sizeof bits * i, sizeof bits);
    bits = GUINT32_FROM_LE (bits);
    memcpy (&x[i], &bits, sizeof bits);
  }
}

/* Whether all are; in integers, of which a compiler makes vectors. */
static gboolean
are_finite (const float *x, size_t n)
{
  const guint32 exponent = 0x7f800000;
  guint32 n_odd = 0;

  for (size_t i = 0; i < n; i++) {
    guint32 bits;

    memcpy (&bits, &x[i], sizeof bits);
    n_odd += (bits & exponent) == exponent;
  }
  return n_odd == 0;
}

gboolean
gls_safetensor_read (const GlsSafetensor *self, float *x, GError **error)
{
  size_t n = self->n_elements, odd = 0;

  if (self->dtype == GLS_DTYPE_F32)
    read_f32 (self->data, n, x);
  else
    gls_halves_to_floats (self->data, n, x);
  if (are_finite (x, n))
    return TRUE;
  while (isfinite (x[odd]))
    odd++;
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
      "tensor \"%s\": value %zu is not a finite number", self->name, odd);
  return FALSE;
}

/* WRITING */

static gboolean
append_data (GByteArray *out, const GlsSafetensorSource *source, GError **error)
{
  size_t n = gls_shape_size (&source->shape);
  guint at = out->len;

  g_byte_array_set_size (out, at + (guint) (n * dtype_sizes[source->dtype]));
  for (size_t i = 0; i < n; i++) {
    float x = source->x[i];

    if (!isfinite (x)
        || (source->dtype == GLS_DTYPE_F16
            && (gls_float_to_half (x) & 0x7c00) == 0x7c00)) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "tensor \"%s\": value %zu is %g, which %s cannot hold", source->name,
          i, (double) x, dtype_names[source->dtype]);
      return FALSE;
    }
    if (source->dtype == GLS_DTYPE_F32) {
      guint32 bits;

      memcpy (&bits, &x, sizeof bits);
      bits = GUINT32_TO_LE (bits);
      memcpy (out->data + at + 4 * i, &bits, sizeof bits);
    } else {
      guint16 bits = GUINT16_TO_LE (gls_float_to_half (x));

      memcpy (out->data + at + 2 * i, &bits, sizeof bits);
    }
  }
  return TRUE;
}

static json_t *
describe (const GlsSafetensorSource *source, size_t begin, size_t end)
{
  json_t *shape = json_array ();

  for (size_t i = 0; i < source->shape.n_axes; i++)
    json_array_append_new (shape,
        json_integer ((json_int_t) source->shape.dim[i]));
  return json_pack ("{s:s, s:o, s:[I, I]}", "dtype", dtype_names[source->dtype],
      "shape", shape, "data_offsets", (json_int_t) begin, (json_int_t) end);
}

static json_t *
metadata_to_json (const char *const *metadata)
{
  json_t *object = json_object ();

  for (size_t i = 0; metadata[i] != NULL; i += 2)
    json_object_set_new (object, metadata[i], gls_json_text (metadata[i + 1]));
  return object;
}

GBytes *
gls_safetensors_write (const char *const *metadata,
    const GlsSafetensorSource *sources, size_t n, GError **error)
{
  g_autoptr (json_t) header = json_object ();
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autofree char *text = NULL;
  g_autoptr (GString) padded = NULL;
  guint64 length;

  if (metadata != NULL)
    json_object_set_new (header, "__metadata__", metadata_to_json (metadata));
  for (GlsDtype dtype = GLS_DTYPE_F32; dtype <= GLS_DTYPE_F16; dtype++) {
    for (size_t i = 0; i < n; i++) {
      size_t begin = body->len;

      if (sources[i].dtype != dtype)
        continue;
      if (!append_data (body, &sources[i], error))
        return NULL;
      json_object_set_new (header, sources[i].name,
          describe (&sources[i], begin, body->len));
    }
  }

  text = gls_json_to_text (header, 0);
  padded = g_string_new (text);
  while (padded->len % 8 != 0)
    g_string_append_c (padded, ' ');
  length = GUINT64_TO_LE ((guint64) padded->len);
  g_byte_array_append (file, (const guint8 *) &length, sizeof length);
  g_byte_array_append (file, (const guint8 *) padded->str, (guint) padded->len);
  g_byte_array_append (file, body->data, body->len);
  return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}
