/* Frames of MPEG audio, and where one codec follows another.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_FRAMING_H
#define GLS_FRAMING_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * GlsFramingKind:
 * @GLS_FRAMING_NONE: not known yet
 * @GLS_FRAMING_LAYERS: MPEG-1 and -2 audio, layers I to III (ISO 11172-3)
 * @GLS_FRAMING_ADTS: AAC in ADTS frames (ISO 13818-7)
 */
typedef enum
{
  GLS_FRAMING_NONE,
  GLS_FRAMING_LAYERS,
  GLS_FRAMING_ADTS,
} GlsFramingKind;

/**
 * GlsFraming:
 * @kind: of the frames that are coming
 * @left: bytes that belong to the frame that has begun
 *
 * Where in a stream of frames one is. All zero to begin with.
 */
typedef struct
{
  GlsFramingKind kind;
  size_t left;
} GlsFraming;

/**
 * gls_framing_scan:
 * @bytes: what comes next, any bytes; [@n]
 * @n: how many
 * @changes: (out): behind the bytes returned a run of frames of another kind
 *   begins, which @self has taken over
 *
 * Both kinds begin with the same eleven bits, so that a decoder of one does not
 * see what the other is. Four frames in a row count as a run; damage and other
 * data between frames belongs to what came before.
 *
 * Returns: how many bytes, from the first on, belong to what came before. What
 *   is not among them is to be given again with more behind it; that is never
 *   more than 33000 bytes.
 */
size_t gls_framing_scan (GlsFraming *self, const uint8_t *bytes, size_t n,
    gboolean *changes);

G_END_DECLS

#endif
