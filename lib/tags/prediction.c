/* Writes predictions as text, JSON lines or CSV: the one place that knows
 * these formats, for the program and for tagsink.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/prediction.h"

#include <math.h>
#include <string.h>

#include "json.h"
#include "tags/csv.h"
#include "text.h"

/* Labels of up to this many columns are padded to the longest one; a longer
 * one pushes the rest of its line to the right. */
#define MAX_LABEL_COLUMNS 24

static void
append_number (GString *out, const char *format, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE * 2];

  g_string_append (out, g_ascii_formatd (text, sizeof text, format, value));
}

typedef struct
{
  const float *p;
} Ranking;

static int
compare_p (gconstpointer a, gconstpointer b, gpointer data)
{
  const Ranking *ranking = data;
  size_t i = *(const size_t *) a, k = *(const size_t *) b;
  float x = ranking->p[i], y = ranking->p[k];

  if (isnan (x) || isnan (y)) {
    if (isnan (x) != isnan (y))
      return isnan (x) ? 1 : -1;
  } else if (x != y)
    return x < y ? 1 : -1;
  return i < k ? -1 : i > k;
}

size_t
gls_prediction_rank (const GlsPrediction *self, const GlsSelection *selection,
    size_t *order)
{
  Ranking ranking = { self->p };
  size_t n = 0;

  for (size_t i = 0; i < self->n_tags; i++)
    if (selection == NULL || selection->threshold <= 0
        || self->p[i] >= selection->threshold)
      order[n++] = i;
  if (n > 0)
    g_qsort_with_data (order, (int) n, sizeof *order, compare_p, &ranking);
  if (selection != NULL && selection->top > 0)
    n = MIN (n, selection->top);
  return n;
}

/* To the second, or the tenth where that says nothing. */
static void
append_clock (GString *out, double seconds, gboolean tenths)
{
  g_autofree char *text = gls_text_clock (seconds, tenths ? 1 : 0);

  g_string_append_printf (out, "%7s", text);
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
append_text (const GlsPrediction *self, const size_t *order, size_t n,
    GString *out)
{
  size_t columns = label_columns (self);

  if (self->summary)
    g_string_append (out, "  whole          ");
  else {
    gboolean tenths = self->end - self->start < 1;

    append_clock (out, self->start, tenths);
    g_string_append (out, " – ");
    append_clock (out, self->end, tenths);
  }
  for (size_t k = 0; k < n; k++) {
    size_t length = (size_t) g_utf8_strlen (self->labels[order[k]], -1);

    g_string_append (out, "   ");
    g_string_append (out, self->labels[order[k]]);
    for (; length < columns; length++)
      g_string_append_c (out, ' ');
    g_string_append_c (out, ' ');
    append_number (out, "%.2f", (double) self->p[order[k]]);
  }
  if (n == 0)
    g_string_append (out, "   no tag");
  if (self->padded && !self->summary)
    g_string_append (out, "   (shorter than a segment)");
  g_string_append_c (out, '\n');
}

static void
append_json (const GlsPrediction *self, const size_t *order, size_t n,
    GString *out)
{
  g_string_append_c (out, '{');
  if (self->input != NULL) {
    g_string_append (out, "\"input\":");
    gls_json_append_text (out, self->input);
    g_string_append_c (out, ',');
  }
  if (self->summary)
    g_string_append (out, "\"summary\":true,");
  g_string_append (out, "\"start\":");
  gls_json_append_formatted (out, "%.3f", self->start);
  g_string_append (out, ",\"end\":");
  gls_json_append_formatted (out, "%.3f", self->end);
  if (self->padded)
    g_string_append (out, ",\"padded\":true");
  g_string_append (out, ",\"tags\":[");
  for (size_t k = 0; k < n; k++) {
    g_string_append (out, k > 0 ? ",{\"tag\":" : "{\"tag\":");
    gls_json_append_text (out, self->labels[order[k]]);
    g_string_append (out, ",\"p\":");
    gls_json_append_formatted (out, "%.6g", (double) self->p[order[k]]);
    g_string_append_c (out, '}');
  }
  g_string_append (out, "]}\n");
}

static void
append_csv (const GlsPrediction *self, const size_t *order, size_t n,
    GString *out)
{
  g_autofree char *input =
      g_utf8_make_valid (self->input ? self->input : "", -1);

  for (size_t k = 0; k < n; k++) {
    gls_csv_append_field (out, input);
    g_string_append_c (out, ',');
    append_number (out, "%.3f", self->start);
    g_string_append_c (out, ',');
    append_number (out, "%.3f", self->end);
    g_string_append_c (out, ',');
    gls_csv_append_field (out, self->labels[order[k]]);
    g_string_append_c (out, ',');
    append_number (out, "%.6g", (double) self->p[order[k]]);
    g_string_append (out,
        self->summary      ? ",summary\n"
            : self->padded ? ",padded\n"
                           : ",segment\n");
  }
}

void
gls_prediction_append (const GlsPrediction *self, const GlsSelection *selection,
    GlsFormat format, GString *out)
{
  g_autofree size_t *order = g_new (size_t, MAX (self->n_tags, 1));
  size_t n = gls_prediction_rank (self, selection, order);

  switch (format) {
    case GLS_FORMAT_TEXT:
      append_text (self, order, n, out);
      break;
    case GLS_FORMAT_JSON:
      append_json (self, order, n, out);
      break;
    case GLS_FORMAT_CSV:
      append_csv (self, order, n, out);
      break;
  }
}

void
gls_prediction_append_head (GlsFormat format, GString *out)
{
  if (format == GLS_FORMAT_CSV)
    g_string_append (out, "input,start,end,tag,p,kind\n");
}

void
gls_prediction_append_input (const char *input, GlsFormat format, GString *out)
{
  if (format == GLS_FORMAT_TEXT) {
    g_autofree char *line = gls_text_make_printable (input);

    g_string_append (out, line);
    g_string_append_c (out, '\n');
  }
}
