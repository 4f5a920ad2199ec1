/* glissando cache: what the features on disk take, and away with them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>

#include "commands.h"
#include "data/cachefolder.h"
#include "terminal/say.h"

static void
print_use (const char *folder, const CacheUse *use, gboolean removed)
{
  g_autofree char *size =
      g_format_size_full (use->n_bytes, G_FORMAT_SIZE_IEC_UNITS);

  printf ("%s: %s%zu %s, %s\n", folder, removed ? "removed " : "", use->n_files,
      use->n_files == 1 ? "file" : "files", size);
}

static int
run (const char *folder, gboolean empty)
{
  g_autoptr (GError) error = NULL;
  CacheUse use;
  gboolean ok = empty ? cachefolder_empty (folder, &use, &error)
                      : cachefolder_measure (folder, &use, &error);

  print_use (folder, &use, empty);
  if (!ok)
    say (NULL, "%s", error->message);
  return ok ? GLISSANDO_DONE : GLISSANDO_SOME_FAILED;
}

int
command_cache (char **given)
{
  g_auto (GStrv) arguments = NULL;
  g_autofree char *folder = NULL;
  gboolean empty = FALSE;
  const GOptionEntry entries[] = {
    { "empty", 0, 0, G_OPTION_ARG_NONE, &empty, "Remove all features", NULL },
    { "cache", 0, 0, G_OPTION_ARG_FILENAME, &folder,
        "Which cache (that in the user's cache folder)", "DIR" },
    G_OPTION_ENTRY_NULL,
  };

  if (!command_parse ("",
          "Shows how much train and evaluate keep on disk, or removes it.",
          "Features are kept so that the next run need not compute them "
          "again; nothing else is\nlost with them. The cache grows without "
          "limit: about 25 kB a second of audio for\nthe built-in model.",
          entries, given, &arguments))
    return GLISSANDO_USAGE;
  if (arguments[1] != NULL) {
    say (NULL, "cache does not know what “%s” is for", arguments[1]);
    return GLISSANDO_USAGE;
  }
  if (folder == NULL)
    folder = cachefolder_default ();
  return run (folder, empty);
}
