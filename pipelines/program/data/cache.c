/* One file per stretch of audio and front end: a header of 64 bytes, then the
 * frames as they lie in memory. It is a cache, not a format: it belongs to the
 * machine that wrote it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/cache.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <zlib.h>

#include "location.h"
#include "outfile.h"

/* To be raised when the same parameters give other features. */
#define CACHE_VERSION 2
#define CACHE_MAGIC "GLSfeat"

typedef struct
{
  char magic[8];
  guint64 version;
  guint64 n_frames;
  guint64 frame_size;
  guint64 n_samples;
  guint64 crc; /* of the header, with 0 here, and the frames */
  guint64 unused[2];
} CacheHeader;

G_STATIC_ASSERT (sizeof (CacheHeader) == 64);

char *
cache_key (const char *path, const char *segment, const char *const *front_end)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *canonical = gls_location_is_uri (path)
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

static guint64
checksum_of (CacheHeader header, const void *frames, size_t size)
{
  header.crc = 0;
  return crc32_z (crc32_z (0, (const void *) &header, sizeof header), frames,
      size);
}

/* A file can be damaged in any byte: by a disk, or by whoever wrote to it. */
static gboolean
is_whole (const CacheHeader *header, const char *frames, size_t size,
    size_t frame_size)
{
  size_t frame_bytes = frame_size * sizeof (float);

  return memcmp (header->magic, CACHE_MAGIC, sizeof header->magic) == 0
      && header->version == CACHE_VERSION && header->frame_size == frame_size
      && header->n_frames > 0 && header->n_frames == size / frame_bytes
      && size % frame_bytes == 0
      && header->crc == checksum_of (*header, frames, size);
}

CacheState
cache_open (const char *folder, const char *key, size_t frame_size,
    CacheEntry *entry)
{
  g_autofree char *path = entry_path (folder, key);
  g_autoptr (GMappedFile) map = g_mapped_file_new (path, FALSE, NULL);
  CacheHeader header;
  const char *data;
  size_t size;

  *entry = (CacheEntry){ 0 };
  if (map == NULL)
    return CACHE_ABSENT;
  if (g_mapped_file_get_length (map) < sizeof header)
    return CACHE_DAMAGED;
  memcpy (&header, g_mapped_file_get_contents (map), sizeof header);
  data = g_mapped_file_get_contents (map) + sizeof header;
  size = g_mapped_file_get_length (map) - sizeof header;
  if (!is_whole (&header, data, size, frame_size))
    return CACHE_DAMAGED;
  entry->map = g_steal_pointer (&map);
  entry->n_frames = header.n_frames;
  entry->n_samples = header.n_samples;
  entry->frames = (const float *) (gconstpointer) data;
  return CACHE_WHOLE;
}

void
cache_entry_clear (CacheEntry *entry)
{
  g_clear_pointer (&entry->map, g_mapped_file_unref);
  entry->frames = NULL;
  entry->n_frames = 0;
}

static gboolean
write_entry (const char *path, const CacheHeader *header, const void *frames,
    size_t size, GError **error)
{
  g_autofree char *shard = g_path_get_dirname (path);
  GlsOutfile *file;

  if (g_mkdir_with_parents (shard, 0777) != 0) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_IO, g_strerror (errno));
    return FALSE;
  }
  file = gls_outfile_new (path, error);
  if (file == NULL)
    return FALSE;
  gls_outfile_write (file, header, sizeof *header);
  gls_outfile_write (file, frames, size);
  return gls_outfile_finish (file, error);
}

gboolean
cache_store (const char *folder, const char *key, const float *frames,
    size_t n_frames, size_t frame_size, guint64 n_samples, GError **error)
{
  g_autofree char *path = entry_path (folder, key);
  size_t size = n_frames * frame_size * sizeof *frames;
  CacheHeader header = { .magic = CACHE_MAGIC,
    .version = CACHE_VERSION,
    .n_frames = n_frames,
    .frame_size = frame_size,
    .n_samples = n_samples };

  header.crc = checksum_of (header, frames, size);
  if (write_entry (path, &header, frames, size, error))
    return TRUE;
  g_prefix_error (error, "the feature cache in %s: ", folder);
  return FALSE;
}
