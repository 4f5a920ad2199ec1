/* What a server said before what it sent.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_HTTP_HEADERS_H
#define GST_GLISSANDO_HTTP_HEADERS_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* pad: of a souphttpsrc. Returns: (transfer full) (nullable): the headers of its
 * answer; %NULL before there is one, and from sources of another kind */
GstStructure *gst_gls_http_headers_get (GstPad *pad);

/* The same of the source that a uridecodebin has, if it has one by now. */
GstStructure *gst_gls_http_headers_get_of (GstElement *decode);

/* Returns: (transfer none) (nullable): of the header of that name, in whatever
 * case, the only or first value */
const char *gst_gls_http_headers_find (const GstStructure *headers,
    const char *name);

/* Whether it is a radio station that speaks: only these send such headers. */
gboolean gst_gls_http_headers_are_of_station (const GstStructure *headers);

/* Returns: (transfer full) (nullable): what it says of itself: its name as
 * organization, its genre, its home page as contact */
GstTagList *gst_gls_http_headers_get_tags (const GstStructure *headers);

G_END_DECLS

#endif
