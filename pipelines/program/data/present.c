/* Two numbers.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/present.h"

#include "text.h"

gboolean
present_parse (Present *self, const char *text)
{
  g_auto (GStrv) part = NULL;

  *self = (Present){ 0, 0 };
  if (text == NULL)
    return TRUE;
  part = g_strsplit (text, ",", 2);
  if (part[0] == NULL || !gls_text_to_number (part[0], 0, 1, &self->least)
      || self->least <= 0)
    return FALSE;
  self->most = self->least;
  return part[1] == NULL
      || gls_text_to_number (part[1], self->least, 1, &self->most);
}

gboolean
present_is_bounded (const Present *self)
{
  return self->most > 0;
}

double
present_bound (const Present *self, double quantile)
{
  return CLAMP (quantile, self->least, self->most);
}
