/* glissando report: a page of a tagged library, to look at in a browser.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "commands.h"
#include "outfile.h"
#include "question.h"
#include "report/links.h"
#include "report/page.h"
#include "terminal/say.h"

typedef struct
{
  char *output, *title, *model, *threshold;
  gboolean relative;
} Given;

typedef struct
{
  const char *database, *output;
  const char *text; /* of the expression, or NULL */
  const char *model;
  const GlsExpression *expression;
  float threshold;
  char *title; /* (transfer full) */
  char *base;  /* (transfer full): of relative links, or NULL */
} Options;

static const char summary[] =
    "Makes one page of a database that “tag --output library.db” has made: "
    "tags, "
    "a map of\nwhat sounds alike, a search, and all tracks with links to their "
    "files.\n\n"
    "    glissando report library.db -o report.html\n"
    "    glissando report library.db \"piano & !drums\" -o piano.html\n"
    "    glissando report library.db -o ~/Music/index.html --relative";

static const char description[] =
    "With an EXPRESSION, as “query” takes it, the page is of the tracks of "
    "which it holds.\n\n"
    "The page is one file. It opens in a browser without a network or a "
    "server, "
    "and takes\nnothing from anywhere.\n\n"
    "Exit status: 0 done, 1 it could not be read or written, 2 wrong usage.";

/* --- what is given --- */

/* Returns: (transfer full): the name of the database without what says that it is
 * one, and what was asked of it */
static char *
make_title (const char *database, const char *text)
{
  g_autofree char *name = g_filename_display_basename (database);
  char *point = strrchr (name, '.');

  if (point != NULL && point != name)
    *point = '\0';
  return text != NULL ? g_strdup_printf ("%s: %s", name, text)
                      : g_steal_pointer (&name);
}

/* Returns: what is wrong, or NULL */
static const char *
understand (const Given *given, char **arguments, Options *options)
{
  const char *wrong =
      question_check_arguments (arguments, "report on what? Give a database");

  if (wrong != NULL)
    return wrong;
  if (given->output == NULL)
    return "where to? Say --output report.html";
  if (given->relative && g_str_equal (given->output, "-"))
    return "--relative needs an --output that is a file";
  options->database = arguments[0];
  options->text = arguments[1];
  options->output = given->output;
  options->model = given->model;
  options->title = given->title != NULL
      ? g_strdup (given->title)
      : make_title (options->database, options->text);
  return question_read_threshold (given->threshold, &options->threshold);
}

/* --- the page --- */

static gboolean
write_page (const Options *options, const GlsSurvey *survey, GError **error)
{
  g_autoptr (Chart) chart = chart_new (survey);
  g_autoptr (GBytes) bytes = g_string_free_to_bytes (page_make (survey, chart,
      options->title, options->base));

  return gls_outfile_replace (options->output, bytes, error);
}

/* Returns: the exit status */
static int
report (const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsSurvey) survey = NULL;
  g_autofree char *model = NULL;
  g_autoptr (GlsCatalogue) catalogue =
      gls_catalogue_open (options->database, GLS_CATALOGUE_READ, &error);

  if (catalogue != NULL) {
    model = question_choose_model (catalogue, options->model);
    survey = gls_survey_new (catalogue, model, options->expression,
        options->threshold, &error);
  }
  if (survey == NULL)
    return question_fail (options->database, catalogue, error);
  if (write_page (options, survey, &error))
    return GLISSANDO_DONE;
  say (options->output, "%s", error->message);
  return GLISSANDO_SOME_FAILED;
}

/* Returns: the exit status */
static int
run (const Given *given, Options *options)
{
  g_autoptr (GlsExpression) expression = NULL;
  g_autoptr (GError) error = NULL;

  if (!question_is_safe (options->database, options->output))
    return GLISSANDO_USAGE;
  if (given->relative) {
    options->base = links_find_base (options->output, &error);
    if (options->base == NULL) {
      say (options->output, "%s", error->message);
      return GLISSANDO_SOME_FAILED;
    }
  }
  if (!question_parse (options->text, &expression))
    return GLISSANDO_USAGE;
  options->expression = expression;
  return report (options);
}

static gboolean
parse (char **command_line, Given *given, GStrv *arguments)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &given->output,
        "Where to write the page (-: to standard output)", "FILE" },
    { "title", 0, 0, G_OPTION_ARG_STRING, &given->title,
        "What stands above it (the name of the database)", "TEXT" },
    { "relative", 0, 0, G_OPTION_ARG_NONE, &given->relative,
        "Links to files start from where the page is, so that both may move "
        "together",
        NULL },
    { "threshold", 0, 0, G_OPTION_ARG_STRING, &given->threshold,
        "From which probability on a tag is there (as the model says, or else "
        "0.2)",
        "P" },
    { "model", 0, 0, G_OPTION_ARG_STRING, &given->model,
        "Whose tags are meant, where there are those of several: its name, or "
        "how its digest begins",
        "MODEL" },
    G_OPTION_ENTRY_NULL,
  };

  return command_parse ("DATABASE [EXPRESSION] --output FILE", summary,
      description, entries, command_line, arguments);
}

static void
given_clear (Given *self)
{
  g_free (self->output);
  g_free (self->title);
  g_free (self->model);
  g_free (self->threshold);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Given, given_clear)

static void
options_clear (Options *self)
{
  g_free (self->title);
  g_free (self->base);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

int
command_report (char **command_line)
{
  g_auto (GStrv) arguments = NULL;
  g_auto (Given) given = { 0 };
  g_auto (Options) options = { 0 };
  const char *wrong;

  if (!parse (command_line, &given, &arguments))
    return GLISSANDO_USAGE;
  wrong = understand (&given, arguments + 1, &options);
  if (wrong == NULL)
    return run (&given, &options);
  say (NULL, "%s", wrong);
  return GLISSANDO_USAGE;
}
