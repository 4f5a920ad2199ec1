/* How well a model agrees with labels, written down.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_SCORES_H
#define GLISSANDO_SCORES_H

#include "data/comparison.h"
#include "json.h"

/* The model, the data, the split, the mean, and each tag.
 * disturb: (nullable): %NULL-terminated, what was done to the audio */
json_t *scores_to_json (const Comparison *comparison, const char *model,
    const char *data, const char *split, char **disturb);

/* Prints a table for people: tags that count in the mean, then the others. */
void scores_print_table (const Comparison *comparison, const char *split,
    char **disturb);

/* Prints a measure in a column; one that is not defined is a dash. */
void scores_print_number (int width, int digits, double value);

#endif
