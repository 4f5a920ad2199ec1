/* The list of elements.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "plugin.h"

#include "elements.h"

gboolean
gst_glissando_register (GstPlugin *plugin)
{
  gboolean ok = TRUE;

  /* The program has them linked in, and may load the plugin too: then the
   * first ones stay. */
  if (g_type_from_name ("GstScalogram") != 0)
    return TRUE;
  ok &= GST_ELEMENT_REGISTER (scalogram, plugin);
  ok &= GST_ELEMENT_REGISTER (jtfst, plugin);
  ok &= GST_ELEMENT_REGISTER (melspectrogram, plugin);
  ok &= GST_ELEMENT_REGISTER (musictagger, plugin);
  ok &= GST_ELEMENT_REGISTER (packnet, plugin);
  ok &= GST_ELEMENT_REGISTER (radiosrc, plugin);
  ok &= GST_ELEMENT_REGISTER (tagsink, plugin);
  ok &= GST_ELEMENT_REGISTER (timescattering, plugin);
  ok &= GST_ELEMENT_REGISTER (tensorview, plugin);
  return ok;
}
