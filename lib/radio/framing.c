/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "radio/framing.h"

#define HEADER_BYTES 7
#define RUN 4

/* --- one frame --- */

typedef struct
{
  size_t length;       /* in bytes with its header; 0: it is none */
  unsigned int stream; /* what stays the same from frame to frame */
} Frame;

/* In kbit/s, by layer (III, II, I) of MPEG-1, then of MPEG-2 and -2.5. */
static const uint16_t bitrates[2][3][15] = {
  { { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 },
      { 0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384 },
      { 0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416,
          448 } },
  { { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160 },
      { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160 },
      { 0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256 } },
};

/* Version (2.5, reserved, 2, 1) and layer (reserved, III, II, I) are two bits
 * each. The length of a frame of free bitrate is not in it. */
static Frame
read_layers (const uint8_t *b)
{
  static const unsigned int rates[] = { 44100, 48000, 32000 };
  unsigned int version = b[1] >> 3 & 3, layer = b[1] >> 1 & 3;
  unsigned int rate_index = b[2] >> 2 & 3, padding = b[2] >> 1 & 1;
  unsigned int rate, bits, samples;

  if ((b[1] & 0xe0) != 0xe0 || version == 1 || layer == 0 || b[2] >> 4 == 15
      || rate_index == 3)
    return (Frame){ 0 };
  bits = 1000u * bitrates[version != 3][layer - 1][b[2] >> 4];
  rate = rates[rate_index] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
  if (layer == 3)
    return (Frame){ (12 * bits / rate + padding) * 4, (b[1] | 1u) << 2 };
  samples = layer == 1 && version != 3 ? 576 : 1152;
  return (Frame){ bits > 0 ? samples / 8 * bits / rate + padding : 0,
    (b[1] | 1u) << 2 | rate_index };
}

static Frame
read_adts (const uint8_t *b)
{
  size_t length = (size_t) (b[3] & 3) << 11 | (size_t) b[4] << 3 | b[5] >> 5;

  if ((b[1] & 0xf6) != 0xf0 || (b[2] >> 2 & 15) > 12 || length <= HEADER_BYTES)
    return (Frame){ 0 };
  return (Frame){ length, (b[1] | 1u) << 8 | (b[2] & 0xfcu) };
}

/* b: [HEADER_BYTES] */
static Frame
read_frame (const uint8_t *b, GlsFramingKind kind)
{
  if (b[0] != 0xff || kind == GLS_FRAMING_NONE)
    return (Frame){ 0 };
  return kind == GLS_FRAMING_ADTS ? read_adts (b) : read_layers (b);
}

/* --- a run of them --- */

typedef enum
{
  NO_RUN,
  PERHAPS_A_RUN, /* there are too few bytes to say */
  A_RUN,
} Finding;

static Finding
find_run (const uint8_t *bytes, size_t n, GlsFramingKind kind)
{
  Frame first = { 0 };
  size_t at = 0;

  for (int i = 0; i < RUN; i++) {
    Frame frame;

    if (at > n || n - at < HEADER_BYTES)
      return PERHAPS_A_RUN;
    frame = read_frame (bytes + at, kind);
    if (i == 0)
      first = frame;
    if (frame.length == 0 || frame.stream != first.stream)
      return NO_RUN;
    at += frame.length;
  }
  return A_RUN;
}

/* kind: (out): of the run */
static Finding
find_any_run (const uint8_t *bytes, size_t n, GlsFramingKind *kind)
{
  Finding layers = find_run (bytes, n, GLS_FRAMING_LAYERS);
  Finding adts = find_run (bytes, n, GLS_FRAMING_ADTS);

  *kind = layers == A_RUN ? GLS_FRAMING_LAYERS : GLS_FRAMING_ADTS;
  return MAX (layers, adts);
}

/* --- the stream --- */

/* Returns: how many of @n bytes are in the frame that has begun */
static size_t
skip_frame (GlsFraming *self, size_t n)
{
  size_t step = MIN (self->left, n);

  self->left -= step;
  return step;
}

size_t
gls_framing_scan (GlsFraming *self, const uint8_t *bytes, size_t n,
    gboolean *changes)
{
  size_t at = skip_frame (self, n);

  *changes = FALSE;
  while (n - at >= HEADER_BYTES) {
    Frame frame = read_frame (bytes + at, self->kind);
    GlsFramingKind kind;
    Finding finding;

    if (frame.length > 0) {
      self->left = frame.length;
      at += skip_frame (self, n - at);
      continue;
    }
    finding = find_any_run (bytes + at, n - at, &kind);
    if (finding == PERHAPS_A_RUN)
      break;
    *changes =
        finding == A_RUN && self->kind != GLS_FRAMING_NONE; /* to another */
    if (finding == A_RUN)
      self->kind = kind;
    if (*changes)
      break;
    at += finding == NO_RUN;
  }
  return at;
}
