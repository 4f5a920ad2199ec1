/* Which rows go through the kernel together, and with what.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/rowgroups.h"

#include <math.h>

static size_t
wrap (ptrdiff_t bin, size_t N)
{
  ptrdiff_t n = (ptrdiff_t) N;

  return (size_t) ((bin % n + n) % n);
}

GlsRows
gls_rows_of (const GlsFrequencySpec *spec, const GlsFilter *filter)
{
  gboolean as_they_are = filter->xi == 0.0
      && (spec->spins & GLS_SPIN_LOW_PASS) == 0 && spec->rows != GLS_ROWS_POOLED
      && spec->rows != GLS_ROWS_BANDS;

  return as_they_are ? GLS_ROWS_NONE : spec->rows;
}

/* Weight of a unit's row @r in result @q. */
static double
row_weight (const GlsFrequencyStage *self, const GlsFrequencySpec *spec,
    const GlsRowUnit *unit, size_t r, size_t q)
{
  const GlsSlot *slot = &self->slots[unit->up];
  ptrdiff_t row = unit->first + (ptrdiff_t) r;
  ptrdiff_t bin = row * ((ptrdiff_t) 1 << unit->k);
  size_t n_below = (self->n1_max + ((size_t) 1 << unit->k) - 1) >> unit->k;

  switch (gls_rows_of (spec, &spec->bank[unit->n_fr])) {
    case GLS_ROWS_NONE:
      return row == (ptrdiff_t) q;
    case GLS_ROWS_LOCAL:
      return r < spec->N_fr >> unit->k ? exp2 (unit->k)
              * spec->phi_F[wrap ((ptrdiff_t) (q * slot->stride) - bin,
                  spec->N_fr)]
                                       : 0.0;
    case GLS_ROWS_GLOBAL:
      return r < spec->N_fr >> unit->k;
    case GLS_ROWS_BANDS:
      return gls_lambda_bands_get_weight (&spec->bands,
          &(GlsLambdaRows){ unit->k, (size_t) 1 << unit->k, self->n1_max }, q,
          bin);
    case GLS_ROWS_POOLED:
      break;
  }
  return bin >= 0 && bin < (ptrdiff_t) self->n1_max ? 1.0 / (double) n_below
                                                    : 0.0;
}

/* Coefficients of one row: a_E, b_E, a_O, b_O of every k of the halved matrix,
 * @ld from one k to the next. */
static void
fill_coefficients (const GlsFrequencySpec *spec, const GlsRowUnit *unit,
    const GlsParity *parity, size_t row, size_t ld, float *to)
{
  const double *ha = spec->a + unit->n_fr * spec->N_fr;
  const double *hb = spec->b + unit->n_fr * spec->N_fr;
  ptrdiff_t bin = (unit->first + (ptrdiff_t) row) * ((ptrdiff_t) 1 << unit->k);
  ptrdiff_t hi = parity->lo + (ptrdiff_t) parity->n_in - 1;

  for (ptrdiff_t k = 0; k < (ptrdiff_t) (parity->n_in + 1) / 2; k++, to += ld) {
    size_t near = wrap (bin - (parity->lo + k), spec->N_fr);
    size_t far = wrap (bin - (hi - k), spec->N_fr);
    gboolean middle = parity->lo + k == hi - k;

    to[0] = (float) (middle ? ha[near] : 0.5 * (ha[near] + ha[far]));
    to[1] = (float) (middle ? hb[near] : 0.5 * (hb[near] + hb[far]));
    to[2] = (float) (middle ? 0.0 : 0.5 * (ha[near] - ha[far]));
    to[3] = (float) (middle ? 0.0 : 0.5 * (hb[near] - hb[far]));
  }
}

/* What leaving out one k would take from the L1 norm of a filter's response, at
 * most, in any of the rows. (GCC 12 stumbles over fmax() of the sum on AArch64.)
 */
static double
weight_of_k (const float *coefficient, size_t n_rows)
{
  double most = 0.0;

  for (size_t r = 0; r < n_rows; r++, coefficient += 4) {
    double a = fmax (fabsf (coefficient[0]), fabsf (coefficient[2]));
    double b = fmax (fabsf (coefficient[1]), fabsf (coefficient[3]));

    most = MAX (most, 2.0 * (a + b));
  }
  return most;
}

/* Leaves out what lies beyond the reach of the rows, half of eps on each side.
 */
static void
find_reach (const float *coefficients, size_t n_rows, size_t n_k, double eps,
    GlsRowGroup *group)
{
  size_t first = 0, last = n_k - 1;
  double before = 0.0, behind = 0.0;

  while (first < last
      && (before += weight_of_k (coefficients + first * n_rows * 4, n_rows))
          <= 0.5 * eps)
    first++;
  while (last > first
      && (behind += weight_of_k (coefficients + last * n_rows * 4, n_rows))
          <= 0.5 * eps)
    last--;
  group->first_k = first;
  group->n_k = last + 1 - first;
}

/* Lays the even half before the odd one. */
static void
add_coefficients (GArray *a, const float *coefficients, GlsRowGroup *group)
{
  size_t n = group->n_k * group->n_rows;
  float *even, *odd;

  coefficients += group->first_k * group->n_rows * 4;
  group->a = a->len;
  g_array_set_size (a, (guint) (group->a + 4 * n));
  even = &g_array_index (a, float, group->a);
  odd = even + 2 * n;
  for (size_t i = 0; i < n; i++)
    for (size_t part = 0; part < 2; part++) {
      even[2 * i + part] = coefficients[4 * i + part];
      odd[2 * i + part] = coefficients[4 * i + 2 + part];
    }
}

/* Adds what the rows, or their mirror images, weigh in each of the unit's
 * results, where any does. Returns in how many. */
static size_t
add_weights (const GlsFrequencyStage *self, const GlsFrequencySpec *spec,
    const GlsRowUnit *unit, size_t row, size_t n_rows, gboolean mirrored,
    GArray *w, GArray *sum)
{
  double least = spec->eps / (double) spec->N_fr;
  size_t n = 0;

  for (guint32 q = 0; q < self->slots[unit->up].n_out; q++) {
    float weight[GLS_PRODUCTS_MAX_ROWS];
    gboolean any = FALSE;

    for (size_t r = 0; r < n_rows; r++) {
      size_t mirror = unit->n_rows - 1 - (row + r);

      weight[r] = mirrored && mirror == row + r
          ? 0.0f
          : (float) row_weight (self, spec, unit, mirrored ? mirror : row + r,
              q);
      any |= weight[r] > least;
    }
    if (!any)
      continue;
    g_array_append_vals (w, weight, (guint) n_rows);
    g_array_append_val (sum, q);
    n++;
  }
  return n;
}

static void
add_group (const GlsFrequencyStage *self, const GlsFrequencySpec *spec,
    const GlsRowUnit *unit, size_t row, size_t n_rows, GlsRowTables *to)
{
  const GlsParity *parity = &self->parities[unit->parity];
  size_t n_k = (parity->n_in + 1) / 2;
  g_autofree float *coefficients = g_new (float, n_k *n_rows * 4);
  GlsRowGroup group = { .n_rows = n_rows,
    .parity = unit->parity,
    .w = to->w->len,
    .sum = to->sum->len,
    .up = self->slots[unit->up].offset,
    .down = unit->down >= 0 ? self->slots[unit->down].offset : self->n_series };

  for (size_t r = 0; r < n_rows; r++)
    fill_coefficients (spec, unit, parity, row + r, 4 * n_rows,
        coefficients + 4 * r);
  find_reach (coefficients, n_rows, n_k, spec->eps, &group);
  add_coefficients (to->a, coefficients, &group);
  group.n_near =
      add_weights (self, spec, unit, row, n_rows, FALSE, to->w, to->sum);
  group.n_far =
      add_weights (self, spec, unit, row, n_rows, TRUE, to->w, to->sum);
  if (group.n_near + group.n_far > 0)
    g_array_append_val (to->groups, group);
}

/* A row alone would wait for its sums: one more than fit are halved. */
void
gls_row_tables_add (GlsRowTables *to, const GlsFrequencyStage *self,
    const GlsFrequencySpec *spec, const GlsRowUnit *unit)
{
  size_t most = self->products->rows, n_half = (unit->n_rows + 1) / 2;

  for (size_t row = 0, n; row < n_half; row += n) {
    size_t left = n_half - row;

    n = left == most + 1 ? (left + 1) / 2 : MIN (most, left);
    add_group (self, spec, unit, row, n, to);
  }
}

void
gls_row_tables_init (GlsRowTables *self)
{
  self->groups = g_array_new (FALSE, FALSE, sizeof (GlsRowGroup));
  self->a = g_array_new (FALSE, FALSE, sizeof (float));
  self->w = g_array_new (FALSE, FALSE, sizeof (float));
  self->sum = g_array_new (FALSE, FALSE, sizeof (guint32));
}

void
gls_row_tables_finish (GlsRowTables *self, GlsFrequencyStage *stage)
{
  stage->n_groups = self->groups->len;
  stage->groups = (GlsRowGroup *) (void *) g_array_free (self->groups, FALSE);
  stage->a = (float *) (void *) g_array_free (self->a, FALSE);
  stage->w = (float *) (void *) g_array_free (self->w, FALSE);
  stage->sum = (guint32 *) (void *) g_array_free (self->sum, FALSE);
}
