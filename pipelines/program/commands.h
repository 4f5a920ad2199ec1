/* The subcommands, each in the file of its name.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_COMMANDS_H
#define GLISSANDO_COMMANDS_H

#include <glib.h>

/* given: %NULL-terminated, the subcommand's name first. Returns: the exit
 * status */
int command_tag (char **given);
int command_query (char **given);
int command_report (char **given);
int command_merge (char **given);
int command_features (char **given);
int command_train (char **given);
int command_evaluate (char **given);
int command_compare (char **given);
int command_cache (char **given);
int command_info (char **given);

/**
 * command_parse:
 * @usage: what stands behind “glissando NAME” in the help
 * @summary: what the command does
 * @description: (nullable): what stands below the options
 * @entries: the options
 * @given: the command's name and all that follows
 * @arguments: (out) (transfer full): the name and what is left without the
 *   options
 *
 * Reads the options of a subcommand. A wrong one is named on stderr.
 *
 * Returns: %FALSE if the program must end with %GLISSANDO_USAGE
 */
gboolean command_parse (const char *usage, const char *summary,
    const char *description, const GOptionEntry *entries, char **given,
    GStrv *arguments);

/* Returns: (transfer full): the built-in models, as in “mtat or techniques
 * (mtat)”: the one that is meant if nothing is said stands at the end */
char *command_list_models (void);

/**
 * command_can_write:
 * @path: a file to be written at the end
 *
 * Hours of work must not end at a folder that is not there.
 *
 * Returns: %FALSE, having said why, if @path cannot be written
 */
gboolean command_can_write (const char *path);

#endif
