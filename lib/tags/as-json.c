/* A prediction as a JSON object on a line.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/prediction-private.h"

#include "json.h"
#include "text.h"

static void
append_text_member (GString *out, const char *name, const char *text)
{
  if (text == NULL)
    return;
  g_string_append_printf (out, "\"%s\":", name);
  gls_json_append_text (out, text);
  g_string_append_c (out, ',');
}

static void
append_flag (GString *out, const char *name, gboolean flag)
{
  if (flag)
    g_string_append_printf (out, "\"%s\":true,", name);
}

static void
append_number_member (GString *out, const char *name, double value)
{
  g_string_append_printf (out, "\"%s\":", name);
  gls_json_append_formatted (out, "%.3f", value);
  g_string_append_c (out, ',');
}

static void
append_moment (GString *out, const char *name, gint64 moment_us)
{
  g_autofree char *text = moment_us != 0 ? gls_text_moment (moment_us) : NULL;

  append_text_member (out, name, text);
}

static void
append_kind (GString *out, const GlsPrediction *self)
{
  append_flag (out, "summary", self->summary);
  if (self->summary)
    append_text_member (out, "of", gls_scope_get_name (self->scope));
  append_flag (out, "partial", self->partial);
  append_flag (out, "provisional", self->provisional);
  append_flag (out, "event", self->event);
}

void
gls_prediction_append_as_json (const GlsPrediction *self, const size_t *order,
    size_t n, GString *out)
{
  gboolean name_is_text =
      self->input == NULL || g_utf8_validate (self->input, -1, NULL);

  if (self->event && n == 0)
    return;
  g_string_append_c (out, '{');
  append_text_member (out, "input", self->input);
  append_text_member (out, "uri", name_is_text ? NULL : self->uri);
  append_text_member (out, "station", self->station);
  append_text_member (out, "title", self->title);
  append_text_member (out, "artist", self->artist);
  append_text_member (out, "album", self->album);
  if (self->track > 0)
    g_string_append_printf (out, "\"track\":%u,", self->track);
  append_kind (out, self);
  append_moment (out, "time", self->moment_us);
  append_moment (out, "until", self->until_us);
  append_number_member (out, "start", self->start);
  append_number_member (out, "end", self->end);
  append_flag (out, "padded", self->padded);
  append_flag (out, "silent", self->silent);
  append_text_member (out, "model", self->model);
  g_string_append (out, "\"tags\":[");
  for (size_t k = 0; k < n; k++) {
    g_string_append (out, k > 0 ? ",{" : "{");
    append_text_member (out, "tag", self->labels[order[k]]);
    g_string_append (out, "\"p\":");
    gls_json_append_formatted (out, "%.6g", (double) self->p[order[k]]);
    if (gls_prediction_is_untaught (self, order[k]))
      g_string_append (out, ",\"untaught\":true");
    g_string_append_c (out, '}');
  }
  g_string_append (out, "]}\n");
}
