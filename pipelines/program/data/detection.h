/* Events that a model finds in recordings, beside those that there are.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_DETECTION_H
#define GLISSANDO_DETECTION_H

#include "data/eventlist.h"
#include "data/excerpts.h"
#include "net/model.h"
#include "tags/event-scores.h"

/* True events of one label of which the next one begins so soon after the end of
 * the last, in seconds, are one: notes that follow each other without a pause. */
#define DETECTION_TOUCH_S 0.05
/* The label of what is no event but the rest. */
#define DETECTION_REST "plain"

/**
 * Detection:
 * @files: one row a recording
 * @n_labels: of the model
 * @labels: their names
 * @thresholds: float[n_labels], from which on they are found
 * @in_means: gboolean[n_labels], whether a label counts in means: there is such
 *   an event, and it is not %DETECTION_REST
 * @unknown: (nullable): labels of true events that the model does not know,
 *   listed
 * @found: GArray of GlsEvent for each row, in order of their ends; %NULL where
 *   the recording was not heard
 * @n_heard: recordings that were
 * @counts: [n_heard][n_labels]
 * @ceiling: the same for events that are found where each window is labelled as
 *   it should be: better than that no model can be that hears such windows
 */
typedef struct
{
  const Manifest *files;
  GlsModel *model;
  size_t n_labels;
  const char *const *labels;
  const float *thresholds;
  gboolean *in_means;
  char *unknown;
  GArray **found;
  size_t n_heard;
  GlsEventCounts *counts, *ceiling;

  /*< private >*/
  double tempo, tolerance_s;
  GArray **truth; /* [n_rows], of GlsEvent */
} Detection;

/* Returns: (transfer full): a row for each file of the rows that are wanted,
 * from its start to its end, without labels */
Manifest *detection_list_files (const Manifest *manifest,
    const gboolean *wanted) G_GNUC_WARN_UNUSED_RESULT;

/**
 * detection_new:
 * @model: must outlive the detection, as must @files
 * @tempo: how much faster the files are heard than @truth knows them
 * @tolerance_s: between the onsets of a pair, in seconds
 *
 * Fails with %GLS_ERROR_MODEL if the model has no thresholds, or with
 * %GLS_ERROR_DATA if it knows none of the labels or no event is in the files.
 */
Detection *detection_new (GlsModel *model, const Manifest *files,
    const EventList *truth, double tempo, double tolerance_s,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void detection_free (Detection *self);

/* Hears the files and fills in all from @found on. Fails as hearing_run() does.
 */
gboolean detection_run (Detection *self, const Excerpts *excerpts, guint n_jobs,
    DoneFunc on_done, GError **error);

/**
 * detection_write:
 * @path: replaced only when all is written; "-" is standard output
 *
 * Writes what was found as CSV, in the columns of a corpus: clip, onset, offset,
 * technique, and p; at the tempo at which the truth knows the files. Fails with
 * %GLS_ERROR_IO.
 */
gboolean detection_write (const Detection *self, const char *path,
    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Detection, detection_free)

#endif
