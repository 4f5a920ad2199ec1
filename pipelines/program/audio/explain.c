/* What is odd about an input that was read to its end.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/explain.h"

#include <math.h>

#include "terminal/say.h"

/* An end earlier than declared by less than this is rounding, not damage. */
#define MISSING_S 0.5

gboolean
explain_report (const char *name, const SourceReport *report)
{
  double seconds = source_report_seconds (report);

  if (report->n_not_finite > 0)
    say (name,
        "it holds samples that are infinite or not a number, which count"
        " as silence");
  if (report->n_samples > 0 && report->peak == 0)
    say (name, "the audio is silent throughout, so that its tags say nothing");
  if (report->cancelled > 0)
    say (name,
        "channels cancel each other in %.0f %% of it, where the loudest alone"
        " is heard",
        ceil (100 * report->cancelled));
  if (report->declared_s > fmax (seconds, report->tracks_end_s) + MISSING_S) {
    say (name, "the audio ends after %.1f s although %.1f s are declared",
        seconds, report->declared_s);
    return FALSE;
  }
  if (report->torn != NULL) {
    say (name, "the file is cut off: after %.1f s it ends inside a %s", seconds,
        report->torn);
    return FALSE;
  }
  return TRUE;
}
