/* A model that must open.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TESTS_OPEN_MODEL_H
#define GLS_TESTS_OPEN_MODEL_H

#include "net/models.h"

/* Returns: (transfer full): as gls_models_open() */
static inline GlsModel *
open_model (const char *name)
{
  g_autoptr (GError) error = NULL;
  GlsModel *model = gls_models_open (name, &error);

  g_assert_no_error (error);
  return model;
}

#endif
