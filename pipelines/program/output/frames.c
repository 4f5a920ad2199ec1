/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/frames.h"

#include "output/axes.h"
#include "output/names.h"
#include "output/npy.h"
#include "team.h"

struct _FramesWriter
{
  char *path;
  GlsSpec spec;
  GlsAxes *axes;
  GlsTransformStream *stream;
  float *frame;
  NpyWriter *npy; /* NULL at the end */
};

static void
frames_writer_free (FramesWriter *self)
{
  gls_transform_stream_free (self->stream);
  gls_axes_free (self->axes);
  g_free (self->frame);
  g_free (self->path);
  g_free (self);
}

FramesWriter *
frames_writer_new (const char *path, const GlsSpec *spec,
    GlsTransformPlan *plan, GError **error)
{
  g_autoptr (GlsAxes) axes = gls_axes_new (spec, error);
  size_t size[GLS_MAX_AXES];
  FramesWriter *self;
  NpyWriter *npy;

  if (axes == NULL)
    return NULL;
  for (size_t a = 0; a < axes->n_axes; a++)
    size[a] = axes->axis[a].size;
  npy = npy_writer_new (path, axes->n_axes, size, error);
  if (npy == NULL)
    return NULL;
  self = g_new0 (FramesWriter, 1);
  self->path = g_strdup (path);
  self->spec = *spec;
  self->npy = npy;
  self->frame = g_new (float, gls_axes_get_frame_size (axes));
  self->axes = g_steal_pointer (&axes);
  self->stream = gls_transform_stream_new_threaded (plan,
      MIN (g_get_num_processors (), GLS_MAX_THREADS));
  return self;
}

static void
take_frames (FramesWriter *self)
{
  while (gls_transform_stream_pull (self->stream, self->frame))
    npy_writer_add (self->npy, self->frame);
}

void
frames_writer_add (FramesWriter *self, const float *x, size_t n)
{
  while (n > 0) {
    size_t taken = gls_transform_stream_push (self->stream, x, n);

    x += taken;
    n -= taken;
    take_frames (self);
  }
}

static gboolean
write_axes (const FramesWriter *self, const char *input, size_t n_frames,
    GError **error)
{
  double step_s =
      (double) gls_spec_stride (&self->spec) / (double) self->spec.rate;
  g_autofree char *path = axes_get_path (self->path);
  g_autoptr (json_t) json = axes_describe (input, &self->spec);
  json_t *list = json_array ();

  json_array_append_new (list, axes_make_time (n_frames, step_s));
  for (size_t a = 0; a < self->axes->n_axes; a++) {
    const GlsAxis *axis = &self->axes->axis[a];

    json_array_append_new (list, axes_make (axis, axis->values, axis->size));
  }
  json_object_set_new (json, "axes", list);
  if (self->axes->n_paths > 0)
    json_object_set_new (json, "paths",
        axes_make_paths (self->axes->path, self->axes->n_paths));
  return axes_write (json, path, error);
}

gboolean
frames_writer_finish (FramesWriter *self, const char *input, GError **error)
{
  size_t n_frames;
  gboolean ok;

  gls_transform_stream_drain (self->stream);
  take_frames (self);
  n_frames = npy_writer_get_n_items (self->npy);
  ok = npy_writer_finish (g_steal_pointer (&self->npy), error);
  if (!ok)
    g_prefix_error (error, "%s: ", names_to_text (self->path));
  if (ok && !g_str_equal (self->path, "-"))
    ok = write_axes (self, input, n_frames, error);
  frames_writer_free (self);
  return ok;
}

void
frames_writer_abandon (FramesWriter *self)
{
  npy_writer_abandon (self->npy);
  frames_writer_free (self);
}
