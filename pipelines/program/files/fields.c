/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/fields.h"

const char *
metadata_field_get_name (MetadataField field)
{
  static const char *const names[METADATA_N_FIELDS] = {
    [METADATA_TAGS] = "GLISSANDO_TAGS",
    [METADATA_GENRE] = "GENRE",
    [METADATA_RECORD] = "GLISSANDO_UNDO",
  };

  return names[field];
}
