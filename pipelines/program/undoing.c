/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "undoing.h"

#include "audio/run.h"
#include "files/edit.h"
#include "output/change-report.h"
#include "terminal/progress.h"
#include "terminal/say.h"

static gboolean
undo (const Input *input, const EditOptions *options, ChangeReport *report)
{
  const ChangePlan plan = { .undo = TRUE };
  g_autofree char *path = input_get_path (input);
  g_auto (Change) change = { 0 };
  g_autoptr (GError) error = NULL;

  if (path == NULL) {
    say (input->name, "tags are written into files only");
    return FALSE;
  }
  if (!edit_apply (path, NULL, &plan, options, &change, &error)) {
    say (input->name, "its tags were not taken back: %s", error->message);
    return FALSE;
  }
  change_report_add (report, input, &change);
  if (change_leaves_genre (&change, &plan))
    say (input->name, "its genre was changed since, and stays as it is");
  return TRUE;
}

static int
undo_all (const GPtrArray *inputs, const EditOptions *options,
    ChangeReport *report, size_t n_failed)
{
  run_catch_interrupts ();
  progress_begin ("taking back", (double) inputs->len);
  for (guint i = 0; i < inputs->len && !run_is_interrupted (); i++) {
    n_failed += !undo (inputs->pdata[i], options, report);
    progress_set (i + 1, NULL);
  }
  progress_end ();
  if (run_is_interrupted ())
    return GLISSANDO_INTERRUPTED;
  return n_failed > 0 ? GLISSANDO_SOME_FAILED : GLISSANDO_DONE;
}

int
undoing_run (const WritingOptions *options, gboolean json, char **arguments,
    const Shard *shard)
{
  const EditOptions edit = { options->dry_run, options->keep_times };
  size_t n_failed = 0;
  g_autoptr (GPtrArray) inputs = inputs_collect (arguments, shard, &n_failed);
  g_autoptr (GError) error = NULL;
  ChangeReport *report = change_report_new (json, options->dry_run, &error);
  int status = GLISSANDO_SOME_FAILED;

  inputs_join_parts (inputs);
  if (report != NULL) {
    status = undo_all (inputs, &edit, report, n_failed);
    if (change_report_close (report, &error))
      return status;
  }
  say ("standard output", "%s", error->message);
  return GLISSANDO_SOME_FAILED;
}
