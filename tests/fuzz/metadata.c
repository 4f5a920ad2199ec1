/* Fuzz target of what writes metadata into files.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the bytes, tags can be written, or it is said why not, and what would
 * be written was checked; the file itself stays as it is in a dry run.
 */
#include "fuzz.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files/edit.h"

static char path[] = "/dev/shm/gls-fuzz-XXXXXX";

static void
remove_file (void)
{
  g_unlink (path);
}

/* One with a name: a file that replaces it would need a folder. In memory, since
 * it is written for each try. */
static const char *
write_file (const void *data, size_t size)
{
  static int descriptor = -1;

  if (descriptor < 0) {
    descriptor = g_mkstemp (path);
    atexit (remove_file);
  }
  g_assert_true (ftruncate (descriptor, 0) == 0
      && pwrite (descriptor, data, size, 0) == (ssize_t) size);
  return path;
}

static void
try_plan (const ChangePlan *plan)
{
  const EditOptions options = { .dry_run = TRUE };
  g_auto (Change) change = { 0 };
  g_autoptr (GError) error = NULL;

  if (!edit_apply (path, NULL, plan, &options, &change, &error)) {
    fuzz_check_error (error);
    return;
  }
  if (plan->undo)
    g_assert_null (change.after[METADATA_TAGS][0]);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const tags[] = { "slow", "Klavier über alles", NULL };
  const ChangePlan write = { .tags = tags, .genre = tags, .overwrite = TRUE };
  const ChangePlan undo = { .undo = TRUE };

  write_file (data, size);
  try_plan (&write);
  try_plan (&undo);
  return 0;
}

/* --- seeds --- */

/* A literal with the zeros in it. */
#define ADD(file, literal)                                                     \
  g_byte_array_append (file, (const guint8 *) literal, sizeof literal - 1)

static void
add_zeros (GByteArray *file, guint n)
{
  guint start = file->len;

  g_byte_array_set_size (file, start + n);
  memset (file->data + start, 0, n);
}

static GByteArray *
make_mp3 (void)
{
  GByteArray *file = g_byte_array_new ();

  ADD (file, "ID3\3\0\0\0\0\0\x5a");
  ADD (file, "TIT2\0\0\0\5\0\0\0Song");
  ADD (file, "TCON\0\0\0\x9\0\0\0(17)(13)");
  ADD (file, "TXXX\0\0\0\x14\0\0\0GLISSANDO_TAGS\0slow");
  add_zeros (file, 90 - 15 - 19 - 30);
  for (int i = 0; i < 2; i++) {
    ADD (file, "\xff\xfb\x14\0"); /* 32 kbit/s at 48 kHz: 96 bytes */
    add_zeros (file, 92);
  }
  return file;
}

static GByteArray *
make_wav (void)
{
  GByteArray *file = g_byte_array_new ();

  ADD (file, "RIFF\x56\0\0\0WAVEfmt \x10\0\0\0");
  ADD (file, "\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0\2\0\x10\0");
  ADD (file, "LIST\x12\0\0\0INFOINAM\5\0\0\0Song\0\0data\x10\0\0\0");
  add_zeros (file, 16);
  return file;
}

#define COMMENTS "\4\0\0\0them\2\0\0\0\xc\0\0\0TITLE=A song\xa\0\0\0genre=Rock"

static GByteArray *
make_flac (void)
{
  GByteArray *file = g_byte_array_new ();

  ADD (file, "fLaC\0\0\0\x22\x10\0\x10\0\0\0\0\0\0\0\x01\xf4\0\xf0\0\0\x10\0");
  add_zeros (file, 16);
  ADD (file, "\x84\0\0\x2a" COMMENTS);
  ADD (file, "\xff\xf8\xc4\0");
  add_zeros (file, 8);
  return file;
}

/* RFC 3533: the checksum is by 0x04c11db7, with nothing inverted. */
static void
sign_page (guint8 *page, size_t size)
{
  guint32 sum = 0;

  for (size_t i = 0; i < size; i++) {
    sum ^= (guint32) page[i] << 24;
    for (int bit = 0; bit < 8; bit++)
      sum = sum & 0x80000000 ? sum << 1 ^ 0x04c11db7 : sum << 1;
  }
  for (int i = 0; i < 4; i++)
    page[22 + i] = (guint8) (sum >> 8 * i);
}

static void
add_page (GByteArray *file, guint8 flags, guint8 moment, guint8 number,
    const char *packet, guint8 size)
{
  guint start = file->len;

  ADD (file, "OggS\0");
  g_byte_array_append (file, &flags, 1);
  g_byte_array_append (file, &moment, 1);
  add_zeros (file, 7);
  ADD (file, "\1\0\0\0");
  g_byte_array_append (file, &number, 1);
  add_zeros (file, 7);
  ADD (file, "\1");
  g_byte_array_append (file, &size, 1);
  g_byte_array_append (file, (const guint8 *) packet, size);
  sign_page (file->data + start, file->len - start);
}

static GByteArray *
make_opus (void)
{
  static const char head[] = "OpusHead\1\1\0\0\x80\xbb\0\0\0\0\0";
  static const char tags[] = "OpusTags" COMMENTS;
  static const char packet[] = "\xf8\xff\xfe";
  GByteArray *file = g_byte_array_new ();

  add_page (file, 2, 0, 0, head, sizeof head - 1);
  add_page (file, 0, 0, 1, tags, sizeof tags - 1);
  add_page (file, 4, 100, 2, packet, sizeof packet - 1);
  return file;
}

static GByteArray *
make_mp4 (void)
{
  GByteArray *file = g_byte_array_new ();

  ADD (file,
      "\0\0\0\x10"
      "ftypM4A \0\0\0\0");
  ADD (file,
      "\0\0\0\x71"
      "moov\0\0\0\x69"
      "udta\0\0\0\x61"
      "meta\0\0\0\0");
  ADD (file,
      "\0\0\0\x21"
      "hdlr\0\0\0\0\0\0\0\0mdirappl\0\0\0\0\0\0\0\0\0");
  ADD (file,
      "\0\0\0\x24"
      "ilst\0\0\0\x1c\xa9nam\0\0\0\x14"
      "data\0\0\0\1\0\0\0\0"
      "Song");
  ADD (file,
      "\0\0\0\x10"
      "free\0\0\0\0\0\0\0\0");
  ADD (file,
      "\0\0\0\x10"
      "mdat\0\0\0\0\0\0\0\0");
  return file;
}

static GByteArray *
make_wavpack (void)
{
  GByteArray *file = g_byte_array_new ();

  ADD (file,
      "wvpk\x1c\0\0\0\x10\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
  add_zeros (file, 4);
  ADD (file, "APETAGEX\xd0\7\0\0\x32\0\0\0\1\0\0\0\0\0\0\xa0");
  add_zeros (file, 8);
  ADD (file, "\4\0\0\0\0\0\0\0Genre\0Rock");
  ADD (file, "APETAGEX\xd0\7\0\0\x32\0\0\0\1\0\0\0\0\0\0\x80");
  add_zeros (file, 8);
  return file;
}

static void
check_seed (const GByteArray *seed)
{
  FileState state;
  g_auto (Change) change = { 0 };
  g_autoptr (GError) error = NULL;

  edit_look (write_file (seed->data, seed->len), &state, &change, &error);
  g_assert_no_error (error);
}

GPtrArray *
fuzz_make_seeds (void)
{
  GByteArray *seeds[] = { make_mp3 (), make_wav (), make_flac (), make_opus (),
    make_mp4 (), make_wavpack () };
  GPtrArray *all =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (size_t k = 0; k < G_N_ELEMENTS (seeds); k++) {
    check_seed (seeds[k]);
    g_ptr_array_add (all, g_byte_array_free_to_bytes (seeds[k]));
  }
  return all;
}

void
fuzz_try_more (GBytes *seed)
{
  fuzz_try_sizes (seed);
}
