/* Problems become sentences, and counts a progress bar.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "output/report.h"

#include "terminal/progress.h"
#include "terminal/say.h"

void
report_problems (Problems *problems)
{
  g_autoptr (GPtrArray) taken = problems_take (problems);

  for (guint i = 0; i < taken->len; i++) {
    const Problem *problem = taken->pdata[i];

    say (problem->subject, "%s", problem->sentence);
  }
}

void
report_done (size_t done, size_t total)
{
  progress_set ((double) done / (double) MAX (total, 1), NULL);
}
