/* glissando tag: its options.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "commands.h"

#include <unistd.h>

#include "terminal/say.h"
#include "terminal/terminal.h"
#include "tagging.h"

#define DEFAULT_TOP_TEXT 5
#define NOT_GIVEN G_MININT

/* What is given, as it is given. */
typedef struct
{
  gboolean json, csv;
  int top; /* or NOT_GIVEN */
  int n_jobs;
  double threshold;
  char *order, *model, *output;
} Given;

static const char summary[] =
    "Tags music: files, folders (with all that is in them), and addresses, "
    "radio\nstreams included. Ctrl-C ends a stream and prints what it was like "
    "so far.";

static const char description[] =
    "Times are minutes and seconds. The last segment ends with the audio, and "
    "overlaps\nthe one before it if it must to be as long. “whole” is the mean "
    "over an input, by\nduration, without what is silent; it is called “so "
    "far” (JSON: \"partial\") where the\ninput was not heard to its end.\n\n"
    "Exit status: 0 all done, 1 some inputs failed, 2 wrong usage, 130 "
    "interrupted.";

/* As many of the best tags as fit on a line of the terminal. */
static size_t
default_top (const Given *given)
{
  size_t columns =
      given->output == NULL ? terminal_get_columns (STDOUT_FILENO) : 0;

  if (given->json || given->csv)
    return 0;
  if (columns == 0)
    return DEFAULT_TOP_TEXT;
  return columns < 17 + 2 * 20 ? 2
                               : MIN ((columns - 17) / 20, DEFAULT_TOP_TEXT);
}

/* Lines for programs name their input; lines for people stand below its name.
 */
static gboolean
choose_order (const Given *given, OutboxOrder *order)
{
  *order = given->json || given->csv ? OUTBOX_AT_ONCE : OUTBOX_WHEN_DONE;
  if (given->order == NULL || g_str_equal (given->order, "done"))
    return TRUE;
  *order = OUTBOX_BY_INPUT;
  return g_str_equal (given->order, "input");
}

/* Returns: what is wrong, or NULL */
static const char *
understand (const Given *given, TaggingOptions *options)
{
  if (given->json && given->csv)
    return "--json and --csv exclude each other";
  if (given->top < 0 && given->top != NOT_GIVEN)
    return "--top must be at least 1, or 0 for all";
  if (given->n_jobs < 1)
    return "--jobs must be at least 1";
  if (!(given->threshold >= 0 && given->threshold <= 1))
    return "--threshold must be from 0 to 1";
  if (!choose_order (given, &options->order))
    return "--order must be “done” or “input”";
  options->model = given->model;
  options->output = given->output;
  options->format = given->json ? GLS_FORMAT_JSON
      : given->csv              ? GLS_FORMAT_CSV
                                : GLS_FORMAT_TEXT;
  options->selection.top =
      given->top >= 0 ? (size_t) given->top : default_top (given);
  options->selection.threshold = (float) given->threshold;
  options->selection.distinct = options->format == GLS_FORMAT_TEXT;
  options->n_jobs = (guint) given->n_jobs;
  return NULL;
}

static gboolean
parse (char **given, Given *into, GStrv *arguments)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &into->json,
        "Write one JSON object per line: segments, and a summary per input",
        NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &into->csv,
        "Write CSV: input,start,end,tag,p,kind", NULL },
    { "top", 0, 0, G_OPTION_ARG_INT, &into->top,
        "Only the N most probable tags, 0 for all (text: as many as fit, 5 at "
        "most; otherwise all)",
        "N" },
    { "threshold", 0, 0, G_OPTION_ARG_DOUBLE, &into->threshold,
        "Only tags with a probability of at least P (0)", "P" },
    { "model", 0, 0, G_OPTION_ARG_FILENAME, &into->model,
        "Use this model instead of the built-in one", "FILE" },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &into->n_jobs,
        "Tag N inputs at a time (one per processor)", "N" },
    { "order", 0, 0, G_OPTION_ARG_STRING, &into->order,
        "“done”: write inputs as they are done; “input”: in the order in which "
        "they are given (done)",
        "ORDER" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &into->output,
        "Write to a file, which is replaced at the end (-: standard output)",
        "FILE" },
    G_OPTION_ENTRY_NULL,
  };

  if (!command_parse ("INPUT…", summary, description, entries, given,
          arguments))
    return FALSE;
  if (g_strcmp0 (into->output, "-") == 0)
    g_clear_pointer (&into->output, g_free);
  return TRUE;
}

static void
given_clear (Given *self)
{
  g_free (self->order);
  g_free (self->model);
  g_free (self->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Given, given_clear)

int
command_tag (char **command_line)
{
  g_auto (GStrv) arguments = NULL;
  g_auto (Given)
      given = { .top = NOT_GIVEN, .n_jobs = (int) g_get_num_processors () };
  TaggingOptions options = { 0 };
  const char *wrong;

  if (!parse (command_line, &given, &arguments))
    return GLISSANDO_USAGE;
  if (arguments[1] == NULL) {
    say (NULL, "tag what? Give files, folders or addresses");
    return GLISSANDO_USAGE;
  }
  wrong = understand (&given, &options);
  if (wrong != NULL) {
    say (NULL, "%s", wrong);
    return GLISSANDO_USAGE;
  }
  return tagging_run (&options, arguments + 1);
}
