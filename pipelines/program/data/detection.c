/* Each recording is heard once, by two finders: one of them is told what the
 * model says, the other one what it should say.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/detection.h"

#include <math.h>
#include <string.h>

#include "data/hearing.h"
#include "gls.h"
#include "outfile.h"
#include "tags/csv.h"
#include "tags/thresholds.h"
#include "tags/vocabulary.h"

/* --- recordings --- */

static ManifestRow *
whole_file (const ManifestRow *row)
{
  ManifestRow *whole = g_new0 (ManifestRow, 1);

  whole->line = row->line;
  whole->name = g_strdup (row->name);
  whole->path = g_strdup (row->path);
  whole->track = g_strdup (row->track);
  whole->end_s = INFINITY;
  whole->split = g_strdup (row->split);
  whole->targets = g_new0 (float, 1);
  whole->fault = row->fault;
  whole->fault_kind = row->fault_kind;
  return whole;
}

Manifest *
detection_list_files (const Manifest *manifest, const gboolean *wanted)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Manifest *files = manifest_new_empty ();

  files->labels = g_new0 (char *, 1);
  files->has_splits = manifest->has_splits;
  for (guint i = 0; i < manifest->rows->len; i++) {
    const ManifestRow *row = manifest_get_row (manifest, i);

    if (wanted[i] && g_hash_table_add (seen, row->path))
      g_ptr_array_add (files->rows, whole_file (row));
  }
  return files;
}

/* --- true events --- */

/* places: gssize[labels of the list], where the model has them, or -1 */
static GArray *
take_truth (const GArray *listed, const gssize *places, double tempo)
{
  GArray *truth = g_array_new (FALSE, FALSE, sizeof (GlsEvent));

  for (guint i = 0; listed != NULL && i < listed->len; i++) {
    GlsEvent event = g_array_index (listed, GlsEvent, i);

    if (places[event.label] < 0)
      continue;
    event.label = (size_t) places[event.label];
    event.onset /= tempo;
    event.offset /= tempo;
    g_array_append_val (truth, event);
  }
  g_array_set_size (truth,
      (guint) gls_events_merge ((GlsEvent *) truth->data, truth->len,
          DETECTION_TOUCH_S));
  return truth;
}

static void
take_means (Detection *self, const GArray *truth)
{
  for (guint i = 0; i < truth->len; i++) {
    size_t label = g_array_index (truth, GlsEvent, i).label;

    self->in_means[label] = !g_str_equal (self->labels[label], DETECTION_REST);
  }
}

static gboolean
take_all_truth (Detection *self, const EventList *truth, const gssize *places,
    GError **error)
{
  size_t n_events = 0;
  gboolean is_listed = FALSE;

  for (guint i = 0; i < self->files->rows->len; i++) {
    const ManifestRow *row = manifest_get_row (self->files, i);
    const GArray *listed = eventlist_find (truth, row->name, row->path);

    is_listed |= listed != NULL;
    self->truth[i] = take_truth (listed, places, self->tempo);
    take_means (self, self->truth[i]);
    n_events += self->truth[i]->len;
  }
  if (n_events > 0)
    return TRUE;
  g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
      is_listed ? "the model knows none of its labels"
                : "no event in it is of a file of the split");
  return FALSE;
}

Detection *
detection_new (GlsModel *model, const Manifest *files, const EventList *truth,
    double tempo, double tolerance_s, GError **error)
{
  g_autoptr (Detection) self = g_new0 (Detection, 1);
  g_autoptr (GlsVocabulary) vocabulary = NULL;
  size_t n_listed;
  const char *const *listed = eventlist_get_labels (truth, &n_listed);
  g_autofree gssize *places = g_new (gssize, MAX (n_listed, 1));

  self->model = model;
  self->files = files;
  self->tempo = tempo;
  self->tolerance_s = tolerance_s;
  self->labels = gls_model_get_labels (model, &self->n_labels);
  self->thresholds = gls_model_get_thresholds (model);
  self->in_means = g_new0 (gboolean, self->n_labels);
  self->found = g_new0 (GArray *, MAX (files->rows->len, 1));
  self->truth = g_new0 (GArray *, MAX (files->rows->len, 1));
  vocabulary = gls_vocabulary_new (self->labels, error);
  if (vocabulary == NULL)
    return NULL;
  if (self->thresholds == NULL) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_MODEL,
        "the model has no thresholds, so that it has no events; “train” "
        "chooses them on rows of the split valid");
    return NULL;
  }
  self->unknown = gls_vocabulary_match (vocabulary, listed, n_listed, places);
  if (!take_all_truth (self, truth, places, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
detection_free (Detection *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->files->rows->len; i++) {
    g_clear_pointer (&self->found[i], g_array_unref);
    g_clear_pointer (&self->truth[i], g_array_unref);
  }
  g_free (self->found);
  g_free (self->truth);
  g_free (self->in_means);
  g_free (self->unknown);
  g_free (self->counts);
  g_free (self->ceiling);
  g_free (self);
}

/* --- hearing --- */

/* Of one thread. */
typedef struct
{
  Detection *detection;
  GlsEventFinder *finder, *perfect_finder;
  GArray *found, *perfect; /* in the recording that is being heard */
  float *p;                /* [n_labels], what the model should say */
} Detector;

static GArray *
new_events (void)
{
  return g_array_new (FALSE, FALSE, sizeof (GlsEvent));
}

static gpointer
begin (gpointer data)
{
  Detection *detection = data;
  const size_t n = detection->n_labels;
  g_autofree float *halves = gls_thresholds_new_same (n, 0.5F, NULL);
  Detector *self = g_new (Detector, 1);

  *self =
      (Detector){ detection, gls_event_finder_new (detection->thresholds, n),
        gls_event_finder_new (halves, n), new_events (), new_events (),
        g_new (float, n) };
  return self;
}

static void
pull_all (GlsEventFinder *finder, GArray *into)
{
  GlsEvent event;

  while (gls_event_finder_pull (finder, &event))
    g_array_append_val (into, event);
}

/* The label of a window as docs/techniques.md has it. */
static gboolean
is_in (const GlsEvent *event, const GlsPrediction *window)
{
  double inside =
      fmin (event->offset, window->end) - fmax (event->onset, window->start);

  return inside >= (event->offset - event->onset) / 2
      || inside >= (window->end - window->start) / 2;
}

static void
hear (gpointer own, const Excerpt *excerpt, const GlsPrediction *segment)
{
  Detector *self = own;
  const GArray *truth = self->detection->truth[excerpt->row];
  GlsPrediction perfect = *segment;

  gls_event_finder_push (self->finder, segment);
  pull_all (self->finder, self->found);
  memset (self->p, 0, self->detection->n_labels * sizeof *self->p);
  for (guint i = 0; i < truth->len; i++) {
    const GlsEvent *event = &g_array_index (truth, GlsEvent, i);

    if (is_in (event, segment))
      self->p[event->label] = 1;
  }
  perfect.p = self->p;
  perfect.silent = FALSE;
  gls_event_finder_push (self->perfect_finder, &perfect);
  pull_all (self->perfect_finder, self->perfect);
}

static void
count (const Detection *self, const GArray *found, size_t row,
    GlsEventCounts *counts)
{
  const GArray *truth = self->truth[row];

  gls_events_count ((const GlsEvent *) found->data, found->len,
      (const GlsEvent *) truth->data, truth->len, self->n_labels,
      self->tolerance_s, counts + row * self->n_labels);
}

static void
done (gpointer own, const Excerpt *excerpt)
{
  Detector *self = own;
  Detection *detection = self->detection;

  gls_event_finder_drain (self->finder);
  gls_event_finder_drain (self->perfect_finder);
  pull_all (self->finder, self->found);
  pull_all (self->perfect_finder, self->perfect);
  count (detection, self->found, excerpt->row, detection->counts);
  count (detection, self->perfect, excerpt->row, detection->ceiling);
  detection->found[excerpt->row] = self->found;
  self->found = new_events ();
  g_array_set_size (self->perfect, 0);
}

static void
end (gpointer own)
{
  Detector *self = own;

  gls_event_finder_free (self->finder);
  gls_event_finder_free (self->perfect_finder);
  g_array_unref (self->found);
  g_array_unref (self->perfect);
  g_free (self->p);
  g_free (self);
}

/* Rows that were not heard go. */
static void
close_ranks (Detection *self)
{
  const size_t n = self->n_labels;

  for (guint i = 0; i < self->files->rows->len; i++) {
    if (self->found[i] == NULL)
      continue;
    memmove (self->counts + self->n_heard * n, self->counts + i * n,
        n * sizeof *self->counts);
    memmove (self->ceiling + self->n_heard * n, self->ceiling + i * n,
        n * sizeof *self->ceiling);
    self->n_heard++;
  }
}

gboolean
detection_run (Detection *self, const Excerpts *excerpts, guint n_jobs,
    DoneFunc on_done, GError **error)
{
  static const HearingClient client = { begin, hear, done, end };
  const size_t n = MAX (self->files->rows->len, 1) * self->n_labels;

  g_return_val_if_fail (self->counts == NULL, FALSE);
  self->counts = g_new0 (GlsEventCounts, n);
  self->ceiling = g_new0 (GlsEventCounts, n);
  if (!hearing_run (self->model, excerpts, NULL, n_jobs, on_done, &client, self,
          error))
    return FALSE;
  close_ranks (self);
  return TRUE;
}

/* --- what was found --- */

static void
append_event (GString *out, const Detection *self, const ManifestRow *row,
    const GlsEvent *event)
{
  gls_csv_append_field (out, row->name);
  gls_csv_append_number (out, "%.4f", event->onset * self->tempo);
  gls_csv_append_number (out, "%.4f", event->offset * self->tempo);
  g_string_append_c (out, ',');
  gls_csv_append_field (out, self->labels[event->label]);
  gls_csv_append_number (out, "%.6g", (double) event->p);
  g_string_append_c (out, '\n');
}

gboolean
detection_write (const Detection *self, const char *path, GError **error)
{
  GString *out = g_string_new ("clip,onset,offset,technique,p\n");
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < self->files->rows->len; i++)
    for (guint k = 0; self->found[i] != NULL && k < self->found[i]->len; k++)
      append_event (out, self, manifest_get_row (self->files, i),
          &g_array_index (self->found[i], GlsEvent, k));
  bytes = g_string_free_to_bytes (out);
  return gls_outfile_replace (path, bytes, error);
}
