/* A manifest's rows as stretches of audio, and their features.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Features come from the cache, or else from the audio, into the cache.
 */
#ifndef GLISSANDO_EXCERPTS_H
#define GLISSANDO_EXCERPTS_H

#include "data/cache.h"
#include "data/manifest.h"
#include "data/problems.h"
#include "scattering/spec.h"

typedef struct _Excerpts Excerpts;

/* Default and limit of the audio around a row, in seconds. */
#define EXCERPTS_CONTEXT_S 5
#define EXCERPTS_MAX_CONTEXT_S 600

/* Told now and then how much is done; any thread, one at a time. */
typedef void (*DoneFunc) (size_t done, size_t total);

/**
 * ExcerptsOptions:
 * @context_s: seconds of the real audio before and after a row that the
 *   filters hear too, so that they meet no artificial edge
 * @cache: folder of the feature cache
 * @n_jobs: threads; changes no result
 * @on_done: (nullable): told how many rows are done
 */
typedef struct
{
  double context_s;
  const char *cache;
  guint n_jobs;
  DoneFunc on_done;
} ExcerptsOptions;

/**
 * Excerpt:
 * @row: in the manifest
 * @n_frames: frames that are centred inside the row, the first one on its start
 * @n_samples: of the row that are audio
 */
typedef struct
{
  size_t row;
  size_t n_frames;
  guint64 n_samples;
} Excerpt;

/**
 * excerpts_new:
 * @manifest: must outlive the excerpts
 * @wanted: (nullable): gboolean[n_rows]: which rows; %NULL for all
 * @spec: the features
 * @problems: gets each row that cannot be used (no such file, or less audio
 *   than the manifest says), which is left out, and notes of damaged entries of
 *   the cache
 *
 * Decodes the audio of every wanted row that is not in the cache yet, each file
 * once, and computes its frames.
 *
 * Fails with %GLS_ERROR_INVALID_SPEC, with %GLS_ERROR_DATA if no row is left,
 * or with %GLS_ERROR_IO of the cache.
 */
Excerpts *excerpts_new (const Manifest *manifest, const gboolean *wanted,
    const GlsSpec *spec, const ExcerptsOptions *options, Problems *problems,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void excerpts_free (Excerpts *self);

/* Rows that can be used, in order of rows. */
size_t excerpts_get_n (const Excerpts *self);
const Excerpt *excerpts_get (const Excerpts *self, size_t i);
const Manifest *excerpts_get_manifest (const Excerpts *self);
const GlsSpec *excerpts_get_spec (const Excerpts *self);
/* Floats in a frame. */
size_t excerpts_get_frame_size (const Excerpts *self);

/**
 * excerpts_open:
 * @entry: (out): the frames; to be released with cache_entry_clear()
 *
 * Any thread may call it. Fails with %GLS_ERROR_DATA if the cache has lost
 * them meanwhile.
 */
gboolean excerpts_open (const Excerpts *self, size_t i, CacheEntry *entry,
    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Excerpts, excerpts_free)

#endif
