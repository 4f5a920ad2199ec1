/* How sure measures are, written down.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_ESTIMATES_H
#define GLISSANDO_ESTIMATES_H

#include "data/trial.h"

/**
 * Estimates:
 * @names: [n_systems], of the files of predictions
 * @n_draws: of tracks
 * @mean: [n_systems][GLS_N_MEASURES]
 * @difference: the same, less the first system's
 * @tags: [n_systems][n_tags][GLS_N_MEASURES]
 */
typedef struct
{
  const Trial *trial;
  const char *const *names;
  size_t n_draws;
  GlsEstimate *mean, *difference, *tags;
} Estimates;

/* Prints JSON: each system's means, differences and tags. */
void estimates_print_json (const Estimates *self, const char *data);

/* Prints a table for people: means, then differences. */
void estimates_print_table (const Estimates *self);

#endif
