/* The table of training options, and what is made from it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "train/options-private.h"

#include <math.h>
#include <string.h>

static const char *const losses[] = { "mse", "bce", NULL };
static const char *const optimisers[] = { "adam", "adamw", NULL };
static const char *const schedules[] = { "constant", "cosine", "one-cycle",
  NULL };
static const char *const choices[] = { "loss", "score", NULL };

#define AT(field) .offset = offsetof (GlsTrainOptions, field)
#define MOST_EPOCHS 100000

static const GlsTrainParameter parameters[] = {
  { "loss", "loss", "NAME",
      "What is made small: mean squared error or binary cross-entropy",
      GLS_TRAIN_PARAMETER_ENUM, .max = GLS_LOSS_BCE, .initial = GLS_LOSS_BCE,
      .values = losses, AT (loss), .in_arch = TRUE, .in_result = TRUE },
  { "optimiser", "optimiser", "NAME",
      "Adam with weight decay in the gradient or, adamw, apart from it",
      GLS_TRAIN_PARAMETER_ENUM, .max = GLS_OPTIMISER_ADAMW,
      .initial = GLS_OPTIMISER_ADAMW, .values = optimisers, AT (optimiser),
      .in_arch = TRUE, .in_result = TRUE },
  { "schedule", "schedule", "NAME", "Learning rate over the run",
      GLS_TRAIN_PARAMETER_ENUM, .max = GLS_SCHEDULE_ONE_CYCLE,
      .initial = GLS_SCHEDULE_ONE_CYCLE, .values = schedules, AT (schedule),
      .in_arch = TRUE, .in_result = TRUE },
  { "learning_rate", "lr", "RATE", "Highest learning rate",
      GLS_TRAIN_PARAMETER_DOUBLE, .min = 1e-12, .max = 100, .initial = 1e-3,
      AT (learning_rate), .in_arch = TRUE, .in_result = TRUE },
  { "weight_decay", "weight-decay", "RATE",
      "Decay of weights, not of biases and norms", GLS_TRAIN_PARAMETER_DOUBLE,
      .min = 0, .max = 100, .initial = 0.05, AT (weight_decay), .in_arch = TRUE,
      .in_result = TRUE },
  { "beta1", "beta1", "B", "Memory of the gradient's mean",
      GLS_TRAIN_PARAMETER_DOUBLE, .min = 0, .max = 0.9999999, .initial = 0.9,
      AT (beta1), .in_arch = TRUE, .in_result = TRUE },
  { "beta2", "beta2", "B", "Memory of the gradient's square",
      GLS_TRAIN_PARAMETER_DOUBLE, .min = 0, .max = 0.9999999, .initial = 0.999,
      AT (beta2), .in_arch = TRUE, .in_result = TRUE },
  { "epsilon", "epsilon", "E", "Added to the root of the gradient's square",
      GLS_TRAIN_PARAMETER_DOUBLE, .min = 1e-30, .max = 1, .initial = 1e-8,
      AT (epsilon), .in_arch = TRUE, .in_result = TRUE },
  { "epochs", "epochs", "N", "Passes over the data", GLS_TRAIN_PARAMETER_UINT,
      .min = 1, .max = MOST_EPOCHS, .initial = 25, AT (epochs), .in_arch = TRUE,
      .in_result = TRUE },
  { "batch", "batch", "N", "Segments per step", GLS_TRAIN_PARAMETER_UINT,
      .min = 1, .max = 1024, .initial = 32, AT (batch), .in_arch = TRUE,
      .in_result = TRUE },
  { "label_smoothing", "label-smoothing", "S",
      "Move targets towards 1/2 by this part of the way",
      GLS_TRAIN_PARAMETER_DOUBLE, .min = 0, .max = 0.5, .initial = 0,
      AT (label_smoothing), .in_arch = TRUE, .in_result = TRUE },
  { "weight_averaging", "weight-averaging", "DECAY",
      "Keep a running mean of the weights with this decay per step",
      GLS_TRAIN_PARAMETER_DOUBLE, .min = 0, .max = 0.999999, .initial = 0,
      AT (weight_averaging), .in_arch = TRUE, .in_result = TRUE },
  { "mixup", "mixup", "ALPHA",
      "Mix each segment with another one, by a share of Beta(ALPHA, ALPHA)",
      GLS_TRAIN_PARAMETER_DOUBLE, .min = 0, .max = 1, .initial = 0, AT (mixup),
      .in_arch = TRUE, .in_result = TRUE },
  { "lambda_shift", "lambda-shift", "ROWS",
      "Move segments along log-frequency, by up to so many rows",
      GLS_TRAIN_PARAMETER_UINT, .min = 0, .max = 256, .initial = 0,
      AT (lambda_shift), .in_arch = TRUE, .in_result = TRUE },
  { "mask_frames", "mask-frames", "N", "Mask up to N adjacent frames",
      GLS_TRAIN_PARAMETER_UINT, .min = 0, .max = 65536, .initial = 0,
      AT (mask_frames), .in_arch = TRUE, .in_result = TRUE },
  { "mask_rows", "mask-rows", "N", "Mask up to N adjacent rows of each frame",
      GLS_TRAIN_PARAMETER_UINT, .min = 0, .max = 65536, .initial = 0,
      AT (mask_rows), .in_arch = TRUE, .in_result = TRUE },
  { "level_range", "level-range", "DB",
      "Make segments louder or softer, by up to so much",
      GLS_TRAIN_PARAMETER_DOUBLE, .min = 0, .max = 60, .initial = 0,
      AT (level_range), .in_arch = TRUE, .in_result = TRUE },
  { "equaliser_range", "equaliser-range", "DB",
      "Make rows of log-frequency louder or softer, as an equaliser does",
      GLS_TRAIN_PARAMETER_DOUBLE, .min = 0, .max = 40, .initial = 0,
      AT (equaliser_range), .in_arch = TRUE, .in_result = TRUE },
  { "patience", "patience", "N",
      "Stop after N epochs without a better one; 0 never",
      GLS_TRAIN_PARAMETER_UINT, .min = 0, .max = MOST_EPOCHS, .initial = 0,
      AT (patience), .in_arch = TRUE, .in_result = TRUE },
  /* Up to the largest double that a whole number of JSON can be. */
  { "seed", "seed", "N", "Of weights, order and dropout",
      GLS_TRAIN_PARAMETER_UINT64, .min = 0, .max = 0x1.fffffffffffffp62,
      .initial = 0, AT (seed), .in_result = TRUE },
  { "choose_by", "choose", "NAME",
      "Best epoch by the validation rows' loss or score",
      GLS_TRAIN_PARAMETER_ENUM, .max = TRUE, .initial = FALSE,
      .values = choices, AT (choose_by_metric), .in_result = TRUE },
  { "n_threads", "jobs", "N", "Threads; changes no result",
      GLS_TRAIN_PARAMETER_UINT, .min = 1, .max = GLS_MAX_THREADS, .initial = 1,
      AT (n_threads) },
};

const GlsTrainParameter *
gls_train_parameters (size_t *n)
{
  *n = G_N_ELEMENTS (parameters);
  return parameters;
}

const GlsTrainParameter *
gls_train_parameter_find (const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (parameters); i++)
    if (strcmp (parameters[i].name, name) == 0)
      return &parameters[i];
  return NULL;
}

/* VALUES */

static void *
field (const GlsTrainOptions *options, const GlsTrainParameter *parameter)
{
  return (char *) options + parameter->offset;
}

static double
get_number (const GlsTrainOptions *options, const GlsTrainParameter *parameter)
{
  const void *value = field (options, parameter);

  switch (parameter->type) {
    case GLS_TRAIN_PARAMETER_DOUBLE:
      return *(const double *) value;
    case GLS_TRAIN_PARAMETER_UINT64:
      return (double) *(const guint64 *) value;
    default:
      return *(const guint *) value;
  }
}

void
gls_train_options_init (GlsTrainOptions *options)
{
  g_return_if_fail (options != NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (parameters); i++) {
    void *value = field (options, &parameters[i]);

    if (parameters[i].type == GLS_TRAIN_PARAMETER_DOUBLE)
      *(double *) value = parameters[i].initial;
    else if (parameters[i].type == GLS_TRAIN_PARAMETER_UINT64)
      *(guint64 *) value = (guint64) parameters[i].initial;
    else
      *(guint *) value = (guint) parameters[i].initial;
  }
  options->levels = GLS_LEVELS_UNKNOWN;
  options->n_threads = CLAMP (g_get_num_processors (), 1, GLS_MAX_THREADS);
}

gboolean
gls_train_options_check (const GlsTrainOptions *options, GError **error)
{
  g_return_val_if_fail (options != NULL, FALSE);
  for (size_t i = 0; i < G_N_ELEMENTS (parameters); i++) {
    const GlsTrainParameter *p = &parameters[i];
    double value = get_number (options, p);

    if (!(value >= p->min && value <= p->max)) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
          "%s is %g, but must be from %g to %g", p->name, value, p->min,
          p->max);
      return FALSE;
    }
  }
  return TRUE;
}

/* TEXT */

static gboolean
parse_double (const char *text, const GlsTrainParameter *parameter,
    double *value)
{
  char *end;
  double number = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0'
      || !(number >= parameter->min && number <= parameter->max))
    return FALSE;
  *value = number;
  return TRUE;
}

static gboolean
parse_enum (const char *text, const GlsTrainParameter *parameter, guint *value)
{
  for (guint i = 0; parameter->values[i] != NULL; i++) {
    if (strcmp (parameter->values[i], text) == 0) {
      *value = i;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
parse (const char *text, const GlsTrainParameter *parameter, void *value)
{
  guint64 number;

  if (parameter->type == GLS_TRAIN_PARAMETER_DOUBLE)
    return parse_double (text, parameter, value);
  if (parameter->type == GLS_TRAIN_PARAMETER_ENUM)
    return parse_enum (text, parameter, value);
  if (!g_ascii_string_to_unsigned (text, 10, (guint64) parameter->min,
          (guint64) parameter->max, &number, NULL))
    return FALSE;
  if (parameter->type == GLS_TRAIN_PARAMETER_UINT64)
    *(guint64 *) value = number;
  else
    *(guint *) value = (guint) number;
  return TRUE;
}

/* "loss must be one of mse, bce, not “l1”" */
static void
complain (const GlsTrainParameter *parameter, const char *text, GError **error)
{
  g_autofree char *wanted = NULL;
  g_autofree char *names = NULL;

  if (parameter->type == GLS_TRAIN_PARAMETER_ENUM) {
    names = g_strjoinv (", ", (char **) parameter->values);
    wanted = g_strconcat ("one of ", names, NULL);
  } else {
    wanted = g_strdup_printf ("a %snumber from %.15g to %.15g",
        parameter->type == GLS_TRAIN_PARAMETER_DOUBLE ? "" : "whole ",
        parameter->min, parameter->max);
  }
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "%s must be %s, not “%s”", parameter->name, wanted, text);
}

gboolean
gls_train_options_set (GlsTrainOptions *options, const char *name,
    const char *value, GError **error)
{
  const GlsTrainParameter *parameter;

  g_return_val_if_fail (options != NULL && name != NULL && value != NULL,
      FALSE);
  parameter = gls_train_parameter_find (name);
  if (parameter == NULL) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        "training has no option “%s”", name);
    return FALSE;
  }
  if (parse (value, parameter, field (options, parameter)))
    return TRUE;
  complain (parameter, value, error);
  return FALSE;
}

/* JSON */

/* JSON knows texts, whole and other numbers apart. */
static json_t *
get_value (const GlsTrainOptions *options, const GlsTrainParameter *parameter)
{
  const void *value = field (options, parameter);

  switch (parameter->type) {
    case GLS_TRAIN_PARAMETER_DOUBLE:
      return gls_json_number (*(const double *) value);
    case GLS_TRAIN_PARAMETER_ENUM:
      return json_string (parameter->values[*(const guint *) value]);
    case GLS_TRAIN_PARAMETER_UINT64:
      return json_integer ((json_int_t) * (const guint64 *) value);
    default:
      return json_integer (*(const guint *) value);
  }
}

char *
gls_train_options_get (const GlsTrainOptions *options, const char *name)
{
  const GlsTrainParameter *parameter;
  g_autoptr (json_t) value = NULL;

  g_return_val_if_fail (options != NULL && name != NULL, NULL);
  parameter = gls_train_parameter_find (name);
  g_return_val_if_fail (parameter != NULL, NULL);
  value = get_value (options, parameter);
  return json_is_string (value) ? g_strdup (json_string_value (value))
                                : gls_json_to_text (value, 0);
}

char *
gls_train_options_to_json (const GlsTrainOptions *options)
{
  g_autoptr (json_t) object = json_object ();

  g_return_val_if_fail (options != NULL, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (parameters); i++)
    if (parameters[i].in_result)
      json_object_set_new (object, parameters[i].name,
          get_value (options, &parameters[i]));
  return gls_json_to_text (object, 0);
}

static gboolean
read_member (const json_t *object, const char *what, const GlsTrainParameter *p,
    void *value, GError **error)
{
  size_t number;

  if (p->type == GLS_TRAIN_PARAMETER_DOUBLE)
    return gls_json_may_get_double (object, what, p->name, p->min, p->max,
        value, error);
  if (p->type == GLS_TRAIN_PARAMETER_ENUM)
    return gls_json_may_get_enum (object, what, p->name, p->values, value,
        error);
  number = *(guint *) value;
  if (!gls_json_may_get_size (object, what, p->name, (size_t) p->min,
          (size_t) p->max, &number, error))
    return FALSE;
  *(guint *) value = (guint) number;
  return TRUE;
}

gboolean
gls_train_options_set_from_json (GlsTrainOptions *options, const json_t *object,
    const char *what, GError **error)
{
  const char *known[G_N_ELEMENTS (parameters) + 1] = { NULL };
  GlsTrainOptions set = *options;
  size_t n = 0;

  for (size_t i = 0; i < G_N_ELEMENTS (parameters); i++)
    if (parameters[i].in_arch)
      known[n++] = parameters[i].name;
  if (!gls_json_only_has (object, what, known, error))
    return FALSE;
  for (size_t i = 0; i < n; i++) {
    const GlsTrainParameter *parameter = gls_train_parameter_find (known[i]);

    if (!read_member (object, what, parameter, field (&set, parameter), error))
      return FALSE;
  }
  *options = set;
  return TRUE;
}
