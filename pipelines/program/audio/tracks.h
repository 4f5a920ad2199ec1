/* How far the tracks of a container reach.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TRACKS_H
#define GLISSANDO_TRACKS_H

#include <gst/gst.h>

/* A container declares how long the longest of its tracks is, which need not be
 * the one that is heard. Whether its end is missing is seen from all of them.
 */
typedef struct _Tracks Tracks;

/* Watches what demuxers in @decode, a bin, put out from now on. */
Tracks *tracks_new (GstElement *decode);
void tracks_unref (Tracks *self);

/* Where the last of them ended, in seconds; 0 if there was none; infinity if
 * that cannot be told: where one ends long before another, it is shorter, or
 * the demuxer stopped reading what nobody takes. */
double tracks_get_end_s (Tracks *self);

#endif
