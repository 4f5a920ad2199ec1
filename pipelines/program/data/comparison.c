/* Picks the tags that model and manifest have in common.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/comparison.h"

#include <math.h>

#include "data/scoring.h"
#include "data/split.h"
#include "gls.h"
#include "tags/thresholds.h"
#include "tags/vocabulary.h"

/* Leaves the labels that the model knows, and notes the others. */
static void
match_labels (Comparison *self, Manifest *manifest,
    const GlsVocabulary *vocabulary)
{
  g_autofree gboolean *keep = g_new (gboolean, manifest->n_labels);
  g_autofree gssize *places = g_new (gssize, manifest->n_labels);

  self->unknown = gls_vocabulary_match (vocabulary,
      (const char *const *) manifest->labels, manifest->n_labels, places);
  self->place = g_new (size_t, manifest->n_labels);
  for (size_t i = 0; i < manifest->n_labels; i++) {
    keep[i] = places[i] >= 0;
    if (keep[i])
      self->place[self->n_tags++] = (size_t) places[i];
  }
  manifest_keep_labels (manifest, keep);
}

Comparison *
comparison_new (GlsModel *model, Manifest *manifest, GError **error)
{
  g_autoptr (Comparison) self = g_new0 (Comparison, 1);
  g_autoptr (GlsVocabulary) vocabulary =
      gls_vocabulary_new (gls_model_get_labels (model, &self->n_outputs),
          error);

  if (vocabulary == NULL)
    return NULL;
  self->model = model;
  self->manifest = manifest;
  match_labels (self, manifest, vocabulary);
  if (self->n_tags == 0) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
        "the model knows none of its labels");
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
comparison_free (Comparison *self)
{
  if (self == NULL)
    return;
  g_free (self->place);
  g_free (self->unknown);
  g_free (self->outputs);
  g_free (self->has);
  g_free (self->tags);
  g_free (self->f);
  g_free (self);
}

/* Returns: (transfer full): float[rows][n_tags], in the manifest's order */
static float *
tabulate_outputs (const Comparison *self)
{
  const size_t n_rows = self->manifest->rows->len;
  float *p = g_new (float, n_rows * self->n_tags);

  for (size_t i = 0; i < n_rows; i++)
    for (size_t t = 0; t < self->n_tags; t++)
      p[i * self->n_tags + t] =
          self->outputs[i * self->n_outputs + self->place[t]];
  return p;
}

static gboolean
has_tag (const Comparison *self, size_t tag, float label)
{
  return present_is_bounded (&self->present)
      ? (double) label
          >= present_bound (&self->present, self->tags[tag].threshold)
      : (double) label > self->tags[tag].threshold;
}

/* Which rows have which tag. What is not said of a row is not compared, so its
 * labels become unknown.
 * Returns: (transfer full): guint8[rows][n_tags] */
static guint8 *
mark_positive (const Comparison *self, float *labels)
{
  const size_t n = self->manifest->rows->len * self->n_tags;
  guint8 *positive = g_new (guint8, MAX (n, 1));

  for (size_t i = 0; i < n; i++) {
    positive[i] = has_tag (self, i % self->n_tags, labels[i]);
    if (!self->has[i / self->n_tags])
      labels[i] = NAN;
  }
  return positive;
}

/* labels: changed */
static void
measure_at_thresholds (Comparison *self, float *labels, const float *p)
{
  const float *own = gls_model_get_thresholds (self->model);
  g_autofree guint8 *positive = mark_positive (self, labels);
  g_autofree float *thresholds =
      gls_thresholds_new_same (self->n_tags, NAN, NULL);
  double sum = 0;
  size_t n = 0;

  for (size_t t = 0; own != NULL && t < self->n_tags; t++)
    thresholds[t] = own[self->place[t]];
  self->f = g_new (double, self->n_tags);
  gls_thresholds_measure (labels, positive, p, self->manifest->rows->len,
      self->n_tags, thresholds, self->f);
  for (size_t t = 0; t < self->n_tags; t++)
    if (self->tags[t].scored && !isnan (self->f[t])) {
      sum += self->f[t];
      n++;
    }
  self->mean_f = n > 0 ? sum / (double) n : NAN;
}

gboolean
comparison_has_thresholds (const Comparison *self)
{
  return !isnan (self->mean_f);
}

static void
measure (Comparison *self)
{
  size_t n_rows = self->manifest->rows->len;
  g_autofree float *labels = manifest_tabulate (self->manifest);
  g_autofree float *p = tabulate_outputs (self);
  g_autofree guint8 *use = g_new0 (guint8, n_rows);

  for (size_t i = 0; i < n_rows; i++) {
    const ManifestRow *row = manifest_get_row (self->manifest, i);

    if (row->original == NULL && g_str_equal (row->split, SPLIT_TRAIN))
      use[i] |= GLS_ROW_SETS_THRESHOLD;
    if (self->has[i])
      use[i] |= GLS_ROW_IS_SCORED;
    self->n_scored += self->has[i];
  }
  self->tags = g_new (GlsTagAgreement, self->n_tags);
  gls_agreement_measure (labels, p, use, n_rows, self->n_tags, self->tags,
      &self->mean);
  measure_at_thresholds (self, labels, p);
}

gboolean
comparison_run (Comparison *self, const Excerpts *excerpts,
    const gboolean *wanted, guint n_jobs, DoneFunc on_done, GError **error)
{
  size_t n_rows = self->manifest->rows->len;

  g_return_val_if_fail (self->outputs == NULL, FALSE);
  self->outputs = g_new (float, n_rows * self->n_outputs);
  self->has = g_new (guint8, n_rows);
  if (!scoring_predict (self->model, excerpts, wanted, n_jobs, on_done,
          self->outputs, self->has, error))
    return FALSE;
  measure (self);
  return TRUE;
}

/* labels, positive: as gls_thresholds_choose() takes them */
static size_t
count_positive (const Comparison *self, const float *labels,
    const guint8 *positive, size_t tag)
{
  size_t n = 0;

  for (size_t i = 0; i < self->manifest->rows->len; i++)
    n += !isnan (labels[i * self->n_tags + tag])
        && positive[i * self->n_tags + tag] != 0;
  return n;
}

void
comparison_choose_thresholds (const Comparison *self, float *thresholds)
{
  g_autofree float *labels = manifest_tabulate (self->manifest);
  g_autofree float *p = tabulate_outputs (self);
  g_autofree guint8 *positive = mark_positive (self, labels);
  g_autofree float *chosen = g_new (float, MAX (self->n_tags, 1));

  gls_thresholds_choose (labels, positive, p, self->manifest->rows->len,
      self->n_tags, chosen);
  for (size_t i = 0; i < self->n_outputs; i++)
    thresholds[i] = NAN;
  for (size_t t = 0; t < self->n_tags; t++)
    thresholds[self->place[t]] = present_is_bounded (&self->present)
            && count_positive (self, labels, positive, t)
                < COMPARISON_MIN_PRESENT
        ? (float) present_bound (&self->present, self->tags[t].threshold)
        : chosen[t];
}

size_t
comparison_calibrate (const Comparison *self, GlsCalibration *calibrations)
{
  const size_t n_rows = self->manifest->rows->len;
  g_autofree float *labels = manifest_tabulate (self->manifest);
  g_autofree float *label = g_new (float, MAX (n_rows, 1));
  g_autofree float *score = g_new (float, MAX (n_rows, 1));
  size_t n_calibrated = 0;

  for (size_t i = 0; i < self->n_outputs; i++)
    calibrations[i] = GLS_CALIBRATION_NONE;
  for (size_t t = 0; t < self->n_tags; t++) {
    for (size_t i = 0; i < n_rows; i++) {
      label[i] = self->has[i] ? labels[i * self->n_tags + t] : NAN;
      score[i] = self->outputs[i * self->n_outputs + self->place[t]];
    }
    n_calibrated += gls_calibration_fit (score, label, n_rows,
        &calibrations[self->place[t]]);
  }
  return n_calibrated;
}

void
comparison_add_mean (json_t *object, const GlsAgreement *mean, size_t n_rows)
{
  json_object_set_new (object, "rows", json_integer ((json_int_t) n_rows));
  json_object_set_new (object, "scored_tags",
      json_integer ((json_int_t) mean->n_scored));
  json_object_set_new (object, "pearson", gls_json_number (mean->pearson));
  json_object_set_new (object, "roc_auc", gls_json_number (mean->roc_auc));
  json_object_set_new (object, "pr_auc", gls_json_number (mean->pr_auc));
  json_object_set_new (object, "f", gls_json_number (mean->f));
  json_object_set_new (object, "calibration_error",
      gls_json_number (mean->calibration_error));
}
