/* The streamed transform agrees with the published one: every stored case,
 * every path, within the tolerances of docs/mathematics.md, section 6.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "reference.h"
#include "scattering/fft.h"
#include "scattering/joint.h"
#include "scattering/scalogram.h"
#include "scattering/transform.h"

/* E, R, P(10 %), P(1 %), P(0.1 %) */
static const ReferenceError exact = { 2e-6, 2e-6, 1e-5, 1e-4, 2e-3 };
static const ReferenceError standard = { 2e-5, 2e-5, 2e-4, 1e-3, INFINITY };
static const ReferenceError fast = { 1e-4, 1e-4, 1e-3, 1e-2, INFINITY };

static const ReferenceError *
bound_of (GlsPrecision precision)
{
  return precision == GLS_PRECISION_EXACT ? &exact
      : precision == GLS_PRECISION_FAST   ? &fast
                                          : &standard;
}

typedef struct
{
  ReferenceConfig *config;
  char *signal;
  GlsPrecision precision;
} Case;

static GlsSpec
spec_of (const Case *c)
{
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  spec.J = c->config->J;
  spec.Q1 = c->config->Q1;
  spec.Q2 = c->config->Q2;
  spec.J_fr = c->config->J_fr;
  spec.Q_fr = c->config->Q_fr;
  spec.F = c->config->F;
  spec.precision = c->precision;
  return spec;
}

/* The scalogram of a signal, tick by tick. */
typedef struct
{
  GlsScalogramPlan *plan;
  GlsScalogramStream *stream;
  const GlsScalogramGroup *group;
  gsize n_groups;
  float *u[GLS_SCALOGRAM_MAX_GROUPS];
  float *x;
  gsize n, at;
} Ticks;

static void
ticks_init (Ticks *self, const Case *c)
{
  GlsSpec spec = spec_of (c);

  self->plan = gls_scalogram_plan_new (&spec, NULL);
  g_assert_nonnull (self->plan);
  self->stream = gls_scalogram_stream_new (self->plan);
  self->group = gls_scalogram_plan_get_groups (self->plan, &self->n_groups);
  for (gsize g = 0; g < self->n_groups; g++)
    self->u[g] =
        g_new (float, self->group[g].n_lambda * self->group[g].n_times);
  self->x = reference_read (c->config, c->signal, "x", &self->n);
  g_assert_nonnull (self->x);
  self->at = 0;
}

static gboolean
ticks_next (Ticks *self, GlsTick *tick)
{
  while (!gls_scalogram_stream_pull (self->stream, self->u, tick)) {
    if (self->at == self->n)
      return FALSE;
    self->at += gls_scalogram_stream_push (self->stream, self->x + self->at,
        MIN (1000, self->n - self->at));
    if (self->at == self->n)
      gls_scalogram_stream_drain (self->stream);
  }
  return TRUE;
}

static void
ticks_clear (Ticks *self)
{
  for (gsize g = 0; g < self->n_groups; g++)
    g_free (self->u[g]);
  g_free (self->x);
  gls_scalogram_stream_free (self->stream);
  gls_scalogram_plan_unref (self->plan);
}

/* U1 at its own rates, every stored wavelet. */
static void
test_scalogram (gconstpointer data)
{
  const Case *c = data;
  ReferenceArray *u1 = reference_array_new (c->config, c->signal, "u1");
  Ticks ticks;
  GlsTick tick;

  g_assert_nonnull (u1);
  ticks_init (&ticks, c);
  while (ticks_next (&ticks, &tick))
    for (gsize p = 0; tick.n_inside > 0 && p < u1->n_paths; p++) {
      const ReferencePath *path = &u1->paths[p];
      gsize g = 0, row;

      while (g + 1 < ticks.n_groups
          && ticks.group[g + 1].first <= (gsize) path->n1)
        g++;
      g_assert_cmpint (path->j1, ==, (int) ticks.group[g].j);
      row = (gsize) path->n1 - ticks.group[g].first;
      memcpy (u1->got + path->offset + (tick.start >> path->j1),
          ticks.u[g] + row * ticks.group[g].n_times,
          ticks.group[g].n_times * sizeof (float));
    }
  reference_check (c->config, c->signal, "u1", u1, bound_of (c->precision));
  ticks_clear (&ticks);
  reference_array_free (u1);
}

/* As many rows of S1 transformed along lambda as the stage has series. */
static void
run_first_order (const GlsFrequencyStage *stage, const float *s1, float *rows)
{
  float *y = gls_fft_alloc (2 * stage->n1_max * stage->width);
  float *scratch = gls_fft_alloc (gls_frequency_stage_scratch (stage));
  float *result = gls_fft_alloc (gls_frequency_stage_result (stage));

  gls_frequency_stage_run_real (stage, s1, y, scratch, result, rows);
  gls_fft_free_array (y);
  gls_fft_free_array (scratch);
  gls_fft_free_array (result);
}

/* First-order paths of a joint array: S1 transformed along lambda. */
static void
take_first_order (const GlsFrequencyStage *stage, const float *s1, gsize column,
    ReferenceArray *array, float *rows)
{
  run_first_order (stage, s1, rows);
  for (gsize p = 0; p < array->n_paths; p++)
    for (gsize s = 0; s < stage->n_slots; s++) {
      const ReferencePath *path = &array->paths[p];
      const GlsSlot *slot = &stage->slots[s];

      if (path->order != 1 || path->n_fr != (int) slot->n_fr)
        continue;
      g_assert_cmpuint (path->rows, ==, slot->n_out);
      for (gsize r = 0; r < path->rows; r++)
        array->got[path->offset + r * path->cols + column] =
            rows[slot->offset + r];
    }
}

static void
take_second_order (const GlsJointPlan *plan, const float *frame, gsize column,
    ReferenceArray *array)
{
  gsize n_mu;
  const GlsMu *mu = gls_joint_plan_get_mus (plan, &n_mu);

  for (gsize p = 0; p < array->n_paths; p++) {
    const ReferencePath *path = &array->paths[p];
    const GlsMu *m = mu;
    const GlsSlot *slot;

    if (path->order != 2)
      continue;
    while (m->scale.n2 != (gsize) path->n2)
      g_assert_true (++m < mu + n_mu);
    slot = m->stage->slots;
    while (slot->n_fr != (gsize) path->n_fr)
      slot++;
    g_assert_cmpint (slot->spin, ==, path->spin);
    g_assert_cmpuint (slot->n_out, ==, path->rows);
    g_assert_cmpuint (slot->stride, ==, (gsize) path->n1_stride);
    for (gsize r = 0; r < path->rows; r++)
      array->got[path->offset + r * path->cols + column] =
          frame[m->offset + slot->offset + r];
  }
}

static void
check_joint (const Case *c, const char *name, GlsRows rows)
{
  ReferenceArray *array = reference_array_new (c->config, c->signal, name);
  ReferenceArray *s1 = NULL;
  GlsSpec spec = spec_of (c);
  g_autoptr (GlsBanks) banks = gls_banks_new (&spec, NULL);
  GlsJointPlan *plan = gls_joint_plan_new (banks, rows,
      GLS_SPIN_ZERO | GLS_SPIN_UP | GLS_SPIN_DOWN);
  GlsJointStream *stream;
  GlsFrequencySpec frequency;
  GlsFrequencyStage first;
  g_autofree float *first_rows = NULL;
  Ticks ticks;
  GlsTick tick;
  gsize n_lambda, column = 0;
  gboolean more;

  g_assert_nonnull (array);
  if (rows == GLS_ROWS_NONE)
    s1 = reference_array_new (c->config, c->signal, "s1");
  stream = gls_joint_stream_new (plan, 1);
  frequency = *gls_joint_plan_get_frequency (plan);
  frequency.spins = GLS_SPIN_ZERO | GLS_SPIN_UP;
  n_lambda = gls_joint_plan_get_n_lambda (plan);
  gls_frequency_stage_init (&first, &frequency, n_lambda, 1);
  first_rows = g_new (float, first.n_series);
  ticks_init (&ticks, c);
  do {
    const float *frame;

    more = ticks_next (&ticks, &tick);
    if (more)
      gls_joint_stream_push (stream, (const float *const *) ticks.u, &tick);
    else
      gls_joint_stream_drain (stream);
    while ((frame = gls_joint_stream_pull (stream)) != NULL) {
      const float *s = frame + gls_joint_plan_get_s1_offset (plan);

      take_second_order (plan, frame, column, array);
      take_first_order (&first, s, column, array, first_rows);
      for (gsize i = 0; s1 != NULL && i < s1->n_paths; i++)
        s1->got[s1->paths[i].offset + column] = s[s1->paths[i].n1];
      column++;
    }
  } while (more);
  g_assert_cmpuint (column, ==, c->config->n >> c->config->J);
  reference_check (c->config, c->signal, name, array, bound_of (c->precision));
  if (s1 != NULL) {
    reference_check (c->config, c->signal, "s1", s1, bound_of (c->precision));
    reference_array_free (s1);
  }
  ticks_clear (&ticks);
  gls_frequency_stage_clear (&first);
  gls_joint_stream_free (stream);
  gls_joint_plan_unref (plan);
  reference_array_free (array);
}

static void
test_joint_none (gconstpointer data)
{
  check_joint (data, "jtfs_none", GLS_ROWS_NONE);
}

static void
test_joint_local (gconstpointer data)
{
  check_joint (data, "jtfs_local", GLS_ROWS_LOCAL);
}

static void
test_joint_global (gconstpointer data)
{
  check_joint (data, "jtfs_global", GLS_ROWS_GLOBAL);
}

/* Time scattering from audio: one array an order, path after path in the order
 * of a frame. */
static void
test_timescattering (gconstpointer data)
{
  static const char *const names[] = { "s0", "s1", "s2" };
  const Case *c = data;
  ReferenceArray *array[3];
  GlsSpec spec = spec_of (c);
  g_autoptr (GlsTransformPlan) plan = NULL;
  g_autoptr (GlsTransformStream) stream = NULL;
  g_autofree float *x = NULL, *frame = NULL;
  const GlsPath *path;
  gsize n_paths, n, at = 0, column = 0;

  spec.transform = GLS_TRANSFORM_TIMESCATTERING;
  spec.s0 = TRUE;
  plan = gls_transform_plan_new (&spec, NULL);
  stream = gls_transform_stream_new (plan);
  path = gls_transform_plan_get_axes (plan)->path;
  n_paths = gls_transform_plan_get_axes (plan)->n_paths;
  frame = g_new (float, n_paths);
  for (int order = 0; order < 3; order++)
    array[order] = reference_array_new (c->config, c->signal, names[order]);
  x = reference_read (c->config, c->signal, "x", &n);
  for (gboolean drained = FALSE;;) {
    while (gls_transform_stream_pull (stream, frame)) {
      gsize p[3] = { 0, 0, 0 };

      for (gsize i = 0; i < n_paths; i++) {
        ReferenceArray *a = array[path[i].order];
        const ReferencePath *to;

        if (a == NULL)
          continue;
        to = &a->paths[p[path[i].order]++];
        g_assert_cmpint (to->n1, ==, path[i].n1);
        g_assert_cmpint (to->n2, ==, path[i].n2);
        a->got[to->offset + column] = frame[i];
      }
      for (int order = 0; order < 3; order++)
        g_assert_true (array[order] == NULL
            || array[order]->n_paths == p[order]);
      column++;
    }
    if (drained)
      break;
    at += gls_transform_stream_push (stream, x + at, MIN (1000, n - at));
    if (at == n) {
      gls_transform_stream_drain (stream);
      drained = TRUE;
    }
  }
  g_assert_cmpuint (column, ==, c->config->n >> c->config->J);
  for (int order = 0; order < 3; order++)
    if (array[order] != NULL) {
      reference_check (c->config, c->signal, names[order], array[order],
          bound_of (order == 0 ? GLS_PRECISION_EXACT : c->precision));
      reference_array_free (array[order]);
    }
}

static void
add (const Case *c, const char *name, const char *array, GTestDataFunc test)
{
  static const char *const precision[] = { "default", "exact", "fast" };
  g_autofree char *path = g_strdup_printf ("/reference/%s/%s/%s/%s",
      c->config->config, c->signal, name, precision[c->precision]);

  if (reference_has (c->config, c->signal, array))
    g_test_add_data_func (path, c, test);
}

/* Noise finds wrong rates, a chirp finds filters that are cut short; the other
 * signals are run with the best precision only. */
static gboolean
tells_precisions_apart (const char *signal)
{
  return g_str_equal (signal, "noise") || g_str_equal (signal, "chirp_up");
}

static void
case_free (gpointer data)
{
  Case *c = data;

  g_free (c->signal);
  g_free (c);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = reference_folder ();
  ReferenceConfig *configs = reference_configs (folder);
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (case_free);
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (configs->folder);
  for (ReferenceConfig *config = configs; config->folder != NULL; config++) {
    g_auto (GStrv) signals = reference_signals (config);

    for (char **signal = signals; *signal != NULL; signal++)
      for (int p = GLS_PRECISION_DEFAULT; p <= GLS_PRECISION_FAST; p++) {
        Case *c;

        if (p != GLS_PRECISION_EXACT && !tells_precisions_apart (*signal))
          continue;
        c = g_new (Case, 1);
        *c = (Case){ config, g_strdup (*signal), (GlsPrecision) p };
        g_ptr_array_add (cases, c);
        add (c, "scalogram", "u1", test_scalogram);
        add (c, "timescattering", "s1", test_timescattering);
        add (c, "joint-none", "jtfs_none", test_joint_none);
        add (c, "joint-local", "jtfs_local", test_joint_local);
        add (c, "joint-global", "jtfs_global", test_joint_global);
      }
  }
  result = g_test_run ();
  reference_configs_free (configs);
  return result;
}
