/* One input, decoded once, to an array, to a picture, or to both.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_EXTRACTION_H
#define GLISSANDO_EXTRACTION_H

#include "audio/inputs.h"
#include "data/eventlist.h"
#include "output/look.h"
#include "scattering/transform.h"

/**
 * Extraction:
 * @spec: of the transform
 * @plan: of it
 * @multirate: an array for each octave of a scalogram
 * @look: of pictures
 * @events: (nullable): what sounds when, to be marked in pictures
 *
 * What is the same for all inputs.
 */
typedef struct
{
  GlsSpec spec;
  GlsTransformPlan *plan;
  gboolean multirate;
  const Look *look;
  const EventList *events;
} Extraction;

/**
 * extraction_run:
 * @array: (nullable): where the array goes
 * @picture: (nullable): where the picture goes
 * @note: (nullable): shown beside the progress bar
 *
 * What goes wrong is said on stderr; nothing that is not whole is left behind.
 *
 * Returns: whether all went well
 */
gboolean extraction_run (const Extraction *self, const Input *input,
    const char *array, const char *picture, const char *note);

#endif
