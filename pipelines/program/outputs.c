/* Files are told apart by what they are, where they are there already.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "outputs.h"

#include "outfile.h"
#include "terminal/say.h"

static gboolean
is_among (const char *output, const GPtrArray *inputs)
{
  if (!g_file_test (output, G_FILE_TEST_EXISTS))
    return FALSE;
  for (guint i = 0; i < inputs->len; i++)
    if (inputs->pdata[i] != NULL
        && gls_outfile_is_same (output, inputs->pdata[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_one (const char *a, const char *b)
{
  g_autofree char *x = g_canonicalize_filename (a, NULL);
  g_autofree char *y = g_canonicalize_filename (b, NULL);

  return g_str_equal (x, y) || gls_outfile_is_same (a, b);
}

gboolean
outputs_are_safe (const char *const *outputs, size_t n, const GPtrArray *inputs)
{
  for (size_t i = 0; i < n; i++) {
    if (outputs[i] == NULL || g_str_equal (outputs[i], "-"))
      continue;
    if (is_among (outputs[i], inputs)) {
      say (outputs[i], "it is read too, and would be lost");
      return FALSE;
    }
    for (size_t k = 0; k < i; k++)
      if (outputs[k] != NULL && is_one (outputs[i], outputs[k])) {
        say (outputs[i], "two things are to be written there");
        return FALSE;
      }
  }
  return TRUE;
}
