/* What the user names on the command line, as a list of things to open.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_INPUTS_H
#define GLISSANDO_INPUTS_H

#include <glib.h>

#include "audio/shard.h"

/**
 * Input:
 * @name: as the user calls it: a path, or a URI
 * @uri: what to open; of a part of a file, its address with the time span
 * @track: its number in a cue sheet; 0: it is not from one
 * @title: (nullable): what the sheet calls it
 * @artist: (nullable): and who it says made it
 * @album: (nullable): and where it is from
 */
typedef struct
{
  char *name;
  char *uri;
  guint track;
  char *title, *artist, *album;
} Input;

/**
 * inputs_collect:
 * @arguments: %NULL-terminated: files, folders, addresses, and "-", which is
 *   standard input
 * @shard: (nullable): which part of them; where a file is below a folder that
 *   was given says to which it belongs, or else its name as it was given
 * @n_failed: (inout): counts what could not be used
 *
 * A playlist (M3U, PLS, XSPF) stands for what it names, relative to itself, and
 * a cue sheet for its tracks, which are parts of files, or files. A folder
 * stands for the tracks of the cue sheets in it, and for the media files in it
 * and below it that none of those is about, by name, hidden ones left out. A
 * file that several of them lead to, by links or by being given twice, comes
 * once, and so does a part of one. What cannot be used is named on stderr, of a
 * file by the part of many that it belongs to; what is wrong with a cue sheet of
 * a folder is said and not counted, since the files are there.
 *
 * Returns: (transfer full) (element-type Input): in order
 */
GPtrArray *inputs_collect (char **arguments, const Shard *shard,
    size_t *n_failed);

/* Returns: (transfer full) (nullable): its path; %NULL if it is no file, or
 * standard input */
char *input_get_path (const Input *input);

/* Returns: (transfer full) (element-type filename): of each input its path, or
 * %NULL where it is no file */
GPtrArray *inputs_list_files (const GPtrArray *inputs);

/* Whether it is less than the whole of a file. */
gboolean input_is_part (const Input *self);

/* Files in place of their parts, each once. */
void inputs_join_parts (GPtrArray *inputs);

#endif
