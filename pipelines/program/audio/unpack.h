/* Raw audio of any format as double.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_UNPACK_H
#define GLISSANDO_UNPACK_H

#include <gst/audio/audio.h>

/* Unlike audioconvert, it does not ask where the speakers of more than two
 * channels stand, and does not care how many channels there are. */
typedef struct _Unpack Unpack;

/* UNPACK_CHUNK: the most samples of each channel at a time */
#define UNPACK_CHUNK 1024

/* Returns: (nullable): NULL if @caps are no raw audio */
Unpack *unpack_new (const GstCaps *caps);
void unpack_free (Unpack *self);

guint unpack_get_channels (const Unpack *self);
guint unpack_get_rate (const Unpack *self);

/* To be undone with gst_audio_buffer_unmap(). */
gboolean unpack_map (const Unpack *self, GstBuffer *buffer,
    GstAudioBuffer *audio);

/* Samples at .. at + n - 1, n <= UNPACK_CHUNK.
 * Returns: double[n][channels] until the next call; full scale is 1 */
const double *unpack_get (Unpack *self, const GstAudioBuffer *audio, size_t at,
    size_t n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Unpack, unpack_free)

#endif
