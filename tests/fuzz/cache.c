/* Fuzz target of the feature cache.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the bytes, an entry is refused or it is as long as it says; also
 * where whoever damaged it has made its checksum right.
 */
#include "fuzz.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "data/cache.h"

#define FRAME_SIZE 4
#define HEADER_BYTES 64
#define CRC_AT 40
#define KEY "ab0123456789012345678901234567890123456789012345678901234567890123"

static char *folder;

static void
remove_folder (void)
{
  g_autofree char *shard = g_build_filename (folder, "ab", NULL);
  g_autofree char *entry = g_build_filename (shard, KEY + 2, NULL);

  g_unlink (entry);
  g_rmdir (shard);
  g_rmdir (folder);
  g_free (folder);
}

/* An entry whose bytes lie in memory. */
static void
write_entry (const uint8_t *data, size_t size)
{
  const char *file = fuzz_write_file (data, size);
  g_autofree char *shard = NULL, *entry = NULL;

  if (folder != NULL)
    return;
  folder = g_dir_make_tmp ("gls-fuzz-XXXXXX", NULL);
  shard = g_build_filename (folder, "ab", NULL);
  entry = g_build_filename (shard, KEY + 2, NULL);
  if (g_mkdir (shard, 0700) != 0 || symlink (file, entry) != 0)
    g_error ("no cache can be made in %s", folder);
  atexit (remove_folder);
}

static gboolean
check (const uint8_t *data, size_t size)
{
  g_auto (CacheEntry) entry = { 0 };
  g_autofree char *origin = NULL, *path = NULL;
  float sum = 0;

  write_entry (data, size);
  path = g_build_filename (folder, "ab", KEY + 2, NULL);
  origin = cache_read_origin (path);
  g_assert_true (origin == NULL || g_utf8_validate (origin, -1, NULL));
  if (cache_open (folder, KEY, FRAME_SIZE, &entry) != CACHE_WHOLE)
    return FALSE;
  g_assert_cmpuint (entry.n_frames, >, 0);
  g_assert_cmpuint (HEADER_BYTES + entry.n_frames * FRAME_SIZE * sizeof sum
          + entry.n_origin,
      ==, size);
  for (size_t i = 0; i < entry.n_frames * FRAME_SIZE; i++)
    sum += entry.frames[i];
  g_assert_true (sum == sum || sum != sum);
  return TRUE;
}

/* With a checksum that is right; returns whether it was so before. */
static gboolean
mend_checksum (uint8_t *data, size_t size)
{
  guint64 was, crc = 0;

  memcpy (&was, data + CRC_AT, sizeof was);
  memset (data + CRC_AT, 0, sizeof crc);
  crc = crc32_z (0, data, size);
  memcpy (data + CRC_AT, &crc, sizeof crc);
  return was == crc;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree guint8 *mended = g_memdup2 (data, size);
  gboolean is_whole = check (data, size);

  if (size < HEADER_BYTES) {
    g_assert_false (is_whole);
    return 0;
  }
  if (!mend_checksum (mended, size))
    g_assert_false (is_whole);
  check (mended, size);
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const float frames[3 * FRAME_SIZE] = { 1, -1, 0.5f };
  GPtrArray *seeds =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *place = g_dir_make_tmp ("gls-fuzz-XXXXXX", NULL);
  g_autofree char *shard = g_build_filename (place, "ab", NULL);
  g_autofree char *entry = g_build_filename (shard, KEY + 2, NULL);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize size;

  cache_store (place, KEY, frames, 3, FRAME_SIZE, 12345, "a=1 b=2", &error);
  g_assert_no_error (error);
  g_file_get_contents (entry, &data, &size, &error);
  g_assert_no_error (error);
  g_unlink (entry);
  g_rmdir (shard);
  g_rmdir (place);
  g_assert_true (check ((const uint8_t *) data, size));
  g_ptr_array_add (seeds, g_bytes_new_take (data, size));
  return seeds;
}

void
fuzz_try_more (GBytes *seed)
{
}
