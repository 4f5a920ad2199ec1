/* A prediction as rows of comma-separated values, one for each tag.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/prediction-private.h"

#include "tags/csv.h"
#include "text.h"

/* CSV can quote a line break, but nothing that would steer a terminal. */
static char *
make_field (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *field = g_string_new (NULL);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c)) {
    gunichar character = g_utf8_get_char (c);
    gboolean steers =
        g_unichar_iscntrl (character) && !g_unichar_isspace (character);

    g_string_append_unichar (field, steers ? 0xfffd : character);
  }
  return g_string_free (field, FALSE);
}

/* One that is sent by others must not break the lines of a log. */
static char *
make_title (const char *text)
{
  return g_strdelimit (make_field (text), "\n\v\f\r\t", ' ');
}

static const char *
get_kind (const GlsPrediction *self)
{
  if (self->summary && self->scope != GLS_SCOPE_INPUT)
    return gls_scope_get_name (self->scope);
  if (self->summary)
    return self->partial ? "partial" : "summary";
  if (self->provisional)
    return "provisional";
  if (self->event)
    return "event";
  return self->silent ? "silent" : self->padded ? "padded" : "segment";
}

void
gls_prediction_append_as_csv (const GlsPrediction *self, const size_t *order,
    size_t n, GString *out)
{
  g_autofree char *input = make_field (self->input);
  g_autofree char *title = make_title (self->title);
  g_autofree char *time =
      self->moment_us != 0 ? gls_text_moment (self->moment_us) : g_strdup ("");

  for (size_t k = 0; k < n; k++) {
    gls_csv_append_field (out, input);
    gls_csv_append_number (out, "%.3f", self->start);
    gls_csv_append_number (out, "%.3f", self->end);
    g_string_append_c (out, ',');
    gls_csv_append_field (out, self->labels[order[k]]);
    gls_csv_append_number (out, "%.6g", (double) self->p[order[k]]);
    g_string_append_printf (out, ",%s,", get_kind (self));
    gls_csv_append_field (out, title);
    g_string_append_printf (out, ",%s\n", time);
  }
}
