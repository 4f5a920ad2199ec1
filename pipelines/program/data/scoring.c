/* Runs a model over a dataset in parallel; used by train and evaluate.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/scoring.h"

#include <string.h>

#include "output/progress.h"

typedef struct
{
  GlsModel *model;
  const Dataset *set;
  size_t n_labels;
  float *p;     /* [n_rows][n_labels], sums at first */
  guint *count; /* [n_rows] segments in the sums */
  GMutex lock;
  size_t next;
} Prediction;

static gpointer
work (gpointer data)
{
  Prediction *self = data;
  g_autoptr (GlsPredictor) predictor = gls_predictor_new (self->model);
  g_autofree float *frames = g_new (float,
      gls_model_get_n_frames (self->model)
          * dataset_get_frame_size (self->set));
  g_autofree float *p = g_new (float, self->n_labels);

  for (;;) {
    size_t segment, row;

    g_mutex_lock (&self->lock);
    segment = self->next++;
    progress_set ((double) segment, NULL);
    g_mutex_unlock (&self->lock);
    if (segment >= dataset_get_n_segments (self->set))
      return NULL;

    dataset_read (self->set, segment, frames);
    gls_predictor_run (predictor, frames, p);
    row = dataset_get_row (self->set, segment);
    g_mutex_lock (&self->lock);
    self->count[row]++;
    for (size_t i = 0; i < self->n_labels; i++)
      self->p[row * self->n_labels + i] += p[i];
    g_mutex_unlock (&self->lock);
  }
}

void
scoring_predict (GlsModel *model, const Dataset *set, size_t n_rows,
    guint n_jobs, float *p, guint8 *has)
{
  Prediction self = { .model = model, .set = set, .p = p };
  g_autofree guint *count = g_new0 (guint, n_rows);
  g_autofree GThread **threads = g_new (GThread *, MAX (n_jobs, 1));

  gls_model_get_labels (model, &self.n_labels);
  self.count = count;
  memset (p, 0, n_rows * self.n_labels * sizeof *p);
  g_mutex_init (&self.lock);
  progress_begin ("predicting", (double) dataset_get_n_segments (set));
  for (guint i = 0; i < n_jobs; i++)
    threads[i] = g_thread_new ("predicting", work, &self);
  for (guint i = 0; i < n_jobs; i++)
    g_thread_join (threads[i]);
  progress_end ();
  g_mutex_clear (&self.lock);

  for (size_t row = 0; row < n_rows; row++) {
    has[row] = count[row] > 0;
    for (size_t i = 0; has[row] && i < self.n_labels; i++)
      p[row * self.n_labels + i] /= (float) count[row];
  }
}

void
scoring_add_mean (json_t *object, const GlsAgreement *mean, size_t n_rows)
{
  json_object_set_new (object, "rows", json_integer ((json_int_t) n_rows));
  json_object_set_new (object, "scored_tags",
      json_integer ((json_int_t) mean->n_scored));
  json_object_set_new (object, "pearson", gls_json_number (mean->pearson));
  json_object_set_new (object, "roc_auc", gls_json_number (mean->roc_auc));
  json_object_set_new (object, "pr_auc", gls_json_number (mean->pr_auc));
  json_object_set_new (object, "f", gls_json_number (mean->f));
}
