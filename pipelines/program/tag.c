/* glissando tag: its options.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "allowance.h"
#include "commands.h"

#include "audio/filelist.h"
#include "duration.h"
#include "files/edit.h"
#include "mqtt/address.h"
#include "output/archive.h"
#include "tagging.h"
#include "terminal/say.h"
#include "text.h"
#include "undoing.h"

#define NOT_GIVEN G_MININT

/* What is given, as it is given. */
typedef struct
{
  gboolean json, csv, append, reconnect, live, events, segments;
  gboolean resume, changed, prune;
  gboolean untaught;
  int top; /* or NOT_GIVEN */
  int n_jobs;
  char *threshold, *order, *model, *output, *broker;
  char *database;             /* the output, if it is one */
  char *hop, *period, *limit; /* durations */
  char *list, *shard;
  gboolean write, undo, dry_run, overwrite, keep_times;
  char *genres;
} Given;

static const char summary[] =
    "Tags music: files, folders (with all that is in them), and addresses, "
    "radio\nstreams included. Ctrl-C ends a stream and prints what it was like "
    "so far.\n\n"
    "    glissando tag --for 2h http://station/stream\n"
    "    glissando tag --json --append -o radio.json URL URL URL\n"
    "    glissando tag --reconnect -o mqtt://broker/radio/ URL URL URL";

static const char description[] =
    "A playlist stands for what it names, and a cue sheet for its tracks; "
    "album.flac#t=61.5,242\nis a part of a file, from second 61.5 to 242.\n\n"
    "Times are minutes and seconds. The last segment ends with the audio, and "
    "overlaps\nthe one before it if it must to be as long. “whole” is the mean "
    "over an input, by\nduration, without what is silent; it is called “so "
    "far” (JSON: \"partial\") where the\ninput was not heard to its end.\n\n"
    "Streams without end are heard all at once, whatever --jobs says. Their "
    "lines begin\nwith the time of day; the first tags come after 5 s and are "
    "provisional; a title\nthat ends gets a summary of its own.\n\n"
    "DURATION is 90s, 10m, 2h, 1h30m, 7d, or a number of seconds.\n\n"
    "Exit status: 0 all done, 1 some inputs failed, 2 wrong usage, 130 "
    "interrupted.";

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

/* seconds: (inout): stays what it is where nothing is given */
static gboolean
understand_duration (const char *text, double *seconds)
{
  if (text == NULL)
    return TRUE;
  *seconds = duration_parse (text);
  return *seconds > 0;
}

/* Returns: what is wrong, or NULL */
static const char *
understand_times (const Given *given, TaggingOptions *options)
{
  double period_s = 0, limit_s = 0;

  if (!understand_duration (given->hop, &options->hop_s))
    return "--hop must be a number of seconds, such as 5";
  if (!understand_duration (given->period, &period_s))
    return "--summary-every must be a duration, such as 1h";
  if (!understand_duration (given->limit, &limit_s))
    return "--for must be a duration, such as 90s, 10m or 2h";
  options->period_us = (gint64) (period_s * G_TIME_SPAN_SECOND);
  options->limit_us = given->limit != NULL
      ? (gint64) (limit_s * G_TIME_SPAN_SECOND)
      : TAGGING_NO_LIMIT;
  return NULL;
}

/* Returns: what is wrong, or NULL */
static const char *
understand_threshold (const char *text, TaggingOptions *options)
{
  double threshold;

  if (text == NULL)
    return NULL;
  options->own_thresholds = g_str_equal (text, "auto");
  if (options->own_thresholds)
    return NULL;
  if (!gls_text_to_number (text, 0, 1, &threshold))
    return "--threshold must be from 0 to 1, or “auto”";
  options->selection.threshold = (float) threshold;
  return NULL;
}

/* Returns: what is wrong, or NULL */
static const char *
understand_resuming (const Given *given, TaggingOptions *options)
{
  if (given->resume && given->changed)
    return "--resume and --changed exclude each other";
  if (given->changed && given->database == NULL)
    return "--changed needs a database, see --output";
  if (given->prune && given->database == NULL)
    return "--prune needs a database, see --output";
  if (given->prune && given->dry_run)
    return "--prune and --dry-run exclude each other";
  if (given->resume && given->database == NULL
      && (!given->json || given->output == NULL))
    return "--resume needs a database or, with --json, a file: see --output";
  options->resume = given->changed ? TAGGING_CHANGED
      : given->resume              ? TAGGING_UNKNOWN
                                   : TAGGING_ANEW;
  options->prune = given->prune;
  options->append = given->append || given->resume;
  return NULL;
}

/* shard: what options point to. Returns: what is wrong, or NULL */
static const char *
understand_shard (const char *text, Shard *shard, TaggingOptions *options)
{
  if (text == NULL)
    return NULL;
  options->shard = shard;
  return shard_parse (text, shard)
      ? NULL
      : "--shard must be I/N, such as 1/4, which is the first of four parts";
}

/* Returns: what is wrong, or NULL */
static const char *
understand_writing (const Given *given, WritingOptions *writing)
{
  *writing = (WritingOptions){ .wanted = given->write || given->dry_run,
    .undo = given->undo,
    .dry_run = given->dry_run,
    .overwrite = given->overwrite,
    .keep_times = given->keep_times,
    .genres = given->genres };
  if (given->write && given->undo)
    return "--write and --undo exclude each other";
  if ((given->overwrite || given->genres != NULL)
      && (!writing->wanted || given->undo))
    return "--overwrite and --write-genre are for --write";
  if (given->keep_times && !given->write && !given->undo)
    return "--keep-times is for --write and --undo";
  if (!writing->wanted && !given->undo)
    return NULL;
  if (given->csv && given->output == NULL)
    return "what is written into files can be told as text or --json, not as "
           "--csv";
  return edit_find_missing ();
}

/* Returns: what is wrong, or NULL */
static const char *
understand_broker (const Given *given, TaggingOptions *options)
{
  options->broker = given->broker;
  if (!gls_mqtt_is_address (given->output))
    return given->broker == NULL
        ? NULL
        : "--broker is for an --output that begins with mqtt:// or mqtts://";
  if (given->csv)
    return "a broker is given JSON, not CSV";
  if (given->append || given->resume)
    return "--append and --resume are for files, not for a broker";
  return NULL;
}

/* Returns: what is wrong, or NULL */
static const char *
understand (const Given *given, TaggingOptions *options)
{
  if (given->json && given->csv)
    return "--json and --csv exclude each other";
  if (given->database != NULL && (given->json || given->csv))
    return "the output is a database, which is neither JSON nor CSV";
  if (given->database != NULL && given->events)
    return "a database has segments and means, not events";
  if (given->events && given->segments)
    return "--events and --segments exclude each other";
  if (given->top < 0 && given->top != NOT_GIVEN)
    return "--top must be at least 1, or 0 for all";
  if (given->n_jobs < 1)
    return "--jobs must be at least 1";
  if (!choose_order (given, &options->order))
    return "--order must be “done” or “input”";
  if (given->append && given->output == NULL)
    return "--append needs a file, see --output";
  options->model = given->model;
  options->output = given->output;
  options->database = given->database;
  options->format = given->json ? GLS_FORMAT_JSON
      : given->csv              ? GLS_FORMAT_CSV
                                : GLS_FORMAT_TEXT;
  options->selection.top = given->top >= 0 ? (size_t) given->top : 0;
  options->is_top_given = given->top >= 0;
  options->what = given->events ? TAGGING_EVENTS
      : given->segments         ? TAGGING_SEGMENTS
                                : TAGGING_BY_MODEL;
  options->selection.distinct = options->format == GLS_FORMAT_TEXT;
  options->untaught = given->untaught;
  options->is_selected = given->top >= 0 || given->threshold != NULL;
  options->n_jobs = allowance_count_jobs ((guint) given->n_jobs);
  options->insist = given->reconnect;
  options->live_pipes = given->live;
  return understand_times (given, options);
}

/* What is told of the inputs. */
static void
add_results (GArray *all, Given *into, const char *about_model)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &into->json,
        "Write one JSON object per line: segments, and a summary per input",
        NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &into->csv,
        "Write CSV: input,start,end,tag,p,kind,title,time", NULL },
    { "events", 0, 0, G_OPTION_ARG_NONE, &into->events,
        "Say when each tag begins and ends to sound, which is what some models "
        "are for",
        NULL },
    { "segments", 0, 0, G_OPTION_ARG_NONE, &into->segments,
        "Say what each segment is like, also where a model is for events",
        NULL },
    { "top", 0, 0, G_OPTION_ARG_INT, &into->top,
        "Only the N most probable tags, 0 for all (text: as many as fit, 5 at "
        "most; otherwise all)",
        "N" },
    { "threshold", 0, 0, G_OPTION_ARG_STRING, &into->threshold,
        "Only tags with a probability of at least P; auto: each tag from where "
        "the model says it is there (text without --top: auto, if it says so; "
        "otherwise 0)",
        "P" },
    { "untaught", 0, 0, G_OPTION_ARG_NONE, &into->untaught,
        "Also tags that the model had nothing to learn from, which JSON and "
        "CSV "
        "always have",
        NULL },
    { "model", 0, 0, G_OPTION_ARG_FILENAME, &into->model, about_model,
        "MODEL" },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &into->n_jobs,
        "Tag N inputs at a time (one per processor)", "N" },
    { "order", 0, 0, G_OPTION_ARG_STRING, &into->order,
        "“done”: write inputs as they are done; “input”: in the order in which "
        "they are given (done)",
        "ORDER" },
  };

  g_array_append_vals (all, entries, G_N_ELEMENTS (entries));
}

/* How they are worked on, and where results go. */
static void
add_running (GArray *all, Given *into)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &into->output,
        "Write to a file, which is replaced at the end, or as soon as a stream "
        "without end says something (-: standard output); a name in .db or "
        ".sqlite, or sqlite:FILE, is a database, which is added to; "
        "mqtt://HOST/TOPIC, or mqtts:// with TLS, is a broker, which is given "
        "JSON, on a topic for each input if TOPIC ends with /",
        "FILE" },
    { "broker", 0, 0, G_OPTION_ARG_FILENAME, &into->broker,
        "Settings for that broker: user, password, certificates and others",
        "FILE" },
    { "append", 0, 0, G_OPTION_ARG_NONE, &into->append,
        "Add to that file, line by line; it may be rotated", NULL },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &into->resume,
        "Go on with that database or, with --json, that file: skip what it has "
        "already, by the same model",
        NULL },
    { "changed", 0, 0, G_OPTION_ARG_NONE, &into->changed,
        "The same of a database, and tag again what has another size or time "
        "than then",
        NULL },
    { "prune", 0, 0, G_OPTION_ARG_NONE, &into->prune,
        "Forget what that database has of files that are no longer there, "
        "below "
        "the folders that are given",
        NULL },
    { "from-file", 0, 0, G_OPTION_ARG_FILENAME, &into->list,
        "Tag what is named in a file, too, one input a line or ended by a zero "
        "byte (-: standard input)",
        "LIST" },
    { "shard", 0, 0, G_OPTION_ARG_STRING, &into->shard,
        "Only part I of N, 1 to N, which is the same on every machine", "I/N" },
    { "hop", 0, 0, G_OPTION_ARG_STRING, &into->hop,
        "Tags every so many seconds, of the last segment by then (files: a "
        "segment; streams without end: 5)",
        "SECONDS" },
    { "summary-every", 0, 0, G_OPTION_ARG_STRING, &into->period,
        "Of streams without end, a summary of each hour, or what is given",
        "DURATION" },
    { "live", 0, 0, G_OPTION_ARG_NONE, &into->live,
        "Hear pipes and devices as radio stations are heard", NULL },
    { "reconnect", 0, 0, G_OPTION_ARG_NONE, &into->reconnect,
        "Connect to every address again and again: also to what is not there "
        "at the start, or is no radio station and has ended",
        NULL },
    { "for", 0, 0, G_OPTION_ARG_STRING, &into->limit,
        "Stop after so long, as at the end", "DURATION" },
  };

  g_array_append_vals (all, entries, G_N_ELEMENTS (entries));
}

/* What is put into the files. */
static void
add_writing (GArray *all, Given *into)
{
  const GOptionEntry entries[] = {
    { "write", 0, 0, G_OPTION_ARG_NONE, &into->write,
        "Write tags into the files, and say on standard output what is written",
        NULL },
    { "write-genre", 0, 0, G_OPTION_ARG_STRING, &into->genres,
        "With --write: those of TAGS (comma-separated, or all) also as genre",
        "TAGS" },
    { "overwrite", 0, 0, G_OPTION_ARG_NONE, &into->overwrite,
        "With --write: also where there are tags already", NULL },
    { "keep-times", 0, 0, G_OPTION_ARG_NONE, &into->keep_times,
        "With --write or --undo: files are as old as before", NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &into->dry_run,
        "Only say what --write or --undo would do", NULL },
    { "undo", 0, 0, G_OPTION_ARG_NONE, &into->undo,
        "Take what was written out of the files again", NULL },
  };

  g_array_append_vals (all, entries, G_N_ELEMENTS (entries));
}

static gboolean
parse (char **given, Given *into, GStrv *arguments)
{
  g_autoptr (GArray) entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  g_autofree char *models = command_list_models ();
  g_autofree char *about_model =
      g_strdup_printf ("The model: a file, or one that is built in, %s; or "
                       "several with commas "
                       "between, which hear the same",
          models);

  add_results (entries, into, about_model);
  add_running (entries, into);
  add_writing (entries, into);
  if (!command_parse ("INPUT…", summary, description,
          (const GOptionEntry *) (gpointer) entries->data, given, arguments))
    return FALSE;
  if (g_strcmp0 (into->output, "-") == 0)
    g_clear_pointer (&into->output, g_free);
  into->database = archive_get_path (into->output);
  into->json |= gls_mqtt_is_address (into->output) && !into->csv;
  return TRUE;
}

static void
given_clear (Given *self)
{
  g_free (self->threshold);
  g_free (self->order);
  g_free (self->model);
  g_free (self->output);
  g_free (self->broker);
  g_free (self->database);
  g_free (self->hop);
  g_free (self->list);
  g_free (self->shard);
  g_free (self->period);
  g_free (self->limit);
  g_free (self->genres);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Given, given_clear)

/* Returns: (transfer full) (nullable): all that is to be tagged; NULL if that
 * cannot be known, which has been said */
static GStrv
list_inputs (const Given *given, char **arguments)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  for (; *arguments != NULL; arguments++)
    g_ptr_array_add (names, g_strdup (*arguments));
  if (given->list != NULL && !filelist_read (given->list, names, &error)) {
    say (given->list, "this list cannot be read: %s", error->message);
    return NULL;
  }
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_steal (names, NULL);
}

/* Returns: what is wrong, or NULL */
static const char *
understand_all (const Given *given, Shard *shard, TaggingOptions *options)
{
  const char *wrong = understand (given, options);

  if (wrong == NULL)
    wrong = understand_threshold (given->threshold, options);
  if (wrong == NULL)
    wrong = understand_broker (given, options);
  if (wrong == NULL)
    wrong = understand_resuming (given, options);
  if (wrong == NULL)
    wrong = understand_shard (given->shard, shard, options);
  if (wrong == NULL)
    wrong = understand_writing (given, &options->writing);
  return wrong;
}

int
command_tag (char **command_line)
{
  g_auto (GStrv) arguments = NULL, inputs = NULL;
  g_auto (Given)
      given = { .top = NOT_GIVEN, .n_jobs = (int) g_get_num_processors () };
  TaggingOptions options = { 0 };
  const char *wrong;
  Shard shard;

  if (!parse (command_line, &given, &arguments))
    return GLISSANDO_USAGE;
  if (arguments[1] == NULL && given.list == NULL) {
    say (NULL, "tag what? Give files, folders or addresses");
    return GLISSANDO_USAGE;
  }
  wrong = understand_all (&given, &shard, &options);
  if (wrong != NULL) {
    say (NULL, "%s", wrong);
    return GLISSANDO_USAGE;
  }
  inputs = list_inputs (&given, arguments + 1);
  if (inputs == NULL)
    return GLISSANDO_SOME_FAILED;
  return given.undo
      ? undoing_run (&options.writing, given.json, inputs, options.shard)
      : tagging_run (&options, inputs);
}
