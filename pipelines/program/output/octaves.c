/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/octaves.h"

#include <string.h>

#include "output/axes.h"
#include "output/npy.h"

/* The wavelets of one rate. */
typedef struct
{
  const GlsScalogramGroup *about;
  char *path;
  NpyWriter *npy; /* NULL before it is open, and at the end */
  size_t n_times; /* that were written */
  float *u;       /* [n_lambda][n_times] of a tick */
  float *column;  /* [n_lambda] */
} Octave;

struct _OctavesWriter
{
  char *path;
  GlsSpec spec;
  GlsAxes *axes;
  GlsScalogramPlan *plan;
  GlsScalogramStream *stream;
  size_t n_octaves;
  Octave octave[GLS_SCALOGRAM_MAX_GROUPS];
};

void
octaves_writer_abandon (OctavesWriter *self)
{
  for (size_t i = 0; i < self->n_octaves; i++) {
    Octave *octave = &self->octave[i];

    g_clear_pointer (&octave->npy, npy_writer_abandon);
    g_free (octave->path);
    g_free (octave->u);
    g_free (octave->column);
  }
  g_clear_pointer (&self->stream, gls_scalogram_stream_free);
  g_clear_pointer (&self->plan, gls_scalogram_plan_unref);
  gls_axes_free (self->axes);
  g_free (self->path);
  g_free (self);
}

/* "a-3.npy" of "a.npy" */
static char *
name_octave (const char *path, size_t i)
{
  gboolean known = g_str_has_suffix (path, ".npy");
  g_autofree char *stem =
      g_strndup (path, strlen (path) - (known ? strlen (".npy") : 0));

  return g_strdup_printf ("%s-%zu.npy", stem, i);
}

static gboolean
open_octave (Octave *octave, GError **error)
{
  const GlsScalogramGroup *about = octave->about;

  octave->u = g_new (float, about->n_lambda * about->n_times);
  octave->column = g_new (float, about->n_lambda);
  octave->npy = npy_writer_new (octave->path, 1, &about->n_lambda, error);
  if (octave->npy == NULL)
    g_prefix_error (error, "%s: ", octave->path);
  return octave->npy != NULL;
}

OctavesWriter *
octaves_writer_new (const char *path, const GlsSpec *spec, GError **error)
{
  g_autoptr (GlsScalogramPlan) plan = gls_scalogram_plan_new (spec, error);
  const GlsScalogramGroup *groups;
  OctavesWriter *self;

  if (plan == NULL)
    return NULL;
  self = g_new0 (OctavesWriter, 1);
  self->path = g_strdup (path);
  self->spec = *spec;
  self->axes = gls_axes_new (spec, NULL);
  self->stream = gls_scalogram_stream_new (plan);
  groups = gls_scalogram_plan_get_groups (plan, &self->n_octaves);
  self->plan = g_steal_pointer (&plan);
  for (size_t i = 0; i < self->n_octaves; i++) {
    self->octave[i].about = &groups[i];
    self->octave[i].path = name_octave (path, i);
    if (!open_octave (&self->octave[i], error)) {
      octaves_writer_abandon (self);
      return NULL;
    }
  }
  return self;
}

/* What of a tick lies inside the audio, time first. */
static void
write_columns (Octave *octave, size_t n_inside)
{
  const GlsScalogramGroup *about = octave->about;
  size_t n = (n_inside + ((size_t) 1 << about->j) - 1) >> about->j;

  for (size_t m = 0; m < n; m++) {
    for (size_t l = 0; l < about->n_lambda; l++)
      octave->column[l] = octave->u[l * about->n_times + m];
    npy_writer_add (octave->npy, octave->column);
  }
}

static void
take_ticks (OctavesWriter *self)
{
  float *u[GLS_SCALOGRAM_MAX_GROUPS];
  GlsTick tick;

  for (size_t i = 0; i < self->n_octaves; i++)
    u[i] = self->octave[i].u;
  while (gls_scalogram_stream_pull (self->stream, u, &tick))
    for (size_t i = 0; i < self->n_octaves; i++)
      write_columns (&self->octave[i], tick.n_inside);
}

void
octaves_writer_add (OctavesWriter *self, const float *x, size_t n)
{
  while (n > 0) {
    size_t taken = gls_scalogram_stream_push (self->stream, x, n);

    x += taken;
    n -= taken;
    take_ticks (self);
  }
}

static json_t *
describe_octave (const OctavesWriter *self, const Octave *octave)
{
  const GlsScalogramGroup *about = octave->about;
  const GlsAxis *lambda = &self->axes->axis[0];
  double step_s = (double) (1u << about->j) / (double) self->spec.rate;
  g_autofree char *file = g_path_get_basename (octave->path);

  return json_pack ("{s:o, s:[o, o]}", "file", gls_json_text (file), "axes",
      axes_make_time (octave->n_times, step_s),
      axes_make (lambda, lambda->values + about->first, about->n_lambda));
}

static gboolean
close_octave (Octave *octave, GError **error)
{
  octave->n_times = npy_writer_get_n_items (octave->npy);
  if (npy_writer_finish (g_steal_pointer (&octave->npy), error))
    return TRUE;
  g_prefix_error (error, "%s: ", octave->path);
  return FALSE;
}

gboolean
octaves_writer_finish (OctavesWriter *self, const char *input, GError **error)
{
  g_autofree char *path = axes_get_path (self->path);
  g_autoptr (json_t) json = axes_describe (input, &self->spec);
  json_t *list = json_array (), *parameters;
  gboolean ok = TRUE;

  /* These are about frames of one rate. */
  parameters = json_object_get (json, "parameters");
  json_object_del (parameters, "stride");
  json_object_del (parameters, "compress");
  gls_scalogram_stream_drain (self->stream);
  take_ticks (self);
  for (size_t i = 0; i < self->n_octaves && ok; i++) {
    ok = close_octave (&self->octave[i], error);
    json_array_append_new (list, describe_octave (self, &self->octave[i]));
  }
  json_object_set_new (json, "arrays", list);
  ok = ok && axes_write (json, path, error);
  octaves_writer_abandon (self);
  return ok;
}
