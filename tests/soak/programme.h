/* What a station plays in a soak test: a minute of everything.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_SOAK_PROGRAMME_H
#define GLISSANDO_SOAK_PROGRAMME_H

#include <glib.h>

/**
 * ProgrammeItem:
 * @name: what it is, for people
 * @type: its media type, as a server names it
 * @bytes: of a file
 *
 * A minute of audio. An item that is sent several times over plays that many
 * minutes; those of Ogg have a chain then.
 */
typedef struct
{
  const char *name;
  const char *type;
  GBytes *bytes;
} ProgrammeItem;

#define PROGRAMME_ITEM_S 60

/* Returns: (transfer full) (element-type ProgrammeItem): the items whose
 *   encoders are installed, the same bytes in every call of a process */
GArray *programme_make (void);

#endif
