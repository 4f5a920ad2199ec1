/* Training: from a model with random weights to one that has learnt.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   trainer = gls_trainer_new (model, &options, &error);
 *   gls_trainer_load (trainer, &train, &valid, &error);
 *   gls_trainer_resume (trainer, path, &error);           if there is one
 *   while (!gls_trainer_is_done (trainer)) {
 *     gls_trainer_run_epoch (trainer, &report, &error);
 *     gls_trainer_save_checkpoint (trainer, path, &error);
 *   }
 *   gls_trainer_finish (trainer);                 the model has the weights
 *
 * The same model, options, data and machine give the same bits, whatever the
 * number of threads; so does a run that was interrupted and resumed. OpenBLAS
 * must run single-threaded (openblas_set_num_threads (1)): the trainer brings
 * threads of its own.
 */
#ifndef GLS_TRAIN_TRAINER_H
#define GLS_TRAIN_TRAINER_H

#include "net/model.h"
#include "train/options.h"
#include "train/train-data.h"

G_BEGIN_DECLS

/**
 * GlsMetricFunc:
 * @p: float[n][n_labels], probabilities of the validation set
 * @targets: float[n][n_labels]
 *
 * Returns: a figure of merit, larger is better
 */
typedef double (*GlsMetricFunc) (const float *p, const float *targets, size_t n,
    size_t n_labels, gpointer user_data);

/* Told now and then how far loading or an epoch is, in examples; from the
 * thread that called. */
typedef void (*GlsTrainProgressFunc) (size_t done, size_t total,
    gpointer user_data);

/**
 * GlsEpochReport:
 * @epoch: which one, from 1
 * @epochs: of how many
 * @train_loss: mean over the epoch, with dropout, while weights change
 * @valid_loss: after the epoch; NaN without validation set
 * @metric: of the validation set; NaN without metric or set
 * @learning_rate: of the last step
 * @seconds: it took
 * @is_best: whether no epoch before was as good
 */
typedef struct
{
  guint epoch, epochs;
  double train_loss, valid_loss, metric;
  double learning_rate;
  double seconds;
  gboolean is_best;
} GlsEpochReport;

typedef struct _GlsTrainer GlsTrainer;

/**
 * gls_trainer_new:
 * @model: what to train; nobody should predict with it before
 *   gls_trainer_finish()
 * @options: copied
 *
 * Fails with %GLS_ERROR_INVALID_SPEC if an option is out of its range, and with
 * %GLS_ERROR_MODEL if the model has nothing to train, or a standardise layer
 * after a layer that is trained.
 */
GLS_API GlsTrainer *gls_trainer_new (GlsModel *model,
    const GlsTrainOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GLS_API void gls_trainer_free (GlsTrainer *self);
/* Both before load; NULL for none. */
GLS_API void gls_trainer_set_metric (GlsTrainer *self, GlsMetricFunc metric,
    gpointer user_data);
GLS_API void gls_trainer_set_progress (GlsTrainer *self,
    GlsTrainProgressFunc progress, gpointer user_data);

/**
 * gls_trainer_set_room:
 * @folder: (nullable): on a disk with room; %NULL, as it is without a call, to
 *   keep everything in memory
 * @n_bytes: of examples that are kept in memory
 *
 * Before load. A set for which there is no room any more is kept in a file in
 * @folder, which has no name and is gone when the trainer is, or the process.
 * No bit of what is learnt depends on it.
 */
GLS_API void gls_trainer_set_room (GlsTrainer *self, const char *folder,
    guint64 n_bytes);

/**
 * gls_trainer_load:
 * @train: what to learn from; at least one example
 * @valid: (nullable): what to choose the best epoch by
 *
 * Reads the data. The layers before the first one that is trained are applied
 * here, once, and only their output is kept; standardise layers are fitted to
 * the training set; the last layer's bias starts at the logit of each label's
 * mean.
 *
 * Fails with %GLS_ERROR_DATA if a value is not finite, a target is not within
 * 0 .. 1, or the data does not fit in memory; with %GLS_ERROR_IO if it does not
 * fit in the folder of gls_trainer_set_room(); and with what @read sets.
 */
GLS_API gboolean gls_trainer_load (GlsTrainer *self, const GlsTrainData *train,
    const GlsTrainData *valid, GError **error);

/**
 * gls_trainer_run_epoch:
 * @report: (out)
 *
 * Fails with %GLS_ERROR_DATA if the loss is no longer finite.
 */
GLS_API gboolean gls_trainer_run_epoch (GlsTrainer *self,
    GlsEpochReport *report, GError **error);
/* Whether all epochs are done, or patience is at its end. */
GLS_API gboolean gls_trainer_is_done (const GlsTrainer *self);
/* Epochs done so far; the best of them (from 1; 0: none yet). */
GLS_API guint gls_trainer_get_epoch (const GlsTrainer *self);
GLS_API guint gls_trainer_get_best_epoch (const GlsTrainer *self);

/**
 * gls_trainer_predict_valid:
 * @p: (out): float[n][n_labels] of the validation set, by the best weights
 */
GLS_API void gls_trainer_predict_valid (GlsTrainer *self, float *p);

/**
 * gls_trainer_save_checkpoint:
 *
 * Writes all that resuming takes, to a file that is replaced only when all is
 * written. Fails with %GLS_ERROR_IO.
 */
GLS_API gboolean gls_trainer_save_checkpoint (GlsTrainer *self,
    const char *path, GError **error);

/**
 * gls_trainer_resume:
 *
 * After load: goes on where a checkpoint was saved. Fails with %GLS_ERROR_IO,
 * %GLS_ERROR_MODEL if it is no checkpoint, and %GLS_ERROR_DATA if it belongs to
 * other data, another model or other options; the trainer is then as before.
 */
GLS_API gboolean gls_trainer_resume (GlsTrainer *self, const char *path,
    GError **error);

/* Gives the model the best weights (without validation set, the last). */
GLS_API void gls_trainer_finish (GlsTrainer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsTrainer, gls_trainer_free)

G_END_DECLS

#endif
