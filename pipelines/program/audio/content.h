/* What is in a file, as far as its first bytes and its name tell.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_CONTENT_H
#define GLISSANDO_CONTENT_H

#include <glib.h>

typedef enum
{
  CONTENT_OTHER,
  CONTENT_MEDIA,
  CONTENT_TEXT,
  CONTENT_LIST, /* of a kind that is not followed */
} Content;

/* Reads the beginning of a regular file. */
Content content_of_file (const char *path);

/* Whether @name, of a file or at the end of an address, is that of a cue sheet.
 */
gboolean content_is_cue_sheet_name (const char *name);

/* The same of a list of a kind that is not followed. */
gboolean content_is_list_name (const char *name);

/* Whether a folder's file is to be tagged: by its name, so that a broken song
 * is reported and not passed over; or by what is in it. A text is no song
 * whatever its name: go.mod is none. */
gboolean content_is_media_file (const char *path);

#endif
