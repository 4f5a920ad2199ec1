/* As JSON and as a table.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "output/estimates.h"

#include <math.h>
#include <stdio.h>

#include "json.h"

static const char *const keys[GLS_N_MEASURES] = {
  [GLS_MEASURE_PEARSON] = "pearson",
  [GLS_MEASURE_ROC_AUC] = "roc_auc",
  [GLS_MEASURE_PR_AUC] = "pr_auc",
  [GLS_MEASURE_F] = "f",
};

static const char *const titles[GLS_N_MEASURES] = {
  [GLS_MEASURE_PEARSON] = "Pearson",
  [GLS_MEASURE_ROC_AUC] = "ROC-AUC",
  [GLS_MEASURE_PR_AUC] = "PR-AUC",
  [GLS_MEASURE_F] = "F",
};

/* --- JSON --- */

/* estimates: [GLS_N_MEASURES]. Adds {"value", "low", "high"} for each. */
static void
add_estimates (json_t *object, const GlsEstimate *estimates)
{
  for (int m = 0; m < GLS_N_MEASURES; m++)
    json_object_set_new (object, keys[m],
        json_pack ("{s:o, s:o, s:o}", "value",
            gls_json_number (estimates[m].value), "low",
            gls_json_number (estimates[m].low), "high",
            gls_json_number (estimates[m].high)));
}

static json_t *
tags_to_json (const Estimates *self, size_t system)
{
  const Trial *trial = self->trial;
  json_t *list = json_array ();

  for (size_t t = 0; t < trial->n_tags; t++) {
    json_t *tag =
        json_pack ("{s:o}", "tag", gls_json_text (trial->labels->pdata[t]));

    add_estimates (tag,
        self->tags + (system * trial->n_tags + t) * GLS_N_MEASURES);
    json_array_append_new (list, tag);
  }
  return list;
}

static json_t *
system_to_json (const Estimates *self, size_t system)
{
  json_t *object =
      json_pack ("{s:o}", "predictions", gls_json_text (self->names[system]));
  json_t *mean = json_object (), *difference = json_object ();

  add_estimates (mean, self->mean + system * GLS_N_MEASURES);
  json_object_set_new (object, "mean", mean);
  add_estimates (difference, self->difference + system * GLS_N_MEASURES);
  json_object_set_new (object, "less_the_first", difference);
  json_object_set_new (object, "tags", tags_to_json (self, system));
  return object;
}

void
estimates_print_json (const Estimates *self, const char *data)
{
  const Trial *trial = self->trial;
  g_autoptr (json_t) json =
      json_pack ("{s:o, s:o, s:I, s:I, s:I, s:o, s:I}", "data",
          gls_json_text (data), "split", gls_json_text (trial->split), "rows",
          (json_int_t) trial->n_rows, "tracks", (json_int_t) trial->n_tracks,
          "scored_tags", (json_int_t) trial->n_tags, "thresholds_chosen_on",
          trial->chosen_on != NULL ? gls_json_text (trial->chosen_on)
                                   : json_null (),
          "draws", (json_int_t) self->n_draws);
  json_t *list = json_array ();
  g_autofree char *text = NULL;

  json_object_set_new (json, "systems", list);
  for (size_t s = 0; s < trial->n_systems; s++)
    json_array_append_new (list, system_to_json (self, s));
  text = gls_json_to_text (json, 2);
  puts (text);
}

/* --- a table --- */

static void
print_line (const char *name, glong columns, const GlsEstimate *estimates,
    gboolean is_difference)
{
  const char *format =
      is_difference ? "   %+.3f [%+.3f, %+.3f]" : "   %.3f [%.3f, %.3f]";

  printf ("%s%*s", name, (int) (columns - g_utf8_strlen (name, -1)), "");
  for (int m = 0; m < GLS_N_MEASURES; m++)
    if (isnan (estimates[m].value))
      printf ("   %*s", is_difference ? 25 : 22, "–");
    else
      printf (format, estimates[m].value, estimates[m].low, estimates[m].high);
  putchar ('\n');
}

static void
print_head (const char *name, glong columns, gboolean is_difference)
{
  printf ("%-*s", (int) columns, name);
  for (int m = 0; m < GLS_N_MEASURES; m++)
    printf ("   %-*s", is_difference ? 23 : 20, titles[m]);
  putchar ('\n');
}

static void
print_rules (const Estimates *self)
{
  const Trial *trial = self->trial;

  printf ("\n%zu rows of %zu tracks (%s), %zu tags. In brackets: 95 %% of %zu "
          "draws of\ntracks, with replacement; differences are of the same "
          "draws.\n",
      trial->n_rows, trial->n_tracks, trial->split, trial->n_tags,
      self->n_draws);
  if (trial->chosen_on != NULL)
    printf ("F at the threshold that is best for the tag on split “%s”.\n",
        trial->chosen_on);
  else
    printf ("F at the threshold that is best for the tag on these very rows, "
            "which flatters.\n");
}

void
estimates_print_table (const Estimates *self)
{
  glong columns = 22;

  for (size_t s = 0; s < self->trial->n_systems; s++)
    columns = MAX (columns, g_utf8_strlen (self->names[s], -1));
  print_head ("predictions", columns, FALSE);
  for (size_t s = 0; s < self->trial->n_systems; s++)
    print_line (self->names[s], columns, self->mean + s * GLS_N_MEASURES,
        FALSE);
  if (self->trial->n_systems > 1) {
    putchar ('\n');
    print_head ("less those of the first", columns, TRUE);
  }
  for (size_t s = 1; s < self->trial->n_systems; s++)
    print_line (self->names[s], columns, self->difference + s * GLS_N_MEASURES,
        TRUE);
  print_rules (self);
}
