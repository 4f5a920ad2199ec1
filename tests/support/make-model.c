/* Writes a model with random weights, for tests that need some model.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   make-model ARCH.json OUT.safetensors SEED [SHAPE [LABEL...]]
 *
 * SHAPE is the frame's, slowest axis first, e.g. 9x2x14x10; where it is not
 * given it follows from the front end's default banks (9 local lambda rows, or
 * as many as there are bands, 23 mu rows less mu-skip, 9 ell columns, and one
 * more of these with low-pass). Labels default to the 50 tags of the
 * MagnaTagATune set.
 */
#include "train/architecture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const mtat[] = { "guitar", "classical", "slow", "techno",
  "strings", "drums", "electronic", "rock", "fast", "piano", "ambient", "beat",
  "violin", "vocal", "synth", "female", "indian", "opera", "male", "singing",
  "vocals", "no vocals", "harpsichord", "loud", "quiet", "flute", "woman",
  "male vocal", "no vocal", "pop", "soft", "sitar", "solo", "man", "classic",
  "choir", "voice", "new age", "dance", "male voice", "female vocal", "beats",
  "harp", "cello", "no voice", "weird", "country", "metal", "female voice",
  "choral", NULL };

static const char *
parameter (const GlsArchitecture *arch, const char *name)
{
  const char *const *pair = gls_architecture_get_front_end (arch);
  size_t n = strlen (name);

  for (; *pair != NULL; pair++)
    if (strncmp (*pair, name, n) == 0 && (*pair)[n] == '=')
      return *pair + n + 1;
  return "";
}

static size_t
default_shape (const GlsArchitecture *arch, size_t *shape)
{
  size_t n = 0;
  size_t low_pass = strcmp (parameter (arch, "low-pass"), "true") == 0 ? 1 : 0;

  if (strcmp (parameter (arch, "lambda"), "local") == 0)
    shape[n++] = 9;
  else if (strcmp (parameter (arch, "lambda"), "bands") == 0)
    shape[n++] = (size_t) atoi (parameter (arch, "lambda-bands"));
  if (n > 0 || strcmp (parameter (arch, "orientation"), "both") == 0)
    shape[n++] = strcmp (parameter (arch, "orientation"), "both") == 0 ? 2 : 1;
  shape[n++] = 23 - (size_t) atoi (parameter (arch, "mu-skip")) + low_pass;
  shape[n++] = 9 + low_pass;
  return n;
}

static size_t
parse_shape (const char *text, size_t *shape)
{
  g_auto (GStrv) axes = g_strsplit (text, "x", 5);
  size_t n = MIN (g_strv_length (axes), 4);

  for (size_t i = 0; i < n; i++)
    shape[i] = (size_t) g_ascii_strtoull (axes[i], NULL, 10);
  return n;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsArchitecture) arch = NULL;
  g_autoptr (GlsModel) model = NULL;
  size_t shape[4], n_axes;

  if (argc < 4) {
    fprintf (stderr,
        "usage: make-model ARCH.json OUT.safetensors SEED [SHAPE "
        "[LABEL...]]\n");
    return 2;
  }
  arch = gls_architecture_load (argv[1], &error);
  if (arch == NULL)
    goto fail;
  n_axes =
      argc > 4 ? parse_shape (argv[4], shape) : default_shape (arch, shape);
  model = gls_model_new_from_arch (arch, NULL,
      argc > 5 ? (const char *const *) argv + 5 : mtat, shape, n_axes,
      g_ascii_strtoull (argv[3], NULL, 10), &error);
  if (model == NULL
      || !gls_model_set_provenance (model,
          "{ \"data\": \"none: random weights, for tests\" }", &error)
      || !gls_model_save (model, argv[2], GLS_DTYPE_F16, &error))
    goto fail;
  return 0;

fail:
  fprintf (stderr, "make-model: %s\n", error->message);
  return 1;
}
