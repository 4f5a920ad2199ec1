/* WAV files that wavparse of GStreamer 1.22 cannot find the end of.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_WAV_LENGTH_H
#define GLISSANDO_WAV_LENGTH_H

#include <gst/gst.h>

/* Has @decode, a uridecodebin that reads @path, find the whole audio of a WAV
 * file that has an odd number of bytes of it, bytes behind it that are no
 * chunk, or 2 GiB and more. */
void wav_length_install (GstElement *decode, const char *path);

#endif
