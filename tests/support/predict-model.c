/* Prints what a model predicts for one segment: one probability a line.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   predict-model MODEL.safetensors SEGMENT.f32
 *
 * SEGMENT holds the segment's floats as they lie in memory.
 */
#include "net/model.h"

#include <stdio.h>

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = NULL;
  g_autoptr (GlsPredictor) predictor = NULL;
  g_autofree char *data = NULL;
  g_autofree float *p = NULL;
  const size_t *shape;
  size_t length, n_axes, n_labels, n;

  if (argc != 3) {
    fprintf (stderr, "usage: predict-model MODEL.safetensors SEGMENT.f32\n");
    return 2;
  }
  model = gls_model_load (argv[1], &error);
  if (model == NULL || !g_file_get_contents (argv[2], &data, &length, &error)) {
    fprintf (stderr, "predict-model: %s\n", error->message);
    return 1;
  }
  n = gls_model_get_n_frames (model);
  shape = gls_model_get_frame_shape (model, &n_axes);
  for (size_t i = 0; i < n_axes; i++)
    n *= shape[i];
  if (length != n * sizeof (float)) {
    fprintf (stderr, "predict-model: %s has %zu bytes, not %zu\n", argv[2],
        length, n * sizeof (float));
    return 1;
  }
  gls_model_get_labels (model, &n_labels);
  p = g_new (float, n_labels);
  predictor = gls_predictor_new (model);
  gls_predictor_run (predictor, (const float *) (gconstpointer) data, p);
  for (size_t i = 0; i < n_labels; i++)
    printf ("%.9g\n", (double) p[i]);
  return 0;
}
