/* What GStreamer loads: libgstglissando.so.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "plugin.h"

#include <cblas.h>

#include "gls.h"

#define PACKAGE "glissando"

/* The number of BLAS threads is the application's to set, but gst-launch and
 * players have never heard of it: left at one per core, the small products of a
 * stream spend more on waking threads than on multiplying. */
static gboolean
plugin_init (GstPlugin *plugin)
{
  if (g_getenv ("OPENBLAS_NUM_THREADS") == NULL
      && g_getenv ("OMP_NUM_THREADS") == NULL)
    openblas_set_num_threads (1);
  return gst_glissando_register (plugin);
}

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR, GST_VERSION_MINOR, glissando,
    "Music tagging by joint time-frequency scattering", plugin_init,
    GLS_VERSION, "GPL", "Glissando", GST_GLISSANDO_ORIGIN)
