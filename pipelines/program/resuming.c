/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resuming.h"

#include "location.h"
#include "output/jsonlog.h"
#include "terminal/say.h"

typedef struct
{
  Archive *archive; /* or */
  Jsonlog *log;
  gboolean unchanged;
} Known;

static gboolean
is_known (const Known *known, const Input *input)
{
  return known->archive != NULL
      ? archive_has (known->archive, input->uri, known->unchanged)
      : jsonlog_has (known->log, input);
}

static void
skip (GPtrArray *inputs, const Known *known)
{
  const guint n = inputs->len;
  guint n_left = 0;

  for (guint i = 0; i < n; i++)
    if (!is_known (known, inputs->pdata[i])) {
      gpointer input = inputs->pdata[n_left];

      inputs->pdata[n_left++] = inputs->pdata[i];
      inputs->pdata[i] = input;
    }
  g_ptr_array_set_size (inputs, (gint) n_left);
  if (n_left < n)
    say (NULL, "skipped, tagged before: %u of %u", n - n_left, n);
}

void
resuming_skip_archived (GPtrArray *inputs, Archive *archive, gboolean unchanged)
{
  const Known known = { .archive = archive, .unchanged = unchanged };

  skip (inputs, &known);
}

gboolean
resuming_skip_logged (GPtrArray *inputs, const char *location,
    const GlsModel *model, const char *signature)
{
  g_autofree char *path = gls_location_get_path (location);
  g_autoptr (Jsonlog) log = NULL;
  g_autoptr (GError) error = NULL;
  Known known = { 0 };

  if (path == NULL)
    return TRUE;
  log = known.log = jsonlog_open (path, signature,
      gls_model_get_labels (model, NULL), &error);
  if (log == NULL) {
    say (path, "%s", error->message);
    return FALSE;
  }
  skip (inputs, &known);
  return TRUE;
}
