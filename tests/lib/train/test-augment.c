/* Augmentation: what comes out is what was asked for, and the same twice.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net-test.h"
#include "train/augment.h"

#define N 6 /* examples */
#define FRAMES 5
#define ROWS 7
#define INNER 2
#define SIZE (FRAMES * ROWS * INNER)
#define LABELS 3
#define TRIES 2000

typedef struct
{
  GlsTrainOptions options;
  GlsShape shape;
  GlsTrainSet set;
  float x[SIZE], y[LABELS]; /* what came out */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  gls_train_options_init (&f->options);
  f->options.seed = 5;
  f->shape = GLS_SHAPE (FRAMES, ROWS, INNER);
  f->set = (GlsTrainSet){ .n = N,
    .size = SIZE,
    .x = random_floats (N * SIZE, 2),
    .n_labels = LABELS,
    .targets = g_new (float, N *LABELS) };
  for (size_t i = 0; i < N * LABELS; i++)
    f->set.targets[i] = (float) (i * i % 5) / 4.0f;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->set.x);
  g_free (f->set.targets);
}

static GlsAugment *
make (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GlsAugment *augment = gls_augment_new (&f->options, &f->shape, &error);

  g_assert_no_error (error);
  gls_augment_set_mean (augment, &f->set);
  return augment;
}

static void
take (Fixture *f, const GlsAugment *augment, size_t example, guint64 number)
{
  gls_augment_take (augment, &f->set, example, number, f->x, f->y);
}

static const float *
get_row (const float *x, size_t frame, size_t row)
{
  return x + (frame * ROWS + row) * INNER;
}

/* Whether a row came out as another one, or the same, was in the example. */
static gboolean
is_row_of (const Fixture *f, size_t example, size_t frame, size_t row,
    size_t was)
{
  return memcmp (get_row (f->x, frame, row),
             get_row (f->set.x + example * SIZE, frame, was),
             INNER * sizeof (float))
      == 0;
}

/* Where nothing is asked for, an example is what it is. */
static void
test_off (Fixture *f, gconstpointer data)
{
  g_autoptr (GlsAugment) augment = make (f);

  for (size_t i = 0; i < N; i++) {
    take (f, augment, i, i + 100);
    g_assert_cmpmem (f->x, sizeof f->x, f->set.x + i * SIZE, sizeof f->x);
    g_assert_cmpmem (f->y, sizeof f->y, f->set.targets + i * LABELS,
        sizeof f->y);
  }
}

/* One number, the same bits; another seed or number, others. */
static void
test_same_twice (Fixture *f, gconstpointer data)
{
  g_autoptr (GlsAugment) augment = NULL, other = NULL;
  Fixture again, third;

  f->options.mixup = 0.5;
  f->options.lambda_shift = 3;
  f->options.mask_frames = 2;
  f->options.mask_rows = 3;
  f->options.levels = GLS_LEVELS_LOG;
  f->options.level_range = 3;
  f->options.equaliser_range = 3;
  augment = make (f);
  take (f, augment, 1, 7);
  again = *f;
  take (&again, augment, 1, 7);
  g_assert_cmpmem (f->x, sizeof f->x, again.x, sizeof f->x);
  g_assert_cmpmem (f->y, sizeof f->y, again.y, sizeof f->y);
  take (&again, augment, 1, 8);
  g_assert_true (memcmp (f->x, again.x, sizeof f->x) != 0);
  third = *f;
  third.options.seed = 6;
  other = make (&third);
  take (&third, other, 1, 7);
  g_assert_true (memcmp (f->x, third.x, sizeof f->x) != 0);
}

/* The share of the first one in a mix of two, if it is a mix of these */
static gboolean
find_share (const Fixture *f, size_t a, size_t b, double *share)
{
  const float *x = f->set.x + a * SIZE, *other = f->set.x + b * SIZE;
  double m = 0.0, squares = 0.0;

  for (size_t i = 0; i < SIZE; i++) {
    m += (double) (f->x[i] - other[i]) * (double) (x[i] - other[i]);
    squares += (double) (x[i] - other[i]) * (double) (x[i] - other[i]);
  }
  *share = m /= squares;
  for (size_t i = 0; i < SIZE; i++)
    if (fabs ((double) f->x[i] - m * (double) x[i]
            - (1 - m) * (double) other[i])
        > 1e-5)
      return FALSE;
  return TRUE;
}

/* What comes out is a mix of the example and another, targets and values alike;
 * the shares have the mean and variance of Beta (a, a): 1/2 and 1 / (8 a + 4).
 * 1/6 of the examples are mixed with themselves. */
static void
check_mixes (Fixture *f, double alpha)
{
  g_autoptr (GlsAugment) augment = NULL;
  double sum = 0.0, squares = 0.0;
  size_t n = 0;

  f->options.mixup = alpha;
  augment = make (f);
  for (size_t try = 0; try < TRIES; try++) {
    double m = 0.0;
    size_t b = 0;

    take (f, augment, 2, try);
    while (b < N && (b == 2 || !find_share (f, 2, b, &m)))
      b++;
    if (memcmp (f->x, f->set.x + 2 * SIZE, sizeof f->x) == 0 || b == N) {
      g_assert_cmpfloat (relative_distance (SIZE, f->x, f->set.x + 2 * SIZE), <,
          1e-6);
      continue;
    }
    g_assert_cmpfloat (m, >, -1e-6);
    g_assert_cmpfloat (m, <, 1 + 1e-6);
    for (size_t k = 0; k < LABELS; k++)
      g_assert_cmpfloat_with_epsilon (f->y[k],
          m * (double) f->set.targets[2 * LABELS + k]
              + (1 - m) * (double) f->set.targets[b * LABELS + k],
          1e-5);
    sum += m;
    squares += m * m;
    n++;
  }
  g_assert_cmpuint (n, >, TRIES / 2);
  /* Three standard errors and a little, of some 1500 draws; what is hardly
   * mixed at all may have counted as not mixed. */
  g_assert_cmpfloat_with_epsilon (sum / (double) n, 0.5, 0.1);
  g_assert_cmpfloat_with_epsilon (squares / (double) n
          - pow (sum / (double) n, 2),
      1 / (8 * alpha + 4), 0.03);
}

static void
test_mixup (Fixture *f, gconstpointer data)
{
  check_mixes (f, 1.0);
  check_mixes (f, 0.3);
}

/* However small its parameter, a share can be drawn. */
static void
test_mixup_hardly (Fixture *f, gconstpointer data)
{
  g_autoptr (GlsAugment) augment = NULL;

  f->options.mixup = 1e-6;
  augment = make (f);
  for (size_t try = 0; try < 100; try++) {
    take (f, augment, 1, try);
    for (size_t i = 0; i < SIZE; i++)
      g_assert_true (isfinite (f->x[i]));
  }
}

/* All frames move alike, by every number of rows from -2 to 2, and the rows at
 * the edge are repeated. */
static void
test_shift (Fixture *f, gconstpointer data)
{
  g_autoptr (GlsAugment) augment = NULL;
  size_t seen[5] = { 0 };

  f->options.lambda_shift = 2;
  augment = make (f);
  for (size_t try = 0; try < 200; try++) {
    int by = -2;
    size_t t, i;

    take (f, augment, 3, try);
    for (; by <= 2; by++) {
      gboolean fits = TRUE;

      for (t = 0; t < FRAMES; t++)
        for (i = 0; i < ROWS; i++)
          fits = fits
              && is_row_of (f, 3, t, i,
                  (size_t) CLAMP ((int) i - by, 0, ROWS - 1));
      if (fits)
        break;
    }
    g_assert_cmpint (by, <=, 2);
    seen[by + 2]++;
  }
  for (size_t k = 0; k < G_N_ELEMENTS (seen); k++)
    g_assert_cmpuint (seen[k], >, 10);
}

/* Whether a row came out as it is on average. */
static gboolean
is_mean (const Fixture *f, size_t frame, size_t row)
{
  for (size_t e = 0; e < INNER; e++) {
    const size_t at = (frame * ROWS + row) * INNER + e;
    double mean = 0.0;

    for (size_t i = 0; i < N; i++)
      mean += (double) f->set.x[i * SIZE + at] / N;
    if (fabs (mean - (double) f->x[at]) > 1e-6)
      return FALSE;
  }
  return TRUE;
}

/* Either masked or as it was; masked ones lie together, and are at most so
 * many. Returns: how many */
static size_t
count_masked (const Fixture *f, gboolean rows)
{
  const size_t n = rows ? ROWS : FRAMES, across = rows ? FRAMES : ROWS;
  size_t count = 0, first = n, last = 0;

  for (size_t i = 0; i < n; i++) {
    size_t masked = 0;

    for (size_t k = 0; k < across; k++) {
      const size_t frame = rows ? k : i, row = rows ? i : k;

      g_assert_true (is_mean (f, frame, row)
          != is_row_of (f, 4, frame, row, row));
      masked += is_mean (f, frame, row);
    }
    g_assert_true (masked == 0 || masked == across);
    if (masked > 0) {
      first = MIN (first, i);
      last = i;
      count++;
    }
  }
  g_assert_true (count == 0 || last - first + 1 == count);
  return count;
}

static void
test_masks (Fixture *f, gconstpointer data)
{
  const gboolean rows = GPOINTER_TO_INT (data);
  g_autoptr (GlsAugment) augment = NULL;
  size_t seen[4] = { 0 };

  *(rows ? &f->options.mask_rows : &f->options.mask_frames) = 3;
  augment = make (f);
  for (size_t try = 0; try < 200; try++) {
    size_t count;

    take (f, augment, 4, try);
    count = count_masked (f, rows);
    g_assert_cmpuint (count, <=, 3);
    seen[count]++;
  }
  for (size_t k = 0; k < G_N_ELEMENTS (seen); k++)
    g_assert_cmpuint (seen[k], >, 20);
}

/* Rows are the first axis of a frame that is longer than one. */
static void
test_masked_rows_behind_short_axes (Fixture *f, gconstpointer data)
{
  f->shape = GLS_SHAPE (FRAMES, 1, 1, ROWS, INNER);
  test_masks (f, GINT_TO_POINTER (TRUE));
}

/* By how many dB a value has become louder */
static double
louder_by (GlsLevels levels, double was, double is)
{
  return levels == GLS_LEVELS_DECIBELS ? is - was
                                       : 20 * log10 (expm1 (is) / expm1 (was));
}

/* A row is louder by as much in all frames, and never by more than asked for;
 * rows differ where there is an equaliser, and only then. Returns: the largest
 * change. */
static double
check_gains (const Fixture *f, size_t example, double most, gboolean equaliser)
{
  const float *was = f->set.x + example * SIZE;
  double first[ROWS], largest = 0;

  for (size_t i = 0; i < SIZE; i++) {
    const size_t row = i / INNER % ROWS;
    double gain =
        louder_by (f->options.levels, (double) was[i], (double) f->x[i]);

    if (i < ROWS * INNER && i % INNER == 0)
      first[row] = gain;
    g_assert_cmpfloat_with_epsilon (gain, first[row], 1e-3);
    g_assert_cmpfloat (fabs (gain), <, most + 1e-3);
    largest = MAX (largest, fabs (gain));
  }
  for (size_t row = 1; row < ROWS; row++)
    g_assert_true ((fabs (first[row] - first[0]) > 1e-3) == equaliser);
  return largest;
}

static void
test_loudness (Fixture *f, gconstpointer data)
{
  const gboolean equaliser = GPOINTER_TO_INT (data);
  static const GlsLevels levels[] = { GLS_LEVELS_LOG, GLS_LEVELS_DECIBELS };
  double largest = 0;

  *(equaliser ? &f->options.equaliser_range : &f->options.level_range) = 12;
  /* Faint ones, and such as are far above the unit */
  for (size_t i = 0; i < N * SIZE; i++)
    f->set.x[i] = 0.01f + fabsf (f->set.x[i]) * (i % 2 ? 20.0f : 1.0f);
  for (size_t k = 0; k < G_N_ELEMENTS (levels); k++) {
    g_autoptr (GlsAugment) augment = NULL;

    f->options.levels = levels[k];
    augment = make (f);
    for (size_t try = 0; try < 50; try++) {
      take (f, augment, try % N, try);
      largest = MAX (largest, check_gains (f, try % N, 12, equaliser));
    }
  }
  g_assert_cmpfloat (largest, >, 10);
}

/* Nothing of decibels is below the floor that mel spectrograms have. */
static void
test_floor (Fixture *f, gconstpointer data)
{
  g_autoptr (GlsAugment) augment = NULL;

  f->options.levels = GLS_LEVELS_DECIBELS;
  f->options.level_range = 60;
  augment = make (f);
  for (size_t i = 0; i < N * SIZE; i++)
    f->set.x[i] = -99.0f;
  for (size_t try = 0; try < 20; try++) {
    take (f, augment, 0, try);
    for (size_t i = 0; i < SIZE; i++)
      g_assert_cmpfloat (f->x[i], >=, -100);
  }
}

static void
test_label_smoothing (Fixture *f, gconstpointer data)
{
  g_autoptr (GlsAugment) augment = NULL;

  f->options.label_smoothing = 0.1;
  augment = make (f);
  take (f, augment, 1, 1);
  for (size_t k = 0; k < LABELS; k++)
    g_assert_cmpfloat_with_epsilon (f->y[k],
        0.05 + 0.9 * (double) f->set.targets[LABELS + k], 1e-6);
  g_assert_cmpmem (f->x, sizeof f->x, f->set.x + SIZE, sizeof f->x);
}

/* What is asked for must be there, and something be left. */
static void
test_refusals (Fixture *f, gconstpointer data)
{
  static const struct
  {
    guint shift, frames, rows;
    GlsShape shape;
    const char *says;
  } cases[] = {
    { 0, 1, 0, { 3, { 1, ROWS, 2 } }, "has 1 frames" },
    { 0, FRAMES, 0, { 2, { FRAMES, ROWS } }, "has 5 frames" },
    { 0, 0, ROWS, { 2, { FRAMES, ROWS } }, "has 7 rows" },
    { 1, 0, 0, { 3, { FRAMES, 1, ROWS } }, "has 1 rows of log-frequency" },
  };

  f->options.level_range = 1;
  g_assert_null (gls_augment_new (&f->options, &f->shape, NULL));
  f->options.level_range = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    f->options.lambda_shift = cases[i].shift;
    f->options.mask_frames = cases[i].frames;
    f->options.mask_rows = cases[i].rows;
    g_assert_null (gls_augment_new (&f->options, &cases[i].shape, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC);
    g_assert_nonnull (strstr (error->message, cases[i].says));
  }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*function) (Fixture *f, gconstpointer data);
    gboolean rows;
  } tests[] = {
    { "/augment/off", test_off, FALSE },
    { "/augment/same-twice", test_same_twice, FALSE },
    { "/augment/mixup", test_mixup, FALSE },
    { "/augment/mixup/hardly", test_mixup_hardly, FALSE },
    { "/augment/shift", test_shift, FALSE },
    { "/augment/mask-frames", test_masks, FALSE },
    { "/augment/mask-rows", test_masks, TRUE },
    { "/augment/mask-rows/later", test_masked_rows_behind_short_axes, TRUE },
    { "/augment/level", test_loudness, FALSE },
    { "/augment/equaliser", test_loudness, TRUE },
    { "/augment/floor", test_floor, FALSE },
    { "/augment/label-smoothing", test_label_smoothing, FALSE },
    { "/augment/refusals", test_refusals, FALSE },
  };

  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, GINT_TO_POINTER (tests[i].rows), set_up,
        tests[i].function, tear_down);
  return g_test_run ();
}
