/* What is known of a library of music, in one SQLite database.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * docs/music-library.md is the manual of its tables. Several processes may have
 * it open, and write to it, at the same time.
 */
#ifndef GLS_CATALOGUE_H
#define GLS_CATALOGUE_H

#include "gls.h"

G_BEGIN_DECLS

/* The database's application_id, “GLSD”, and its user_version: another one
 * where tables or columns mean something else. */
#define GLS_CATALOGUE_APPLICATION 0x474c5344
#define GLS_CATALOGUE_VERSION 1

/* An embedding that is longer is not kept: it is no summary of anything. */
#define GLS_CATALOGUE_MAX_EMBEDDING 8192

typedef struct _GlsCatalogue GlsCatalogue;

typedef enum
{
  GLS_CATALOGUE_READ,
  GLS_CATALOGUE_WRITE, /* made if it is not there */
} GlsCatalogueMode;

/**
 * gls_catalogue_open:
 * @path: a file
 *
 * What stands in it stays. Fails with %GLS_ERROR_IO, or with %GLS_ERROR_DATA if
 * the file is something else, or of a later version.
 *
 * Returns: (transfer full) (nullable): a catalogue, for one thread at a time
 */
GlsCatalogue *gls_catalogue_open (const char *path, GlsCatalogueMode mode,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* self: (nullable) */
void gls_catalogue_close (GlsCatalogue *self);

/* How many models have tagged what is in it; 0 also where that cannot be read. */
guint gls_catalogue_count_models (GlsCatalogue *self);

/* Whether a model of this very name has tagged anything. */
gboolean gls_catalogue_has_model (GlsCatalogue *self, const char *name);

/* Whether a file begins as databases of SQLite do, ours or not. */
gboolean gls_catalogue_is_database (const char *path);

/* The threshold of a tag that its model could not learn: it is never there. */
#define GLS_CATALOGUE_UNTAUGHT 2

/**
 * GlsCatalogueModel:
 * @digest: which model it is
 * @name: (nullable): what it is called
 * @n_tags: length of what follows
 * @labels: names of its tags
 * @thresholds: (nullable): float[n_tags], from where each is there; NAN where
 *   that is not known
 * @synonyms: (nullable): size_t[n_tags], the place of the first tag that means
 *   the same
 * @untaught: (nullable): gboolean[n_tags], which the model could not learn
 */
typedef struct
{
  const char *digest;
  const char *name;
  size_t n_tags;
  const char *const *labels;
  const float *thresholds;
  const size_t *synonyms;
  const gboolean *untaught;
} GlsCatalogueModel;

/* What was tagged by one model. */
typedef struct _GlsCatalogueShelf GlsCatalogueShelf;

/**
 * gls_catalogue_add_model:
 *
 * Makes a model known; of one that is, name and thresholds are renewed.
 * Fails with %GLS_ERROR_IO.
 *
 * Returns: (transfer full) (nullable): to be freed before @self is closed
 */
GlsCatalogueShelf *gls_catalogue_add_model (GlsCatalogue *self,
    const GlsCatalogueModel *model, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* self: (nullable) */
void gls_catalogue_shelf_free (GlsCatalogueShelf *self);

/**
 * GlsFileFacts:
 * @size: bytes; -1 of what is no file
 * @mtime_ns: when it was last written, nanoseconds since 1970; 0 likewise
 */
typedef struct
{
  gint64 size;
  gint64 mtime_ns;
} GlsFileFacts;

/* One segment of a track. p: float[n_tags]; NAN is not kept */
typedef struct
{
  double start_s, end_s;
  gboolean silent, padded;
  float *p;
} GlsCatalogueSegment;

/**
 * GlsCatalogueTrack:
 * @uri: the address that leads to it
 * @facts: as they were before it was heard
 * @start_s: seconds
 * @end_s: seconds
 * @tagged_s: when, seconds since 1970
 * @whole: heard to its end
 * @silent: all of it
 * @padded: shorter than a segment
 * @title: (nullable): what it says of itself
 * @artist: (nullable): likewise
 * @album: (nullable): likewise
 * @number: of a track of a cue sheet; 0: it is none
 * @p: float[n_tags], the mean over @segments; NAN is not kept
 * @n_embedding: length of @embedding
 * @embedding: (nullable): float[n_embedding], likewise
 * @segments: (element-type GlsCatalogueSegment): in order
 */
typedef struct
{
  const char *uri;
  GlsFileFacts facts;
  double start_s, end_s;
  gint64 tagged_s;
  gboolean whole, silent, padded;
  const char *title, *artist, *album;
  guint number;
  const float *p;
  size_t n_embedding;
  const float *embedding;
  const GArray *segments;
} GlsCatalogueTrack;

/**
 * gls_catalogue_shelf_put:
 *
 * Takes in a track, in the place of what was known of it by this model, in one
 * transaction. Fails with %GLS_ERROR_IO, and leaves things as they were then.
 */
gboolean gls_catalogue_shelf_put (GlsCatalogueShelf *self,
    const GlsCatalogueTrack *track, GError **error);

/**
 * gls_catalogue_shelf_find:
 * @facts: (out): of the file when it was heard
 * @whole: (out): whether it was heard to its end
 *
 * Returns: whether the track was heard by this model
 */
gboolean gls_catalogue_shelf_find (GlsCatalogueShelf *self, const char *uri,
    GlsFileFacts *facts, gboolean *whole);

/**
 * gls_catalogue_list_below:
 * @folder: the address of a folder
 *
 * Fails with %GLS_ERROR_IO.
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the addresses of what
 *   is in it and below it, by whatever model it was heard; sorted
 */
GPtrArray *gls_catalogue_list_below (GlsCatalogue *self, const char *folder,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * gls_catalogue_remove:
 * @uris: (element-type utf8): addresses
 *
 * Forgets what was heard there, by whatever model, in one transaction. Fails with
 * %GLS_ERROR_IO, and leaves things as they were then.
 */
gboolean gls_catalogue_remove (GlsCatalogue *self, const GPtrArray *uris,
    GError **error);

/* Of a file, as it is now; what is no regular file has none. */
GlsFileFacts gls_file_facts (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsCatalogue, gls_catalogue_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsCatalogueShelf, gls_catalogue_shelf_free)

G_END_DECLS

#endif
