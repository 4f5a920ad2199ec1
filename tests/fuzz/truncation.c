/* Fuzz target of what looks into files before they are decoded, and a run of
 * its seeds as a plain test.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For libFuzzer, compile with clang -fsanitize=fuzzer,address,undefined
 * -DGLS_LIBFUZZER together with pipelines/program/audio/{mp3,peek,riff,
 * truncation}.c. Without GLS_LIBFUZZER main() tries a small file of each
 * format, whole, cut, changed and spliced at many places, and then the files
 * named on the command line. Whatever the bytes, the answer comes, no byte
 * beyond them is read, and the audio of a WAV file is where the file is.
 */
#include "audio/mp3.h"
#include "audio/riff.h"
#include "audio/truncation.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (Peek) file = peek_new_bytes (data, size);
  const char *torn = truncation_check (file);
  const guint8 *frame = peek_at (file, mp3_find_start (file), 4);
  Riff riff;

  if (torn != NULL && (torn[0] == '\0' || size < 4))
    abort ();
  if (frame != NULL && mp3_is_free_format (frame)
      && mp3_frame_size (frame) != 0)
    abort ();
  if (riff_read (file, &riff) && riff.data_at > 0
      && (riff.data_at > riff.data_end || riff.data_end > size))
    abort ();
  return 0;
}

#ifndef GLS_LIBFUZZER

static size_t n_tried;

static void
try_bytes (const guint8 *bytes, size_t n)
{
  /* An exact copy, so that a sanitiser sees a read past the end. */
  g_autofree guint8 *copy = g_memdup2 (bytes, n);

  LLVMFuzzerTestOneInput (copy, n);
  n_tried++;
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

static void
cut_everywhere (const Seed *seed)
{
  for (size_t n = 0; n <= seed->n; n++)
    try_bytes (seed->bytes, n);
}

static void
change_every_byte (Seed seed)
{
  static const guint8 values[] = { 0, 1, 0x7f, 0x80, 0xfe, 0xff };

  for (size_t i = 0; i < seed.n; i++) {
    const guint8 kept = seed.bytes[i];

    for (size_t k = 0; k < G_N_ELEMENTS (values); k++) {
      seed.bytes[i] = values[k];
      try_bytes (seed.bytes, seed.n);
    }
    seed.bytes[i] = kept;
  }
}

/* Four bytes at a time: sizes of any kind. */
static void
change_every_number (Seed seed)
{
  static const guint8 values[][4] = { { 0xff, 0xff, 0xff, 0xff },
    { 0, 0, 0, 0x80 }, { 0x80, 0, 0, 0 }, { 0, 0, 0xff, 0x7f },
    { 0x7f, 0xff, 0, 0 }, { 0, 0, 0, 0 }, { 0xf8, 0xff, 0xff, 0xff } };

  for (size_t i = 0; i + 4 <= seed.n; i++) {
    guint8 kept[4];

    memcpy (kept, seed.bytes + i, 4);
    for (size_t k = 0; k < G_N_ELEMENTS (values); k++) {
      memcpy (seed.bytes + i, values[k], 4);
      try_bytes (seed.bytes, seed.n);
    }
    memcpy (seed.bytes + i, kept, 4);
  }
}

static void
splice (const Seed *seed, size_t times)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (size_t i = 0; i < times; i++) {
    Seed copy = *seed;
    size_t n = (size_t) g_rand_int_range (rand, 1, 40);
    size_t room = seed->n - MIN (n, seed->n - 1);

    n = seed->n - room;
    memmove (copy.bytes + g_rand_int_range (rand, 0, (int) room + 1),
        seed->bytes + g_rand_int_range (rand, 0, (int) room + 1), n);
    try_bytes (copy.bytes, copy.n);
  }
}

static const char *
check (const Seed *seed, size_t n)
{
  g_autoptr (Peek) file = peek_new_bytes (seed->bytes, n);

  return truncation_check (file);
}

static void
try_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  size_t n;

  if (!g_file_get_contents (path, &data, &n, &error))
    g_error ("%s", error->message);
  try_bytes ((const guint8 *) data, n);
}

int
main (int argc, char **argv)
{
  const Seed seeds[] = { make_mp3 (), make_ogg (), make_wav (), make_rf64 (),
    make_avi (), make_mp4 () };

  for (size_t k = 0; k < G_N_ELEMENTS (seeds); k++) {
    g_assert_cmpstr (check (&seeds[k], seeds[k].n), ==, NULL);
    g_assert_cmpstr (check (&seeds[k], seeds[k].n - 1), ==, seeds[k].torn);
    cut_everywhere (&seeds[k]);
    change_every_byte (seeds[k]);
    change_every_number (seeds[k]);
    splice (&seeds[k], 4000);
  }
  for (int i = 1; i < argc; i++)
    try_file (argv[i]);
  g_print ("%zu files tried\n", n_tried);
  return 0;
}

#endif
