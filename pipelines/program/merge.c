/* glissando merge: databases of parts of a library become one.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <inttypes.h>
#include <stdio.h>

#include "catalogue/merge.h"
#include "commands.h"
#include "output/archive.h"
#include "outputs.h"
#include "terminal/progress.h"
#include "terminal/say.h"

typedef struct
{
  const char *path;
  GlsCatalogue *catalogue; /* made when there is something to put into it */
  GlsMerged merged;
  size_t n_done; /* databases, for the progress bar */
} Library;

static const char summary[] =
    "Takes what is in several databases of “tag --output” into one, which is "
    "made or\nadded to: those of a library's parts, tagged on many "
    "machines.\n\n"
    "    glissando merge -o library.db shard-*.db";

static const char description[] =
    "Of a track that is in several of them the newest tags are kept, by each "
    "model; but of\na file that has not changed meanwhile, those of the whole "
    "file. What is merged again\nis not there twice; and when it was "
    "interrupted, or killed, it may be done again.\n\n"
    "Exit status: 0 all done, 1 some databases could not be read or written, "
    "the others\nare merged, 2 wrong usage.";

static void
watch (double fraction, gpointer data)
{
  const Library *library = data;

  progress_set ((double) library->n_done + fraction, NULL);
}

static gboolean
open_library (Library *self)
{
  g_autoptr (GError) error = NULL;

  if (self->catalogue != NULL)
    return TRUE;
  self->catalogue =
      gls_catalogue_open (self->path, GLS_CATALOGUE_WRITE, &error);
  if (self->catalogue == NULL)
    say (self->path, "%s", error->message);
  return self->catalogue != NULL;
}

/* Returns: whether all of it is there; if not, that has been said */
static gboolean
take (Library *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsCatalogue) part =
      gls_catalogue_open (path, GLS_CATALOGUE_READ, &error);

  if (part == NULL) {
    say (path, "%s", error->message);
    return FALSE;
  }
  if (!open_library (self))
    return FALSE;
  if (gls_catalogue_merge (self->catalogue, part, watch, self, &self->merged,
          &error))
    return TRUE;
  say (path, "it cannot be taken into %s: %s", self->path, error->message);
  return FALSE;
}

static void
tell (const Library *self)
{
  guint n_models = gls_catalogue_count_models (self->catalogue);

  printf ("%s: %" PRIu64 " tracks added, %" PRIu64 " renewed, %" PRIu64
          " known already\n",
      self->path, self->merged.n_new, self->merged.n_renewed,
      self->merged.n_kept);
  if (n_models > 1)
    say (self->path,
        "it has tags of %u models; query must be told which one is meant",
        n_models);
}

/* Returns: the exit status */
static int
run (const char *output, char **parts)
{
  Library library = { .path = output };
  const size_t n = g_strv_length (parts);
  int status = GLISSANDO_DONE;

  progress_begin ("merging", (double) n);
  for (; library.n_done < n; library.n_done++)
    if (!take (&library, parts[library.n_done]))
      status = GLISSANDO_SOME_FAILED;
  progress_end ();
  if (library.catalogue != NULL)
    tell (&library);
  gls_catalogue_close (library.catalogue);
  return status;
}

static gboolean
are_safe (const char *output, char **parts)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();

  for (; *parts != NULL; parts++)
    g_ptr_array_add (inputs, *parts);
  return outputs_are_safe (&output, 1, inputs);
}

int
command_merge (char **given)
{
  g_auto (GStrv) arguments = NULL;
  g_autofree char *output = NULL, *path = NULL;
  const char *wrong = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
        "The database that is made or added to", "DATABASE" },
    G_OPTION_ENTRY_NULL,
  };

  if (!command_parse ("DATABASE…", summary, description, entries, given,
          &arguments))
    return GLISSANDO_USAGE;
  path = archive_get_path (output);
  if (arguments[1] == NULL)
    wrong = "merge what? Give databases";
  else if (path == NULL)
    wrong = "merge into what? Give --output, a name in .db or .sqlite, or "
            "sqlite:FILE";
  if (wrong != NULL)
    say (NULL, "%s", wrong);
  else if (are_safe (path, arguments + 1))
    return run (path, arguments + 1);
  return GLISSANDO_USAGE;
}
