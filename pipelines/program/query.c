/* glissando query: which tracks of a library are as they are wanted.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "commands.h"
#include "location.h"
#include "outfile.h"
#include "output/matches.h"
#include "question.h"
#include "terminal/say.h"

typedef struct
{
  gboolean json, csv, null;
  char *playlist, *model, *like, *threshold;
  int top;
} Given;

typedef struct
{
  const char *database;
  const char *text; /* of the expression, or NULL */
  const char *output;
  MatchesFormat format;
  GlsSearch search;
} Options;

static const char summary[] =
    "Finds tracks in a database that “tag --output library.db” has made.\n\n"
    "    glissando query library.db \"guitar & slow & !vocals\"\n"
    "    glissando query library.db \"piano > 0.4 | harp\" --playlist "
    "quiet.m3u8\n"
    "    glissando query library.db --like song.ogg --top 20\n"
    "    glissando query library.db";

static const char description[] =
    "An EXPRESSION is made of tags, of ! (not), & (and) and | (or), which bind "
    "in this order,\nand of parentheses. A tag with spaces stands in quotation "
    "marks, and so does one with\none of &|!()<>=. A tag holds from its "
    "threshold on: that of the model or, where the model\ndoes not say, 0.2; "
    "“guitar > 0.3” (>=, <, <=) says it for this tag.\n\n"
    "The best come first: of a tag, the more probable; of “!”, the less; of "
    "“&”, by the worst\npart, of “|”, by the best one. With --like, the "
    "nearest "
    "come first.\n\n"
    "Without EXPRESSION and --like: the tags that there are, and in how many "
    "tracks.\n\n"
    "Exit status: 0 done, whatever was found, 1 it could not be read or "
    "written, 2 wrong\nusage, also of an expression.";

/* --- what is given --- */

/* Returns: what is wrong, or NULL */
static const char *
understand_format (const Given *given, Options *options)
{
  if (given->json + given->csv + given->null + (given->playlist != NULL) > 1)
    return "--json, --csv, --null and --playlist exclude each other";
  options->format = given->json ? MATCHES_AS_JSON
      : given->csv              ? MATCHES_AS_CSV
      : given->null             ? MATCHES_AS_PATHS
      : given->playlist != NULL ? MATCHES_AS_PLAYLIST
                                : MATCHES_AS_TEXT;
  options->output = given->playlist;
  if (given->top < 0)
    return "--top must be at least 1, or 0 for all";
  options->search.top = (size_t) given->top;
  return NULL;
}

/* Returns: what is wrong, or NULL */
static const char *
understand (const Given *given, char **arguments, Options *options)
{
  const char *wrong = understand_format (given, options);

  if (wrong == NULL)
    wrong =
        question_read_threshold (given->threshold, &options->search.threshold);
  if (wrong == NULL)
    wrong = question_check_arguments (arguments,
        "query what? Give a database, and what is to be found in it");
  if (wrong != NULL)
    return wrong;
  options->database = arguments[0];
  options->text = arguments[1];
  options->search.model = given->model;
  if (options->text == NULL && given->like == NULL
      && (given->null || given->playlist != NULL))
    return "give an expression, or --like";
  return NULL;
}

/* --- what is found --- */

static gboolean
write_out (const Options *options, const GString *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text->str, text->len);

  return gls_outfile_replace (options->output, bytes, error);
}

static gboolean
count (GlsCatalogue *catalogue, const Options *options, GString *out,
    GError **error)
{
  g_autoptr (GPtrArray) counts = gls_catalogue_count_tags (catalogue,
      options->search.model, options->search.threshold, error);

  if (counts != NULL)
    matches_append_counts (out, counts, options->format);
  return counts != NULL;
}

static gboolean
search (GlsCatalogue *catalogue, const Options *options, GString *out,
    GError **error)
{
  g_autoptr (GPtrArray) matches =
      gls_catalogue_search (catalogue, &options->search, error);

  if (matches == NULL)
    return FALSE;
  if (matches->len == 0)
    say (options->database, "no track is like that");
  matches_append (out, matches, options->search.expression, options->format);
  return TRUE;
}

/* Returns: the exit status */
static int
answer (Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *model = NULL;
  g_autoptr (GlsCatalogue) catalogue =
      gls_catalogue_open (options->database, GLS_CATALOGUE_READ, &error);
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean is_about_tracks =
      options->text != NULL || options->search.like != NULL;

  if (catalogue != NULL)
    options->search.model = model =
        question_choose_model (catalogue, options->search.model);
  if (catalogue == NULL
      || !(is_about_tracks ? search (catalogue, options, out, &error)
                           : count (catalogue, options, out, &error)))
    return question_fail (options->database, catalogue, error);
  if (write_out (options, out, &error))
    return GLISSANDO_DONE;
  say (options->output, "%s", error->message);
  return GLISSANDO_SOME_FAILED;
}

/* Returns: the exit status */
static int
run (const Given *given, Options *options)
{
  g_autoptr (GlsExpression) expression = NULL;
  g_autofree char *like =
      given->like != NULL ? gls_location_get_uri (given->like) : NULL;

  if (!question_is_safe (options->database, options->output)
      || !question_parse (options->text, &expression))
    return GLISSANDO_USAGE;
  options->search.expression = expression;
  options->search.like = like;
  return answer (options);
}

static gboolean
parse (char **command_line, Given *given, GStrv *arguments)
{
  const GOptionEntry entries[] = {
    { "like", 0, 0, G_OPTION_ARG_FILENAME, &given->like,
        "By distance from a track, which must be in the database", "TRACK" },
    { "top", 0, 0, G_OPTION_ARG_INT, &given->top,
        "Only the N best, 0 for all (0)", "N" },
    { "threshold", 0, 0, G_OPTION_ARG_STRING, &given->threshold,
        "From which probability on a tag holds (as the model says, or else "
        "0.2)",
        "P" },
    { "model", 0, 0, G_OPTION_ARG_STRING, &given->model,
        "Whose tags are meant, where there are those of several: its name, or "
        "how its digest begins",
        "MODEL" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &given->json,
        "Write one JSON object per line", NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &given->csv,
        "Write CSV: path,distance,strength,seconds,title,artist,album", NULL },
    { "null", '0', 0, G_OPTION_ARG_NONE, &given->null,
        "Write paths, each ended by a zero byte, as xargs -0 reads them",
        NULL },
    { "playlist", 0, 0, G_OPTION_ARG_FILENAME, &given->playlist,
        "Write a playlist, M3U in UTF-8 (-: to standard output)", "FILE" },
    G_OPTION_ENTRY_NULL,
  };

  return command_parse ("DATABASE [EXPRESSION]", summary, description, entries,
      command_line, arguments);
}

static void
given_clear (Given *self)
{
  g_free (self->playlist);
  g_free (self->model);
  g_free (self->like);
  g_free (self->threshold);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Given, given_clear)

int
command_query (char **command_line)
{
  g_auto (GStrv) arguments = NULL;
  g_auto (Given) given = { 0 };
  Options options = { 0 };
  const char *wrong;

  if (!parse (command_line, &given, &arguments))
    return GLISSANDO_USAGE;
  wrong = understand (&given, arguments + 1, &options);
  if (wrong == NULL)
    return run (&given, &options);
  say (NULL, "%s", wrong);
  return GLISSANDO_USAGE;
}
