/* A clip of the corpus, and what is known of it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_RECORDING_H
#define GLISSANDO_RECORDING_H

#include "technique.h"

typedef enum
{
  SPLIT_TRAIN,
  SPLIT_VALID,
  SPLIT_TEST,
  N_SPLITS
} Split;

const char *split_name (Split split);

/**
 * Recording:
 * @name: the file, from the corpus's folder on
 * @source: the soundfont's name, or whose notes these are
 * @is_real: whether people played it
 * @events: (element-type TechniqueEvent): in order of time
 */
typedef struct
{
  char *name;
  Split split;
  const char *source;
  gboolean is_real;
  double seconds;
  GArray *events;
} Recording;

/* events: (transfer full) */
Recording *recording_new (const char *name, Split split, const char *source,
    gboolean is_real, double seconds, GArray *events);
void recording_free (Recording *self);

#endif
