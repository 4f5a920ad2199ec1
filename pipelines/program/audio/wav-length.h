/* WAV files that wavparse of GStreamer 1.22 cannot find the end of.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_WAV_LENGTH_H
#define GLISSANDO_WAV_LENGTH_H

#include <gst/gst.h>

#include "audio/peek.h"

/* Has @decode, a uridecodebin that reads @file, find the whole audio of a WAV
 * file that has an odd number of bytes of it, bytes behind it that are no
 * chunk, or 2 GiB and more. */
void wav_length_install (GstElement *decode, Peek *file);

#endif
