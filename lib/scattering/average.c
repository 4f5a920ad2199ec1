/* The last step of every scattering path: averaging by phi_T.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/average.h"

#include <math.h>
#include <string.h>

#include "scattering/filterbank.h"
#include "scattering/loops.h"

/* Segments of a short spline that go together: their outputs fit into
 * GLS_LOOPS_LANES. */
#define SEGMENTS 8

/* Columns that are added at a time. */
#define TOGETHER 4

/* Sample i weighs in outputs i / D .. i / D + 3. */
static void
make_matrix (GlsSpline *self)
{
  size_t D = self->D;

  self->matrix = g_new0 (float, SEGMENTS *D *GLS_LOOPS_LANES);
  for (size_t i = 0; i < SEGMENTS * D; i++)
    for (size_t s = 0; s < 4; s++)
      self->matrix[i * GLS_LOOPS_LANES + i / D + s] =
          self->piece[s * D + i % D];
}

/* B = box * box * box * box of D samples each, unit sum; 4 D - 3 samples wide,
 * centred. Sample t of piece s lies at (t - (s - 1) D) from output's centre. */
void
gls_spline_init (GlsSpline *self, size_t D)
{
  size_t n = 4 * D;
  g_autofree double *b = g_new0 (double, n);

  self->D = D;
  self->piece = g_new (float, n);
  b[0] = 1.0;
  for (int box = 0; box < 4; box++) {
    double sum = 0.0;
    g_autofree double *in = g_memdup2 (b, n * sizeof (double));
    for (size_t i = 0; i < n; i++) {
      sum += in[i] - (i >= D ? in[i - D] : 0.0);
      b[i] = sum / (double) D;
    }
  }
  /* b[i] is centred on i = 2 D - 2 */
  for (size_t s = 0; s < 4; s++)
    for (size_t t = 0; t < D; t++) {
      ptrdiff_t i =
          (ptrdiff_t) (t + 2 * D) - 2 - ((ptrdiff_t) s - 1) * (ptrdiff_t) D;
      self->piece[s * D + t] =
          i >= 0 && i < (ptrdiff_t) n ? (float) b[i] : 0.0f;
    }
  if (D <= GLS_LOOPS_LANES)
    make_matrix (self);
}

void
gls_spline_clear (GlsSpline *self)
{
  g_free (self->piece);
  g_free (self->matrix);
}

static void
accumulate_any (const float *w, size_t D, const float *x, size_t n, float *acc)
{
  for (size_t s = 0; s < 4; s++)
    for (size_t i = 0; i < n; i++)
      acc[s] += w[s * D + i] * x[i];
}

/* The first samples, which lie in one segment or are several whole ones, of all
 * rows. Returns how many. */
static size_t
accumulate_some (const GlsSpline *self, const GlsSplineRows *rows,
    const float *x, size_t n, size_t offset, float *acc)
{
  const GlsLoops *loops = gls_loops_get ();
  const float *w = self->piece + offset;
  size_t D = self->D, n_segments = MIN (n / D, SEGMENTS);
  gboolean short_ones = self->matrix != NULL && offset == 0 && n >= D;

  n = short_ones ? n_segments * D : MIN (n, D - offset);
  for (size_t r = 0; r < rows->n; r++, x += rows->ld, acc += rows->ld_acc)
    if (short_ones)
      loops->thin_short (self->matrix, x, n, n_segments + 3, acc);
    else if (n % GLS_LOOPS_LANES == 0)
      loops->thin (w, D, x, n, acc);
    else
      accumulate_any (w, D, x, n, acc);
  return n;
}

void
gls_spline_accumulate (const GlsSpline *self, const GlsSplineRows *rows,
    const float *x, size_t n, size_t at, float *acc)
{
  for (size_t done = 0; done < n;)
    done += accumulate_some (self, rows, x + done, n - done,
        (at + done) % self->D, acc + (at + done) / self->D);
}

/* Frequency response of the spline at f, in cycles per thinned sample. */
static double
spline_response (double f, size_t D)
{
  double x = G_PI * f;

  if (D == 1 || f == 0.0)
    return 1.0;
  return pow (sin (x) / ((double) D * sin (x / (double) D)), 4.0);
}

enum
{
  N_INTEGRAL = 512 /* points of the integral on each side of zero */
};

/* phi_T^ / B^ on the band where phi_T^ > 1e-18, for tap_at(). */
static void
sample_quotient (double sigma, size_t D, double *quotient)
{
  double edge = MIN (9.0 * sigma, 0.5);

  for (int i = 0; i <= N_INTEGRAL; i++) {
    double f = edge * i / N_INTEGRAL;
    quotient[i] =
        exp (-0.5 * (f / sigma) * (f / sigma)) / spline_response (f, D);
  }
}

/* The tap at @t series samples from the centre: the inverse transform of
 * phi_T^ / B^, by the trapezoidal rule (exact to rounding: the integrand is
 * smooth and ends in zeros). Without a spline it is the Gaussian itself. */
static double
tap_at (double t, double sigma, size_t D, const double *quotient)
{
  double edge = MIN (9.0 * sigma, 0.5);
  double sum = quotient[0];

  if (D == 1)
    return exp (-2.0 * G_PI * G_PI * sigma * sigma * t * t);
  for (int i = 1; i <= N_INTEGRAL; i++)
    sum += 2.0 * quotient[i] * cos (2.0 * G_PI * edge * i / N_INTEGRAL * t);
  return sum;
}

void
gls_average_init (GlsAverage *self, double T, size_t stride, guint log2_step,
    size_t thinned_by, double eps)
{
  double step = exp2 (log2_step);
  double sigma = GLS_SIGMA0 / T * step;
  double quotient[N_INTEGRAL + 1];
  double off_grid;
  size_t n_taps;

  self->log2_step = log2_step;
  self->thinned_by = thinned_by;
  self->stride = stride;
  self->n_phases = stride < step ? (size_t) step / stride : 1;
  /* What lies beyond the last tap begins half a step after it: the sum of a
   * convex tail is less than its integral from there. */
  off_grid = 1.0 - 1.0 / (double) self->n_phases;
  self->reach =
      (size_t) ceil (gls_gaussian_reach (sigma, eps) + off_grid - 0.5);
  n_taps = 2 * self->reach + 1;
  sample_quotient (sigma, thinned_by, quotient);
  self->taps = g_new (float, self->n_phases *n_taps);
  for (size_t phase = 0; phase < self->n_phases; phase++) {
    double centre = (double) phase / (double) self->n_phases;
    double sum = 0.0;
    g_autofree double *tap = g_new (double, n_taps);

    for (size_t i = 0; i < n_taps; i++) {
      /* about sample 0 they are even */
      tap[i] = phase == 0 && i > self->reach
          ? tap[n_taps - 1 - i]
          : tap_at ((double) i - (double) self->reach - centre, sigma,
              thinned_by, quotient);
      sum += tap[i];
    }
    /* unit gain at zero frequency, whatever truncation took */
    for (size_t i = 0; i < n_taps; i++)
      self->taps[phase * n_taps + i] = (float) (tap[i] / sum);
  }
}

void
gls_average_clear (GlsAverage *self)
{
  g_free (self->taps);
}

void
gls_average_stream_init (GlsAverageStream *self, const GlsAverage *plan,
    size_t n_series, size_t n_push)
{
  size_t between = MAX (plan->stride >> plan->log2_step, 1);
  size_t least = 2 * plan->reach + 2 + n_push + between;

  self->plan = plan;
  self->n_series = n_series;
  self->n_push = n_push;
  self->capacity = (least + n_push - 1) / n_push * n_push;
  self->history = g_new0 (float, self->capacity *n_series);
  gls_average_stream_reset (self, 0);
}

void
gls_average_stream_clear (GlsAverageStream *self)
{
  g_free (self->history);
}

void
gls_average_stream_reset (GlsAverageStream *self, int64_t first)
{
  self->first = self->end = first;
  self->next_frame = 0;
}

static int64_t
frame_centre (const GlsAverageStream *self, size_t *phase)
{
  int64_t time = self->next_frame * (int64_t) self->plan->stride;

  *phase = (size_t) (self->next_frame % (int64_t) self->plan->n_phases);
  return time >> self->plan->log2_step;
}

static float *
find_column (const GlsAverageStream *self, int64_t m)
{
  size_t at = (size_t) (m - self->first) % self->capacity;

  return self->history + at * self->n_series;
}

float *
gls_average_stream_push (GlsAverageStream *self)
{
  size_t phase;
  int64_t need = frame_centre (self, &phase) - (int64_t) self->plan->reach;
  float *room = find_column (self, self->end);

  self->end += (int64_t) self->n_push;
  g_assert (self->end - MAX (need, self->first) <= (int64_t) self->capacity);
  return room;
}

static void
add_columns (const GlsAverageStream *self, const float *taps, int64_t first,
    int64_t n, float *frame)
{
  float tap[TOGETHER] = { 0.0f };
  const float *column[TOGETHER];

  for (int64_t i = 0; i < TOGETHER; i++)
    column[i] = find_column (self, first + MIN (i, n - 1));
  for (int64_t i = 0; i < n; i++)
    tap[i] = taps[i];
  gls_loops_get ()->scale_add (tap, column, self->n_series, frame);
}

gboolean
gls_average_stream_pull (GlsAverageStream *self, float *frame)
{
  const GlsAverage *plan = self->plan;
  size_t phase;
  int64_t centre = frame_centre (self, &phase);
  int64_t from = centre - (int64_t) plan->reach;
  int64_t last = centre + (int64_t) plan->reach;
  const float *taps = plan->taps + phase * (2 * plan->reach + 1);

  if (last >= self->end)
    return FALSE;
  memset (frame, 0, self->n_series * sizeof (float));
  for (int64_t m = MAX (from, self->first); m <= last; m += TOGETHER)
    add_columns (self, taps + (m - from), m, MIN (last + 1 - m, TOGETHER),
        frame);
  self->next_frame++;
  return TRUE;
}
