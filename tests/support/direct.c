/* The transform by its definition, slowly and in double precision.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "direct.h"

#include <math.h>
#include <string.h>

#define SIGMA0 0.1

/* X[k] = sum_n x[n] e^(sign 2 pi i k n / N), N a power of two: the textbook's
 * recursion, out of place. */
static void
fft (const double complex *x, size_t step, size_t N, int sign,
    double complex *X)
{
  if (N == 1) {
    X[0] = x[0];
    return;
  }
  fft (x, 2 * step, N / 2, sign, X);
  fft (x + step, 2 * step, N / 2, sign, X + N / 2);
  for (size_t k = 0; k < N / 2; k++) {
    double complex turn =
        cexp (sign * 2.0 * G_PI * I * (double) k / (double) N);
    double complex even = X[k], odd = turn * X[k + N / 2];

    X[k] = even + odd;
    X[k + N / 2] = even - odd;
  }
}

/* The same sum for any N. */
static void
dft (const double complex *x, size_t N, int sign, double complex *X)
{
  if ((N & (N - 1)) == 0) {
    fft (x, 1, N, sign, X);
    return;
  }
  for (size_t k = 0; k < N; k++) {
    X[k] = 0.0;
    for (size_t n = 0; n < N; n++)
      X[k] += x[n]
          * cexp (sign * 2.0 * G_PI * I * (double) (k * n % N) / (double) N);
  }
}

static double
gaussian (double w, double c, double s)
{
  double sum = 0.0;

  for (int m = -1; m <= 1; m++)
    sum += exp (-(w + m - c) * (w + m - c) / (2.0 * s * s));
  return sum;
}

/* A filter on N frequencies k / N, and its impulse response if @h is given,
 * with sum |h| = 1. */
static void
sample_filter (double xi, double sigma, size_t N, double complex *H,
    double complex *h)
{
  g_autofree double complex *time = g_new (double complex, N);
  double kappa =
      xi != 0.0 ? gaussian (0.0, xi, sigma) / gaussian (0.0, 0.0, sigma) : 0.0;
  double l1 = 0.0;

  for (size_t k = 0; k < N; k++) {
    double w = (double) k / (double) N;
    H[k] = gaussian (w, xi, sigma) - kappa * gaussian (w, 0.0, sigma);
  }
  dft (H, N, 1, time);
  for (size_t n = 0; n < N; n++)
    l1 += cabs (time[n]) / (double) N;
  for (size_t k = 0; k < N; k++) {
    H[k] /= l1;
    time[k] /= l1 * (double) N;
  }
  if (h != NULL)
    memcpy (h, time, N * sizeof *h);
}

static double
sigma_of (double xi, guint Q)
{
  double r = pow (2.0, -1.0 / Q);

  return xi * (1.0 - r) / (1.0 + r) / sqrt (2.0 * log (sqrt (2.0)));
}

static guint
octave_of (double xi, double sigma)
{
  guint j = 0;

  while (fmin (fabs (xi) + 5.0 * sigma, 0.5) <= pow (2.0, -(double) j - 2.0))
    j++;
  return j;
}

static DirectFilter *
make_bank (guint J, guint Q, size_t *n)
{
  GArray *bank = g_array_new (FALSE, FALSE, sizeof (DirectFilter));
  double xi = fmax (1.0 / (1.0 + pow (2.0, 3.0 / Q)), 0.35), elbow;
  double s = sigma_of (xi, Q), s_min = SIGMA0 / (double) (1u << J);
  double r = pow (2.0, -1.0 / Q);

  elbow = s <= s_min ? s : 0.0;
  for (gboolean more = s > s_min; more; xi *= r, s *= r) {
    DirectFilter f = { xi, s, octave_of (xi, s) };

    g_array_append_val (bank, f);
    elbow = xi;
    more = s > s_min / r;
  }
  for (guint q = 1; q < Q; q++) {
    double low = elbow * (1.0 - (double) q / Q);
    DirectFilter f = { low, s_min, octave_of (low, s_min) };

    g_array_append_val (bank, f);
  }
  *n = bank->len;
  return (DirectFilter *) (void *) g_array_free (bank, FALSE);
}

static void
make_bank_fr (Direct *self)
{
  const GlsSpec *spec = &self->spec;
  size_t period = (size_t) 1 << spec->J_fr, L;
  size_t margin = 8 * MIN ((size_t) spec->F, period);
  g_autofree DirectFilter *up = make_bank (spec->J_fr, spec->Q_fr, &L);

  self->N_fr = ((spec->J + 1) * spec->Q1 + margin) / period * period;
  while (self->N_fr < self->n1)
    self->N_fr += period;
  self->n_wavelets_fr = L;
  self->n_fr = 1 + 2 * L;
  self->psi_fr = g_new (DirectFilter, self->n_fr);
  self->psi_fr[0] = (DirectFilter){ 0.0, SIGMA0 / (double) period, spec->J_fr };
  for (size_t i = 0; i < L; i++) {
    self->psi_fr[1 + i] = up[i];
    self->psi_fr[1 + L + i] = (DirectFilter){ -up[i].xi, up[i].sigma, up[i].j };
  }
}

/* (x * h)[2^d n] from a spectrum of N bins. H has N 2^level bins: it belongs
 * to a rate 2^level times as high, and aliases. Returns [N >> d]. */
static double complex *
filter (const double complex *X, size_t N, const double complex *H, guint level,
    guint d)
{
  g_autofree double complex *product = g_new0 (double complex, N);
  g_autofree double complex *y = g_new (double complex, N);
  double complex *out = g_new (double complex, N >> d);

  for (size_t k = 0; k < N; k++)
    for (size_t m = 0; m < (size_t) 1 << level; m++)
      product[k] += X[k] * H[k + m * N];
  dft (product, N, 1, y);
  for (size_t n = 0; n < N >> d; n++)
    out[n] = y[n << d] / (double) N;
  return out;
}

static double complex *
spectrum_of (const double *x, size_t N)
{
  g_autofree double complex *in = g_new (double complex, N);
  double complex *X = g_new (double complex, N);

  for (size_t n = 0; n < N; n++)
    in[n] = x[n];
  dft (in, N, -1, X);
  return X;
}

static double complex *
spectrum_of_signal (const Direct *self, const float *x, size_t n)
{
  g_autofree double *padded = g_new0 (double, self->M);

  for (size_t i = 0; i < n; i++)
    padded[i] = (double) x[i];
  return spectrum_of (padded, self->M);
}

Direct *
direct_new (const GlsSpec *spec, const float *x, size_t n)
{
  Direct *self = g_new0 (Direct, 1);
  g_autofree double complex *X = NULL, *H = NULL;

  self->spec = *spec;
  self->T = (size_t) 1 << spec->J;
  self->stride = gls_spec_stride (spec);
  self->n_frames = (n + self->stride - 1) / self->stride;
  for (self->M = self->T; self->M < n + 48 * self->T;)
    self->M *= 2;
  self->psi1 = make_bank (spec->J, spec->Q1, &self->n1);
  self->psi2 = make_bank (spec->J, spec->Q2, &self->n2);
  make_bank_fr (self);
  X = spectrum_of_signal (self, x, n);
  H = g_new (double complex, self->M);
  self->u1 = g_new (double *, self->n1);
  for (size_t i = 0; i < self->n1; i++) {
    const DirectFilter *f = &self->psi1[i];
    g_autofree double complex *y = NULL;

    sample_filter (f->xi, f->sigma, self->M, H, NULL);
    y = filter (X, self->M, H, 0, f->j);
    self->u1[i] = g_new (double, self->M >> f->j);
    for (size_t m = 0; m < self->M >> f->j; m++)
      self->u1[i][m] = cabs (y[m]);
  }
  return self;
}

void
direct_free (Direct *self)
{
  for (size_t i = 0; i < self->n1; i++)
    g_free (self->u1[i]);
  g_free (self->u1);
  g_free (self->psi1);
  g_free (self->psi2);
  g_free (self->psi_fr);
  g_free (self);
}

size_t
direct_n1_max (const Direct *self, size_t n2)
{
  size_t n = 0;

  for (size_t i = 0; i < self->n1; i++)
    n += self->psi1[i].j < self->psi2[n2].j;
  return n;
}

/* phi_T at times k stride of a series sampled every 2^j: the few bins where
 * phi_T^ is not zero, summed one by one. out: double[n_frames] */
static void
average (const Direct *self, const double *z, guint j, double *out)
{
  size_t N = self->M >> j;
  double sigma = SIGMA0 / (double) self->T;
  g_autofree double complex *Z = spectrum_of (z, N);
  size_t last = MIN (N / 2 - 1, (size_t) (10.0 * sigma * (double) self->M));

  for (size_t f = 0; f < self->n_frames; f++) {
    double t = (double) (f * self->stride);

    out[f] = creal (Z[0]) / (double) N;
    for (size_t k = 1; k <= last; k++) {
      double w = (double) k / (double) self->M;
      double complex v = Z[k] * cexp (2.0 * G_PI * I * w * t);

      out[f] +=
          2.0 * creal (v) * exp (-w * w / (2.0 * sigma * sigma)) / (double) N;
    }
  }
}

void
direct_s1 (const Direct *self, size_t lambda, double *s1)
{
  average (self, self->u1[lambda], self->psi1[lambda].j, s1);
}

double complex *
direct_modulation (const Direct *self, size_t n2)
{
  const DirectFilter *f = &self->psi2[n2];
  size_t n1_max = direct_n1_max (self, n2), n_times = self->M >> f->j;
  double complex *y = g_new (double complex, n1_max *n_times);
  g_autofree double complex *H = g_new (double complex, self->M);

  sample_filter (f->xi, f->sigma, self->M, H, NULL);
  for (size_t i = 0; i < n1_max; i++) {
    guint j1 = self->psi1[i].j;
    g_autofree double complex *U = spectrum_of (self->u1[i], self->M >> j1);
    g_autofree double complex *row =
        filter (U, self->M >> j1, H, j1, f->j - j1);

    for (size_t m = 0; m < n_times; m++)
      y[m * n1_max + i] = row[m];
  }
  return y;
}

static guint
log2_F (const Direct *self)
{
  return (guint) floor (log2 (self->spec.F));
}

static guint
row_octave (const Direct *self, size_t n_fr, GlsRows rows)
{
  guint j = self->psi_fr[n_fr].j;

  return rows == GLS_ROWS_LOCAL ? MIN (j, log2_F (self)) : j;
}

double
direct_joint_cost (const Direct *self)
{
  double cost = 0.0;

  for (size_t n2 = 0; n2 < self->n2; n2++)
    for (size_t f = 0; f < self->n_fr; f++)
      cost += (double) (self->M >> self->psi2[n2].j)
          * (double) direct_n1_max (self, n2)
          * (double) (self->N_fr >> self->psi_fr[f].j);
  return cost;
}

/* |Y * psi_fr| at bins 2^k r, circular; y: [n_times][n_in]. Returns
 * [N_fr >> k][n_times] */
static double *
moduli (const Direct *self, const double complex *y, size_t n_in,
    size_t n_times, size_t n_fr, guint k)
{
  size_t N = self->N_fr, n_rows = N >> k;
  g_autofree double complex *H = g_new (double complex, N);
  g_autofree double complex *h = g_new (double complex, N);
  double *z = g_new (double, n_rows *n_times);

  sample_filter (self->psi_fr[n_fr].xi, self->psi_fr[n_fr].sigma, N, H, h);
  for (size_t r = 0; r < n_rows; r++)
    for (size_t m = 0; m < n_times; m++) {
      double re = 0.0, im = 0.0;

      for (size_t i = 0; i < n_in; i++) {
        double complex a = h[((r << k) + N - i) % N], b = y[m * n_in + i];

        re += creal (a) * creal (b) - cimag (a) * cimag (b);
        im += creal (a) * cimag (b) + cimag (a) * creal (b);
      }
      z[r * n_times + m] = hypot (re, im);
    }
  return z;
}

/* max (0, 1 - |b - c_q| / h) of a path of octave k; what is less than rounding
 * is nothing. */
static double
triangle (const Direct *self, guint k, size_t q, size_t bin)
{
  size_t n = self->spec.lambda_bands, n1_top = 0;
  double spacing, h, height;

  if (n == 1)
    return 1.0;
  for (size_t i = 0; i < self->n2; i++)
    n1_top = MAX (n1_top, direct_n1_max (self, i));
  spacing = (double) (n1_top - 1) / (double) (n - 1);
  h = fmax (spacing, (double) (1u << k));
  height = 1.0 - fabs ((double) bin - (double) q * spacing) / h;
  return height > 1e-9 ? height : 0.0;
}

static double
band_weight (const Direct *self, guint path, guint k, size_t n1_max, size_t q,
    size_t r)
{
  double sum = 0.0;

  if (r << k >= n1_max)
    return 0.0;
  for (size_t i = 0; i << k < n1_max; i++)
    sum += triangle (self, path, q, i << k);
  return sum > 0.0 ? triangle (self, path, q, r << k) / sum : 0.0;
}

/* What row q of the result takes of row r of the moduli. */
static double
row_weight (const Direct *self, GlsRows rows, guint path, guint k,
    size_t n1_max, const double complex *phi_F, size_t q, size_t r)
{
  size_t N = self->N_fr, bin = r << k;

  switch (rows) {
    case GLS_ROWS_NONE:
      return q % (N >> k) == r ? 1.0 : 0.0;
    case GLS_ROWS_LOCAL:
      return (double) (1u << k)
          * creal (phi_F[((q << log2_F (self)) + N - bin) % N]);
    case GLS_ROWS_GLOBAL:
      return 1.0;
    case GLS_ROWS_BANDS:
      return band_weight (self, path, k, n1_max, q, r);
    case GLS_ROWS_POOLED:
      break;
  }
  return bin < n1_max ? 1.0 / (double) ((n1_max + ((size_t) 1 << k) - 1) >> k)
                      : 0.0;
}

static size_t
count_rows (const Direct *self, GlsRows rows, guint k, size_t n1_max)
{
  if (rows == GLS_ROWS_BANDS)
    return self->spec.lambda_bands;
  if (rows == GLS_ROWS_GLOBAL || rows == GLS_ROWS_POOLED)
    return 1;
  return 1 + (n1_max >> (rows == GLS_ROWS_LOCAL ? log2_F (self) : k));
}

/* Rows 2^k bins apart, of n1_max bins, averaged as those of a path of octave
 * @path are; z: [n_in][n_times]. Returns [n_rows][n_times] */
static double *
average_rows (const Direct *self, const double *z, size_t n_in, size_t n_times,
    guint path, guint k, size_t n1_max, GlsRows rows, size_t *n_rows)
{
  g_autofree double complex *H = g_new (double complex, self->N_fr);
  g_autofree double complex *phi_F = g_new (double complex, self->N_fr);
  double *out;

  sample_filter (0.0, SIGMA0 / self->spec.F, self->N_fr, H, phi_F);
  *n_rows = count_rows (self, rows, k, n1_max);
  out = g_new0 (double, *n_rows *n_times);
  for (size_t q = 0; q < *n_rows; q++)
    for (size_t r = 0; r < n_in; r++) {
      double w = row_weight (self, rows, path, k, n1_max, phi_F, q, r);

      for (size_t m = 0; w != 0.0 && m < n_times; m++)
        out[q * n_times + m] += w * z[r * n_times + m];
    }
  return out;
}

static GlsRows
rows_of (const Direct *self, size_t n_fr, GlsRows rows)
{
  gboolean as_they_are = self->psi_fr[n_fr].xi == 0.0 && !self->spec.low_pass
      && rows != GLS_ROWS_POOLED && rows != GLS_ROWS_BANDS;

  return as_they_are ? GLS_ROWS_NONE : rows;
}

double *
direct_joint (const Direct *self, size_t n2, const double complex *y,
    size_t n_fr, GlsRows rows, size_t *n_rows)
{
  guint j2 = self->psi2[n2].j, k = row_octave (self, n_fr, rows);
  size_t n1_max = direct_n1_max (self, n2), n_times = self->M >> j2;
  g_autofree double *z = moduli (self, y, n1_max, n_times, n_fr, k);
  g_autofree double *mixed = average_rows (self, z, self->N_fr >> k, n_times, k,
      k, n1_max, rows_of (self, n_fr, rows), n_rows);
  double *out = g_new (double, *n_rows * self->n_frames);

  for (size_t q = 0; q < *n_rows; q++)
    average (self, mixed + q * n_times, j2, out + q * self->n_frames);
  return out;
}

/* S1: [n1][n_frames] */
static double *
first_order (const Direct *self)
{
  double *s1 = g_new (double, self->n1 * self->n_frames);

  for (size_t i = 0; i < self->n1; i++)
    direct_s1 (self, i, s1 + i * self->n_frames);
  return s1;
}

double *
direct_low_pass (const Direct *self, size_t n_fr, GlsRows rows, size_t *n_rows)
{
  guint k = row_octave (self, n_fr, rows);
  size_t n = self->n_frames;
  g_autofree double *s1 = first_order (self), *z = NULL;
  g_autofree double complex *y = g_new (double complex, self->n1 *n);

  for (size_t i = 0; i < self->n1; i++)
    for (size_t f = 0; f < n; f++)
      y[f * self->n1 + i] = s1[i * n + f];
  z = moduli (self, y, self->n1, n, n_fr, k);
  return average_rows (self, z, self->N_fr >> k, n, k, k, self->n1, rows,
      n_rows);
}

double *
direct_s1_rows (const Direct *self, size_t n2, guint k, GlsRows rows,
    size_t *n_rows)
{
  size_t n1_max = n2 == self->n2 ? self->n1 : direct_n1_max (self, n2);
  g_autofree double *s1 = first_order (self);

  return average_rows (self, s1, n1_max, self->n_frames, k, 0, n1_max, rows,
      n_rows);
}

/* path: [n_rows][n_frames] of theta, both of them if that is -1; freed */
static void
put_path (const DirectFrames *frames, const Direct *self, double *path,
    size_t n_rows, int theta, size_t m, size_t e)
{
  for (size_t f = 0; f < self->n_frames; f++)
    for (size_t q = 0; q < n_rows; q++)
      for (int t = 0; t < 2; t++)
        if (theta < 0 || t == theta)
          frames->values[(((f * frames->n_lambda + q) * 2 + (size_t) t)
                                 * frames->n_mu
                             + m)
                  * frames->n_ell
              + e] = path[q * self->n_frames + f];
  g_free (path);
}

static void
put_s1 (const DirectFrames *frames, const Direct *self, size_t n2, size_t m,
    size_t e)
{
  GlsRows rows = gls_joint_rows (self->spec.lambda);
  size_t n_fr = e < self->n_wavelets_fr ? 1 + e : 0, n_rows;
  g_autofree double *s1 =
      direct_s1_rows (self, n2, row_octave (self, n_fr, rows), rows, &n_rows);

  for (size_t f = 0; f < self->n_frames; f++)
    for (size_t q = 0; q < n_rows; q++)
      frames->s1[((f * frames->n_lambda + q) * frames->n_mu + m) * frames->n_ell
          + e] = s1[q * self->n_frames + f];
}

static void
put_mu (const DirectFrames *frames, const Direct *self, size_t n2, size_t m)
{
  g_autofree double complex *y = direct_modulation (self, n2);
  GlsRows rows = gls_joint_rows (self->spec.lambda);
  size_t L = self->n_wavelets_fr, n_rows;
  double *path;

  for (size_t i = 0; i < 2 * L; i++) {
    path = direct_joint (self, n2, y, 1 + i, rows, &n_rows);
    put_path (frames, self, path, n_rows, i < L ? 0 : 1, m, i % L);
  }
  if (self->spec.low_pass) {
    path = direct_joint (self, n2, y, 0, rows, &n_rows);
    put_path (frames, self, path, n_rows, -1, m, L);
  }
  for (size_t e = 0; e < frames->n_ell; e++)
    put_s1 (frames, self, n2, m, e);
}

static void
put_low_pass (const DirectFrames *frames, const Direct *self, size_t m)
{
  GlsRows rows = gls_joint_rows (self->spec.lambda);
  size_t L = self->n_wavelets_fr, n_rows;
  double *path;

  for (size_t i = 0; i < L; i++) {
    path = direct_low_pass (self, 1 + i, rows, &n_rows);
    put_path (frames, self, path, n_rows, -1, m, i);
  }
  path = direct_s1_rows (self, self->n2, 0, rows, &n_rows);
  put_path (frames, self, path, n_rows, -1, m, L);
  for (size_t e = 0; e < L; e++)
    put_s1 (frames, self, self->n2, m, e);
}

void
direct_frames_init (DirectFrames *frames, const Direct *self)
{
  size_t low_pass = self->spec.low_pass ? 1 : 0;
  size_t first = 0, n1_max = low_pass ? self->n1 : 0;

  while (direct_n1_max (self, first) == 0)
    first++;
  first += self->spec.mu_skip;
  for (size_t n2 = first; n2 < self->n2; n2++)
    n1_max = MAX (n1_max, direct_n1_max (self, n2));
  frames->n_lambda =
      count_rows (self, gls_joint_rows (self->spec.lambda), 0, n1_max);
  frames->n_mu = self->n2 - first + low_pass;
  frames->n_ell = self->n_wavelets_fr + low_pass;
  frames->values = g_new0 (double,
      self->n_frames * frames->n_lambda * 2 * frames->n_mu * frames->n_ell);
  frames->s1 = g_new0 (double,
      self->n_frames * frames->n_lambda * frames->n_mu * frames->n_ell);
  for (size_t n2 = first; n2 < self->n2; n2++)
    put_mu (frames, self, n2, n2 - first);
  if (low_pass)
    put_low_pass (frames, self, frames->n_mu - 1);
}

void
direct_frames_clear (DirectFrames *frames)
{
  g_free (frames->values);
  g_free (frames->s1);
}

double *
direct_littlewood_paley (const Direct *self)
{
  size_t M = self->M;
  double *sum = g_new0 (double, M / 2 + 1);
  g_autofree double complex *H = g_new (double complex, M);

  for (size_t i = 0; i < self->n1; i++) {
    sample_filter (self->psi1[i].xi, self->psi1[i].sigma, M, H, NULL);
    for (size_t k = 0; k <= M / 2; k++) {
      double a = cabs (H[k]), b = cabs (H[(M - k) % M]);

      sum[k] += 0.5 * (a * a + b * b);
    }
  }
  return sum;
}

double *
direct_energy_spectrum (const Direct *self, const float *x, size_t n)
{
  g_autofree double complex *X = spectrum_of_signal (self, x, n);
  double *energy = g_new (double, self->M / 2 + 1);

  for (size_t k = 0; k <= self->M / 2; k++) {
    double a = cabs (X[k]);

    energy[k] = a * a / (double) self->M;
    if (k > 0 && k < self->M / 2)
      energy[k] *= 2.0;
  }
  return energy;
}
