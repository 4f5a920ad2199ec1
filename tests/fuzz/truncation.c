/* Fuzz target of what looks into files before they are decoded.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the bytes, the answer comes, no byte beyond them is read, and the
 * audio of a WAV file is where the file is.
 */
#include "fuzz.h"

#include <string.h>

#include "audio/mp3.h"
#include "audio/riff.h"
#include "audio/truncation.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (Peek) file = peek_new_bytes (data, size);
  const char *torn = truncation_check (file);
  const guint8 *frame = peek_at (file, mp3_find_start (file), 4);
  Riff riff;

  if (torn != NULL)
    g_assert_true (torn[0] != '\0' && size >= 4);
  if (frame != NULL && mp3_is_free_format (frame))
    g_assert_cmpuint (mp3_frame_size (frame), ==, 0);
  if (riff_read (file, &riff) && riff.data_at > 0)
    g_assert_true (riff.data_at <= riff.data_end && riff.data_end <= size);
  return 0;
}

typedef struct
{
  const char *torn; /* what it is when its last byte is missing */
  size_t n;
  guint8 bytes[2048];
} Seed;

static void
add (Seed *seed, const void *bytes, size_t n)
{
  g_assert (seed->n + n <= sizeof seed->bytes);
  memcpy (seed->bytes + seed->n, bytes, n);
  seed->n += n;
}

/* A literal with the zeros in it, and zeros for what is in a piece. */
#define ADD(seed, literal) add (seed, literal, sizeof literal - 1)

static void
add_zeros (Seed *seed, size_t n)
{
  g_assert (seed->n + n <= sizeof seed->bytes);
  seed->n += n;
}

static Seed
make_mp3 (void)
{
  Seed seed = { .torn = "frame" };

  ADD (&seed, "ID3\4\0\0\0\0\0\12");
  add_zeros (&seed, 10);
  for (int i = 0; i < 4; i++) {
    ADD (&seed, "\xff\xfb\x90\0");
    add_zeros (&seed, 413);
  }
  return seed;
}

static Seed
make_ogg (void)
{
  Seed seed = { .torn = "page" };

  for (int i = 0; i < 3; i++) {
    ADD (&seed, "OggS");
    add_zeros (&seed, 22);
    ADD (&seed, "\2\xff\12");
    add_zeros (&seed, 265);
  }
  return seed;
}

static Seed
make_wav (void)
{
  Seed seed = { .torn = "data chunk" };

  ADD (&seed, "RIFF\x4c\0\0\0WAVEfmt \x10\0\0\0");
  add_zeros (&seed, 16);
  ADD (&seed, "LIST\4\0\0\0INFOdata\x20\0\0\0");
  add_zeros (&seed, 32);
  return seed;
}

static Seed
make_rf64 (void)
{
  Seed seed = { .torn = "data chunk" };

  ADD (&seed,
      "RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0\x60\0\0\0\0\0\0\0"
      "\x20\0\0\0\0\0\0\0");
  add_zeros (&seed, 12);
  ADD (&seed, "data\xff\xff\xff\xff");
  add_zeros (&seed, 32);
  return seed;
}

static Seed
make_avi (void)
{
  Seed seed = { .torn = "chunk" };

  ADD (&seed, "RIFF\x24\0\0\0AVI LIST\x18\0\0\0movi");
  add_zeros (&seed, 20);
  return seed;
}

static Seed
make_mp4 (void)
{
  Seed seed = { .torn = "box" };

  ADD (&seed,
      "\0\0\0\x10"
      "ftypisom\0\0\0\0\0\0\0\x10moov");
  add_zeros (&seed, 8);
  ADD (&seed, "\0\0\0\1mdat\0\0\0\0\0\0\0\x40");
  add_zeros (&seed, 48);
  return seed;
}

static const char *
check (const Seed *seed, size_t n)
{
  g_autoptr (Peek) file = peek_new_bytes (seed->bytes, n);

  return truncation_check (file);
}

GPtrArray *
fuzz_make_seeds (void)
{
  const Seed seeds[] = { make_mp3 (), make_ogg (), make_wav (), make_rf64 (),
    make_avi (), make_mp4 () };
  GPtrArray *all =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (size_t k = 0; k < G_N_ELEMENTS (seeds); k++) {
    g_assert_cmpstr (check (&seeds[k], seeds[k].n), ==, NULL);
    g_assert_cmpstr (check (&seeds[k], seeds[k].n - 1), ==, seeds[k].torn);
    g_ptr_array_add (all, g_bytes_new (seeds[k].bytes, seeds[k].n));
  }
  return all;
}

void
fuzz_try_more (GBytes *seed)
{
  fuzz_try_sizes (seed);
}
