/* Examples mixed, shifted and masked.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "train/augment.h"

#include <math.h>
#include <string.h>

#include "net/rng.h"
#include "train/loudness.h"

struct _GlsAugment
{
  guint64 seed;
  double mixup;
  float smoothing;
  double level, equaliser; /* dB */
  GlsLevels levels;
  size_t shift, mask_frames, mask_rows; /* most of each; 0: none */
  size_t n_frames, n_rows, row_size;    /* of an example */
  float *mean;                          /* [size] or NULL */
};

/* What each stream of random numbers is for */
enum
{
  MIX,
  SHIFT,
  MASK_FRAMES,
  MASK_ROWS,
  LOUDNESS
};

gboolean
gls_augment_needs_frames (const GlsTrainOptions *options)
{
  return options->lambda_shift > 0 || options->mask_frames > 0
      || options->mask_rows > 0 || options->level_range > 0
      || options->equaliser_range > 0;
}

/* What features say must follow from how loud the audio is. */
static gboolean
check_levels (const GlsTrainOptions *options, GError **error)
{
  if (options->levels != GLS_LEVELS_UNKNOWN
      || (options->level_range <= 0 && options->equaliser_range <= 0))
    return TRUE;
  g_set_error_literal (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "level_range and equaliser_range are for features that are logarithms "
      "of what grows with the audio");
  return FALSE;
}

/* There must be more than what is taken from. */
static gboolean
check (const char *name, size_t most, size_t n, const char *things,
    GError **error)
{
  if (most == 0 || most < n)
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "%s is %zu, but what is learnt from has %zu %s", name, most, n, things);
  return FALSE;
}

GlsAugment *
gls_augment_new (const GlsTrainOptions *options, const GlsShape *shape,
    GError **error)
{
  g_autoptr (GlsAugment) self = g_new0 (GlsAugment, 1);
  size_t axis = 1;

  self->seed = options->seed;
  self->mixup = options->mixup;
  self->smoothing = (float) options->label_smoothing;
  if (!gls_augment_needs_frames (options))
    return g_steal_pointer (&self);

  if (!check_levels (options, error))
    return NULL;
  self->level = options->level_range;
  self->equaliser = options->equaliser_range;
  self->levels = options->levels;
  while (axis + 1 < shape->n_axes && shape->dim[axis] == 1)
    axis++;
  self->shift = options->lambda_shift;
  self->mask_frames = options->mask_frames;
  self->mask_rows = options->mask_rows;
  self->n_frames = shape->dim[0];
  self->n_rows = shape->dim[axis];
  self->row_size =
      gls_shape_size (shape) / (self->n_frames * MAX (self->n_rows, 1));
  if (!check ("mask_frames", self->mask_frames, self->n_frames, "frames", error)
      || !check ("mask_rows", self->mask_rows, self->n_rows, "rows", error)
      || !check ("lambda_shift", self->shift, shape->dim[1],
          "rows of log-frequency", error))
    return NULL;
  return g_steal_pointer (&self);
}

void
gls_augment_free (GlsAugment *self)
{
  if (self == NULL)
    return;
  g_free (self->mean);
  g_free (self);
}

void
gls_augment_set_mean (GlsAugment *self, const GlsTrainSet *set)
{
  g_autofree double *sum = NULL;

  if (self->mask_frames == 0 && self->mask_rows == 0)
    return;
  sum = g_new0 (double, set->size);
  for (size_t i = 0; i < set->n; i++)
    for (size_t k = 0; k < set->size; k++)
      sum[k] += (double) set->x[i * set->size + k];
  g_free (self->mean);
  self->mean = g_new (float, set->size);
  for (size_t k = 0; k < set->size; k++)
    self->mean[k] = (float) (sum[k] / (double) set->n);
}

/* 0 < u < 1 */
static double
draw (GlsRng *rng)
{
  return ((double) (gls_rng_next (rng) >> 11) + 0.5) * 0x1p-53;
}

/* Of Beta (a, a), 0 < a <= 1, as Jöhnk (1964): of two powers u^(1 / a) of
 * uniform numbers whose sum is at most 1, the part that the first one is. By
 * logarithms, since powers of a small a are too small for a double. */
static double
draw_beta (GlsRng *rng, double a)
{
  double x, y;

  do {
    x = log (draw (rng)) / a;
    y = log (draw (rng)) / a;
  } while (exp (x) + exp (y) > 1);
  return 1 / (1 + exp (y - x));
}

/* to = m to + (1 - m) from */
static void
blend (size_t n, float m, const float *from, float *to)
{
  for (size_t i = 0; i < n; i++)
    to[i] = m * to[i] + (1.0f - m) * from[i];
}

static void
mix (const GlsAugment *self, const GlsTrainSet *set, guint64 number, float *x,
    float *y)
{
  size_t other;
  float m;
  GlsRng rng;

  gls_rng_init (&rng, self->seed, GLS_RNG_AUGMENT, number, MIX);
  other = gls_rng_below (&rng, set->n);
  m = (float) draw_beta (&rng, self->mixup);
  blend (set->size, m, set->x + other * set->size, x);
  blend (set->n_labels, m, set->targets + other * set->n_labels, y);
}

static void
shift_rows (const GlsAugment *self, guint64 number, float *x)
{
  const size_t n = self->n_rows, size = self->row_size;
  size_t by;
  gboolean up;
  GlsRng rng;

  gls_rng_init (&rng, self->seed, GLS_RNG_AUGMENT, number, SHIFT);
  by = gls_rng_below (&rng, 2 * self->shift + 1);
  up = by > self->shift;
  by = up ? by - self->shift : self->shift - by;
  for (size_t t = 0; t < self->n_frames; t++, x += n * size) {
    const float *edge = up ? x : x + (n - 1) * size;

    if (up)
      memmove (x + by * size, x, (n - by) * size * sizeof *x);
    else
      memmove (x, x + by * size, (n - by) * size * sizeof *x);
    for (size_t i = 1; i < by + 1; i++)
      memmove (x + (up ? i : n - 1 - i) * size, edge, size * sizeof *x);
  }
}

/* A run of up to @most of @n: from @first, @length of them */
static void
choose_run (const GlsAugment *self, guint64 number, guint64 kind, size_t most,
    size_t n, size_t *first, size_t *length)
{
  GlsRng rng;

  gls_rng_init (&rng, self->seed, GLS_RNG_AUGMENT, number, kind);
  *length = gls_rng_below (&rng, most + 1);
  *first = gls_rng_below (&rng, n - *length + 1);
}

static void
mask_frames (const GlsAugment *self, guint64 number, float *x)
{
  const size_t size = self->n_rows * self->row_size;
  size_t first, length;

  choose_run (self, number, MASK_FRAMES, self->mask_frames, self->n_frames,
      &first, &length);
  memcpy (x + first * size, self->mean + first * size,
      length * size * sizeof *x);
}

static void
mask_rows (const GlsAugment *self, guint64 number, float *x)
{
  const size_t size = self->n_rows * self->row_size;
  size_t first, length;

  choose_run (self, number, MASK_ROWS, self->mask_rows, self->n_rows, &first,
      &length);
  for (size_t t = 0; t < self->n_frames; t++) {
    const size_t at = t * size + first * self->row_size;

    memcpy (x + at, self->mean + at, length * self->row_size * sizeof *x);
  }
}

static void
change_loudness (const GlsAugment *self, guint64 number, float *x)
{
  GlsLoudness loudness;
  GlsRng rng;

  gls_rng_init (&rng, self->seed, GLS_RNG_AUGMENT, number, LOUDNESS);
  gls_loudness_draw (&loudness, &rng, self->level, self->equaliser);
  for (size_t t = 0; t < self->n_frames; t++)
    for (size_t i = 0; i < self->n_rows; i++, x += self->row_size)
      gls_loudness_change (self->levels,
          gls_loudness_get_gain (&loudness, i, self->n_rows), self->row_size,
          x);
}

void
gls_augment_take (const GlsAugment *self, const GlsTrainSet *set,
    size_t example, guint64 number, float *x, float *y)
{
  memcpy (x, set->x + example * set->size, set->size * sizeof *x);
  memcpy (y, set->targets + example * set->n_labels, set->n_labels * sizeof *y);
  if (self->mixup > 0)
    mix (self, set, number, x, y);
  if (self->shift > 0)
    shift_rows (self, number, x);
  if (self->mask_frames > 0)
    mask_frames (self, number, x);
  if (self->mask_rows > 0)
    mask_rows (self, number, x);
  if (self->level > 0 || self->equaliser > 0)
    change_loudness (self, number, x);
  for (size_t i = 0; i < set->n_labels && self->smoothing > 0; i++)
    y[i] = (1.0f - self->smoothing) * y[i] + 0.5f * self->smoothing;
}
