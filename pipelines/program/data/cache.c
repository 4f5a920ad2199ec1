/* One file per stretch of audio and front end: a header of 64 bytes, then the
 * frames as they lie in memory. It is a cache, not a format: it belongs to the
 * machine that wrote it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>

/* To be raised when the same parameters give other features. */
#define CACHE_VERSION 1
#define CACHE_MAGIC "GLSfeat"

typedef struct
{
  char magic[8];
  guint64 version;
  guint64 n_frames;
  guint64 frame_size;
  guint64 unused[4];
} CacheHeader;

G_STATIC_ASSERT (sizeof (CacheHeader) == 64);

char *
cache_key (const char *path, const char *segment, const char *const *front_end)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *canonical = strstr (path, "://") != NULL
      ? g_strdup (path)
      : g_canonicalize_filename (path, NULL);
  g_autofree char *stamp = NULL;
  GStatBuf status = { 0 };

  if (g_stat (canonical, &status) != 0)
    memset (&status, 0, sizeof status);
  stamp = g_strdup_printf ("%d %ju %jd.%09ld", CACHE_VERSION,
      (uintmax_t) status.st_size, (intmax_t) status.st_mtim.tv_sec,
      status.st_mtim.tv_nsec);
  /* With the closing zero bytes, so that no two lists read the same. */
  g_checksum_update (sum, (guchar *) stamp, (gssize) strlen (stamp) + 1);
  g_checksum_update (sum, (guchar *) canonical,
      (gssize) strlen (canonical) + 1);
  g_checksum_update (sum, (const guchar *) segment,
      (gssize) strlen (segment) + 1);
  for (; *front_end != NULL; front_end++)
    g_checksum_update (sum, (const guchar *) *front_end,
        (gssize) strlen (*front_end) + 1);
  return g_strdup (g_checksum_get_string (sum));
}

/* Two levels, as some file systems dislike thousands of files in one. */
static char *
entry_path (const char *folder, const char *key)
{
  char shard[3] = { key[0], key[1], '\0' };

  return g_build_filename (folder, shard, key + 2, NULL);
}

gboolean
cache_open (const char *folder, const char *key, size_t frame_size,
    CacheEntry *entry)
{
  g_autofree char *path = entry_path (folder, key);
  GMappedFile *map = g_mapped_file_new (path, FALSE, NULL);
  CacheHeader header;
  size_t size;

  if (map == NULL)
    return FALSE;
  size = g_mapped_file_get_length (map);
  if (size >= sizeof header)
    memcpy (&header, g_mapped_file_get_contents (map), sizeof header);
  if (size < sizeof header
      || memcmp (header.magic, CACHE_MAGIC, sizeof header.magic) != 0
      || header.version != CACHE_VERSION || header.frame_size != frame_size
      || header.n_frames == 0
      || header.n_frames
          != (size - sizeof header) / (frame_size * sizeof (float))
      || (size - sizeof header) % (frame_size * sizeof (float)) != 0) {
    g_mapped_file_unref (map);
    return FALSE;
  }
  entry->map = map;
  entry->n_frames = header.n_frames;
  entry->frames = (const float *) (gpointer) (g_mapped_file_get_contents (map)
      + sizeof header);
  return TRUE;
}

void
cache_entry_clear (CacheEntry *entry)
{
  g_clear_pointer (&entry->map, g_mapped_file_unref);
  entry->frames = NULL;
  entry->n_frames = 0;
}

gboolean
cache_store (const char *folder, const char *key, const float *frames,
    size_t n_frames, size_t frame_size, GError **error)
{
  g_autofree char *path = entry_path (folder, key);
  g_autofree char *shard = g_path_get_dirname (path);
  g_autofree char *partial = g_strconcat (path, ".XXXXXX", NULL);
  CacheHeader header = { .magic = CACHE_MAGIC,
    .version = CACHE_VERSION,
    .n_frames = n_frames,
    .frame_size = frame_size };
  FILE *file = NULL;
  gboolean ok;
  int fd = -1, number;

  if (g_mkdir_with_parents (shard, 0777) == 0) {
    fd = g_mkstemp_full (partial, O_RDWR | O_CLOEXEC, 0666);
    file = fd >= 0 ? fdopen (fd, "wb") : NULL;
  }
  ok = file != NULL && fwrite (&header, sizeof header, 1, file) == 1
      && fwrite (frames, frame_size * sizeof *frames, n_frames, file)
          == n_frames;
  number = errno;
  if (file != NULL && fclose (file) != 0 && ok) {
    number = errno;
    ok = FALSE;
  }
  if (ok && g_rename (partial, path) != 0) {
    number = errno;
    ok = FALSE;
  }
  if (!ok) {
    if (fd >= 0)
      g_unlink (partial);
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number),
        "the feature cache in %s cannot be written: %s", folder,
        g_strerror (number));
  }
  return ok;
}
