/* How to train: the options, and the table that describes them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Options of a program, members of architecture files, provenance and checks
 * are all made from the table:
 *
 *   parameters = gls_train_parameters (&n);
 *   for (i = 0; i < n; i++)
 *     if (parameters[i].option != NULL)
 *       ... offer "--option", with blurb, placeholder and initial value
 *   gls_train_options_init (&options);
 *   gls_train_options_set_from_arch (&options, architecture, &error);
 *   for each one that was given:
 *     gls_train_options_set (&options, parameter->name, text, &error);
 */
#ifndef GLS_TRAIN_OPTIONS_H
#define GLS_TRAIN_OPTIONS_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * GlsLoss:
 * @GLS_LOSS_MSE: mean squared error of the probabilities
 * @GLS_LOSS_BCE: binary cross-entropy, targets anywhere in 0 .. 1
 *
 * Both are means over labels and examples.
 */
typedef enum
{
  GLS_LOSS_MSE,
  GLS_LOSS_BCE,
} GlsLoss;

/**
 * GlsOptimiser:
 * @GLS_OPTIMISER_ADAM: Kingma and Ba, ICLR 2015; decay is part of the gradient
 * @GLS_OPTIMISER_ADAMW: Loshchilov and Hutter, ICLR 2019; decay is decoupled
 */
typedef enum
{
  GLS_OPTIMISER_ADAM,
  GLS_OPTIMISER_ADAMW,
} GlsOptimiser;

/**
 * GlsSchedule:
 * @GLS_SCHEDULE_CONSTANT: the learning rate as it is
 * @GLS_SCHEDULE_COSINE: falls to 0 by half a cosine (Loshchilov and Hutter,
 *   ICLR 2017, without restarts)
 * @GLS_SCHEDULE_ONE_CYCLE: rises from 1/25 for 3/10 of the run, then falls to
 *   1e-4 of itself / 25, both by half a cosine (Smith and Topin, 2018)
 */
typedef enum
{
  GLS_SCHEDULE_CONSTANT,
  GLS_SCHEDULE_COSINE,
  GLS_SCHEDULE_ONE_CYCLE,
} GlsSchedule;

/**
 * GlsLevels:
 * @GLS_LEVELS_UNKNOWN: none of these
 * @GLS_LEVELS_LOG: log (1 + v / unit), where v is proportional to the amplitude
 * @GLS_LEVELS_DECIBELS: at least -100
 *
 * How features follow the loudness of the audio.
 */
typedef enum
{
  GLS_LEVELS_UNKNOWN,
  GLS_LEVELS_LOG,
  GLS_LEVELS_DECIBELS
} GlsLevels;

/**
 * GlsTrainOptions:
 * @loss: what is made small
 * @optimiser: how
 * @schedule: learning rate over the run
 * @learning_rate: the largest that @schedule reaches; 1e-12 .. 100
 * @weight_decay: of weights, not of biases and norms; 0 .. 100
 * @beta1: memory of the gradient's mean; 0 .. 0.9999999
 * @beta2: memory of its square; 0 .. 0.9999999
 * @epsilon: added to the root of the square; 1e-30 .. 1
 * @epochs: passes over the training set; 1 .. 100000
 * @batch: examples for one step; 1 .. 1024
 * @label_smoothing: how far targets move towards 1/2; 0 .. 0.5
 * @weight_averaging: decay of the mean of the weights, which is then what is
 *   validated and kept; 0: the weights themselves; 0 .. 0.999999
 * @mixup: both parameters of the Beta distribution by which examples are mixed;
 *   0: never; 0 .. 1
 * @lambda_shift: most rows of log-frequency by which examples are moved
 * @mask_frames: most adjacent frames that are masked
 * @mask_rows: most adjacent rows that are masked
 * @level_range: most dB by which examples are made louder or softer; 0 .. 60
 * @equaliser_range: most dB by which rows of log-frequency are, each by its own
 *   gain, which changes slowly along them; 0 .. 40
 * @patience: stop after so many epochs without a better one; 0: never
 * @seed: of shuffling and dropout
 * @choose_by_metric: the best epoch is that of the largest metric, rather than
 *   that of the smallest validation loss
 * @levels: what @level_range and @equaliser_range go by
 * @n_threads: 1 .. %GLS_MAX_THREADS; changes no result
 *
 * Fill it with gls_train_options_init() first.
 */
typedef struct
{
  GlsLoss loss;
  GlsOptimiser optimiser;
  GlsSchedule schedule;
  double learning_rate, weight_decay;
  double beta1, beta2, epsilon;
  double label_smoothing, weight_averaging, mixup;
  guint lambda_shift, mask_frames, mask_rows;
  double level_range, equaliser_range;
  guint epochs, batch, patience;
  guint64 seed;
  gboolean choose_by_metric;
  GlsLevels levels;
  guint n_threads;
} GlsTrainOptions;

/**
 * GlsTrainParameterType:
 * @GLS_TRAIN_PARAMETER_UINT: a #guint
 * @GLS_TRAIN_PARAMETER_UINT64: a #guint64
 * @GLS_TRAIN_PARAMETER_DOUBLE: a #double
 * @GLS_TRAIN_PARAMETER_ENUM: one of several names, stored as its place
 */
typedef enum
{
  GLS_TRAIN_PARAMETER_UINT,
  GLS_TRAIN_PARAMETER_UINT64,
  GLS_TRAIN_PARAMETER_DOUBLE,
  GLS_TRAIN_PARAMETER_ENUM,
} GlsTrainParameterType;

/**
 * GlsTrainParameter:
 * @name: as in architecture files and provenance, e.g. "learning_rate"
 * @option: as an option of a program, e.g. "lr"
 * @placeholder: what stands for its value in help, e.g. "RATE"
 * @blurb: one sentence
 * @type: how it is stored in #GlsTrainOptions and written
 * @min: smallest value
 * @max: largest value
 * @initial: default
 * @values: names of an enum's members, %NULL-terminated; else %NULL
 * @offset: where in #GlsTrainOptions
 * @in_arch: whether an architecture file may say it
 * @in_result: whether it changes what comes out, and so belongs to provenance
 */
typedef struct
{
  const char *name;
  const char *option;
  const char *placeholder;
  const char *blurb;
  GlsTrainParameterType type;
  double min, max, initial;
  const char *const *values;
  size_t offset;
  gboolean in_arch, in_result;
} GlsTrainParameter;

/**
 * gls_train_parameters:
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): the table, in the order in which
 *   parameters are shown
 */
GLS_API const GlsTrainParameter *gls_train_parameters (size_t *n);
/* Returns: (transfer none) (nullable): the row of that name */
GLS_API const GlsTrainParameter *gls_train_parameter_find (const char *name);

/* The defaults of the table, and a thread for each processor. */
GLS_API void gls_train_options_init (GlsTrainOptions *options);

/**
 * gls_train_options_set:
 * @name: a parameter's name
 * @value: its value, as text
 *
 * Fails with %GLS_ERROR_INVALID_SPEC if the name is unknown or the value out
 * of the range in the table; @options are then as before.
 */
GLS_API gboolean gls_train_options_set (GlsTrainOptions *options,
    const char *name, const char *value, GError **error);
/* Returns: (transfer full): the value of a known parameter, as text */
GLS_API char *gls_train_options_get (const GlsTrainOptions *options,
    const char *name);
/* Fails with %GLS_ERROR_INVALID_SPEC if a value is out of its range. */
GLS_API gboolean gls_train_options_check (const GlsTrainOptions *options,
    GError **error);
/* Returns: (transfer full): a JSON object of all that changes the result, for
 * a model's provenance */
GLS_API char *gls_train_options_to_json (const GlsTrainOptions *options);

G_END_DECLS

#endif
