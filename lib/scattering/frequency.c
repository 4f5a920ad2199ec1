/* The log-frequency stage of one modulation scale.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/frequency.h"

#include <math.h>
#include <string.h>

#include "scattering/fft.h"
#include "scattering/rowgroups.h"

/* At Q_fr = 1 the widest filter is not quite its mirror image (one image of
 * the sum over m falls outside): then each spin has products of its own. */
static gboolean
is_mirror (const double *up_a, const double *up_b, const double *down_a,
    const double *down_b, size_t n)
{
  double worst = 0.0;

  for (size_t i = 0; i < n; i++)
    worst =
        fmax (worst, fabs (up_a[i] - down_a[i]) + fabs (up_b[i] + down_b[i]));
  return worst < 1e-9 * fabs (up_a[0]);
}

void
gls_frequency_spec_init (GlsFrequencySpec *self, const GlsFilter *bank,
    size_t n_wavelets, guint F, size_t N_fr, GlsRows rows, guint spins,
    double eps)
{
  g_autofree double *zero = g_new (double, N_fr);
  size_t L = n_wavelets;

  *self = (GlsFrequencySpec){ .F = F,
    .N_fr = N_fr,
    .n_wavelets = n_wavelets,
    .bank = bank,
    .rows = rows,
    .bands = { 1, 1 },
    .spins = spins,
    .eps = eps,
    .products = gls_products_best () };
  self->a = g_new (double, (1 + 2 * L) * N_fr);
  self->b = g_new (double, (1 + 2 * L) * N_fr);
  self->phi_F = g_new (double, N_fr);
  self->mirrors = g_new0 (gboolean, 1 + L);
  for (size_t i = 0; i <= 2 * L; i++)
    gls_filter_fr_impulse_response (self->bank[i].xi, self->bank[i].sigma, N_fr,
        self->a + i * N_fr, self->b + i * N_fr);
  gls_filter_fr_impulse_response (0.0, GLS_SIGMA0 / F, N_fr, self->phi_F, zero);
  for (size_t i = 1; i <= L; i++)
    self->mirrors[i] = is_mirror (self->a + i * N_fr, self->b + i * N_fr,
        self->a + (i + L) * N_fr, self->b + (i + L) * N_fr, N_fr);
}

void
gls_frequency_spec_clear (GlsFrequencySpec *self)
{
  g_free (self->a);
  g_free (self->b);
  g_free (self->phi_F);
  g_free (self->mirrors);
}

/* Rows that a filter needs beyond both ends of the n1_max that are not zero. */
static size_t
margin (const GlsFrequencySpec *spec, size_t n_fr, size_t n1_max)
{
  const GlsFilter *filter = &spec->bank[n_fr];
  size_t most = (spec->N_fr - n1_max + 1) / 2, L = spec->n_wavelets;

  switch (gls_rows_of (spec, filter)) {
    case GLS_ROWS_NONE:
      return 1;
    case GLS_ROWS_LOCAL:
      /* The image that it lacks is a step in its spectrum: its response falls
       * like 1/n, not like a Gaussian. */
      if (n_fr > L && !spec->mirrors[n_fr - L])
        return most;
      return MIN (most,
          (size_t) ceil (gls_gaussian_reach (filter->sigma, spec->eps)));
    case GLS_ROWS_GLOBAL:
      return most;
    case GLS_ROWS_POOLED:
    case GLS_ROWS_BANDS:
      break;
  }
  return 0;
}

/* Decimation of a filter's rows: never beyond that of phi_F. */
static guint
row_decimation (const GlsFrequencySpec *spec, const GlsFilter *filter)
{
  if (spec->rows == GLS_ROWS_LOCAL)
    return MIN (filter->j, (guint) floor (log2 (spec->F)));
  return filter->j;
}

static GlsRowUnit
make_unit (const GlsFrequencyStage *self, const GlsFrequencySpec *spec,
    size_t n_fr)
{
  const GlsFilter *filter = &spec->bank[n_fr];
  size_t n1_max = self->n1_max;
  size_t extra = margin (spec, n_fr, n1_max);
  GlsRowUnit unit = {
    .n_fr = n_fr, .k = row_decimation (spec, filter), .up = -1, .down = -1
  };
  size_t all = spec->N_fr >> unit.k;
  ptrdiff_t step = (ptrdiff_t) 1 << unit.k;
  ptrdiff_t before = (ptrdiff_t) extra / step;
  ptrdiff_t last = (ptrdiff_t) (n1_max - 1 + extra) / step;

  unit.first = -before;
  unit.n_rows = MIN ((size_t) (last + before + 1), all);
  if (extra == (spec->N_fr - n1_max + 1) / 2)
    unit.n_rows = all;
  /* NONE keeps a row that may lie just beyond the last */
  if (gls_rows_of (spec, filter) == GLS_ROWS_NONE)
    unit.n_rows =
        MAX (unit.n_rows, (size_t) before + 1 + n1_max / (size_t) step);
  return unit;
}

static gboolean
wanted (const GlsFrequencySpec *spec, size_t n_fr)
{
  double xi = spec->bank[n_fr].xi;

  return (spec->spins
             & (xi > 0.0        ? GLS_SPIN_UP
                     : xi < 0.0 ? GLS_SPIN_DOWN
                                : GLS_SPIN_ZERO | GLS_SPIN_LOW_PASS))
      != 0;
}

static size_t
add_slot (GlsFrequencyStage *self, const GlsFrequencySpec *spec, size_t n_fr,
    guint k)
{
  const GlsFilter *filter = &spec->bank[n_fr];
  GlsRows rows = gls_rows_of (spec, filter);
  GlsSlot *slot = &self->slots[self->n_slots];

  slot->n_fr = n_fr;
  slot->spin = (filter->xi > 0.0) - (filter->xi < 0.0);
  slot->stride = rows == GLS_ROWS_LOCAL
      ? (size_t) 1 << (guint) floor (log2 (spec->F))
      : rows == GLS_ROWS_GLOBAL ? self->n1_max
                                : (size_t) 1 << k;
  slot->n_out = rows == GLS_ROWS_BANDS ? gls_lambda_bands_count (&spec->bands,
                    &(GlsLambdaRows){ k, (size_t) 1 << k, self->n1_max })
      : rows == GLS_ROWS_GLOBAL || rows == GLS_ROWS_POOLED
      ? 1
      : 1 + self->n1_max / slot->stride;
  slot->offset = self->n_series;
  self->n_series += slot->n_out;
  self->max_out = MAX (self->max_out, slot->n_out);
  return self->n_slots++;
}

/* Decides which products serve which filters: the spin -1 of a filter comes
 * with its spin +1 where the one is the other's mirror image. Returns their
 * number. */
static size_t
make_units (GlsFrequencyStage *self, const GlsFrequencySpec *spec,
    GlsRowUnit *unit)
{
  size_t n = 0, L = spec->n_wavelets;

  for (size_t n_fr = 0; n_fr <= 2 * L; n_fr++) {
    GlsRowUnit *with = NULL;

    if (!wanted (spec, n_fr))
      continue;
    for (size_t i = 0; i < n && n_fr > L && spec->mirrors[n_fr - L]; i++)
      if (unit[i].n_fr == n_fr - L)
        with = &unit[i];
    if (with != NULL)
      with->down = (ptrdiff_t) add_slot (self, spec, n_fr, with->k);
    else {
      unit[n] = make_unit (self, spec, n_fr);
      unit[n].up = (ptrdiff_t) add_slot (self, spec, n_fr, unit[n].k);
      n++;
    }
  }
  return n;
}

/* The split of Y about the centre of a unit's rows. */
static size_t
find_parity (GlsFrequencyStage *self, const GlsRowUnit *unit)
{
  ptrdiff_t twice_centre = (2 * unit->first + (ptrdiff_t) unit->n_rows - 1)
      * ((ptrdiff_t) 1 << unit->k);
  ptrdiff_t lo = MIN (0, twice_centre - ((ptrdiff_t) self->n1_max - 1));
  GlsParity parity = { lo, (size_t) (twice_centre - 2 * lo + 1) };
  size_t i = 0;

  while (i < self->n_parities
      && (self->parities[i].lo != parity.lo
          || self->parities[i].n_in != parity.n_in))
    i++;
  if (i == self->n_parities)
    self->parities[self->n_parities++] = parity;
  return i;
}

/* Bytes of the tiles, and of these and all results, that stay in the caches. */
#define TILES_BYTES 32768
#define CHUNK_BYTES 65536

/* As many columns as stay in the caches, up to GLS_FREQUENCY_MAX_WIDTH; a power
 * of two, and a multiple of the lanes. */
static size_t
chunk_width (const GlsFrequencyStage *self, size_t nt)
{
  size_t lanes = self->products->lanes, width = GLS_FREQUENCY_MAX_WIDTH;
  size_t tile = 2 * sizeof (float) * self->n1_max;
  size_t result = sizeof (float) * self->n_series;

  while (width > lanes
      && (width * tile > TILES_BYTES || width * (tile + result) > CHUNK_BYTES
          || width / 2 >= nt))
    width /= 2;
  return width;
}

void
gls_frequency_stage_init (GlsFrequencyStage *self, const GlsFrequencySpec *spec,
    size_t n1_max, size_t nt)
{
  size_t most = 1 + 2 * spec->n_wavelets;
  g_autofree GlsRowUnit *unit = g_new0 (GlsRowUnit, most);
  GlsRowTables tables;
  size_t n;

  memset (self, 0, sizeof *self);
  self->products = gls_products_narrow (spec->products, nt);
  self->n1_max = n1_max;
  self->slots = g_new0 (GlsSlot, most);
  self->parities = g_new0 (GlsParity, most);
  n = make_units (self, spec, unit);
  self->width = chunk_width (self, nt);
  for (size_t i = 0; i < n; i++)
    unit[i].parity = find_parity (self, &unit[i]);
  gls_row_tables_init (&tables);
  for (size_t p = 0; p < self->n_parities; p++)
    for (size_t i = 0; i < n; i++)
      if (unit[i].parity == p)
        gls_row_tables_add (&tables, self, spec, &unit[i]);
  gls_row_tables_finish (&tables, self);
}

void
gls_frequency_stage_clear (GlsFrequencyStage *self)
{
  g_free (self->slots);
  g_free (self->parities);
  g_free (self->groups);
  g_free (self->a);
  g_free (self->w);
  g_free (self->sum);
}

size_t
gls_frequency_stage_scratch (const GlsFrequencyStage *self)
{
  size_t most = 0;

  for (size_t p = 0; p < self->n_parities; p++)
    most = MAX (most, (self->parities[p].n_in + 1) / 2);
  return most * 4 * self->width;
}

size_t
gls_frequency_stage_result (const GlsFrequencyStage *self)
{
  return (self->n_series + self->max_out) * self->width;
}

size_t
gls_frequency_stage_count (const GlsFrequencyStage *self)
{
  size_t count = 0;

  for (size_t i = 0; i < self->n_groups; i++)
    count += 8 * self->groups[i].n_rows * self->groups[i].n_k;
  return count;
}

/* Zeros, [2][width]. */
static const float no_row[2 * GLS_FREQUENCY_MAX_WIDTH]
    __attribute__ ((aligned (64)));

static const float *
row_or_none (const GlsFrequencyStage *self, const float *y, ptrdiff_t row)
{
  return row >= 0 && row < (ptrdiff_t) self->n1_max
      ? y + 2 * (size_t) row * self->width
      : no_row;
}

static void
make_tiles (const GlsFrequencyStage *self, const GlsParity *parity,
    const float *y, float *tiles)
{
  size_t lanes = self->products->lanes, n_k = (parity->n_in + 1) / 2;

  for (size_t k = 0; k < n_k; k++) {
    ptrdiff_t near = parity->lo + (ptrdiff_t) k;
    ptrdiff_t far = parity->lo + (ptrdiff_t) (parity->n_in - 1 - k);

    self->products->split (row_or_none (self, y, near),
        near == far ? no_row : row_or_none (self, y, far), self->width,
        4 * n_k * lanes, tiles + 4 * k * lanes);
  }
}

static void
run_group (const GlsFrequencyStage *self, const GlsRowGroup *group,
    const float *tiles, float *result)
{
  size_t width = self->width, lanes = self->products->lanes;
  size_t n_k = (self->parities[group->parity].n_in + 1) / 2;
  const float *a = self->a + group->a;
  GlsProductsRows rows = { .n_k = group->n_k,
    .even = a,
    .odd = a + 2 * group->n_k * group->n_rows,
    .n_near = group->n_near,
    .n_far = group->n_far,
    .sum = self->sum + group->sum,
    .weight = self->w + group->w };

  self->products->run[group->n_rows - 1](&rows,
      tiles + 4 * group->first_k * lanes, 4 * n_k * lanes, width / lanes,
      result + group->up * width, result + group->down * width, width);
}

void
gls_frequency_stage_run (const GlsFrequencyStage *self, const float *y,
    float *scratch, float *result)
{
  size_t made = self->n_parities;

  memset (result, 0, self->n_series * self->width * sizeof (float));
  for (size_t i = 0; i < self->n_groups; i++) {
    const GlsRowGroup *group = &self->groups[i];

    if (group->parity != made)
      make_tiles (self, &self->parities[group->parity], y, scratch);
    made = group->parity;
    run_group (self, group, scratch, result);
  }
}

/* A real column is a complex one without imaginary part. */
void
gls_frequency_stage_run_real (const GlsFrequencyStage *self, const float *s,
    float *y, float *scratch, float *result, float *out)
{
  for (size_t i = 0; i < self->n1_max; i++)
    y[2 * i * self->width] = s[i];
  gls_frequency_stage_run (self, y, scratch, result);
  for (size_t i = 0; i < self->n_series; i++)
    out[i] = result[i * self->width];
}
