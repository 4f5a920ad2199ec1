/* The covariance is never made: it is applied, as X^T (X v).
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "atlas/principal.h"

#include <cblas.h>
#include <math.h>

#define AXES 2
/* The error of an axis shrinks by the ratio of the next variance to its own,
 * each time: to a thousandth where that is 0.9. */
#define ROUNDS 64
#define SEED 1

typedef struct
{
  const float *x;
  size_t n, d;
  float *axes; /* [AXES][d], orthonormal */
  float *y;    /* [n][AXES] */
} Principal;

static void
centre (float *y, size_t n)
{
  for (size_t axis = 0; axis < AXES; axis++) {
    double sum = 0;

    for (size_t i = 0; i < n; i++)
      sum += (double) y[i * AXES + axis];
    for (size_t i = 0; i < n; i++)
      y[i * AXES + axis] -= (float) (sum / (double) n);
  }
}

/* y = X axes^T, less its mean: that is the same as of centred points. */
static void
project (const Principal *self)
{
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) self->n, AXES,
      (int) self->d, 1, self->x, (int) self->d, self->axes, (int) self->d, 0,
      self->y, AXES);
  centre (self->y, self->n);
}

/* axes = y^T X */
static void
apply (const Principal *self)
{
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, AXES, (int) self->d,
      (int) self->n, 1, self->y, AXES, self->x, (int) self->d, 0, self->axes,
      (int) self->d);
}

/* Gram and Schmidt; what is left of an axis that is no other one is 0. */
static void
make_orthonormal (const Principal *self)
{
  const int d = (int) self->d;

  for (size_t axis = 0; axis < AXES; axis++) {
    float *a = self->axes + axis * self->d;
    const float before = cblas_snrm2 (d, a, 1);
    float length;

    for (size_t k = 0; k < axis; k++) {
      const float *b = self->axes + k * self->d;

      cblas_saxpy (d, -cblas_sdot (d, a, 1, b, 1), b, 1, a, 1);
    }
    length = cblas_snrm2 (d, a, 1);
    cblas_sscal (d, length > 1e-5f * before ? 1 / length : 0, a, 1);
  }
}

static void
choose_signs (const Principal *self)
{
  for (size_t axis = 0; axis < AXES; axis++) {
    float *a = self->axes + axis * self->d;

    if (a[cblas_isamax ((int) self->d, a, 1)] < 0)
      cblas_sscal ((int) self->d, -1, a, 1);
  }
}

void
gls_principal_find (const float *x, size_t n, size_t d, float *y)
{
  Principal self = { x, n, d, g_new (float, AXES *MAX (d, 1)), y };
  GRand *rand = g_rand_new_with_seed (SEED);

  for (size_t i = 0; i < AXES * d; i++)
    self.axes[i] = (float) g_rand_double_range (rand, -1, 1);
  make_orthonormal (&self);
  for (int round = 0; round < ROUNDS; round++) {
    project (&self);
    apply (&self);
    make_orthonormal (&self);
  }
  choose_signs (&self);
  project (&self);
  g_rand_free (rand);
  g_free (self.axes);
}
