/* glissando: tags music, and makes and tests the models that do.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Chooses the subcommand; each is in the file of its name.
 */
#include <cblas.h>
#include <gio/gio.h>
#include <gst/gst.h>
#include <locale.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "allowance.h"
#include "commands.h"
#include "gls.h"
#include "plugin.h"
#include "terminal/say.h"
#include "terminal/standard.h"

static const struct
{
  const char *name;
  int (*run) (char **given);
  const char *blurb;
} commands[] = {
  { "tag", command_tag, "Tag music: files, folders, addresses" },
  { "query", command_query, "Find tagged music in a library" },
  { "report", command_report, "Make a page of a tagged library" },
  { "merge", command_merge, "Make one library of several" },
  { "features", command_features, "Write scattering features, or draw them" },
  { "train", command_train, "Make a model from labelled music" },
  { "evaluate", command_evaluate, "Compare a model with labels" },
  { "compare", command_compare, "Compare systems by their predictions" },
  { "cache", command_cache, "Show or empty the cache of features" },
  { "info", command_info, "Say what a model is" },
};

static void
print_help (void)
{
  printf ("Usage: glissando COMMAND [OPTIONS] …\n\n"
          "Tags music by joint time-frequency scattering.\n\nCommands:\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    printf ("  %-10s %s\n", commands[i].name, commands[i].blurb);
  printf ("\n“glissando COMMAND --help” tells more. For a start:\n\n"
          "    glissando tag song.ogg\n\n"
          "Exit status: 0 all done, 1 some inputs failed, 2 wrong usage, 130 "
          "interrupted.\n");
}

static void
print_version (void)
{
  g_autofree char *gstreamer = gst_version_string ();

  printf ("glissando %s (%s)\n", GLS_VERSION, gstreamer);
}

/* What the library warns of is said as everything else is. */
static void
say_warning (const char *domain, GLogLevelFlags level, const char *message,
    gpointer data)
{
  say (NULL, "%s", message);
}

/* GStreamer goes on without a thread that cannot be started, and its pipeline
 * stands still without end, deaf to being stopped. */
static void
on_gstreamer_warning (const char *domain, GLogLevelFlags level,
    const char *message, gpointer data)
{
  if (strstr (message, "create thread") == NULL) {
    g_log_default_handler (domain, level, message, data);
    return;
  }
  say (NULL, "too few threads may run at once (ulimit -u)");
  fflush (stdout);
  _exit (GLISSANDO_SOME_FAILED);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  standard_guard ();
  /* Each thread would get a pool of its own from malloc(), and what streams for
   * days starts many: memory would creep. Nothing that takes time allocates. */
  mallopt (M_ARENA_MAX, 1);
  setlocale (LC_ALL, "");
  g_set_application_name ("Glissando");
  g_log_set_handler (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, say_warning, NULL);
  g_log_set_handler ("GStreamer", G_LOG_LEVEL_WARNING, on_gstreamer_warning,
      NULL);
  if (!allowance_is_enough ())
    _exit (GLISSANDO_SOME_FAILED);
  if (argc < 2) {
    say (NULL, "which command? See glissando --help");
    return GLISSANDO_USAGE;
  }
  if (!gst_init_check (NULL, NULL, &error)) {
    say (NULL, "GStreamer does not start: %s", error->message);
    return GLISSANDO_SOME_FAILED;
  }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")
      || g_str_equal (argv[1], "help")) {
    print_help ();
    return GLISSANDO_DONE;
  }
  if (g_str_equal (argv[1], "--version")) {
    print_version ();
    return GLISSANDO_DONE;
  }

  /* Parallel work is one thread per input or row; more threads inside one
   * matrix product would only get in its way. */
  openblas_set_num_threads (1);
  /* GLib makes the built-in files known on the first look at any of them, and
   * a second thread that looks meanwhile finds nothing there (GLib 2.74). */
  g_resources_get_info ("/org/glissando", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL,
      NULL, NULL);
  if (!gst_glissando_register (NULL)) {
    say (NULL, "the elements cannot be registered with GStreamer");
    return GLISSANDO_SOME_FAILED;
  }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argv + 1);
  say (NULL, "there is no command “%s”, see glissando --help", argv[1]);
  return GLISSANDO_USAGE;
}
