/* A prediction as a line for people.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/prediction-private.h"

#include <math.h>

#include "tagnames.h"
#include "text.h"

/* Labels of up to this many columns are padded to the longest one; a longer
 * one pushes the rest of its line to the right. */
#define MAX_LABEL_COLUMNS 16
/* Beside its label: spaces before, one between, and the probability */
#define OTHER_COLUMNS 8

/* To the second, or the tenth where that says nothing. */
static void
append_clock (GString *out, double seconds, gboolean tenths)
{
  g_autofree char *text = gls_text_clock (seconds, tenths ? 1 : 0);

  g_string_append_printf (out, "%7s", text);
}

static void
append_label (GString *out, const GlsPrediction *self)
{
  if (self->label != NULL)
    g_string_append_printf (out, "%s  ", self->label);
}

static void
append_moments (GString *out, const GlsPrediction *self)
{
  g_autofree char *from = gls_text_time_of_day (self->moment_us);
  g_autofree char *until = gls_text_time_of_day (self->until_us);

  g_string_append_printf (out, "%s–%s", from, until);
}

static void
append_span (GString *out, const GlsPrediction *self)
{
  gboolean tenths = self->event || self->end - self->start < 1;

  if (self->summary && self->scope == GLS_SCOPE_INPUT) {
    g_string_append_printf (out, "  %-15s", self->partial ? "so far" : "whole");
    return;
  }
  if (self->moment_us != 0) {
    append_moments (out, self);
    return;
  }
  append_clock (out, self->start, tenths);
  g_string_append (out, " – ");
  append_clock (out, self->end, tenths);
}

static size_t
label_columns (const char *const *names, size_t n_tags)
{
  size_t columns = 0;

  for (size_t i = 0; i < n_tags; i++) {
    size_t n = (size_t) g_utf8_strlen (names[i], -1);

    if (n <= MAX_LABEL_COLUMNS)
      columns = MAX (columns, n);
  }
  return columns;
}

size_t
gls_prediction_count_columns (const char *const *labels, size_t n_tags)
{
  g_autofree const char **names = gls_tagnames_new (labels, n_tags);

  return label_columns (names, n_tags) + OTHER_COLUMNS;
}

static void
append_tags (const GlsPrediction *self, const char *const *names,
    const size_t *order, size_t n, GString *out)
{
  size_t columns = label_columns (names, self->n_tags);

  for (size_t k = 0; k < n; k++) {
    const char *name = names[order[k]];
    size_t length = (size_t) g_utf8_strlen (name, -1);

    g_string_append (out, "   ");
    g_string_append (out, name);
    for (; length < columns; length++)
      g_string_append_c (out, ' ');
    g_string_append_c (out, ' ');
    gls_text_append_number (out, "%.2f", (double) self->p[order[k]]);
  }
}

/* Returns: the tag that lies least below its threshold, or -1 */
static gssize
find_nearest (const GlsPrediction *self, const GlsSelection *selection)
{
  gssize nearest = -1;
  float least = INFINITY;

  for (size_t i = 0; i < self->n_tags; i++) {
    float threshold = selection->thresholds != NULL ? selection->thresholds[i]
                                                    : selection->threshold;

    if (selection->taught && gls_prediction_is_untaught (self, i))
      continue;
    if (threshold - self->p[i] < least) {
      least = threshold - self->p[i];
      nearest = (gssize) i;
    }
  }
  return nearest;
}

/* Which tag would come first. */
static void
append_nearest (const GlsPrediction *self, const char *const *names,
    const GlsSelection *selection, GString *out)
{
  gssize nearest = find_nearest (self, selection);

  g_string_append (out, "   none reaches ");
  if (selection->thresholds != NULL)
    g_string_append (out, "its threshold");
  else
    gls_text_append_number (out, "%.4g", (double) selection->threshold);
  if (nearest < 0)
    return;
  g_string_append_printf (out, ": %s ", names[nearest]);
  gls_text_append_number (out, "%.2f", (double) self->p[nearest]);
}

/* Returns: (transfer full): as one line, with the artist if that is known apart
 */
static char *
make_title (const GlsPrediction *self)
{
  g_autofree char *whole = self->artist != NULL
      ? g_strconcat (self->artist, " - ", self->title, NULL)
      : g_strdup (self->title);

  return gls_text_make_printable (whole);
}

/* What kind of line it is, where that is not seen. */
static void
append_kind (GString *out, const GlsPrediction *self)
{
  g_autofree char *title = NULL;

  if (self->summary && self->scope == GLS_SCOPE_PERIOD)
    g_string_append (out, "   (mean)");
  if (self->summary && self->scope == GLS_SCOPE_TITLE && self->title != NULL) {
    title = make_title (self);
    g_string_append_printf (out, "   “%s”", title);
  }
  if (self->provisional)
    g_string_append (out, "   (provisional)");
  else if (self->padded && !self->summary)
    g_string_append (out, "   (shorter than a segment)");
}

void
gls_prediction_append_input_as_text (const GlsPrediction *self, GString *out)
{
  g_autofree char *name = gls_text_make_printable (self->input);
  g_autofree char *title = NULL;

  g_string_append (out, name);
  if (self->track > 0)
    g_string_append_printf (out, "   %u.", self->track);
  if (self->track > 0 && self->title != NULL) {
    title = make_title (self);
    g_string_append_printf (out, " %s", title);
  }
  g_string_append_c (out, '\n');
}

void
gls_prediction_append_title_as_text (const GlsPrediction *heading, GString *out)
{
  g_autofree char *time = gls_text_time_of_day (heading->moment_us);
  g_autofree char *title = NULL;

  append_label (out, heading);
  if (heading->title != NULL) {
    title = make_title (heading);
    g_string_append_printf (out, "%-17s   ♪ %s\n", time, title);
  } else if (heading->station != NULL) {
    title = gls_text_make_printable (heading->station);
    g_string_append_printf (out, "%-17s   %s\n", time, title);
  } else
    g_string_append_printf (out, "%-17s   ♪\n", time);
}

void
gls_prediction_append_as_text (const GlsPrediction *self,
    const GlsSelection *selection, const size_t *order, size_t n, GString *out)
{
  g_autofree const char **names = gls_tagnames_new (self->labels, self->n_tags);

  append_label (out, self);
  append_span (out, self);
  if (self->event && n == 0)
    g_string_append (out, "   no events");
  else if (self->silent)
    g_string_append (out, "   silence");
  else if (n == 0 && selection != NULL)
    append_nearest (self, names, selection, out);
  else
    append_tags (self, names, order, n, out);
  append_kind (out, self);
  g_string_append_c (out, '\n');
}
