/* Problems become sentences, and counts a progress bar.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "output/report.h"

#include "terminal/progress.h"
#include "terminal/say.h"

/* Of problems of one kind so many are named, and the others counted. */
#define MOST_OF_A_KIND 10

static const char *
kind_of (const Problem *problem)
{
  return problem->kind != NULL ? problem->kind : "rows, for such reasons";
}

/* counts: (inout): how many of each kind there were */
static void
report_problem (const Problem *problem, GHashTable *counts)
{
  gpointer kind = (gpointer) kind_of (problem);
  gsize n = GPOINTER_TO_SIZE (g_hash_table_lookup (counts, kind)) + 1;

  g_hash_table_insert (counts, kind, GSIZE_TO_POINTER (n));
  if (n <= MOST_OF_A_KIND)
    say (problem->subject, "%s", problem->sentence);
}

static void
report_rest (const GPtrArray *problems, GHashTable *counts)
{
  for (guint i = problems->len; i-- > 0;) {
    const Problem *problem = problems->pdata[i];
    gpointer kind = (gpointer) kind_of (problem);
    gsize n = GPOINTER_TO_SIZE (g_hash_table_lookup (counts, kind));

    g_hash_table_remove (counts, kind);
    if (n > MOST_OF_A_KIND)
      say (NULL, "and %zu more %s", n - MOST_OF_A_KIND, (char *) kind);
  }
}

void
report_problems (Problems *problems)
{
  g_autoptr (GPtrArray) taken = problems_take (problems);
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < taken->len; i++)
    report_problem (taken->pdata[i], counts);
  report_rest (taken, counts);
}

void
report_done (size_t done, size_t total)
{
  progress_set ((double) done / (double) MAX (total, 1), NULL);
}
