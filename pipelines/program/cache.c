/* glissando cache: what the features on disk take, and away with them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>

#include "bytes.h"
#include "commands.h"
#include "data/cachefolder.h"
#include "terminal/say.h"

typedef struct
{
  char *folder;
  gboolean empty;
  char *keep;
  guint64 keep_bytes;
} Options;

/* Returns: (transfer full): “12 files, 3.1 MiB” */
static char *
describe (const CacheUse *use)
{
  g_autofree char *size =
      g_format_size_full (use->n_bytes, G_FORMAT_SIZE_IEC_UNITS);

  return g_strdup_printf ("%zu %s, %s", use->n_files,
      use->n_files == 1 ? "file" : "files", size);
}

static CacheUse
add_up (const GPtrArray *groups)
{
  CacheUse all = { 0 };

  for (guint i = 0; i < groups->len; i++) {
    const CacheUse *use = &((const CacheGroup *) groups->pdata[i])->use;

    all.n_files += use->n_files;
    all.n_bytes += use->n_bytes;
  }
  return all;
}

/* The whole, and then the features of each front end. */
static gboolean
show (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) groups = NULL;
  gboolean ok = cachefolder_measure (folder, &groups, error);
  CacheUse all = add_up (groups);
  g_autofree char *total = describe (&all);

  printf ("%s: %s\n", folder, total);
  for (guint i = 0; i < groups->len; i++) {
    const CacheGroup *group = groups->pdata[i];
    g_autofree char *part = describe (&group->use);

    printf ("  %s: %s\n", part,
        *group->origin != '\0'
            ? group->origin
            : "half-written, damaged, or of an earlier version");
  }
  return ok;
}

static gboolean
shrink (const Options *options, GError **error)
{
  CacheUse removed;
  g_autofree char *what = NULL;
  gboolean ok = options->empty
      ? cachefolder_empty (options->folder, &removed, error)
      : cachefolder_shrink (options->folder, options->keep_bytes, &removed,
          error);

  what = describe (&removed);
  printf ("%s: removed %s\n", options->folder, what);
  return ok;
}

static int
run (const Options *options)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = options->empty || options->keep != NULL
      ? shrink (options, &error)
      : show (options->folder, &error);

  if (!ok)
    say (NULL, "%s", error->message);
  return ok ? GLISSANDO_DONE : GLISSANDO_SOME_FAILED;
}

/* unknown: (nullable): an argument that is none
 * Returns: (transfer full) (nullable): what is wrong */
static char *
find_fault (Options *options, const char *unknown)
{
  if (unknown != NULL)
    return g_strdup_printf ("cache does not know what “%s” is for", unknown);
  if (options->keep == NULL)
    return NULL;
  if (options->empty)
    return g_strdup ("--empty keeps nothing: leave out --keep");
  if (!bytes_parse (options->keep, &options->keep_bytes))
    return g_strdup_printf ("--keep must be a size such as 500M or 20G, not "
                            "“%s”",
        options->keep);
  return NULL;
}

int
command_cache (char **given)
{
  g_auto (GStrv) arguments = NULL;
  Options options = { 0 };
  int status = GLISSANDO_USAGE;
  const GOptionEntry entries[] = {
    { "empty", 0, 0, G_OPTION_ARG_NONE, &options.empty, "Remove all features",
        NULL },
    { "keep", 0, 0, G_OPTION_ARG_STRING, &options.keep,
        "Remove features, those first that no run has used for longest, until "
        "the rest takes no more than SIZE, such as 20G",
        "SIZE" },
    { "cache", 0, 0, G_OPTION_ARG_FILENAME, &options.folder,
        "Which cache (that in the user's cache folder)", "DIR" },
    G_OPTION_ENTRY_NULL,
  };

  if (command_parse ("",
          "Shows how much train and evaluate keep on disk, or removes it.",
          "Features are kept so that the next run need not compute them "
          "again; nothing else is\nlost with them. The cache grows without "
          "limit: about 25 kB a second of audio for\nthe built-in model.",
          entries, given, &arguments)) {
    g_autofree char *fault = find_fault (&options, arguments[1]);

    if (options.folder == NULL)
      options.folder = cachefolder_default ();
    if (fault != NULL)
      say (NULL, "%s", fault);
    else
      status = run (&options);
  }
  g_free (options.folder);
  g_free (options.keep);
  return status;
}
