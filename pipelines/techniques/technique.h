/* What is looked for, by name, and a stretch of time in which it sounds.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * docs/techniques.md defines each of them in words and numbers.
 */
#ifndef GLISSANDO_TECHNIQUE_H
#define GLISSANDO_TECHNIQUE_H

#include <glib.h>

typedef enum
{
  TECHNIQUE_GLISSANDO,
  TECHNIQUE_PORTAMENTO,
  TECHNIQUE_ACCIACCATURA,
  TECHNIQUE_TRILL,
  TECHNIQUE_VIBRATO,
  TECHNIQUE_TREMOLO,
  TECHNIQUE_BEND_UP,
  TECHNIQUE_BEND_DOWN,
  TECHNIQUE_STACCATO,
  TECHNIQUE_LEGATO,
  TECHNIQUE_FLUTTER_TONGUE,
  TECHNIQUE_PIZZICATO,
  TECHNIQUE_PLAIN,
  N_TECHNIQUES
} Technique;

/* onset, offset: in seconds from the start of the clip */
typedef struct
{
  double onset;
  double offset;
  Technique technique;
  const char *instrument;
  const char *family;
} TechniqueEvent;

/* As it stands in events.csv and in the manifest's header. */
const char *technique_name (Technique technique);
/* Returns: N_TECHNIQUES if there is none of this name */
Technique technique_from_name (const char *name);

#endif
