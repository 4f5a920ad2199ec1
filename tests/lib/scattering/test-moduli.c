/* Second-order moduli before they are averaged in time agree with the published
 * ones: U2 of time scattering, and the joint moduli at every row.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>
#include <math.h>

#include "reference.h"
#include "scattering/fft.h"
#include "scattering/frequency.h"
#include "scattering/modulation.h"

static const ReferenceError exact = { 2e-6, 2e-6, 1e-5, 1e-4, 2e-3 };

typedef struct
{
  ReferenceConfig *config;
  char *signal;
} Case;

/* One signal on its way through psi1 and psi2. */
typedef struct
{
  const Case *c;
  GlsSpec spec;
  gsize n; /* samples of the signal */
  GlsBanks *banks;
  GlsScalogramPlan *scalogram;
  GlsScalogramStream *stream;
  float *u[GLS_SCALOGRAM_MAX_GROUPS];
  GlsModulationPlan *plan;
  GlsModulationStream *modulation;
  const GlsScale *scale;
  gsize n_scales;
  gint64 tick; /* the newest */
  ReferenceArray *array;
} Run;

static void
run_init (Run *self, const Case *c, const char *array)
{
  gsize n_groups;
  const GlsScalogramGroup *group;

  *self = (Run){ .c = c };
  self->array = reference_array_new (c->config, c->signal, array);
  if (self->array == NULL)
    return;
  gls_spec_init (&self->spec, GLS_TRANSFORM_JTFST);
  self->spec.J = c->config->J;
  self->spec.Q1 = c->config->Q1;
  self->spec.Q2 = c->config->Q2;
  self->spec.J_fr = c->config->J_fr;
  self->spec.Q_fr = c->config->Q_fr;
  self->spec.F = c->config->F;
  self->spec.precision = GLS_PRECISION_EXACT;
  self->scalogram = gls_scalogram_plan_new (&self->spec, NULL);
  self->stream = gls_scalogram_stream_new (self->scalogram);
  group = gls_scalogram_plan_get_groups (self->scalogram, &n_groups);
  for (gsize g = 0; g < n_groups; g++)
    self->u[g] = g_new (float, group[g].n_lambda *group[g].n_times);
  self->banks = gls_banks_new (&self->spec, NULL);
  self->plan = gls_modulation_plan_new (self->banks);
  self->modulation = gls_modulation_stream_new (self->plan, 1);
  self->scale = gls_modulation_plan_get_scales (self->plan, &self->n_scales);
}

static void
run_clear (Run *self)
{
  if (self->array == NULL)
    return;
  gls_modulation_stream_free (self->modulation);
  gls_modulation_plan_free (self->plan);
  for (gsize g = 0; g < GLS_SCALOGRAM_MAX_GROUPS; g++)
    g_free (self->u[g]);
  gls_scalogram_stream_free (self->stream);
  gls_scalogram_plan_unref (self->scalogram);
  gls_banks_unref (self->banks);
  reference_array_free (self->array);
}

static void
run_tick (Run *self, const float *const *u, const GlsModulationSink *sink,
    gpointer data)
{
  gls_modulation_stream_push (self->modulation, u, sink, data);
  self->tick++;
}

/* Of the tick, before the signal as well. */
static gint64
first_sample (const Run *self)
{
  return self->tick * (G_GINT64_CONSTANT (1) << self->spec.J);
}

/* All of the signal, and silence until the slowest scale has seen its end. */
static void
run_all (Run *self, const GlsModulationSink *sink, gpointer data)
{
  g_autofree float *x =
      reference_read (self->c->config, self->c->signal, "x", &self->n);
  GlsTick tick;
  gboolean first = TRUE;

  for (gsize at = 0, more = 1; more;) {
    if (at < self->n)
      at += gls_scalogram_stream_push (self->stream, x + at, self->n - at);
    if (at == self->n)
      gls_scalogram_stream_drain (self->stream);
    more = at < self->n;
    while (gls_scalogram_stream_pull (self->stream, self->u, &tick)) {
      if (first)
        self->tick = tick.start >> self->spec.J;
      first = FALSE;
      run_tick (self, (const float *const *) self->u, sink, data);
      more = 1;
    }
  }
  while (first_sample (self) < (gint64) (self->n
             + self->scale[self->n_scales - 1].lag + (1u << self->spec.J)))
    run_tick (self, NULL, sink, data);
}

/* Index, at the rate of a scale, of the first column of its block b. */
static gint64
first_column (const Run *self, gsize scale, gsize b)
{
  const GlsScale *s = &self->scale[scale];

  return ((first_sample (self) - (gint64) s->lag) >> s->j)
      + (gint64) (b * s->nt);
}

/* ---- U2 ---- */

/* A run whose rows wait until their block is complete. */
typedef struct
{
  Run run;
  float **z; /* [n_scales][n1_max][nt] */
} TimeRun;

static void
take_modulus (gpointer data, gsize scale, gsize lambda, const float *z,
    gsize member)
{
  TimeRun *self = data;
  gsize nt = self->run.scale[scale].nt;

  for (gsize t = 0; t < nt; t++)
    self->z[scale][lambda * nt + t] =
        z ? hypotf (z[2 * t], z[2 * t + 1]) : 0.0f;
}

static void
place_moduli (gpointer data, gsize scale, gsize b, gsize member)
{
  TimeRun *self = data;
  const GlsScale *s = &self->run.scale[scale];
  gint64 first = first_column (&self->run, scale, b);

  for (gsize p = 0; p < self->run.array->n_paths; p++) {
    const ReferencePath *path = &self->run.array->paths[p];

    if (path->n2 != (int) s->n2)
      continue;
    g_assert_cmpint (path->j2, ==, (int) s->j);
    for (gsize t = 0; t < s->nt; t++)
      if (first + (gint64) t >= 0 && first + (gint64) t < (gint64) path->cols)
        self->run.array->got[path->offset + (gsize) first + t] =
            self->z[scale][(gsize) path->n1 * s->nt + t];
  }
}

static void
test_u2 (gconstpointer data)
{
  static const GlsModulationSink sink = { take_modulus, place_moduli };
  TimeRun self = { 0 };

  run_init (&self.run, data, "u2_t0");
  g_assert_nonnull (self.run.array);
  self.z = g_new (float *, self.run.n_scales);
  for (gsize i = 0; i < self.run.n_scales; i++)
    self.z[i] = g_new0 (float, self.run.scale[i].n1_max *self.run.scale[i].nt);
  run_all (&self.run, &sink, &self);
  reference_check (self.run.c->config, self.run.c->signal, "u2_t0",
      self.run.array, &exact);
  for (gsize i = 0; i < self.run.n_scales; i++)
    g_free (self.z[i]);
  g_free (self.z);
  run_clear (&self.run);
}

/* ---- joint ---- */

typedef struct
{
  Run run;
  GlsFrequencyStage *stage; /* [n_scales] */
  float **y;                /* [n_scales][n1_max][2][nt] */
} JointRun;

static void
take_row (gpointer data, gsize scale, gsize lambda, const float *z,
    gsize member)
{
  JointRun *self = data;
  gsize nt = self->run.scale[scale].nt;
  float *to = self->y[scale] + 2 * lambda * nt;

  for (gsize t = 0; t < nt; t++) {
    to[t] = z ? z[2 * t] : 0.0f;
    to[nt + t] = z ? z[2 * t + 1] : 0.0f;
  }
}

/* Columns @t .. of the block, @n of them, which are @first .. in the array. */
static void
place_rows (JointRun *self, gsize scale, const float *result, gint64 first,
    gsize n)
{
  const GlsFrequencyStage *stage = &self->stage[scale];

  for (gsize p = 0; p < self->run.array->n_paths; p++) {
    const ReferencePath *path = &self->run.array->paths[p];
    const GlsSlot *slot = stage->slots;

    if (path->n2 != (int) self->run.scale[scale].n2)
      continue;
    while (slot->n_fr != (gsize) path->n_fr)
      slot++;
    g_assert_cmpuint (slot->n_out, ==, path->rows);
    for (gsize q = 0; q < path->rows; q++)
      for (gsize t = 0; t < n; t++)
        if (first + (gint64) t >= 0 && first + (gint64) t < (gint64) path->cols)
          self->run.array
              ->got[path->offset + q * path->cols + (gsize) first + t] =
              result[(slot->offset + q) * stage->width + t];
  }
}

static void
transform (gpointer data, gsize scale, gsize b, gsize member)
{
  JointRun *self = data;
  const GlsScale *s = &self->run.scale[scale];
  const GlsFrequencyStage *stage = &self->stage[scale];
  float *y = gls_fft_alloc (2 * s->n1_max * stage->width);
  float *tiles = gls_fft_alloc (gls_frequency_stage_scratch (stage));
  float *result = gls_fft_alloc (gls_frequency_stage_result (stage));

  for (gsize at = 0; at < s->nt; at += stage->width) {
    gsize n = MIN (s->nt - at, stage->width);

    for (gsize row = 0; row < 2 * s->n1_max; row++)
      for (gsize t = 0; t < n; t++)
        y[row * stage->width + t] = self->y[scale][row * s->nt + at + t];
    gls_frequency_stage_run (stage, y, tiles, result);
    place_rows (self, scale, result,
        first_column (&self->run, scale, b) + (gint64) at, n);
  }
  gls_fft_free_array (y);
  gls_fft_free_array (tiles);
  gls_fft_free_array (result);
}

static void
test_joint (gconstpointer data)
{
  static const GlsModulationSink sink = { take_row, transform };
  JointRun self = { 0 };
  const GlsSpec *spec = &self.run.spec;
  const GlsBanks *banks;
  GlsFrequencySpec frequency;

  run_init (&self.run, data, "jtfs_t0");
  g_assert_nonnull (self.run.array);
  banks = self.run.banks;
  gls_frequency_spec_init (&frequency, banks->psi_fr, banks->n_wavelets,
      spec->F, banks->N_fr, GLS_ROWS_NONE, GLS_SPIN_UP | GLS_SPIN_DOWN | GLS_SPIN_ZERO, 5e-8);
  self.stage = g_new (GlsFrequencyStage, self.run.n_scales);
  self.y = g_new (float *, self.run.n_scales);
  for (gsize i = 0; i < self.run.n_scales; i++) {
    const GlsScale *s = &self.run.scale[i];

    gls_frequency_stage_init (&self.stage[i], &frequency, s->n1_max, s->nt);
    self.y[i] = g_new0 (float, 2 * s->n1_max * s->nt);
  }
  run_all (&self.run, &sink, &self);
  reference_check (self.run.c->config, self.run.c->signal, "jtfs_t0",
      self.run.array, &exact);
  for (gsize i = 0; i < self.run.n_scales; i++) {
    gls_frequency_stage_clear (&self.stage[i]);
    g_free (self.y[i]);
  }
  g_free (self.stage);
  g_free (self.y);
  gls_frequency_spec_clear (&frequency);
  run_clear (&self.run);
}

static void
case_free (gpointer data)
{
  Case *c = data;

  g_free (c->signal);
  g_free (c);
}

/* The test of an array that is stored. Returns: how many that are */
static guint
add (const Case *c, const char *name, const char *array, GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf ("/moduli/%s/%s/%s",
      c->config->config, c->signal, name);

  if (!reference_has (c->config, c->signal, array))
    return 0;
  g_test_add_data_func (path, c, test);
  return 1;
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = reference_folder ();
  ReferenceConfig *configs = reference_configs (folder);
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (case_free);
  guint n_tests = 0;
  int result;

  g_test_init (&argc, &argv, NULL);
  for (ReferenceConfig *config = configs; config->folder != NULL; config++) {
    g_auto (GStrv) signals = reference_signals (config);

    for (char **signal = signals; *signal != NULL; signal++) {
      Case *c = g_new (Case, 1);

      *c = (Case){ config, g_strdup (*signal) };
      g_ptr_array_add (cases, c);
      n_tests += add (c, "u2", "u2_t0", test_u2);
      n_tests += add (c, "joint", "jtfs_t0", test_joint);
    }
  }
  g_assert_cmpuint (n_tests, >=, 2);
  result = g_test_run ();
  reference_configs_free (configs);
  return result;
}
