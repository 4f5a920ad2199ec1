/* glissando-techniques: makes a corpus of playing techniques.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What pipelines/techniques/make runs; not installed.
 */
#include <gst/gst.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "audiofile.h"
#include "clip.h"
#include "corpus.h"
#include "gls.h"
#include "likeness.h"
#include "midi.h"
#include "outfile.h"
#include "plugin.h"
#include "sound.h"
#include "terminal/say.h"

/* --- options --- */

static gboolean
parse (const char *what, const char *summary, const GOptionEntry *entries,
    char **given, GStrv *rest)
{
  g_autoptr (GOptionContext) context = g_option_context_new (what);
  g_autoptr (GError) error = NULL;

  *rest = g_strdupv (given);
  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse_strv (context, rest, &error))
    return TRUE;
  say (NULL, "%s", error->message);
  return FALSE;
}

static int
finish (const GError *error)
{
  if (error == NULL)
    return GLISSANDO_DONE;
  say (NULL, "%s", error->message);
  return GLISSANDO_SOME_FAILED;
}

/* SPLIT=VALUE, one or more. Returns: the split, or N_SPLITS */
static Split
split_of (const char *setting, const char **value)
{
  for (Split split = 0; split < N_SPLITS; split++) {
    const char *name = split_name (split);

    if (g_str_has_prefix (setting, name) && setting[strlen (name)] == '=') {
      *value = setting + strlen (name) + 1;
      return split;
    }
  }
  return N_SPLITS;
}

static gboolean
take_fonts (CorpusSettings *settings, char **given)
{
  for (; given != NULL && *given != NULL; given++) {
    const char *value;
    Split split = split_of (*given, &value);

    if (split == N_SPLITS) {
      say (NULL, "“%s” is not train=FILE, valid=FILE or test=FILE", *given);
      return FALSE;
    }
    g_free (settings->fonts[split]);
    settings->fonts[split] = g_strdup (value);
  }
  return TRUE;
}

/* text: (nullable): so many, separated by commas, one for each split */
static gboolean
take_counts (guint counts[N_SPLITS], const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text == NULL ? "" : text, ",", -1);

  for (guint i = 0; i < g_strv_length (parts); i++) {
    guint64 count;

    if (i >= N_SPLITS
        || !g_ascii_string_to_unsigned (parts[i], 10, 0, 1000000, &count,
            NULL)) {
      say (NULL, "“%s” is not one to three counts with commas between", text);
      return FALSE;
    }
    counts[i] = (guint) count;
  }
  return TRUE;
}

static gboolean
check (const CorpusSettings *settings, char **rest)
{
  const Windows *windows = &settings->windows;
  gboolean has_folder = rest[1] != NULL && rest[2] == NULL;
  gboolean windows_fit = windows->seconds >= 0.1
      && windows->seconds <= CLIP_SECONDS
      && MIN (windows->hop, windows->train_hop) >= 0.01;

  if (!has_folder)
    say (NULL, "which folder? See glissando-techniques corpus --help");
  else if (!windows_fit)
    say (NULL, "a window is 0.1 to %.2f seconds long, its hop at least 0.01",
        CLIP_SECONDS);
  return has_folder && windows_fit;
}

static void
clear_settings (CorpusSettings *settings)
{
  for (Split split = 0; split < N_SPLITS; split++)
    g_free (settings->fonts[split]);
  g_free (settings->notes);
  g_strfreev (settings->remarks);
}

/* --- subcommands --- */

typedef struct
{
  GStrv fonts;
  char *clips;
  char *phrases;
  gint64 seed;
  int jobs;
} CorpusOptions;

static gboolean
take_options (CorpusSettings *settings, const CorpusOptions *options,
    char **rest)
{
  if (!take_fonts (settings, options->fonts)
      || !take_counts (settings->n_clips, options->clips)
      || !take_counts (settings->n_phrases, options->phrases)
      || !check (settings, rest))
    return FALSE;
  settings->seed = (guint64) options->seed;
  settings->n_jobs =
      options->jobs > 0 ? (guint) options->jobs : g_get_num_processors ();
  settings->folder = rest[1];
  return TRUE;
}

static int
command_corpus (char **given)
{
  CorpusSettings settings = { .windows = { WINDOW_SECONDS, WINDOW_HOP_SECONDS,
                                  WINDOW_TRAIN_HOP_SECONDS } };
  CorpusOptions options = { .seed = 1 };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  int status = GLISSANDO_USAGE;
  const GOptionEntry entries[] = {
    { "font", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.fonts,
        "Soundfont of a split; once each", "SPLIT=FILE" },
    { "clips", 0, 0, G_OPTION_ARG_STRING, &options.clips,
        "How many to synthesise for train, valid and test", "N,N,N" },
    { "phrases", 0, 0, G_OPTION_ARG_STRING, &options.phrases,
        "How many of real notes for train and valid", "N,N" },
    { "notes", 0, 0, G_OPTION_ARG_FILENAME, &settings.notes,
        "Folder of real notes, with notes.csv", "FOLDER" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options.seed, "Of what is drawn (1)",
        "N" },
    { "jobs", 0, 0, G_OPTION_ARG_INT, &options.jobs, "Threads (all cores)",
        "N" },
    { "window", 0, 0, G_OPTION_ARG_DOUBLE, &settings.windows.seconds,
        "Length of the manifest's rows (1.024)", "SECONDS" },
    { "hop", 0, 0, G_OPTION_ARG_DOUBLE, &settings.windows.hop,
        "From one row's start to the next (0.512)", "SECONDS" },
    { "train-hop", 0, 0, G_OPTION_ARG_DOUBLE, &settings.windows.train_hop,
        "The same of rows to train on (1.024)", "SECONDS" },
    { "alone", 0, 0, G_OPTION_ARG_NONE, &settings.alone,
        "Of each clip the first player alone, without accompaniment, room and "
        "noise",
        NULL },
    { "only-plan", 0, 0, G_OPTION_ARG_NONE, &settings.only_plan,
        "Write the tables, and no audio", NULL },
    { "midi", 0, 0, G_OPTION_ARG_NONE, &settings.midi,
        "Write a MIDI file beside each clip", NULL },
    { "remark", 0, 0, G_OPTION_ARG_STRING_ARRAY, &settings.remarks,
        "Something else for provenance.json", "NAME=VALUE" },
    G_OPTION_ENTRY_NULL,
  };

  if (parse ("FOLDER", "Makes a corpus; docs/techniques.md says what of.",
          entries, given, &rest)
      && take_options (&settings, &options, rest)) {
    corpus_make (&settings, &error);
    status = finish (error);
  }
  clear_settings (&settings);
  g_strfreev (options.fonts);
  g_free (options.clips);
  g_free (options.phrases);
  return status;
}

static const Instrument *
find_instrument (const char *name)
{
  for (gsize i = 0; name != NULL && i < n_instruments; i++)
    if (g_str_equal (instruments[i].name, name))
      return &instruments[i];
  return NULL;
}

static void
print_events (const Score *score)
{
  printf ("onset,offset,technique\n");
  for (guint i = 0; i < score->events->len; i++) {
    const TechniqueEvent *event =
        &g_array_index (score->events, TechniqueEvent, i);

    printf ("%.4f,%.4f,%s\n", event->onset, event->offset,
        technique_name (event->technique));
  }
}

static gboolean
write_solo (Synth *synth, const Score *score, const char *path, GError **error)
{
  g_autofree char *name = g_strconcat (path, ".mid", NULL);
  g_autoptr (GBytes) midi = midi_from_score (score);
  gsize n = synth_count_samples (score);
  g_autofree float *fast = g_new (float, n);
  g_autofree float *x = g_new (float, n / 3);

  synth_render (synth, score, fast, NULL, n);
  sound_thin_out (fast, n, x);
  sound_scale (x, n / 3);
  return audiofile_write (path, x, n / 3, SOUND_RATE, error)
      && gls_outfile_replace (name, midi, error);
}

static int
play_solo (const char *font, const Instrument *instrument, Technique technique,
    guint64 seed, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Synth) synth = synth_new (font, &error);
  g_autoptr (Score) score = NULL;
  Preset preset = { .instrument = instrument };
  GlsRng rng;

  if (synth == NULL)
    return finish (error);
  preset_measure (synth, instrument, &preset.traits);
  if (!preset_can (instrument, &preset.traits, technique)) {
    say (NULL, "%s cannot be heard from this %s", technique_name (technique),
        instrument->name);
    return GLISSANDO_SOME_FAILED;
  }
  gls_rng_init (&rng, seed, GLS_RNG_CORPUS, 0, 0);
  score = clip_plan_solo (&preset, technique, &rng);
  if (write_solo (synth, score, path, &error))
    print_events (score);
  return finish (error);
}

static int
command_solo (char **given)
{
  g_autofree char *font = NULL, *name = NULL, *technique_name_given = NULL;
  g_auto (GStrv) rest = NULL;
  gint64 seed = 1;
  const Instrument *instrument;
  Technique technique;
  const GOptionEntry entries[] = {
    { "font", 0, 0, G_OPTION_ARG_FILENAME, &font, "Soundfont", "FILE" },
    { "instrument", 0, 0, G_OPTION_ARG_STRING, &name, "Who plays", "NAME" },
    { "technique", 0, 0, G_OPTION_ARG_STRING, &technique_name_given, "What",
        "NAME" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Of what is drawn (1)", "N" },
    G_OPTION_ENTRY_NULL,
  };

  if (!parse ("OUT.flac",
          "Plays one technique again and again, without a room, and writes "
          "OUT.flac and\nOUT.flac.mid, and on standard output when it sounds.",
          entries, given, &rest))
    return GLISSANDO_USAGE;
  instrument = find_instrument (name);
  technique = technique_name_given == NULL
      ? N_TECHNIQUES
      : technique_from_name (technique_name_given);
  if (font == NULL || instrument == NULL || technique == N_TECHNIQUES
      || rest[1] == NULL || rest[2] != NULL) {
    say (NULL,
        "solo takes --font, --instrument and --technique, each of a "
        "name that there is, and one file to write");
    return GLISSANDO_USAGE;
  }
  return play_solo (font, instrument, technique, (guint64) seed, rest[1]);
}

static void
print_preset (const Preset *preset)
{
  const PresetTraits *traits = &preset->traits;

  printf ("%s,%s,%d,%.3f,%.3f,%d,%.2f", preset->instrument->name,
      family_name (preset->instrument->family), traits->sounds,
      traits->attack_s, traits->release_s,
      preset_ring_top (preset->instrument, traits), preset_deepest (traits));
  for (Technique t = 0; t < N_TECHNIQUES; t++)
    printf (",%d", preset_can (preset->instrument, traits, t));
  putchar ('\n');
}

static int
command_presets (char **given)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Synth) synth = NULL;

  if (given[1] == NULL || given[2] != NULL) {
    say (NULL, "presets takes one soundfont");
    return GLISSANDO_USAGE;
  }
  synth = synth_new (given[1], &error);
  if (synth == NULL)
    return finish (error);
  printf ("instrument,family,sounds,attack_s,release_s,rings_up_to,"
          "own_vibrato_semitones");
  for (Technique t = 0; t < N_TECHNIQUES; t++)
    printf (",%s", technique_name (t));
  putchar ('\n');
  for (gsize i = 0; i < n_instruments; i++) {
    Preset preset = { .instrument = &instruments[i] };

    preset_measure (synth, preset.instrument, &preset.traits);
    print_preset (&preset);
  }
  return GLISSANDO_DONE;
}

static void
print_likeness (Synth *a, Synth *b)
{
  guint n_same = 0;

  for (gsize i = 0; i < n_instruments; i++) {
    double likeness = likeness_measure (a, b, &instruments[i]);

    printf ("%-22s %.3f\n", instruments[i].name, likeness);
    n_same += likeness >= LIKENESS_SAME;
  }
  printf ("%u of %u are the same recording\n", n_same, (guint) n_instruments);
}

static int
command_compare (char **given)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Synth) a = NULL;
  g_autoptr (Synth) b = NULL;

  if (g_strv_length (given) != 3) {
    say (NULL, "compare takes two soundfonts");
    return GLISSANDO_USAGE;
  }
  a = synth_new (given[1], &error);
  b = a == NULL ? NULL : synth_new (given[2], &error);
  if (b != NULL)
    print_likeness (a, b);
  return finish (error);
}

static const struct
{
  const char *name;
  int (*run) (char **given);
  const char *blurb;
} commands[] = {
  { "corpus", command_corpus, "Make a corpus" },
  { "solo", command_solo, "Play one technique on one instrument" },
  { "presets", command_presets,
      "Say what the instruments of a soundfont can do" },
  { "compare", command_compare,
      "Say which instruments of two soundfonts are the same recordings" },
};

static int
help (int status)
{
  printf ("Usage: glissando-techniques COMMAND [OPTIONS] …\n\nCommands:\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    printf ("  %-10s %s\n", commands[i].name, commands[i].blurb);
  return status;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  g_set_application_name ("glissando-techniques");
  if (argc < 2)
    return help (GLISSANDO_USAGE);
  if (!gst_init_check (NULL, NULL, &error) || !gst_glissando_register (NULL)) {
    say (NULL, "GStreamer does not start");
    return GLISSANDO_SOME_FAILED;
  }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argv + 1);
  if (g_str_equal (argv[1], "--help"))
    return help (GLISSANDO_DONE);
  say (NULL, "there is no command “%s”", argv[1]);
  return GLISSANDO_USAGE;
}
