/* What tells models apart: not what is known of them, but what they compute.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/model-private.h"

#include <string.h>

/* Each with its end, so that what stands in one text cannot stand in the next.
 */
static void
add_texts (GChecksum *sum, const char *const *texts)
{
  for (; texts != NULL && *texts != NULL; texts++)
    g_checksum_update (sum, (const guchar *) *texts,
        (gssize) strlen (*texts) + 1);
  g_checksum_update (sum, (const guchar *) "", 1);
}

static void
add_size (GChecksum *sum, size_t size)
{
  guint64 fixed = GUINT64_TO_LE (size);

  g_checksum_update (sum, (const guchar *) &fixed, sizeof fixed);
}

static void
add_models (GChecksum *sum, const GlsEnsemble *ensemble)
{
  for (guint i = 0; i < ensemble->models->len; i++) {
    g_autofree char *digest =
        gls_model_make_digest (gls_ensemble_get (ensemble, i));
    const char *const texts[] = { digest, NULL };

    add_texts (sum, texts);
  }
}

static void
add_network (GChecksum *sum, const GlsModel *model)
{
  const GlsDescription *description = model->description;
  g_autofree char *layers = gls_json_to_text (description->layers, 0);
  const char *const texts[] = { layers, NULL };

  add_texts (sum, (const char *const *) description->front_end);
  add_texts (sum, (const char *const *) description->labels);
  add_texts (sum, texts);
  add_size (sum, description->n_frames);
  add_size (sum, description->hop);
  g_checksum_update (sum, (const guchar *) model->weights,
      (gssize) (model->graph->n_weights * sizeof *model->weights));
}

char *
gls_model_make_digest (const GlsModel *model)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  if (model->ensemble != NULL)
    add_models (sum, model->ensemble);
  else
    add_network (sum, model);
  return g_strdup (g_checksum_get_string (sum));
}
