/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/archive.h"

#include <math.h>
#include <string.h>

#include "location.h"

typedef struct
{
  GlsFileFacts facts;
  GArray *segments;       /* of GlsCatalogueSegment */
  GlsPrediction *summary; /* a copy; NULL: none has come */
} Slot;

struct _Archive
{
  GMutex lock;
  GlsCatalogue *catalogue;
  GlsCatalogueShelf *shelf;
  GError *failure; /* the first one; atomic, so that nobody who asks for it
                    * waits for another process that writes */
  GlsSelection selection;
  Slot *slots; /* [n] */
  size_t n;
};

char *
archive_get_path (const char *output)
{
  static const char *const ends[] = { ".db", ".sqlite", ".sqlite3" };
  g_autofree char *path = NULL;

  if (output == NULL)
    return NULL;
  if (g_str_has_prefix (output, "sqlite:"))
    return g_strdup (output + strlen ("sqlite:"));
  path = gls_location_get_path (output);
  if (path == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (path, ends[i]))
      return g_steal_pointer (&path);
  return gls_catalogue_is_database (path) ? g_steal_pointer (&path) : NULL;
}

/* --- life --- */

static GlsCatalogueShelf *
open_shelf (GlsCatalogue *catalogue, GlsModel *model, GError **error)
{
  g_autofree char *digest = gls_model_make_digest (model);
  GlsCatalogueModel facts = {
    .digest = digest,
    .name = gls_model_get_name (model),
    .thresholds = gls_model_get_thresholds (model),
    .synonyms = gls_model_get_synonyms (model),
    .untaught = gls_model_get_untaught (model),
  };

  facts.labels = gls_model_get_labels (model, &facts.n_tags);
  return gls_catalogue_add_model (catalogue, &facts, error);
}

Archive *
archive_open (const char *path, GlsModel *model, GError **error)
{
  g_autoptr (GlsCatalogue) catalogue =
      gls_catalogue_open (path, GLS_CATALOGUE_WRITE, error);
  GlsCatalogueShelf *shelf =
      catalogue != NULL ? open_shelf (catalogue, model, error) : NULL;
  Archive *self;

  if (shelf == NULL)
    return NULL;
  self = g_new0 (Archive, 1);
  g_mutex_init (&self->lock);
  self->catalogue = g_steal_pointer (&catalogue);
  self->shelf = shelf;
  return self;
}

void
archive_begin (Archive *self, const GlsSelection *selection, size_t n)
{
  self->selection = *selection;
  self->n = n;
  self->slots = g_new0 (Slot, n);
}

gboolean
archive_close (Archive *self, GError **error)
{
  gboolean ok = self->failure == NULL;

  for (size_t i = 0; i < self->n; i++)
    archive_end_input (self, i, FALSE);
  g_free (self->slots);
  gls_catalogue_shelf_free (self->shelf);
  gls_catalogue_close (self->catalogue);
  if (!ok)
    g_propagate_error (error, self->failure);
  g_mutex_clear (&self->lock);
  g_free (self);
  return ok;
}

gboolean
archive_has_failed (Archive *self)
{
  return g_atomic_pointer_get (&self->failure) != NULL;
}

GlsCatalogue *
archive_get_catalogue (Archive *self)
{
  return self->catalogue;
}

/* --- what is known --- */

/* Of what is no file nobody knows whether it has changed. */
static gboolean
is_same (const GlsFileFacts *a, const GlsFileFacts *b)
{
  return a->size >= 0 && a->size == b->size && a->mtime_ns == b->mtime_ns;
}

static GlsFileFacts
look_at (const char *uri)
{
  g_autofree char *path = gls_location_get_path (uri);

  return gls_file_facts (path);
}

gboolean
archive_has (Archive *self, const char *uri, gboolean unchanged)
{
  GlsFileFacts then, now;
  gboolean has, whole;

  g_mutex_lock (&self->lock);
  has = gls_catalogue_shelf_find (self->shelf, uri, &then, &whole);
  g_mutex_unlock (&self->lock);
  if (!has || !unchanged)
    return has && (whole || then.size >= 0);
  now = look_at (uri);
  return is_same (&then, &now);
}

/* --- what comes --- */

static void
clear_segment (gpointer segment)
{
  g_free (((GlsCatalogueSegment *) segment)->p);
}

void
archive_begin_input (Archive *self, size_t input, const char *uri)
{
  Slot *slot = &self->slots[input];

  slot->facts = look_at (uri);
  slot->segments = g_array_new (FALSE, FALSE, sizeof (GlsCatalogueSegment));
  g_array_set_clear_func (slot->segments, clear_segment);
}

void
archive_look_again (Archive *self, size_t input, const char *uri)
{
  self->slots[input].facts = look_at (uri);
}

/* What is not wanted is no number. */
static float *
select_tags (const Archive *self, const GlsPrediction *prediction)
{
  g_autofree size_t *order = g_new (size_t, MAX (prediction->n_tags, 1));
  size_t n = gls_prediction_rank (prediction, &self->selection, order);
  float *p = g_new (float, MAX (prediction->n_tags, 1));

  for (size_t i = 0; i < prediction->n_tags; i++)
    p[i] = NAN;
  for (size_t k = 0; k < n; k++)
    p[order[k]] = prediction->p[order[k]];
  return p;
}

static void
add_segment (Archive *self, Slot *slot, const GlsPrediction *prediction)
{
  const GlsCatalogueSegment segment = {
    .start_s = prediction->start,
    .end_s = prediction->end,
    .silent = prediction->silent,
    .padded = prediction->padded,
    .p = select_tags (self, prediction),
  };

  g_array_append_val (slot->segments, segment);
}

/* The half of a track does not take the place of the whole. */
static gboolean
is_better_known (Archive *self, const Slot *slot, const GlsPrediction *summary)
{
  GlsFileFacts then;
  gboolean whole;

  return summary->partial
      && gls_catalogue_shelf_find (self->shelf, summary->uri, &then, &whole)
      && whole && is_same (&then, &slot->facts);
}

static void
put_track (Archive *self, const Slot *slot)
{
  const GlsPrediction *summary = slot->summary;
  const GlsCatalogueTrack track = {
    .uri = summary->uri,
    .facts = slot->facts,
    .start_s = summary->start,
    .end_s = summary->end,
    .tagged_s = g_get_real_time () / G_USEC_PER_SEC,
    .whole = !summary->partial,
    .silent = summary->silent,
    .padded = summary->padded,
    .title = summary->title,
    .artist = summary->artist,
    .album = summary->album,
    .number = summary->track,
    .p = summary->p,
    .n_embedding = summary->n_embedding,
    .embedding = summary->embedding,
    .segments = slot->segments,
  };
  GError *error = NULL;

  if (archive_has_failed (self) || is_better_known (self, slot, summary))
    return;
  gls_catalogue_shelf_put (self->shelf, &track, &error);
  if (error != NULL)
    g_atomic_pointer_set (&self->failure, error);
}

void
archive_write (Archive *self, size_t input, const GlsPrediction *prediction)
{
  Slot *slot = &self->slots[input];

  if (prediction->summary && prediction->scope == GLS_SCOPE_INPUT) {
    g_clear_pointer (&slot->summary, gls_prediction_free);
    slot->summary = gls_prediction_copy (prediction);
  } else if (!prediction->summary && !prediction->provisional
      && prediction->moment_us == 0)
    add_segment (self, slot, prediction);
}

void
archive_end_input (Archive *self, size_t input, gboolean is_wanted)
{
  Slot *slot = &self->slots[input];

  if (slot->summary != NULL && is_wanted) {
    g_mutex_lock (&self->lock);
    put_track (self, slot);
    g_mutex_unlock (&self->lock);
  }
  g_clear_pointer (&slot->summary, gls_prediction_free);
  g_clear_pointer (&slot->segments, g_array_unref);
}
