/* A library as data for the scripts of its page.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_REPORT_DATA_H
#define GLISSANDO_REPORT_DATA_H

#include "catalogue/survey.h"
#include "report/chart.h"

/**
 * data_append:
 * @base: (nullable): as of links_make()
 *
 * A JSON object in which no “<” stands, so that nothing in it can end a script:
 *
 *     tags      [[name, column, threshold], …], in the order of the model
 *     folders   [address, …], each up to its last slash; "": no link
 *     tracks    [[folder, address within it, seconds, title, artist, album], …]
 *     p         probabilities, for each track those of all columns
 *     places    two for each track: how far to the right, how far down
 *     n_alike, alike   so many for each track: the numbers of others
 *
 * Numbers in the last three are in base 64, “A” to “Z”, “a” to “z”, “0” to “9”,
 * “-” and “_”, the highest digit first. A probability and a place have two
 * digits: p in steps of 1/4095, rounded down, but below each threshold that it
 * is below; a place in steps of 1/4094, where 4095 is none. A track number has
 * four digits, and the largest one is none.
 */
void data_append (GString *out, const GlsSurvey *survey, const Chart *chart,
    const char *base);

#endif
