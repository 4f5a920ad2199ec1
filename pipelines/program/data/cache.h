/* Features on disk, so that training again does not compute them again.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_CACHE_H
#define GLISSANDO_CACHE_H

#include <glib.h>

/**
 * CacheEntry:
 * @n_samples: how much audio the frames stand for, in samples
 * @n_frames: how many frames
 * @frames: float[n_frames][frame_size], read-only
 * @n_origin: bytes of what cache_store() was told of their origin
 */
typedef struct
{
  guint64 n_samples;
  size_t n_frames;
  const float *frames;
  size_t n_origin;
  GMappedFile *map;
} CacheEntry;

/* An origin is a line of text of fewer bytes. */
#define CACHE_MAX_ORIGIN_BYTES 4096

/**
 * cache_key:
 * @path: an audio file
 * @segment: which part of it and how it was cut, as text
 * @front_end: %NULL-terminated parameters of the features
 *
 * The file counts by name, size and time of change. A URI counts by name.
 *
 * Returns: (transfer full): a checksum that names the entry
 */
char *cache_key (const char *path, const char *segment,
    const char *const *front_end);

typedef enum
{
  CACHE_ABSENT,
  CACHE_DAMAGED, /* its bytes are no longer those that were stored */
  CACHE_WHOLE,
} CacheState;

/* entry: (out): its frames, if it is whole; to be released with
 * cache_entry_clear() */
CacheState cache_open (const char *folder, const char *key, size_t frame_size,
    CacheEntry *entry);
void cache_entry_clear (CacheEntry *entry);

/* Notes that an entry was of use now. What cannot be noted is not. */
void cache_touch (const char *folder, const char *key);

/**
 * cache_read_origin:
 * @path: the file of an entry
 *
 * Does not look at the frames.
 *
 * Returns: (transfer full) (nullable): what cache_store() was told; %NULL if the
 *   file is none of this version's, or damaged
 */
char *cache_read_origin (const char *path);

/**
 * cache_store:
 * @frames: float[n_frames][frame_size]
 * @origin: how they were made, for people; a line of text
 *
 * No reader ever sees half of an entry. Fails with %GLS_ERROR_IO.
 */
gboolean cache_store (const char *folder, const char *key, const float *frames,
    size_t n_frames, size_t frame_size, guint64 n_samples, const char *origin,
    GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CacheEntry, cache_entry_clear)

#endif
