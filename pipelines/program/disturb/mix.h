/* Other music, heard together with a stretch.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_MIX_H
#define GLISSANDO_MIX_H

#include "disturb/sound.h"

/**
 * Mix:
 * @path: a file or a URI
 * @offset_s: how much later in it is what is heard at the same time
 * @db: how much louder it is
 */
typedef struct
{
  char *path;
  double offset_s;
  double db;
} Mix;

/* Decodes the file for it, which begins again where it is too short. Where one
 * of the two is silent, nothing is added. Fails with %GLS_ERROR_IO. */
gboolean mix_apply (const Mix *self, Sound *sound, GError **error);

#endif
