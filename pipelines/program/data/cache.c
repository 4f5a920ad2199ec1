/* One file per stretch of audio and front end: a header of 64 bytes, the frames
 * as they lie in memory, and a line that says how they were made. It is a cache, not a format: it belongs to the
 * machine that wrote it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
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
  guint64 crc;      /* of the header, with 0 here, and all that follows */
  guint64 n_origin; /* bytes of the last line; earlier versions have none */
  guint64 unused;
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

/* parts: frames and origin, [2] */
static guint64
checksum_of (CacheHeader header, const void *const *parts, const size_t *sizes)
{
  guint64 crc;

  header.crc = 0;
  crc = crc32_z (0, (const void *) &header, sizeof header);
  for (guint i = 0; i < 2; i++)
    crc = crc32_z (crc, parts[i], sizes[i]);
  return crc;
}

static gboolean
is_ours (const CacheHeader *header)
{
  return memcmp (header->magic, CACHE_MAGIC, sizeof header->magic) == 0
      && header->version == CACHE_VERSION
      && header->n_origin < CACHE_MAX_ORIGIN_BYTES;
}

/* A file can be damaged in any byte: by a disk, or by whoever wrote to it.
 * data: what follows the header, [size] */
static gboolean
is_whole (const CacheHeader *header, const char *data, size_t size,
    size_t frame_size)
{
  size_t frame_bytes = frame_size * sizeof (float);
  size_t n_frames_bytes;

  if (!is_ours (header) || header->n_origin > size)
    return FALSE;
  n_frames_bytes = size - header->n_origin;
  return header->frame_size == frame_size && header->n_frames > 0
      && header->n_frames == n_frames_bytes / frame_bytes
      && n_frames_bytes % frame_bytes == 0
      && header->crc
      == checksum_of (*header, (const void *[]){ data, data + n_frames_bytes },
          (size_t[]){ n_frames_bytes, header->n_origin });
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
  entry->n_origin = header.n_origin;
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

/* Only the time of the last access: that of the last change stays. Where reading
 * does not set it, because the file system is mounted so, this does. */
void
cache_touch (const char *folder, const char *key)
{
  g_autofree char *path = entry_path (folder, key);
  const struct timespec times[] = { { .tv_nsec = UTIME_NOW },
    { .tv_nsec = UTIME_OMIT } };

  (void) utimensat (AT_FDCWD, path, times, 0);
}

/* Returns: (transfer full) (nullable): the last line of an entry */
static char *
read_origin (FILE *file)
{
  CacheHeader header;
  g_autofree char *text = g_malloc0 (CACHE_MAX_ORIGIN_BYTES);

  if (fread (&header, sizeof header, 1, file) != 1 || !is_ours (&header)
      || header.n_origin == 0
      || fseek (file, -(long) header.n_origin, SEEK_END) != 0
      || fread (text, header.n_origin, 1, file) != 1
      || !g_utf8_validate (text, (gssize) header.n_origin, NULL))
    return NULL;
  return g_steal_pointer (&text);
}

/* To look at an entry is not to use it. Of others' files the system does not
 * allow that. */
static FILE *
open_to_look (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOATIME);

  return fd >= 0 ? fdopen (fd, "rb") : g_fopen (path, "rbe");
}

char *
cache_read_origin (const char *path)
{
  FILE *file = open_to_look (path);
  char *origin = file != NULL ? read_origin (file) : NULL;

  if (file != NULL)
    fclose (file);
  return origin;
}

/* parts: frames and origin, [2] */
static gboolean
write_entry (const char *path, const CacheHeader *header,
    const void *const *parts, const size_t *sizes, GError **error)
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
  gls_outfile_do_not_wait (file);
  gls_outfile_write (file, header, sizeof *header);
  for (guint i = 0; i < 2; i++)
    gls_outfile_write (file, parts[i], sizes[i]);
  return gls_outfile_finish (file, error);
}

gboolean
cache_store (const char *folder, const char *key, const float *frames,
    size_t n_frames, size_t frame_size, guint64 n_samples, const char *origin,
    GError **error)
{
  g_autofree char *path = entry_path (folder, key);
  const void *parts[] = { frames, origin };
  const size_t sizes[] = { n_frames * frame_size * sizeof *frames,
    MIN (strlen (origin), CACHE_MAX_ORIGIN_BYTES - 1) };
  CacheHeader header = { .magic = CACHE_MAGIC,
    .version = CACHE_VERSION,
    .n_frames = n_frames,
    .frame_size = frame_size,
    .n_samples = n_samples,
    .n_origin = sizes[1] };

  header.crc = checksum_of (header, parts, sizes);
  if (write_entry (path, &header, parts, sizes, error))
    return TRUE;
  g_prefix_error (error, "the feature cache in %s: ", folder);
  return FALSE;
}
