/* MP3 files of free bitrate.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_FREE_FORMAT_H
#define GLISSANDO_FREE_FORMAT_H

#include <gst/gst.h>

#include "audio/peek.h"

/* Has @decode, a uridecodebin that reads @file, not use libav for MP3 whose
 * frames do not say how long they are: it finds none. */
void free_format_install (GstElement *decode, Peek *file);

#endif
