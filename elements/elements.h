/* The elements among themselves.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_ELEMENTS_H
#define GST_GLISSANDO_ELEMENTS_H

#include <gst/gst.h>

G_BEGIN_DECLS

GST_ELEMENT_REGISTER_DECLARE (scalogram);
GST_ELEMENT_REGISTER_DECLARE (jtfst);
GST_ELEMENT_REGISTER_DECLARE (melspectrogram);
GST_ELEMENT_REGISTER_DECLARE (musictagger);
GST_ELEMENT_REGISTER_DECLARE (packnet);
GST_ELEMENT_REGISTER_DECLARE (radiosrc);
GST_ELEMENT_REGISTER_DECLARE (tagsink);
GST_ELEMENT_REGISTER_DECLARE (timescattering);
GST_ELEMENT_REGISTER_DECLARE (tensorview);

#define GST_GLS_AUTHOR "Glissando contributors"

G_END_DECLS

#endif
