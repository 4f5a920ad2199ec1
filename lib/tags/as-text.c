/* A prediction as a line for people.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/prediction-private.h"

#include "text.h"

/* Labels of up to this many columns are padded to the longest one; a longer
 * one pushes the rest of its line to the right. */
#define MAX_LABEL_COLUMNS 24

/* To the second, or the tenth where that says nothing. */
static void
append_clock (GString *out, double seconds, gboolean tenths)
{
  g_autofree char *text = gls_text_clock (seconds, tenths ? 1 : 0);

  g_string_append_printf (out, "%7s", text);
}

static void
append_span (GString *out, const GlsPrediction *self)
{
  gboolean tenths = self->end - self->start < 1;

  if (self->summary) {
    g_string_append_printf (out, "  %-15s", self->partial ? "so far" : "whole");
    return;
  }
  append_clock (out, self->start, tenths);
  g_string_append (out, " – ");
  append_clock (out, self->end, tenths);
}

static size_t
label_columns (const GlsPrediction *self)
{
  size_t columns = 0;

  for (size_t i = 0; i < self->n_tags; i++) {
    size_t n = (size_t) g_utf8_strlen (self->labels[i], -1);

    if (n <= MAX_LABEL_COLUMNS)
      columns = MAX (columns, n);
  }
  return columns;
}

static void
append_tags (const GlsPrediction *self, const size_t *order, size_t n,
    GString *out)
{
  size_t columns = label_columns (self);

  for (size_t k = 0; k < n; k++) {
    size_t length = (size_t) g_utf8_strlen (self->labels[order[k]], -1);

    g_string_append (out, "   ");
    g_string_append (out, self->labels[order[k]]);
    for (; length < columns; length++)
      g_string_append_c (out, ' ');
    g_string_append_c (out, ' ');
    gls_prediction_append_number (out, "%.2f", (double) self->p[order[k]]);
  }
}

/* Which tag would come first. */
static void
append_nearest (const GlsPrediction *self, float threshold, GString *out)
{
  g_autofree size_t *order = g_new (size_t, MAX (self->n_tags, 1));

  g_string_append (out, "   none reaches ");
  gls_prediction_append_number (out, "%.4g", (double) threshold);
  if (gls_prediction_rank (self, NULL, order) == 0)
    return;
  g_string_append_printf (out, ": %s ", self->labels[order[0]]);
  gls_prediction_append_number (out, "%.2f", (double) self->p[order[0]]);
}

void
gls_prediction_append_as_text (const GlsPrediction *self,
    const GlsSelection *selection, const size_t *order, size_t n, GString *out)
{
  append_span (out, self);
  if (self->silent)
    g_string_append (out, "   silence");
  else if (n == 0 && selection != NULL)
    append_nearest (self, selection->threshold, out);
  else
    append_tags (self, order, n, out);
  if (self->padded && !self->summary)
    g_string_append (out, "   (shorter than a segment)");
  g_string_append_c (out, '\n');
}
