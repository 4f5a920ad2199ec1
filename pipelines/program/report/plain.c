/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/plain.h"

#include <stdlib.h>

#include "location.h"
#include "report/links.h"
#include "text.h"

/* The end of the year 9999 */
#define LAST_S G_GINT64_CONSTANT (253402300799)

void
plain_append_text (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *escaped = g_markup_escape_text (valid, -1);

  g_string_append (out, escaped);
}

/* --- all of it --- */

static double
sum_seconds (const GlsSurvey *survey)
{
  double sum = 0;

  for (guint i = 0; i < survey->tracks->len; i++)
    sum += ((const GlsSurveyTrack *) survey->tracks->pdata[i])->seconds;
  return sum;
}

/* With a comma between thousands */
static void
append_count (GString *out, guint64 count)
{
  if (count >= 1000) {
    append_count (out, count / 1000);
    g_string_append_printf (out, ",%03u", (guint) (count % 1000));
  } else
    g_string_append_printf (out, "%u", (guint) count);
}

static void
append_duration (GString *out, double seconds)
{
  const guint64 minutes = (guint64) (seconds / 60 + 0.5);

  if (minutes >= 60) {
    append_count (out, minutes / 60);
    g_string_append (out, " h ");
  }
  g_string_append_printf (out, "%u min", (guint) (minutes % 60));
}

void
plain_append_about (GString *out, const GlsSurvey *survey)
{
  const guint n = survey->tracks->len;
  g_autofree char *day =
      gls_text_day (CLAMP (survey->tagged_s, 0, LAST_S) * G_USEC_PER_SEC);

  append_count (out, n);
  g_string_append (out, n == 1 ? " track, " : " tracks, ");
  append_duration (out, sum_seconds (survey));
  g_string_append (out, ". Heard ");
  if (survey->model != NULL) {
    g_string_append (out, "by the model “");
    plain_append_text (out, survey->model);
    g_string_append (out, "”, ");
  }
  g_string_append_printf (out, "last on %s.", day);
  if (survey->n_silent > 0)
    g_string_append_printf (out, " Of %zu silent %s nothing is told.",
        survey->n_silent, survey->n_silent == 1 ? "track" : "tracks");
}

/* --- tags --- */

/* A tag of a track, or of all */
typedef struct
{
  const GlsSurveyTag *tag;
  float p; /* or in how many tracks */
} Share;

static int
compare_shares (gconstpointer a, gconstpointer b)
{
  const Share *x = a, *y = b;

  if (x->p < y->p || x->p > y->p)
    return x->p > y->p ? -1 : 1;
  return x->tag->column < y->tag->column ? -1 : x->tag->column > y->tag->column;
}

/* Returns: (transfer full) (element-type Share): the first tag of each column,
 * with 0 */
static GArray *
list_shares (const GlsSurvey *survey)
{
  GArray *shares = g_array_new (FALSE, FALSE, sizeof (Share));

  for (guint i = 0; i < survey->tags->len; i++) {
    const Share share = { survey->tags->pdata[i], 0 };

    if (share.tag->column == shares->len)
      g_array_append_val (shares, share);
  }
  return shares;
}

static void
append_counts (GString *out, const GlsSurvey *survey)
{
  g_autoptr (GArray) shares = list_shares (survey);

  for (guint k = 0; k < shares->len; k++) {
    Share *share = &g_array_index (shares, Share, k);

    for (guint i = 0; i < survey->tracks->len; i++)
      share->p += survey->p[i * survey->n_columns + k] >= share->tag->threshold;
  }
  g_array_sort (shares, compare_shares);
  g_string_append (out,
      "<table>\n<caption>Tags</caption>\n"
      "<tr><th>Tag</th><th>Tracks</th></tr>\n");
  for (guint k = 0; k < shares->len; k++) {
    const Share *share = &g_array_index (shares, Share, k);

    g_string_append (out, "<tr><td>");
    plain_append_text (out, share->tag->name);
    g_string_append_printf (out, "</td><td>%.0f</td></tr>\n",
        (double) share->p);
  }
  g_string_append (out, "</table>\n");
}

/* --- tracks --- */

static void
append_name (GString *out, const GlsSurveyTrack *track, const char *base)
{
  g_autofree char *link = links_make (track->uri, base);
  g_autofree char *file = gls_location_get_path (track->uri);
  g_autofree char *leaf =
      file != NULL ? g_filename_display_basename (file) : NULL;
  const char *name = track->title != NULL ? track->title
      : leaf != NULL                      ? leaf
                                          : track->uri;

  if (link != NULL) {
    g_string_append (out, "<a href=\"");
    plain_append_text (out, link);
    g_string_append (out, "\">");
  }
  plain_append_text (out, name);
  if (link != NULL)
    g_string_append (out, "</a>");
}

/* p: float[n_columns] */
static void
append_sounds (GString *out, const GlsSurvey *survey, const float *p)
{
  g_autoptr (GArray) shares = list_shares (survey);
  gboolean first = TRUE;

  for (guint k = 0; k < shares->len; k++)
    g_array_index (shares, Share, k).p = p[k];
  g_array_sort (shares, compare_shares);
  for (guint k = 0; k < shares->len; k++) {
    const Share *share = &g_array_index (shares, Share, k);

    if (share->p < share->tag->threshold)
      continue;
    g_string_append (out, first ? "" : ", ");
    plain_append_text (out, share->tag->name);
    g_string_append_c (out, ' ');
    gls_text_append_number (out, "%.2f", (double) share->p);
    first = FALSE;
  }
}

static void
append_track (GString *out, const GlsSurvey *survey, guint i, const char *base)
{
  const GlsSurveyTrack *track = survey->tracks->pdata[i];

  g_string_append (out, "<tr><td>");
  append_name (out, track, base);
  g_string_append (out, "</td><td>");
  if (track->artist != NULL)
    plain_append_text (out, track->artist);
  g_string_append (out, "</td><td>");
  append_sounds (out, survey, survey->p + i * survey->n_columns);
  g_string_append (out, "</td></tr>\n");
}

void
plain_append_tables (GString *out, const GlsSurvey *survey, const char *base)
{
  append_counts (out, survey);
  g_string_append (out,
      "<table>\n<caption>Tracks</caption>\n"
      "<tr><th>Title</th><th>Artist</th><th>Sounds</th></tr>\n");
  for (guint i = 0; i < survey->tracks->len; i++)
    append_track (out, survey, i, base);
  g_string_append (out, "</table>\n");
}
