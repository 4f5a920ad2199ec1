/* The log-frequency stage of one modulation scale.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/frequency.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "scattering/kernel.h"

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
gls_frequency_spec_init (GlsFrequencySpec *self, guint J_fr, guint Q_fr,
    guint F, size_t N_fr, GlsRows rows, guint spins, double eps)
{
  g_autofree double *zero = g_new (double, N_fr);
  size_t L;

  *self = (GlsFrequencySpec){
    .J_fr = J_fr, .F = F, .N_fr = N_fr, .rows = rows, .spins = spins, .eps = eps
  };
  self->bank = gls_filterbank_fr_new (J_fr, Q_fr, &self->n_wavelets);
  L = self->n_wavelets;
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
  g_free (self->bank);
  g_free (self->a);
  g_free (self->b);
  g_free (self->phi_F);
  g_free (self->mirrors);
}

static size_t
wrap (ptrdiff_t bin, size_t N)
{
  ptrdiff_t n = (ptrdiff_t) N;

  return (size_t) ((bin % n + n) % n);
}

/* Rows that a filter needs beyond both ends of the n1_max that are not zero. */
static size_t
margin (const GlsFrequencySpec *spec, const GlsFilter *filter, size_t n1_max)
{
  size_t most = (spec->N_fr - n1_max + 1) / 2;

  switch (filter->xi == 0.0 && spec->rows != GLS_ROWS_POOLED ? GLS_ROWS_NONE
                                                             : spec->rows) {
    case GLS_ROWS_NONE:
      return 1;
    case GLS_ROWS_LOCAL:
      return MIN (most,
          (size_t) ceil (gls_gaussian_reach (filter->sigma, spec->eps)));
    case GLS_ROWS_GLOBAL:
      return most;
    case GLS_ROWS_POOLED:
      break;
  }
  return 0;
}

/* @first: log-frequency row (in steps of 2^k bins) of the slot's row 0 */
static void
make_weights (GlsSlot *slot, const GlsFrequencySpec *spec, size_t n1_max,
    guint k, ptrdiff_t first)
{
  size_t N = spec->N_fr;
  guint log2_F = (guint) floor (log2 (spec->F));
  GlsRows rows = spec->rows;

  if (slot->spin == 0 && rows != GLS_ROWS_POOLED)
    rows = GLS_ROWS_NONE;
  slot->stride = rows == GLS_ROWS_LOCAL ? (size_t) 1 << log2_F
      : rows == GLS_ROWS_GLOBAL         ? n1_max
                                        : (size_t) 1 << k;
  slot->n_out = rows == GLS_ROWS_GLOBAL || rows == GLS_ROWS_POOLED
      ? 1
      : 1 + n1_max / slot->stride;
  slot->weights = NULL;
  slot->pick = (size_t) -first;
  if (rows == GLS_ROWS_NONE)
    return;
  slot->weights = g_new0 (float, slot->n_out * slot->n_rows);
  for (size_t r = 0; r < MIN (slot->n_rows, N >> k); r++) {
    ptrdiff_t bin = (first + (ptrdiff_t) r) * ((ptrdiff_t) 1 << k);
    size_t n_below = (n1_max + ((size_t) 1 << k) - 1) >> k;

    for (size_t q = 0; q < slot->n_out; q++) {
      double w = 1.0;
      if (rows == GLS_ROWS_LOCAL)
        w = exp2 (k)
            * spec->phi_F[wrap ((ptrdiff_t) (q * slot->stride) - bin, N)];
      else if (rows == GLS_ROWS_POOLED)
        w = bin >= 0 && bin < (ptrdiff_t) n1_max ? 1.0 / (double) n_below : 0.0;
      slot->weights[q * slot->n_rows + r] = (float) w;
    }
  }
}

static size_t
add_slot (GlsFrequencyStage *self, const GlsFrequencySpec *spec, size_t n_fr,
    size_t n_rows, guint k, ptrdiff_t first)
{
  double xi = spec->bank[n_fr].xi;
  GlsSlot *slot = &self->slots[self->n_slots];

  slot->n_fr = n_fr;
  slot->spin = (xi > 0.0) - (xi < 0.0);
  slot->n_rows = n_rows;
  make_weights (slot, spec, self->n1_max, k, first);
  return self->n_slots++;
}

/* The rows of a unit in its matrix, over the columns given. */
static void
fill_halved (GlsFrequencyStage *self, const GlsUnit *unit, const double *ha,
    const double *hb, size_t N, ptrdiff_t first)
{
  size_t n = self->n1_max, n_even = (n + 1) / 2, n_odd = n / 2;

  for (size_t r = 0; r < unit->n_half; r++)
    for (size_t k = 0; k < n_even; k++) {
      ptrdiff_t row = first + (ptrdiff_t) r;
      size_t near = wrap (row - (ptrdiff_t) k, N);
      size_t far = wrap (row - (ptrdiff_t) (n - 1 - k), N);
      size_t a = unit->at + r, b = a + unit->n_half;
      gboolean middle = k >= n_odd;
      double scale = middle ? 1.0 : 0.5;
      double a_far = middle ? 0.0 : ha[far];
      double b_far = middle ? 0.0 : hb[far];

      self->even[a * n_even + k] = (float) (scale * (ha[near] + a_far));
      self->even[b * n_even + k] = (float) (scale * (hb[near] + b_far));
      if (middle)
        continue;
      self->odd[a * n_odd + k] = (float) (scale * (ha[near] - a_far));
      self->odd[b * n_odd + k] = (float) (scale * (hb[near] - b_far));
    }
}

static void
fill_plain (GlsFrequencyStage *self, const GlsUnit *unit, const double *ha,
    const double *hb, size_t N, guint k, ptrdiff_t first)
{
  size_t n = self->n1_max;

  for (size_t r = 0; r < unit->n_rows; r++)
    for (size_t c = 0; c < n; c++) {
      ptrdiff_t bin = (first + (ptrdiff_t) r) * ((ptrdiff_t) 1 << k);
      size_t from = wrap (bin - (ptrdiff_t) c, N);

      self->plain[(unit->at + r) * n + c] = (float) ha[from];
      self->plain[(unit->at + unit->n_rows + r) * n + c] = (float) hb[from];
    }
}

/* Decimation of a filter's rows: never beyond that of phi_F. */
static guint
row_decimation (const GlsFrequencySpec *spec, const GlsFilter *filter)
{
  if (spec->rows == GLS_ROWS_LOCAL)
    return MIN (filter->j, (guint) floor (log2 (spec->F)));
  return filter->j;
}

typedef struct
{
  GlsUnit unit;
  size_t n_fr;
  guint k;
  ptrdiff_t first;
} Draft;

static Draft
draft_unit (const GlsFrequencyStage *self, const GlsFrequencySpec *spec,
    size_t n_fr)
{
  const GlsFilter *filter = &spec->bank[n_fr];
  size_t extra = margin (spec, filter, self->n1_max);
  Draft d = { .n_fr = n_fr, .k = row_decimation (spec, filter) };
  ptrdiff_t step = (ptrdiff_t) 1 << d.k;

  d.unit.up = d.unit.down = -1;
  if (d.k == 0) {
    d.first = -(ptrdiff_t) extra;
    d.unit.n_rows = self->n1_max + 2 * extra;
    d.unit.halved = TRUE;
    d.unit.n_half = (d.unit.n_rows + 1) / 2;
  } else {
    ptrdiff_t before = (ptrdiff_t) extra / step;
    ptrdiff_t last = (ptrdiff_t) (self->n1_max - 1 + extra) / step;

    d.first = -before;
    d.unit.n_rows = MIN ((size_t) (last + before + 1), spec->N_fr >> d.k);
    if (extra == (spec->N_fr - self->n1_max + 1) / 2)
      d.unit.n_rows = spec->N_fr >> d.k;
    /* NONE keeps a row that may lie just beyond the last */
    if (spec->rows == GLS_ROWS_NONE || spec->bank[n_fr].xi == 0.0)
      d.unit.n_rows = MAX (d.unit.n_rows,
          (size_t) before + 1 + self->n1_max / (size_t) step);
    d.unit.n_half = d.unit.n_rows;
  }
  return d;
}

static gboolean
wanted (const GlsFrequencySpec *spec, size_t n_fr)
{
  double xi = spec->bank[n_fr].xi;

  return (spec->spins
             & (xi > 0.0        ? GLS_SPIN_UP
                     : xi < 0.0 ? GLS_SPIN_DOWN
                                : GLS_SPIN_ZERO))
      != 0;
}

/* Decides which products serve which filters. */
static size_t
draft_units (const GlsFrequencyStage *self, const GlsFrequencySpec *spec,
    Draft *draft)
{
  size_t n = 0, L = spec->n_wavelets;

  for (size_t n_fr = 0; n_fr <= 2 * L; n_fr++) {
    gboolean is_down = n_fr > L;

    if (!wanted (spec, n_fr))
      continue;
    if (is_down && wanted (spec, n_fr - L) && spec->mirrors[n_fr - L])
      continue;
    draft[n++] = draft_unit (self, spec, n_fr);
  }
  return n;
}

static const Draft *
find_draft (const Draft *draft, size_t n, size_t n_fr)
{
  for (size_t i = 0; i < n; i++)
    if (draft[i].n_fr == n_fr)
      return &draft[i];
  return NULL;
}

static void
make_slots (GlsFrequencyStage *self, const GlsFrequencySpec *spec, Draft *draft,
    size_t n)
{
  size_t L = spec->n_wavelets;

  self->slots = g_new0 (GlsSlot, 1 + 2 * L);
  for (size_t n_fr = 0; n_fr <= 2 * L; n_fr++) {
    Draft *own = (Draft *) find_draft (draft, n, n_fr);
    Draft *from = own;
    size_t slot;

    if (!wanted (spec, n_fr))
      continue;
    if (from == NULL)
      from = (Draft *) find_draft (draft, n, n_fr - L);
    slot = add_slot (self, spec, n_fr, from->unit.n_rows, from->k, from->first);
    if (own != NULL)
      from->unit.up = (ptrdiff_t) slot;
    else
      from->unit.down = (ptrdiff_t) slot;
  }
  for (size_t i = 0; i < self->n_slots; i++) {
    self->slots[i].row = self->n_rows;
    self->slots[i].offset = self->n_series;
    self->n_rows += self->slots[i].n_rows;
    self->n_series += self->slots[i].n_out;
  }
}

void
gls_frequency_stage_init (GlsFrequencyStage *self, const GlsFrequencySpec *spec,
    size_t n1_max)
{
  g_autofree Draft *draft = g_new0 (Draft, 1 + 2 * spec->n_wavelets);
  size_t n;

  memset (self, 0, sizeof *self);
  self->n1_max = n1_max;
  n = draft_units (self, spec, draft);
  make_slots (self, spec, draft, n);
  self->n_units = n;
  self->units = g_new (GlsUnit, n);
  for (size_t i = 0; i < n; i++) {
    size_t *m = draft[i].unit.halved ? &self->m_even : &self->m_plain;
    draft[i].unit.at = *m;
    *m += 2 * draft[i].unit.n_half;
    self->units[i] = draft[i].unit;
  }
  self->even = g_new0 (float, self->m_even *((n1_max + 1) / 2));
  self->odd = g_new0 (float, self->m_even *(n1_max / 2));
  self->plain = g_new0 (float, self->m_plain *n1_max);
  for (size_t i = 0; i < n; i++) {
    const double *ha = spec->a + draft[i].n_fr * spec->N_fr;
    const double *hb = spec->b + draft[i].n_fr * spec->N_fr;

    if (draft[i].unit.halved)
      fill_halved (self, &draft[i].unit, ha, hb, spec->N_fr, draft[i].first);
    else
      fill_plain (self, &draft[i].unit, ha, hb, spec->N_fr, draft[i].k,
          draft[i].first);
  }
}

void
gls_frequency_stage_clear (GlsFrequencyStage *self)
{
  for (size_t i = 0; i < self->n_slots; i++)
    g_free (self->slots[i].weights);
  g_free (self->slots);
  g_free (self->units);
  g_free (self->even);
  g_free (self->odd);
  g_free (self->plain);
}

size_t
gls_frequency_stage_scratch (const GlsFrequencyStage *self, size_t nt)
{
  return 2 * nt * (self->n1_max + 2 * self->m_even + self->m_plain) + 4 * nt;
}

/* e[k] = y[k] + y[n-1-k], o[k] = y[k] - y[n-1-k]; the middle row is e's. */
GLS_KERNEL static void
split_parity (const float *restrict y, size_t n, size_t width,
    float *restrict even, float *restrict odd)
{
  for (size_t k = 0; k < n / 2; k++) {
    const float *near = y + k * width;
    const float *far = y + (n - 1 - k) * width;

    for (size_t t = 0; t < width; t++) {
      even[k * width + t] = near[t] + far[t];
      odd[k * width + t] = near[t] - far[t];
    }
  }
  if (n % 2)
    memcpy (even + n / 2 * width, y + n / 2 * width, width * sizeof (float));
}

/* Row r and its mirror image from the products of even and odd parts:
 *     (a y)[r] = P + Q,   (a y)[mirror] =   P - Q
 *     (b y)[r] = P + Q,   (b y)[mirror] = - P + Q
 * out: [4][nt]: up and down of r, up and down of the mirror row. */
GLS_KERNEL static void
moduli_halved (const float *restrict Pa, const float *restrict Pb,
    const float *restrict Qa, const float *restrict Qb, size_t nt,
    float *restrict out)
{
  for (size_t t = 0; t < nt; t++) {
    float ar = Pa[t] + Qa[t], ai = Pa[nt + t] + Qa[nt + t];
    float br = Pb[t] + Qb[t], bi = Pb[nt + t] + Qb[nt + t];
    float mar = Pa[t] - Qa[t], mai = Pa[nt + t] - Qa[nt + t];
    float mbr = Qb[t] - Pb[t], mbi = Qb[nt + t] - Pb[nt + t];

    out[t] = sqrtf ((ar - bi) * (ar - bi) + (ai + br) * (ai + br));
    out[nt + t] = sqrtf ((ar + bi) * (ar + bi) + (ai - br) * (ai - br));
    out[2 * nt + t] =
        sqrtf ((mar - mbi) * (mar - mbi) + (mai + mbr) * (mai + mbr));
    out[3 * nt + t] =
        sqrtf ((mar + mbi) * (mar + mbi) + (mai - mbr) * (mai - mbr));
  }
}

/* out: [2][nt]: up, down */
GLS_KERNEL static void
moduli_plain (const float *restrict a, const float *restrict b, size_t nt,
    float *restrict out)
{
  for (size_t t = 0; t < nt; t++) {
    float ar = a[t], ai = a[nt + t], br = b[t], bi = b[nt + t];

    out[t] = sqrtf ((ar - bi) * (ar - bi) + (ai + br) * (ai + br));
    out[nt + t] = sqrtf ((ar + bi) * (ar + bi) + (ai - br) * (ai - br));
  }
}

static void
multiply (const float *A, const float *B, float *C, size_t m, size_t n,
    size_t k)
{
  if (m == 0)
    return;
  if (k == 0) {
    memset (C, 0, m * n * sizeof (float));
    return;
  }
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) m, (int) n,
      (int) k, 1.0f, A, (int) k, B, (int) n, 0.0f, C, (int) n);
}

static void
emit (const GlsFrequencyStage *self, const GlsUnit *unit, size_t r,
    const float *moduli, size_t nt, GlsFrequencySink sink, gpointer data)
{
  if (unit->up >= 0)
    sink (data, self->slots[unit->up].row + r, moduli, nt);
  if (unit->down >= 0)
    sink (data, self->slots[unit->down].row + r, moduli + nt, nt);
}

void
gls_frequency_stage_run (const GlsFrequencyStage *self, const float *y,
    size_t nt, float *scratch, GlsFrequencySink sink, gpointer data)
{
  size_t n = self->n1_max, n_even = (n + 1) / 2, n_odd = n / 2;
  size_t width = 2 * nt;
  float *even = scratch, *odd = even + n_even * width;
  float *P = odd + n_odd * width, *Q = P + self->m_even * width;
  float *plain = Q + self->m_even * width;
  float *moduli = plain + self->m_plain * width;

  if (self->m_even > 0)
    split_parity (y, n, width, even, odd);
  multiply (self->even, even, P, self->m_even, width, n_even);
  multiply (self->odd, odd, Q, self->m_even, width, n_odd);
  multiply (self->plain, y, plain, self->m_plain, width, n);
  for (size_t i = 0; i < self->n_units; i++) {
    const GlsUnit *unit = &self->units[i];

    for (size_t r = 0; r < unit->n_half; r++) {
      size_t a = (unit->at + r) * width, b = a + unit->n_half * width;
      size_t mirror = unit->n_rows - 1 - r;

      if (!unit->halved) {
        moduli_plain (plain + a, plain + b, nt, moduli);
        emit (self, unit, r, moduli, nt, sink, data);
        continue;
      }
      moduli_halved (P + a, P + b, Q + a, Q + b, nt, moduli);
      emit (self, unit, r, moduli, nt, sink, data);
      if (mirror != r)
        emit (self, unit, mirror, moduli + 2 * nt, nt, sink, data);
    }
  }
}

void
gls_slot_average (const GlsSlot *slot, const float *rows, size_t ld, size_t nt,
    float *result, size_t result_ld)
{
  for (size_t q = 0; q < slot->n_out; q++) {
    float *to = result + q * result_ld;

    if (slot->weights == NULL) {
      memcpy (to, rows + (slot->pick + q) * ld, nt * sizeof (float));
      continue;
    }
    memset (to, 0, nt * sizeof (float));
    for (size_t r = 0; r < slot->n_rows; r++) {
      float w = slot->weights[q * slot->n_rows + r];
      const float *row = rows + r * ld;

      for (size_t t = 0; t < nt; t++)
        to[t] += w * row[t];
    }
  }
}

static void
store_row (gpointer data, size_t row, const float *modulus, size_t nt)
{
  ((float *) data)[row] = modulus[0];
}

/* A real column is a complex one without imaginary part. */
void
gls_frequency_stage_first_order (const GlsFrequencyStage *self, const float *s,
    float *out, float *scratch)
{
  g_autofree float *y = g_new0 (float, 2 * self->n1_max);
  g_autofree float *rows = g_new0 (float, self->n_rows);

  for (size_t i = 0; i < self->n1_max; i++)
    y[2 * i] = s[i];
  gls_frequency_stage_run (self, y, 1, scratch, store_row, rows);
  for (size_t i = 0; i < self->n_slots; i++)
    gls_slot_average (&self->slots[i], rows + self->slots[i].row, 1, 1,
        out + self->slots[i].offset, 1);
}
