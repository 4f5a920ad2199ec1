/* Drives the trainer and prints what each epoch has come to.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "epochs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "terminal/progress.h"
#include "output/report.h"
#include "output/scores.h"
#include "tags/agreement.h"

/* For the score after each epoch: train examples first, then valid ones. */
typedef struct
{
  size_t n_train, n_valid;
  float *labels; /* [n_train + n_valid][n_labels] */
  float *p;      /* the same; what stands in train rows is not read */
  guint8 *use;   /* [n_train + n_valid] */
  GlsAgreement agreement;
} Score;

static void
score_init (Score *self, const Dataset *train, const Dataset *valid)
{
  size_t n_labels = train->n_labels;
  size_t n = train->n + valid->n;

  self->n_train = train->n;
  self->n_valid = valid->n;
  self->labels = g_new (float, n *n_labels);
  self->p = g_new0 (float, n *n_labels);
  self->use = g_new (guint8, n);
  memcpy (self->labels, train->targets, train->n * n_labels * sizeof (float));
  memcpy (self->labels + train->n * n_labels, valid->targets,
      valid->n * n_labels * sizeof (float));
  memset (self->use, 0, train->n);
  memset (self->use, GLS_ROW_SETS_THRESHOLD, train->n - train->n_copies);
  memset (self->use + train->n, GLS_ROW_IS_SCORED, valid->n);
}

static void
score_clear (Score *self)
{
  g_free (self->labels);
  g_free (self->p);
  g_free (self->use);
}

/* The mean Pearson correlation, for the trainer; the rest for the user. */
static double
measure (const float *p, const float *targets, size_t n, size_t n_labels,
    gpointer data)
{
  Score *score = data;

  memcpy (score->p + score->n_train * n_labels, p,
      n * n_labels * sizeof (float));
  gls_agreement_measure (score->labels, score->p, score->use,
      score->n_train + score->n_valid, n_labels, NULL, &score->agreement);
  return score->agreement.pearson;
}

static gboolean
read_example (size_t i, float *frames, gpointer data, GError **error)
{
  return dataset_read (data, i, frames, error);
}

static GlsTrainData
data_of (Dataset *set)
{
  return (GlsTrainData){
    .n = set->n,
    .read = read_example,
    .user_data = set,
    .targets = set->targets,
  };
}

static void
on_progress (size_t done, size_t total, gpointer data)
{
  report_done (done, total);
}

/* Without validation there is nothing to choose by, and no such columns. */
static void
print_head (gboolean has_valid)
{
  printf ("  epoch     train");
  if (has_valid)
    printf ("     valid  Pearson  ROC-AUC");
  printf ("       rate      time\n");
}

static void
print_epoch (const GlsEpochReport *report, const Score *score)
{
  gboolean has_valid = score->n_valid > 0;

  printf ("%3u/%-3u", report->epoch, report->epochs);
  scores_print_number (10, 5, report->train_loss);
  if (has_valid) {
    scores_print_number (10, 5, report->valid_loss);
    scores_print_number (9, 4, score->agreement.pearson);
    scores_print_number (9, 4, score->agreement.roc_auc);
  }
  printf ("%11.2e%8.1f s%s\n", report->learning_rate, report->seconds,
      report->is_best && has_valid ? "  best" : "");
  fflush (stdout);
}

static gboolean
load (Epochs *self, GlsTrainer *trainer, GError **error)
{
  GlsTrainData train = data_of (self->train), valid = data_of (self->valid);
  gboolean ok;

  progress_begin ("loading", 1);
  ok = gls_trainer_load (trainer, &train, valid.n > 0 ? &valid : NULL, error);
  progress_end ();
  return ok;
}

static gboolean
resume (const Epochs *self, GlsTrainer *trainer, GError **error)
{
  if (!self->resume || !g_file_test (self->checkpoint, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!gls_trainer_resume (trainer, self->checkpoint, error))
    return FALSE;
  printf ("resumed after epoch %u\n", gls_trainer_get_epoch (trainer));
  return TRUE;
}

static gboolean
run_epoch (Epochs *self, GlsTrainer *trainer, Score *score, GError **error)
{
  GlsEpochReport report;
  gboolean ok;

  score->agreement = (GlsAgreement){ 0, NAN, NAN, NAN, NAN, NAN };
  progress_begin ("training", 1);
  ok = gls_trainer_run_epoch (trainer, &report, error);
  progress_end ();
  if (!ok)
    return FALSE;
  print_epoch (&report, score);
  return self->checkpoint == NULL
      || gls_trainer_save_checkpoint (trainer, self->checkpoint, error);
}

static gboolean
run_all (Epochs *self, GlsTrainer *trainer, Score *score, GError **error)
{
  gls_trainer_set_room (trainer, self->folder, self->memory);
  gls_trainer_set_metric (trainer, measure, score);
  gls_trainer_set_progress (trainer, on_progress, NULL);
  if (!load (self, trainer, error) || !resume (self, trainer, error))
    return FALSE;
  print_head (self->valid->n > 0);
  while (!gls_trainer_is_done (trainer))
    if (!run_epoch (self, trainer, score, error))
      return FALSE;
  gls_trainer_finish (trainer);
  self->best = gls_trainer_get_best_epoch (trainer);
  return TRUE;
}

gboolean
epochs_run (Epochs *self, GError **error)
{
  g_autoptr (GlsTrainer) trainer =
      gls_trainer_new (self->model, self->options, error);
  Score score = { 0 };
  gboolean ok;

  if (trainer == NULL)
    return FALSE;
  score_init (&score, self->train, self->valid);
  ok = run_all (self, trainer, &score, error);
  score_clear (&score);
  return ok;
}
