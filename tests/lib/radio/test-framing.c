/* Where one codec follows another.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "radio/framing.h"

/* MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes, or with padding 418. */
static void
add_mp3 (GByteArray *stream, guint n)
{
  for (guint i = 0; i < n; i++) {
    guint8 frame[418] = { 0xff, 0xfb, i % 2 ? 0x92 : 0x90, 0x64 };

    g_byte_array_append (stream, frame, i % 2 ? 418 : 417);
  }
}

/* 44.1 kHz, of 200 bytes and up */
static void
add_adts (GByteArray *stream, guint n)
{
  for (guint i = 0; i < n; i++) {
    guint length = 200 + i % 100;
    guint8 frame[300] = { 0xff, 0xf1, 0x50, (guint8) (0x80 | length >> 11),
      (guint8) (length >> 3), (guint8) (length << 5 | 0x1f), 0xfc };

    g_byte_array_append (stream, frame, length);
  }
}

static void
add_noise (GByteArray *stream, guint n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (n);

  for (guint i = 0; i < n; i++) {
    guint8 byte = (guint8) g_rand_int_range (random, 0, 255);

    g_byte_array_append (stream, &byte, 1);
  }
}

/* Fed in pieces of @cut bytes, the stream changes at these places, a list that
 * ends with 0, and all bytes but the last few come out. */
static void
assert_changes (const GByteArray *stream, size_t cut, const size_t *places)
{
  GlsFraming framing = { 0 };
  size_t begin = 0, end = 0;

  while (end < stream->len) {
    gboolean changes = FALSE;

    end = MIN (end + cut, stream->len);
    do {
      begin += gls_framing_scan (&framing, stream->data + begin, end - begin,
          &changes);
      if (changes)
        g_assert_cmpuint (begin, ==, *places++);
    } while (changes);
    g_assert_cmpuint (end - begin, <=, 33000);
  }
  g_assert_cmpuint (*places, ==, 0);
}

static void
assert_changes_in_pieces (const GByteArray *stream, const size_t *places)
{
  const size_t cuts[] = { 1, 7, 333, 4096, 1000000 };

  for (size_t i = 0; i < G_N_ELEMENTS (cuts); i++)
    assert_changes (stream, cuts[i], places);
}

/* MP3, then AAC, then MP3: found to the byte, however it is cut. */
static void
test_changes (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();
  size_t places[3] = { 0 };

  add_mp3 (stream, 50);
  places[0] = stream->len;
  add_adts (stream, 50);
  places[1] = stream->len;
  add_mp3 (stream, 50);
  assert_changes_in_pieces (stream, places);
}

/* What is between frames belongs to what came before. */
static void
test_noise (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();
  size_t places[2] = { 0 };

  add_noise (stream, 5000);
  add_mp3 (stream, 20);
  add_noise (stream, 5000);
  add_mp3 (stream, 20);
  add_noise (stream, 3000);
  places[0] = stream->len;
  add_adts (stream, 20);
  assert_changes_in_pieces (stream, places);
}

/* A frame that is cut off does not hide what follows. */
static void
test_torn (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();
  GlsFraming framing = { 0 };
  gboolean changes;
  size_t at;

  add_mp3 (stream, 20);
  g_byte_array_set_size (stream, stream->len - 100);
  add_adts (stream, 50);
  at = gls_framing_scan (&framing, stream->data, stream->len, &changes);
  g_assert_true (changes);
  g_assert_cmpuint (at, <, 20 * 418 + 2 * 201);
  g_assert_cmpint (framing.kind, ==, GLS_FRAMING_ADTS);
}

/* Any bytes: all of them come out sooner or later. */
static void
test_other (void)
{
  const size_t none[] = { 0 };
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  add_noise (stream, 200000);
  assert_changes_in_pieces (stream, none);
  memset (stream->data, 0xff, stream->len);
  assert_changes_in_pieces (stream, none);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/framing/changes", test_changes);
  g_test_add_func ("/framing/noise", test_noise);
  g_test_add_func ("/framing/torn", test_torn);
  g_test_add_func ("/framing/other", test_other);
  return g_test_run ();
}
