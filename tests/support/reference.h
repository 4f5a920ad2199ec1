/* Reference arrays of the scattering transform, and how far results are from
 * them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The folder layout is described in tests/reference/README.md.
 */
#ifndef TESTS_SUPPORT_REFERENCE_H
#define TESTS_SUPPORT_REFERENCE_H

#include <glib.h>

typedef struct
{
  const char *config; /* "a", "b", "c" */
  char *folder;
  guint J, Q1, Q2, J_fr, Q_fr, F;
  gsize n; /* length of the signals */
} ReferenceConfig;

/* One path of an array: a row of its layout file. */
typedef struct
{
  int order, n1, n2, n_fr, spin, j1, j2, n1_stride;
  gsize offset, rows, cols;
} ReferencePath;

typedef struct
{
  gsize n_paths;
  ReferencePath *paths;
  float *expected; /* all paths, one after the other */
  float *got;      /* the same places, for the test to fill */
  gsize n;
} ReferenceArray;

/* max |a - b| / max |b|; ||a - b|| / ||b||; and the worst relative L2 error of
 * a path among those of at least 10 %, 1 %, 0.1 % of the strongest one's L2 */
typedef struct
{
  double E, R, P10, P1, P01;
} ReferenceError;

/* The folder with all cases if there is one, else the subset in the tree. */
char *reference_folder (void);
/* (transfer full): configs of the folder, ended by one with folder NULL */
ReferenceConfig *reference_configs (const char *folder);
void reference_configs_free (ReferenceConfig *configs);
/* (transfer full): names of a config's signals */
GStrv reference_signals (const ReferenceConfig *config);
/* (transfer full) (nullable): float[n]; NULL if there is no such file */
float *reference_read (const ReferenceConfig *config, const char *signal,
    const char *array, gsize *n);
/* Whether the folder holds @array of @signal: the subset has not all. */
gboolean reference_has (const ReferenceConfig *config, const char *signal,
    const char *array);
/* (transfer full) (nullable) */
ReferenceArray *reference_array_new (const ReferenceConfig *config,
    const char *signal, const char *array);
void reference_array_free (ReferenceArray *array);
ReferenceError reference_compare (const ReferenceArray *array);
/* Prints the error and checks it against the bounds. */
void reference_check (const ReferenceConfig *config, const char *signal,
    const char *name, const ReferenceArray *array, const ReferenceError *bound);

#endif
