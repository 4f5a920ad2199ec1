/* AIFF, so that its first samples are not lost.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_AIFF_PUSH_H
#define GLISSANDO_AIFF_PUSH_H

#include <gst/gst.h>

#include "audio/peek.h"

/* To be called before @decode, a uridecodebin, reads @file. */
void aiff_push_install (GstElement *decode, Peek *file);

#endif
