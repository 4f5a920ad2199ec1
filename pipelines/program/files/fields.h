/* The fields of a file's metadata that are written here.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_FIELDS_H
#define GLISSANDO_FIELDS_H

#include <glib.h>

G_BEGIN_DECLS

/**
 * MetadataField:
 * @METADATA_TAGS: tags, in a field of our own
 * @METADATA_GENRE: the genre that players show
 * @METADATA_RECORD: what takes back what was done to the genre; of our own, too
 *
 * docs/writing-tags.md says what they are called in which container.
 */
typedef enum
{
  METADATA_TAGS,
  METADATA_GENRE,
  METADATA_RECORD,
} MetadataField;

#define METADATA_N_FIELDS 3

/* Returns: what a field is called */
const char *metadata_field_get_name (MetadataField field);

G_END_DECLS

#endif
