/* As JSON and as a table.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "output/scores.h"

#include <math.h>
#include <stdio.h>

static json_t *
tag_to_json (const Comparison *comparison, size_t t)
{
  const char *label = comparison->manifest->labels[t];
  const GlsTagAgreement *tag = &comparison->tags[t];

  return json_pack ("{s:o, s:b, s:b, s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:o, "
                    "s:o, s:o}",
      "tag", gls_json_text (label), "scored", tag->scored, "hard", tag->hard,
      "deviation", gls_json_number (tag->deviation), "threshold",
      gls_json_number (tag->threshold), "positive",
      (json_int_t) tag->n_positive, "negative", (json_int_t) tag->n_negative,
      "pearson", gls_json_number (tag->pearson), "roc_auc",
      gls_json_number (tag->roc_auc), "pr_auc", gls_json_number (tag->pr_auc),
      "f", gls_json_number (tag->f), "f_at_threshold",
      gls_json_number (comparison->f[t]), "calibration_error",
      gls_json_number (tag->calibration_error));
}

json_t *
scores_to_json (const Comparison *comparison, const char *model,
    const char *data, const char *split, char **disturb)
{
  json_t *json = json_pack ("{s:o, s:o, s:o}", "model", gls_json_text (model),
      "data", gls_json_text (data), "split", gls_json_text (split));
  json_t *list = json_array ();

  if (disturb != NULL)
    json_object_set_new (json, "disturb",
        gls_json_texts ((const char *const *) disturb));
  comparison_add_mean (json, &comparison->mean, comparison->n_scored);
  json_object_set_new (json, "f_at_threshold",
      gls_json_number (comparison->mean_f));
  json_object_set_new (json, "tags", list);
  for (size_t t = 0; t < comparison->n_tags; t++)
    json_array_append_new (list, tag_to_json (comparison, t));
  return json;
}

void
scores_print_number (int width, int digits, double value)
{
  if (isnan (value))
    printf ("%*s", width + 2, "–"); /* two bytes more than columns */
  else
    printf ("%*.*f", width, digits, value);
}

/* The last of them is left out where the model has no thresholds. */
static void
print_row (const Comparison *comparison, const char *label, glong columns,
    const double measures[7])
{
  const int n = comparison_has_thresholds (comparison) ? 7 : 6;

  printf ("%s%*s", label, (int) (columns - g_utf8_strlen (label, -1)), "");
  for (int i = 0; i < n; i++)
    scores_print_number (9, 3, measures[i]);
  putchar ('\n');
}

typedef gboolean (*TagFilter) (const GlsTagAgreement *tag);

static gboolean
is_scored (const GlsTagAgreement *tag)
{
  return tag->scored;
}

static gboolean
is_one_sided (const GlsTagAgreement *tag)
{
  return !tag->scored && tag->hard;
}

static gboolean
hardly_varies (const GlsTagAgreement *tag)
{
  return !tag->scored && !tag->hard;
}

/* head: (nullable): what stands above the tags, if there are any */
static void
print_tags (const Comparison *comparison, glong columns, TagFilter filter,
    const char *head)
{
  for (size_t t = 0; t < comparison->n_tags; t++) {
    const GlsTagAgreement *tag = &comparison->tags[t];

    if (!filter (tag))
      continue;
    if (head != NULL)
      printf ("\n%s, not scored:\n", head);
    head = NULL;
    print_row (comparison, comparison->manifest->labels[t], columns,
        (double[]){ tag->deviation, tag->pearson, tag->roc_auc, tag->pr_auc,
            tag->calibration_error, tag->f, comparison->f[t] });
  }
}

/* How the numbers came about. */
static void
print_rules (const Comparison *comparison, const char *split)
{
  gboolean hard = FALSE, soft = FALSE;

  for (size_t t = 0; t < comparison->n_tags; t++) {
    hard |= comparison->tags[t].hard;
    soft |= !comparison->tags[t].hard;
  }
  printf ("\n%zu rows (%s). The mean is over %zu tags.\n", comparison->n_scored,
      split, comparison->mean.n_scored);
  if (hard)
    printf ("Labels that are all 0 or 1 are taken as they are; such a tag "
            "counts if a row\nhas it and a row has it not.\n");
  if (soft)
    printf ("A row has a tag with %slabels if its label is above the %.0fth "
            "percentile\nof the train rows; such a tag counts if its labels "
            "have a standard deviation\nof at least %.2f.\n",
        hard ? "other " : "", 100 * GLS_AGREEMENT_QUANTILE,
        GLS_AGREEMENT_MIN_DEVIATION);
}

void
scores_print_table (const Comparison *comparison, const char *split,
    char **disturb)
{
  g_autofree char *done = disturb != NULL ? g_strjoinv (", ", disturb) : NULL;
  const GlsAgreement *mean = &comparison->mean;
  glong columns = 8;

  for (size_t t = 0; t < comparison->n_tags; t++)
    columns =
        MAX (columns, g_utf8_strlen (comparison->manifest->labels[t], -1));
  printf ("%-*s  std dev  Pearson  ROC-AUC   PR-AUC   calib.   best F%s\n",
      (int) columns, "tag",
      comparison_has_thresholds (comparison) ? "        F" : "");
  print_tags (comparison, columns, is_scored, NULL);
  if (mean->n_scored > 0) {
    putchar ('\n');
    print_row (comparison, "mean", columns,
        (double[]){ NAN, mean->pearson, mean->roc_auc, mean->pr_auc,
            mean->calibration_error, mean->f, comparison->mean_f });
  }
  print_tags (comparison, columns, is_one_sided, "no row has them, or all do");
  print_tags (comparison, columns, hardly_varies, "hardly varying");
  print_rules (comparison, split);
  printf ("Calib. is how far probabilities are from labels, in the mean over "
          "%d parts of\nthe rows, from those with the lowest to those with the "
          "highest probabilities.\n",
      GLS_AGREEMENT_CALIBRATION_BINS);
  if (comparison_has_thresholds (comparison))
    puts ("Best F is at the threshold that suits these very rows best, F at "
          "the model's own.");
  if (done != NULL)
    printf ("Each row was heard after this: %s.\n", done);
}
