/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "radio/kinds.h"

#include <string.h>

gboolean
gst_gls_is_made_by (GstElement *element, const char *factory)
{
  GstElementFactory *own = gst_element_get_factory (element);

  return own != NULL && g_str_equal (GST_OBJECT_NAME (own), factory);
}

gboolean
gst_gls_is_called (GstElement *element, const char *kind)
{
  const char *klass =
      gst_element_get_metadata (element, GST_ELEMENT_METADATA_KLASS);

  return klass != NULL && strstr (klass, kind) != NULL;
}
