/* The mean over the segments of each row.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/scoring.h"

#include <string.h>

#include "data/hearing.h"
#include "tags/summary.h"

typedef struct
{
  size_t n_labels;
  float *p;    /* [n_rows][n_labels] */
  guint8 *has; /* [n_rows] */
} Scoring;

/* Of one thread. */
typedef struct
{
  const Scoring *scoring;
  GlsSummary *summary;
} Scorer;

static gpointer
begin (gpointer data)
{
  const Scoring *scoring = data;
  Scorer *self = g_new (Scorer, 1);

  *self = (Scorer){ scoring, gls_summary_new (scoring->n_labels) };
  return self;
}

static void
hear (gpointer own, const Excerpt *excerpt, const GlsPrediction *segment)
{
  const Scorer *self = own;

  gls_summary_add_prediction (self->summary, segment);
}

static void
done (gpointer own, const Excerpt *excerpt)
{
  const Scorer *self = own;
  const Scoring *scoring = self->scoring;

  gls_summary_get (self->summary, scoring->p + excerpt->row * scoring->n_labels,
      NULL, NULL);
  gls_summary_reset (self->summary);
  scoring->has[excerpt->row] = TRUE;
}

static void
end (gpointer own)
{
  Scorer *self = own;

  gls_summary_free (self->summary);
  g_free (self);
}

gboolean
scoring_predict (GlsModel *model, const Excerpts *excerpts,
    const gboolean *wanted, guint n_jobs, DoneFunc on_done, float *p,
    guint8 *has, GError **error)
{
  static const HearingClient client = { begin, hear, done, end };
  size_t n_rows = excerpts_get_manifest (excerpts)->rows->len;
  Scoring self = { .p = p, .has = has };

  gls_model_get_labels (model, &self.n_labels);
  memset (p, 0, n_rows * self.n_labels * sizeof *p);
  memset (has, 0, n_rows);
  return hearing_run (model, excerpts, wanted, n_jobs, on_done, &client, &self,
      error);
}
