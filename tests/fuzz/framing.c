/* Fuzz target of what finds frames of MPEG audio in any bytes.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

#include <stdlib.h>

#include "radio/framing.h"

#define UNDECIDED 33000

/* Scans @data in pieces of @cut bytes.
 * Returns: the sum of the places where the kind changes */
static size_t
scan (const uint8_t *data, size_t size, size_t cut)
{
  GlsFraming framing = { 0 };
  size_t begin = 0, end = 0, sum = 0;

  while (end < size) {
    gboolean changes = FALSE;

    end = MIN (end + cut, size);
    do {
      size_t n =
          gls_framing_scan (&framing, data + begin, end - begin, &changes);

      if (n > end - begin)
        abort ();
      begin += n;
      sum += changes ? begin : 0;
    } while (changes);
    if (end - begin > UNDECIDED)
      abort ();
  }
  return sum;
}

/* However it is cut, it is the same. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  size_t whole = scan (data, size, MAX (size, 1));

  if (scan (data, size, 1 + size / 2) != whole
      || scan (data, size, 13) != whole)
    abort ();
  return 0;
}

static void
add_frames (GByteArray *stream, const uint8_t *header, guint length)
{
  for (guint i = 0; i < 6; i++) {
    guint8 frame[96] = { 0 };

    for (guint k = 0; k < 7; k++)
      frame[k] = header[k];
    g_byte_array_append (stream, frame, length);
  }
}

/* Layer III of MPEG-2.5, 8 kbit/s at 8 kHz: 72 bytes; ADTS frames of 96. */
GPtrArray *
fuzz_make_seeds (void)
{
  static const uint8_t layers[7] = { 0xff, 0xe3, 0x18, 0xc4 };
  static const uint8_t adts[7] = { 0xff, 0xf1, 0x50, 0x80, 0x0c, 0x1f, 0xfc };
  GPtrArray *list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  GByteArray *stream = g_byte_array_new ();

  add_frames (stream, layers, 72);
  add_frames (stream, adts, 96);
  add_frames (stream, layers, 72);
  g_ptr_array_add (list, g_byte_array_free_to_bytes (stream));
  if (scan (g_bytes_get_data (list->pdata[0], NULL),
          g_bytes_get_size (list->pdata[0]), 100)
      != 6 * 72 + 6 * 72 + 6 * 96)
    abort ();
  return list;
}

void
fuzz_try_more (GBytes *seed)
{
}
