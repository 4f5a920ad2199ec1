/* The plain manifest, behind the face of the others.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/datasets/reader.h"

static Manifest *
load (const DatasetRequest *request, GError **error)
{
  return manifest_load (request->path, request->audio, request->problems,
      error);
}

const DatasetReader dataset_manifest = {
  .kind = "manifest",
  .load = load,
};
