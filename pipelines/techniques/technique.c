/* The vocabulary of the corpus.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "technique.h"

static const char *const names[N_TECHNIQUES] = { "glissando", "portamento",
  "acciaccatura", "trill", "vibrato", "tremolo", "bend-up", "bend-down",
  "staccato", "legato", "flutter-tongue", "pizzicato", "plain" };

const char *
technique_name (Technique technique)
{
  return names[technique];
}

Technique
technique_from_name (const char *name)
{
  Technique technique = 0;

  while (technique < N_TECHNIQUES && !g_str_equal (names[technique], name))
    technique++;
  return technique;
}
