/* Reading the options of a subcommand.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "commands.h"

#include <stdio.h>
#include <unistd.h>

#include "net/models.h"
#include "terminal/say.h"

static gboolean
takes_value (const GOptionEntry *entries, char short_name)
{
  for (; entries->long_name != NULL; entries++)
    if (entries->short_name == short_name)
      return entries->arg != G_OPTION_ARG_NONE;
  return FALSE;
}

/* “-j2” as “-j 2”, which is all that GOption understands.
 * Returns: (transfer full): the arguments */
static GStrv
split_short_options (const GOptionEntry *entries, char **argv)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean more = TRUE;

  for (char **arg = argv; *arg != NULL; arg++) {
    const char *text = *arg;

    more = more && !g_str_equal (text, "--");
    if (more && text[0] == '-' && text[1] != '-' && text[1] != '\0'
        && text[2] != '\0' && takes_value (entries, text[1])) {
      char option[] = { '-', text[1], '\0' };

      g_strv_builder_add (builder, option);
      g_strv_builder_add (builder, text + 2);
    } else
      g_strv_builder_add (builder, text);
  }
  return g_strv_builder_end (builder);
}

/* GOption leaves “--” where a name with a dash follows. */
static void
drop_separator (char **arguments)
{
  char **at = arguments + 1;

  if (*at == NULL || !g_str_equal (*at, "--"))
    return;
  g_free (*at);
  for (; *at != NULL; at++)
    at[0] = at[1];
}

/* Help is UTF-8 in every locale, as all that the program says; g_print() puts
 * question marks in where the locale has none. */
static void
print_as_it_is (const char *text)
{
  fputs (text, stdout);
}

gboolean
command_parse (const char *usage, const char *summary, const char *description,
    const GOptionEntry *entries, char **given, GStrv *arguments)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autofree char *name = g_strdup (given[0]);
  g_autofree char *program = g_strconcat ("glissando ", name, NULL);
  g_autoptr (GError) error = NULL;

  g_set_prgname (program);
  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, NULL);
  g_set_print_handler (print_as_it_is);
  *arguments = split_short_options (entries, given);
  if (g_option_context_parse_strv (context, arguments, &error)) {
    drop_separator (*arguments);
    return TRUE;
  }
  say (NULL, "%s (see glissando %s --help)", error->message, name);
  return FALSE;
}

char *
command_list_models (void)
{
  g_auto (GStrv) names = gls_models_list_built_in ();
  GString *list = g_string_new (names[0]);

  for (size_t i = 1; names[i] != NULL; i++)
    g_string_append_printf (list, "%s%s", names[i + 1] != NULL ? ", " : " or ",
        names[i]);
  g_string_append_printf (list, " (%s)", names[0]);
  return g_string_free (list, FALSE);
}

gboolean
command_can_write (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_file_test (path, G_FILE_TEST_IS_DIR)
      || !g_file_test (folder, G_FILE_TEST_IS_DIR)
      || access (folder, W_OK) != 0) {
    say (path, "it cannot be written");
    return FALSE;
  }
  return TRUE;
}
