/* What the elements say when they cannot work with what they are given.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/refuse.h"

#include "gls.h"

gboolean
gst_gls_refuse (GstElement *element, gboolean *refused, GError *error)
{
  gboolean settings =
      g_error_matches (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC);

  GST_INFO_OBJECT (element, "refused: %s", error->message);
  if (!*refused)
    gst_element_message_full (element, GST_MESSAGE_ERROR,
        settings ? GST_LIBRARY_ERROR : GST_STREAM_ERROR,
        settings ? (gint) GST_LIBRARY_ERROR_SETTINGS
                 : (gint) GST_STREAM_ERROR_FORMAT,
        g_strdup_printf ("%s.", error->message), NULL, __FILE__, G_STRFUNC,
        __LINE__);
  *refused = TRUE;
  g_error_free (error);
  return FALSE;
}
