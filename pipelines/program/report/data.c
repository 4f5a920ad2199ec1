/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/data.h"

#include <math.h>
#include <string.h>

#include "json.h"
#include "report/links.h"

#define STEPS 4095
#define NO_PLACE 4095

static void
append_number (GString *out, guint32 number, int n_digits)
{
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "abcdefghijklmnopqrstuvwxyz0123456789-_";

  for (int i = n_digits - 1; i >= 0; i--)
    g_string_append_c (out, digits[(number >> 6 * i) & 63]);
}

/* --- tags --- */

static void
append_tags (GString *out, const GlsSurvey *survey)
{
  for (guint i = 0; i < survey->tags->len; i++) {
    const GlsSurveyTag *tag = survey->tags->pdata[i];

    g_string_append (out, i > 0 ? ",[" : "[");
    gls_json_append_text (out, tag->name);
    g_string_append_printf (out, ",%zu,", tag->column);
    gls_json_append_formatted (out, "%.17g", (double) tag->threshold);
    g_string_append_c (out, ']');
  }
}

/* --- tracks --- */

/* Folders are written once; tracks name them by number. */
typedef struct
{
  GHashTable *numbers; /* of address to number + 1 */
  GString *text;
} Folders;

/* length: of the folder's address */
static guint
find_folder (Folders *self, const char *address, size_t length)
{
  g_autofree char *folder = g_strndup (address, length);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, folder));

  if (number > 0)
    return number - 1;
  number = g_hash_table_size (self->numbers);
  g_string_append (self->text, number > 0 ? "," : "");
  gls_json_append_text (self->text, folder);
  g_hash_table_insert (self->numbers, g_steal_pointer (&folder),
      GUINT_TO_POINTER (number + 1));
  return number;
}

/* Text, or null */
static void
append_optional (GString *out, const char *text)
{
  g_string_append_c (out, ',');
  if (text == NULL)
    g_string_append (out, "null");
  else
    gls_json_append_text (out, text);
}

static void
append_track (GString *out, Folders *folders, const GlsSurveyTrack *track,
    const char *base)
{
  g_autofree char *link = links_make (track->uri, base);
  const char *address = link != NULL ? link : track->uri;
  const char *slash = link != NULL ? strrchr (link, '/') : NULL;
  const char *leaf = slash != NULL ? slash + 1 : address;

  g_string_append_printf (out, "[%u,",
      find_folder (folders, address, (size_t) (leaf - address)));
  gls_json_append_text (out, leaf);
  g_string_append_c (out, ',');
  gls_json_append_formatted (out, "%.0f", track->seconds);
  if (track->title != NULL || track->artist != NULL || track->album != NULL) {
    append_optional (out, track->title);
    append_optional (out, track->artist);
    append_optional (out, track->album);
  }
  g_string_append_c (out, ']');
}

static void
append_tracks (GString *out, const GlsSurvey *survey, const char *base)
{
  Folders folders = {
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    g_string_new (NULL),
  };

  g_string_append (out, "],\n\"tracks\":[");
  for (guint i = 0; i < survey->tracks->len; i++) {
    g_string_append (out, i > 0 ? ",\n" : "\n");
    append_track (out, &folders, survey->tracks->pdata[i], base);
  }
  g_string_append_printf (out, "],\n\"folders\":[%s", folders.text->str);
  g_string_free (folders.text, TRUE);
  g_hash_table_unref (folders.numbers);
}

/* --- numbers --- */

/* So that the page has a tag where query has it. */
static guint32
count_steps (const GlsSurvey *survey, size_t column, float p)
{
  double steps = floor ((double) p * STEPS);

  for (guint i = 0; i < survey->tags->len; i++) {
    const GlsSurveyTag *tag = survey->tags->pdata[i];

    if (tag->column == column && p < tag->threshold)
      steps = fmin (steps, floor ((double) tag->threshold * STEPS) - 1);
  }
  return (guint32) CLAMP (steps, 0, STEPS);
}

static void
append_probabilities (GString *out, const GlsSurvey *survey)
{
  const size_t n_columns = survey->n_columns;

  g_string_append (out, "],\n\"p\":\"");
  for (guint i = 0; i < survey->tracks->len; i++)
    for (size_t k = 0; k < n_columns; k++)
      append_number (out, count_steps (survey, k, survey->p[i * n_columns + k]),
          2);
}

static void
append_chart (GString *out, const Chart *chart, size_t n)
{
  g_string_append (out, "\",\n\"places\":\"");
  for (size_t i = 0; i < 2 * n; i++)
    append_number (out,
        isnan (chart->places[i])
            ? NO_PLACE
            : (guint32) lrintf (chart->places[i] * (NO_PLACE - 1)),
        2);
  g_string_append_printf (out, "\",\n\"n_alike\":%zu,\"alike\":\"",
      chart->n_alike);
  for (size_t i = 0; i < n * chart->n_alike; i++)
    append_number (out, chart->alike[i], 4);
}

void
data_append (GString *out, const GlsSurvey *survey, const Chart *chart,
    const char *base)
{
  GString *data = g_string_new ("{\"tags\":[");

  append_tags (data, survey);
  append_tracks (data, survey, base);
  append_probabilities (data, survey);
  append_chart (data, chart, survey->tracks->len);
  g_string_append (data, "\"}");
  g_string_replace (data, "<", "\\u003c", 0);
  g_string_append_len (out, data->str, (gssize) data->len);
  g_string_free (data, TRUE);
}
