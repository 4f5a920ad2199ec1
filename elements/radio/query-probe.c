/* A probe on the source's pad, as soon as there is one.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "radio/query-probe.h"

typedef struct
{
  GstPadProbeCallback on_query;
  gpointer data; /* [size] */
  gsize size;
} Answer;

static void
on_source_setup (GstElement *decode, GstElement *source, gpointer answer)
{
  const Answer *self = answer;
  g_autoptr (GstPad) pad = gst_element_get_static_pad (source, "src");

  if (pad != NULL)
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_QUERY_UPSTREAM, self->on_query,
        g_memdup2 (self->data, self->size), g_free);
}

static void
answer_free (gpointer answer, GClosure *closure)
{
  g_free (((Answer *) answer)->data);
  g_free (answer);
}

void
gst_gls_query_probe_install (GstElement *decode, GstPadProbeCallback on_query,
    gconstpointer data, gsize size)
{
  Answer *self = g_new (Answer, 1);

  *self = (Answer){ on_query, g_memdup2 (data, size), size };
  g_signal_connect_data (decode, "source-setup", G_CALLBACK (on_source_setup),
      self, answer_free, 0);
}
