/* How to train: defaults, what an architecture file says, and as JSON.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/architecture-private.h"
#include "train/trainer-private.h"

#include <math.h>

static const char *const losses[] = { "mse", "bce", NULL };
static const char *const optimisers[] = { "adam", "adamw", NULL };
static const char *const schedules[] = { "constant", "cosine", "one-cycle",
  NULL };

void
gls_train_options_init (GlsTrainOptions *options)
{
  g_return_if_fail (options != NULL);
  *options = (GlsTrainOptions){
    .loss = GLS_LOSS_BCE,
    .optimiser = GLS_OPTIMISER_ADAMW,
    .schedule = GLS_SCHEDULE_ONE_CYCLE,
    .learning_rate = 1e-3,
    .weight_decay = 0.05,
    .beta1 = 0.9,
    .beta2 = 0.999,
    .epsilon = 1e-8,
    .epochs = 25,
    .batch = 32,
    .n_threads = CLAMP (g_get_num_processors (), 1, GLS_MAX_THREADS),
  };
}

gboolean
gls_train_options_check (const GlsTrainOptions *options, GError **error)
{
  const struct
  {
    const char *name;
    double value, min, max;
  } ranges[] = {
    { "loss", options->loss, GLS_LOSS_MSE, GLS_LOSS_BCE },
    { "optimiser", options->optimiser, GLS_OPTIMISER_ADAM,
        GLS_OPTIMISER_ADAMW },
    { "schedule", options->schedule, GLS_SCHEDULE_CONSTANT,
        GLS_SCHEDULE_ONE_CYCLE },
    { "learning rate", options->learning_rate, 1e-12, 100 },
    { "weight decay", options->weight_decay, 0, 100 },
    { "beta1", options->beta1, 0, 0.9999999 },
    { "beta2", options->beta2, 0, 0.9999999 },
    { "epsilon", options->epsilon, 1e-30, 1 },
    { "number of epochs", options->epochs, 1, GLS_MAX_EPOCHS },
    { "batch size", options->batch, 1, GLS_MAX_BATCH },
    { "number of threads", options->n_threads, 1, GLS_MAX_THREADS },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (ranges); i++) {
    if (!(ranges[i].value >= ranges[i].min
            && ranges[i].value <= ranges[i].max)) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
          "the %s is %g, but must be from %g to %g", ranges[i].name,
          ranges[i].value, ranges[i].min, ranges[i].max);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
may_get_guint (json_t *object, const char *what, const char *name, size_t min,
    size_t max, guint *value, GError **error)
{
  size_t number = *value;

  if (!gls_json_may_get_size (object, what, name, min, max, &number, error))
    return FALSE;
  *value = (guint) number;
  return TRUE;
}

gboolean
gls_train_options_set_from_arch (GlsTrainOptions *options,
    const GlsArchitecture *architecture, GError **error)
{
  static const char *const known[] = { "loss", "optimiser", "schedule",
    "learning_rate", "weight_decay", "beta1", "beta2", "epsilon", "epochs",
    "batch", "patience", NULL };
  static const char what[] = "the architecture's training";
  json_t *training;
  GlsTrainOptions set;
  guint loss, optimiser, schedule;

  g_return_val_if_fail (options != NULL && architecture != NULL, FALSE);
  training = architecture->training;
  set = *options;
  loss = set.loss;
  optimiser = set.optimiser;
  schedule = set.schedule;
  if (!gls_json_only_has (training, what, known, error)
      || !gls_json_may_get_enum (training, what, "loss", losses, &loss, error)
      || !gls_json_may_get_enum (training, what, "optimiser", optimisers,
          &optimiser, error)
      || !gls_json_may_get_enum (training, what, "schedule", schedules,
          &schedule, error)
      || !gls_json_may_get_double (training, what, "learning_rate", 1e-12, 100,
          &set.learning_rate, error)
      || !gls_json_may_get_double (training, what, "weight_decay", 0, 100,
          &set.weight_decay, error)
      || !gls_json_may_get_double (training, what, "beta1", 0, 0.9999999,
          &set.beta1, error)
      || !gls_json_may_get_double (training, what, "beta2", 0, 0.9999999,
          &set.beta2, error)
      || !gls_json_may_get_double (training, what, "epsilon", 1e-30, 1,
          &set.epsilon, error)
      || !may_get_guint (training, what, "epochs", 1, GLS_MAX_EPOCHS,
          &set.epochs, error)
      || !may_get_guint (training, what, "batch", 1, GLS_MAX_BATCH, &set.batch,
          error)
      || !may_get_guint (training, what, "patience", 0, GLS_MAX_EPOCHS,
          &set.patience, error))
    return FALSE;
  set.loss = (GlsLoss) loss;
  set.optimiser = (GlsOptimiser) optimiser;
  set.schedule = (GlsSchedule) schedule;
  *options = set;
  return TRUE;
}

char *
gls_train_options_to_json (const GlsTrainOptions *options)
{
  g_autoptr (json_t) object = NULL;

  g_return_val_if_fail (options != NULL, NULL);
  object = json_pack ("{s:s, s:s, s:s, s:f, s:f, s:f, s:f, s:f, s:I, s:I, s:I, "
                      "s:I, s:s}",
      "loss", losses[options->loss], "optimiser",
      optimisers[options->optimiser], "schedule", schedules[options->schedule],
      "learning_rate", options->learning_rate, "weight_decay",
      options->weight_decay, "beta1", options->beta1, "beta2", options->beta2,
      "epsilon", options->epsilon, "epochs", (json_int_t) options->epochs,
      "batch", (json_int_t) options->batch, "patience",
      (json_int_t) options->patience, "seed", (json_int_t) options->seed,
      "choose_by", options->choose_by_metric ? "metric" : "validation loss");
  return gls_json_to_text (object, 0);
}
