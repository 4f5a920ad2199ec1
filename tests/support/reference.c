/* Reference arrays of the scattering transform.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *
reference_folder (void)
{
  const char *given = g_getenv ("GLISSANDO_REFERENCE");

  if (given != NULL && *given != '\0')
    return g_strdup (given);
  return g_strdup (REFERENCE_FOLDER);
}

/* a_J8_Q8x1_Jfr3_Qfr1_F8_N8192 */
static gboolean
parse_config (const char *name, ReferenceConfig *config)
{
  guint N;

  if (sscanf (name + 1, "_J%u_Q%ux%u_Jfr%u_Qfr%u_F%u_N%u", &config->J,
          &config->Q1, &config->Q2, &config->J_fr, &config->Q_fr, &config->F,
          &N)
      != 7)
    return FALSE;
  config->n = N;
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static GStrv
list_folders (const char *folder)
{
  GPtrArray *names = g_ptr_array_new ();
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      g_ptr_array_add (names, g_strdup (name));
  }
  g_clear_pointer (&dir, g_dir_close);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (names, FALSE);
}

ReferenceConfig *
reference_configs (const char *folder)
{
  g_auto (GStrv) names = list_folders (folder);
  ReferenceConfig *configs =
      g_new0 (ReferenceConfig, g_strv_length (names) + 1);
  gsize n = 0;

  for (char **name = names; *name != NULL; name++)
    if (parse_config (*name, &configs[n])) {
      configs[n].config = g_intern_string ((char[]){ **name, '\0' });
      configs[n].folder = g_build_filename (folder, *name, NULL);
      n++;
    }
  return configs;
}

void
reference_configs_free (ReferenceConfig *configs)
{
  for (ReferenceConfig *c = configs; c->folder != NULL; c++)
    g_free (c->folder);
  g_free (configs);
}

GStrv
reference_signals (const ReferenceConfig *config)
{
  return list_folders (config->folder);
}

static char *
array_path (const ReferenceConfig *config, const char *signal,
    const char *array)
{
  g_autofree char *name = g_strconcat (array, ".f32", NULL);

  return g_build_filename (config->folder, signal, name, NULL);
}

gboolean
reference_has (const ReferenceConfig *config, const char *signal,
    const char *array)
{
  g_autofree char *path = array_path (config, signal, array);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

float *
reference_read (const ReferenceConfig *config, const char *signal,
    const char *array, gsize *n)
{
  g_autofree char *path = array_path (config, signal, array);
  char *data;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, NULL))
    return NULL;
  *n = size / sizeof (float);
  return (float *) (void *) data;
}

static int
column (char **header, const char *name)
{
  for (int i = 0; header[i] != NULL; i++)
    if (strcmp (g_strstrip (header[i]), name) == 0)
      return i;
  g_error ("layout without column %s", name);
}

static void
read_layout (const ReferenceConfig *config, const char *array,
    ReferenceArray *self)
{
  g_autofree char *name = g_strdup_printf ("layout_%s.csv", array);
  g_autofree char *path = g_build_filename (config->folder, name, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL, header = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_error ("%s cannot be read", path);
  lines = g_strsplit (g_strstrip (text), "\n", -1);
  header = g_strsplit (lines[0], ",", -1);
  self->n_paths = g_strv_length (lines) - 1;
  self->paths = g_new0 (ReferencePath, self->n_paths);
  for (gsize i = 0; i < self->n_paths; i++) {
    g_auto (GStrv) cell = g_strsplit (lines[i + 1], ",", -1);
    ReferencePath *p = &self->paths[i];

#define CELL(name) atoi (cell[column (header, name)])
    *p = (ReferencePath){ CELL ("order"), CELL ("n1"), CELL ("n2"),
      CELL ("n_fr"), CELL ("spin"), CELL ("j1"), CELL ("j2"),
      CELL ("n1_stride"), (gsize) CELL ("offset"), (gsize) CELL ("rows"),
      (gsize) CELL ("cols") };
#undef CELL
  }
}

ReferenceArray *
reference_array_new (const ReferenceConfig *config, const char *signal,
    const char *array)
{
  gsize n;
  float *expected = reference_read (config, signal, array, &n);
  ReferenceArray *self;

  if (expected == NULL)
    return NULL;
  self = g_new0 (ReferenceArray, 1);
  self->expected = expected;
  self->n = n;
  self->got = g_new0 (float, n);
  for (gsize i = 0; i < n; i++)
    self->got[i] = NAN;
  read_layout (config, array, self);
  return self;
}

void
reference_array_free (ReferenceArray *array)
{
  g_free (array->paths);
  g_free (array->expected);
  g_free (array->got);
  g_free (array);
}

ReferenceError
reference_compare (const ReferenceArray *a)
{
  ReferenceError e = { 0 };
  double peak = 0.0, worst = 0.0, sum = 0.0, diff = 0.0, strongest = 0.0;
  g_autofree double *norm = g_new0 (double, a->n_paths);
  g_autofree double *error = g_new0 (double, a->n_paths);

  for (gsize p = 0; p < a->n_paths; p++) {
    const ReferencePath *path = &a->paths[p];

    for (gsize i = 0; i < path->rows * path->cols; i++) {
      double b = a->expected[path->offset + i];
      double d = a->got[path->offset + i] - b;

      if (!isfinite (d))
        d = INFINITY;
      norm[p] += b * b;
      error[p] += d * d;
      peak = fmax (peak, fabs (b));
      worst = fmax (worst, fabs (d));
    }
    sum += norm[p];
    diff += error[p];
    strongest = fmax (strongest, norm[p]);
  }
  e.E = worst / peak;
  e.R = sqrt (diff / sum);
  for (gsize p = 0; p < a->n_paths; p++) {
    double share = sqrt (norm[p] / strongest);
    double relative = sqrt (error[p] / norm[p]);

    if (share >= 0.1)
      e.P10 = fmax (e.P10, relative);
    if (share >= 0.01)
      e.P1 = fmax (e.P1, relative);
    if (share >= 0.001)
      e.P01 = fmax (e.P01, relative);
  }
  return e;
}

void
reference_check (const ReferenceConfig *config, const char *signal,
    const char *name, const ReferenceArray *array, const ReferenceError *bound)
{
  ReferenceError e = reference_compare (array);

  g_test_message ("%s %-10s %-12s E %.1e  R %.1e  P10%% %.1e  P1%% %.1e  "
                  "P0.1%% %.1e",
      config->config, signal, name, e.E, e.R, e.P10, e.P1, e.P01);
  g_assert_cmpfloat (e.E, <=, bound->E);
  g_assert_cmpfloat (e.R, <=, bound->R);
  g_assert_cmpfloat (e.P10, <=, bound->P10);
  g_assert_cmpfloat (e.P1, <=, bound->P1);
  g_assert_cmpfloat (e.P01, <=, bound->P01);
}
