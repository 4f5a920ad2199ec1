/* As JSON and as a table.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "output/event-report.h"

#include <math.h>
#include <stdio.h>

#include "json.h"
#include "output/scores.h"

#define SEED 1

static void
measure (EventMeasures *self, const Detection *detection,
    const GlsEventCounts *counts)
{
  self->labels = g_new (GlsEventScore, detection->n_labels);
  gls_event_scores_measure (counts, detection->n_heard, detection->n_labels,
      detection->in_means, EVENT_REPORT_DRAWS, SEED, self->labels, &self->macro,
      &self->micro);
}

void
event_report_measure (EventReport *self)
{
  measure (&self->found, self->detection, self->detection->counts);
  measure (&self->ceiling, self->detection, self->detection->ceiling);
}

void
event_report_clear (EventReport *self)
{
  g_clear_pointer (&self->found.labels, g_free);
  g_clear_pointer (&self->ceiling.labels, g_free);
}

static GlsEventCounts
sum_up (const Detection *detection, size_t label)
{
  GlsEventCounts sum = { 0 };

  for (size_t i = 0; i < detection->n_heard; i++) {
    const GlsEventCounts *counts =
        &detection->counts[i * detection->n_labels + label];

    sum.n_true += counts->n_true;
    sum.n_found += counts->n_found;
    sum.n_hits += counts->n_hits;
  }
  return sum;
}

static size_t
count_in_means (const Detection *detection)
{
  size_t n = 0;

  for (size_t i = 0; i < detection->n_labels; i++)
    n += (size_t) detection->in_means[i];
  return n;
}

/* --- JSON --- */

static json_t *
estimate_to_json (const GlsEstimate *estimate)
{
  return json_pack ("{s:o, s:o, s:o}", "value",
      gls_json_number (estimate->value), "low", gls_json_number (estimate->low),
      "high", gls_json_number (estimate->high));
}

static void
add_score (json_t *object, const GlsEventScore *score)
{
  json_object_set_new (object, "precision",
      estimate_to_json (&score->precision));
  json_object_set_new (object, "recall", estimate_to_json (&score->recall));
  json_object_set_new (object, "f", estimate_to_json (&score->f));
}

static json_t *
mean_to_json (const GlsEventScore *score, const GlsEventScore *ceiling)
{
  json_t *object = json_object ();

  add_score (object, score);
  json_object_set_new (object, "ceiling_f", gls_json_number (ceiling->f.value));
  return object;
}

static json_t *
label_to_json (const Detection *detection, size_t label,
    const GlsEventScore *score, const GlsEventScore *ceiling)
{
  const GlsEventCounts sum = sum_up (detection, label);
  json_t *object = json_pack ("{s:o, s:b, s:o, s:I, s:I, s:I}", "tag",
      gls_json_text (detection->labels[label]), "in_means",
      detection->in_means[label], "threshold",
      gls_json_number ((double) detection->thresholds[label]), "true",
      (json_int_t) sum.n_true, "found", (json_int_t) sum.n_found, "hits",
      (json_int_t) sum.n_hits);

  add_score (object, score);
  json_object_set_new (object, "ceiling_f", gls_json_number (ceiling->f.value));
  return object;
}

json_t *
event_report_to_json (const EventReport *self)
{
  const Detection *detection = self->detection;
  json_t *json = json_pack ("{s:o, s:o, s:o, s:o, s:I, s:I, s:f, s:f, s:i}",
      "model", gls_json_text (self->model), "data", gls_json_text (self->data),
      "events", gls_json_text (self->events), "split",
      gls_json_text (self->split), "files", (json_int_t) detection->n_heard,
      "labels_in_means", (json_int_t) count_in_means (detection), "tolerance",
      self->tolerance_s, "touch", DETECTION_TOUCH_S, "draws",
      EVENT_REPORT_DRAWS);
  json_t *list = json_array ();

  if (self->disturb != NULL)
    json_object_set_new (json, "disturb",
        gls_json_texts ((const char *const *) self->disturb));
  json_object_set_new (json, "macro",
      mean_to_json (&self->found.macro, &self->ceiling.macro));
  json_object_set_new (json, "micro",
      mean_to_json (&self->found.micro, &self->ceiling.micro));
  json_object_set_new (json, "tags", list);
  for (size_t i = 0; i < detection->n_labels; i++)
    json_array_append_new (list,
        label_to_json (detection, i, &self->found.labels[i],
            &self->ceiling.labels[i]));
  return json;
}

/* --- a table --- */

static void
print_score (const GlsEventScore *score, const GlsEventScore *ceiling)
{
  scores_print_number (11, 3, score->precision.value);
  scores_print_number (8, 3, score->recall.value);
  scores_print_number (8, 3, score->f.value);
  if (isnan (score->f.value))
    printf ("%16s", "");
  else
    printf ("  [%.3f, %.3f]", score->f.low, score->f.high);
  scores_print_number (9, 3, ceiling->f.value);
  putchar ('\n');
}

static void
print_label (const EventReport *self, size_t label, int columns)
{
  const GlsEventCounts sum = sum_up (self->detection, label);
  const char *name = self->detection->labels[label];

  printf ("%s%*s%7zu%7zu%7zu", name, columns - (int) g_utf8_strlen (name, -1),
      "", sum.n_true, sum.n_found, sum.n_hits);
  print_score (&self->found.labels[label], &self->ceiling.labels[label]);
}

static void
print_rules (const EventReport *self)
{
  const Detection *detection = self->detection;
  g_autofree char *done =
      self->disturb != NULL ? g_strjoinv (", ", self->disturb) : NULL;

  printf ("\n%zu files (%s). An event is found if one of its label begins "
          "within %g s of it; each\nis used once. True events that touch "
          "(%g s) are one. Means are over %zu labels:\nthose that occur, "
          "without “" DETECTION_REST "”. In brackets: 95 %% of %d draws of "
          "files. The ceiling\nis what would be found if each window were "
          "labelled as it should be.\n",
      detection->n_heard, self->split, self->tolerance_s, DETECTION_TOUCH_S,
      count_in_means (detection), EVENT_REPORT_DRAWS);
  if (done != NULL)
    printf ("Each file was heard after this: %s.\n", done);
}

void
event_report_print_table (const EventReport *self)
{
  const Detection *detection = self->detection;
  glong columns = 8;

  for (size_t i = 0; i < detection->n_labels; i++)
    columns = MAX (columns, g_utf8_strlen (detection->labels[i], -1));
  printf ("%-*s   true  found   hits  precision  recall       F  %-14s  "
          "ceiling\n",
      (int) columns, "label", "");
  for (size_t i = 0; i < detection->n_labels; i++)
    print_label (self, i, (int) columns);
  printf ("\n%-*s", (int) columns + 21, "macro");
  print_score (&self->found.macro, &self->ceiling.macro);
  printf ("%-*s", (int) columns + 21, "micro");
  print_score (&self->found.micro, &self->ceiling.micro);
  print_rules (self);
}
