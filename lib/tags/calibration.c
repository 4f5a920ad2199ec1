/* Newton's method in two unknowns, as Lin, Lin and Weng have it: “A note on
 * Platt's probabilistic outputs for support vector machines”, 2007.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/calibration.h"

#include <math.h>

/* No probability is surer than this. */
#define LEAST_P 1e-6
#define MAX_STEPS 100
#define MIN_DECREASE 1e-10
#define MIN_STEP 1e-10

typedef struct
{
  double *logit, *target; /* [n] */
  size_t n;
} Rows;

static double
logit_of (float p)
{
  double q = CLAMP ((double) p, LEAST_P, 1 - LEAST_P);

  return log (q / (1 - q));
}

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

static void
rows_init (Rows *self, const float *scores, const float *labels, size_t n)
{
  self->logit = g_new (double, MAX (n, 1));
  self->target = g_new (double, MAX (n, 1));
  self->n = 0;
  for (size_t i = 0; i < n; i++)
    if (!isnan (labels[i]) && !isnan (scores[i])) {
      self->logit[self->n] = logit_of (scores[i]);
      self->target[self->n++] = (double) labels[i];
    }
}

static void
rows_clear (Rows *self)
{
  g_free (self->logit);
  g_free (self->target);
}

static gboolean
varies (const double *x, size_t n)
{
  for (size_t i = 1; i < n; i++)
    if (x[i] != x[0])
      return TRUE;
  return FALSE;
}

/* - y log q - (1 - y) log (1 - q), summed over the rows, with q = σ (z), which is
 * log (1 + exp (z)) - y z; and the distance from none. */
static double
get_loss (const Rows *self, GlsCalibration c)
{
  double loss = (c.slope - 1) * (c.slope - 1) / 2 + c.offset * c.offset / 2;

  for (size_t i = 0; i < self->n; i++) {
    double z = c.slope * self->logit[i] + c.offset;

    loss += fmax (z, 0) + log1p (exp (-fabs (z))) - self->target[i] * z;
  }
  return loss;
}

/* Returns: where Newton's method goes from @c */
static GlsCalibration
get_direction (const Rows *self, GlsCalibration c)
{
  double g_slope = c.slope - 1, g_offset = c.offset;
  double h_slope = 1, h_offset = 1, h_both = 0, determinant;

  for (size_t i = 0; i < self->n; i++) {
    double x = self->logit[i], q = sigmoid (c.slope * x + c.offset);
    double off = q - self->target[i], bend = q * (1 - q);

    g_slope += off * x;
    g_offset += off;
    h_slope += bend * x * x;
    h_offset += bend;
    h_both += bend * x;
  }
  determinant = h_slope * h_offset - h_both * h_both;
  return (GlsCalibration){ (h_both * g_offset - h_offset * g_slope)
        / determinant,
    (h_both * g_slope - h_slope * g_offset) / determinant };
}

/* Halves the step until it leads down. Returns: FALSE if none does */
static gboolean
take_step (const Rows *self, GlsCalibration *c, double *loss)
{
  const GlsCalibration direction = get_direction (self, *c);

  for (double step = 1; step >= MIN_STEP; step /= 2) {
    GlsCalibration next = { c->slope + step * direction.slope,
      c->offset + step * direction.offset };
    double next_loss = get_loss (self, next);

    if (next_loss < *loss - MIN_DECREASE) {
      *c = next;
      *loss = next_loss;
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
gls_calibration_fit (const float *scores, const float *labels, size_t n,
    GlsCalibration *calibration)
{
  GlsCalibration c = GLS_CALIBRATION_NONE;
  gboolean ok;
  Rows rows;

  rows_init (&rows, scores, labels, n);
  ok = rows.n >= GLS_CALIBRATION_MIN_ROWS && varies (rows.logit, rows.n)
      && varies (rows.target, rows.n);
  if (ok) {
    double loss = get_loss (&rows, c);

    for (int i = 0; i < MAX_STEPS && take_step (&rows, &c, &loss); i++)
      ;
    ok = c.slope > 0;
  }
  rows_clear (&rows);
  *calibration = ok ? c : GLS_CALIBRATION_NONE;
  return ok;
}

float
gls_calibration_apply (const GlsCalibration *self, float p)
{
  return (float) sigmoid (self->slope * logit_of (p) + self->offset);
}
