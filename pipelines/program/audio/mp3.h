/* Frames of MPEG audio, layer III (ISO 11172-3, 13818-3).
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_MP3_H
#define GLISSANDO_MP3_H

#include "audio/peek.h"

/* Where the first frame should be: behind an ID3v2 tag. */
guint64 mp3_find_start (Peek *file);

/* Whether @file is MP3, or AAC in the same manner of frames (ADTS), and nothing
 * before the frames says how many there are. Its length is then an estimate. */
gboolean mp3_is_of_unknown_length (Peek *file);

/* b: [4], the header of a frame; returns its size in bytes; 0 if it is none, or
 * if it does not say, because its bitrate is free */
size_t mp3_frame_size (const guint8 *b);

/* Whether @b is the header of a frame of free bitrate. */
gboolean mp3_is_free_format (const guint8 *b);

#endif
