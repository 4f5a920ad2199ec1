/* From rows of a manifest to frames, through the cache: each worker takes the
 * next file, decodes it once, and cuts out what its rows ask for as the audio
 * comes by.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/dataset.h"

#include <math.h>
#include <string.h>

#include "data/cache.h"
#include "audio/decode.h"
#include "gls.h"
#include "audio/inputs.h"
#include "output/progress.h"
#include "output/say.h"
#include "scattering/transform.h"

/* Audio may end this much before a row does: files end where codecs end. */
#define TOLERANCE_S 0.5

typedef struct
{
  size_t row; /* in the manifest */
  const char *path;
  gint64 start, end; /* samples; end is G_MAXINT64 for the end of the file */
  char *key;
  gboolean usable;
  CacheEntry entry;
} Stretch;

typedef struct
{
  size_t stretch;
  size_t first_frame;
  size_t n_frames;
} Segment;

struct _Dataset
{
  const Manifest *manifest;
  DatasetOptions options;
  GlsSpec spec;
  GlsTransformPlan *plan;
  size_t frame_size;
  size_t stride;
  gint64 context;

  Stretch *stretches; /* [n_stretches], in order of rows */
  size_t n_stretches;
  GArray *segments; /* of Segment */
  size_t n_failed;

  /* While features are being computed */
  GPtrArray *files; /* of GPtrArray of Stretch */
  GMutex lock;
  guint next_file;
  size_t n_done;
  GError *error; /* the first one that ends everything */
};

/* One file on its way through a worker. The buffer holds the samples from base
 * on, as far back as the next stretch needs them. */
typedef struct
{
  Dataset *set;
  GPtrArray *stretches; /* not in the cache, by start */
  guint next;
  GlsTransformStream *stream;
  GArray *samples;
  gint64 base;
  GArray *frames;
  float *frame;
  SourceReport report;
} Cutter;

static void
count_done (Dataset *self, size_t n)
{
  g_mutex_lock (&self->lock);
  self->n_done += n;
  progress_set ((double) self->n_done, NULL);
  g_mutex_unlock (&self->lock);
}

static void
stop_with (Dataset *self, GError *error)
{
  g_mutex_lock (&self->lock);
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
  g_mutex_unlock (&self->lock);
}

static gboolean
stopped (Dataset *self)
{
  gboolean stop;

  g_mutex_lock (&self->lock);
  stop = self->error != NULL;
  g_mutex_unlock (&self->lock);
  return stop;
}

static void
leave_out (Dataset *self, const Stretch *stretch, const char *why)
{
  const ManifestRow *row = self->manifest->rows->pdata[stretch->row];

  say (row->path, "the row of line %" G_GSIZE_FORMAT " is left out: %s",
      row->line, why);
}

/* The first sample that the transform gets: on the grid of frames through the
 * stretch's start, so that one frame is centred on it. */
static gint64
excerpt_start (const Dataset *self, const Stretch *stretch)
{
  gint64 stride = (gint64) self->stride;
  gint64 n = MIN (self->context, stretch->start) / stride;

  return stretch->start - n * stride;
}

static gint64
excerpt_end (const Dataset *self, const Stretch *stretch)
{
  return stretch->end == G_MAXINT64 ? G_MAXINT64 : stretch->end + self->context;
}

static gint64
samples_end (const Cutter *self)
{
  return self->base + (gint64) self->samples->len;
}

/* Frames of the transform from first on, n of them at most. */
static void
transform (Cutter *self, const float *x, size_t n_samples, size_t first,
    size_t n)
{
  size_t k = 0;
  gboolean drained = FALSE;

  g_array_set_size (self->frames, 0);
  gls_transform_stream_reset (self->stream);
  while (k < first + n) {
    size_t taken = gls_transform_stream_push (self->stream, x, n_samples);

    x += taken;
    n_samples -= taken;
    if (n_samples == 0 && !drained) {
      gls_transform_stream_drain (self->stream);
      drained = TRUE;
    }
    while (k < first + n
        && gls_transform_stream_pull (self->stream, self->frame))
      if (k++ >= first)
        g_array_append_vals (self->frames, self->frame,
            (guint) self->set->frame_size);
    if (drained && taken == 0)
      break;
  }
}

/* The audio that a stretch needs is there, or there will be no more. */
static void
cut (Cutter *self, Stretch *stretch)
{
  Dataset *set = self->set;
  gint64 from = excerpt_start (set, stretch);
  gint64 to = MIN (excerpt_end (set, stretch), samples_end (self));
  gint64 end = MIN (stretch->end, samples_end (self));
  gint64 stride = (gint64) set->stride;
  size_t first, n;
  GError *error = NULL;

  if (stretch->end != G_MAXINT64
          ? samples_end (self) + (gint64) (TOLERANCE_S * set->spec.rate)
              < stretch->end
          : end - stretch->start < stride) {
    g_autofree char *why = g_strdup_printf ("the audio ends at %.1f s",
        (double) samples_end (self) / set->spec.rate);

    leave_out (set, stretch, why);
    return;
  }
  first = (size_t) ((stretch->start - from) / stride);
  n = (size_t) ((end - stretch->start + stride - 1) / stride);
  transform (self, &g_array_index (self->samples, float, from - self->base),
      (size_t) (to - from), first, n);
  n = self->frames->len / set->frame_size;
  if (n == 0) {
    leave_out (set, stretch, "it is too short");
    return;
  }
  if (cache_store (set->options.cache, stretch->key,
          (const float *) (gpointer) self->frames->data, n, set->frame_size,
          &error))
    stretch->usable = TRUE;
  else
    stop_with (set, error);
}

static void
forget_before (Cutter *self, gint64 sample)
{
  gint64 n = CLAMP (sample - self->base, 0, (gint64) self->samples->len);

  /* Moving the rest costs something: only when it pays. */
  if (n < (gint64) self->samples->len / 2)
    return;
  g_array_remove_range (self->samples, 0, (guint) n);
  self->base += n;
}

static Stretch *
next_stretch (const Cutter *self)
{
  return self->next < self->stretches->len ? self->stretches->pdata[self->next]
                                           : NULL;
}

static gboolean
on_samples (const float *x, size_t n, gpointer data)
{
  Cutter *self = data;
  Stretch *stretch;

  g_array_append_vals (self->samples, x, (guint) n);
  while ((stretch = next_stretch (self)) != NULL
      && excerpt_end (self->set, stretch) <= samples_end (self)) {
    cut (self, stretch);
    self->next++;
    count_done (self->set, 1);
    if (stopped (self->set))
      return FALSE;
  }
  if (stretch != NULL)
    forget_before (self, excerpt_start (self->set, stretch));
  return stretch != NULL;
}

/* Whatever the file could not give. */
static void
finish_file (Cutter *self, const char *failure)
{
  Stretch *stretch;

  for (; (stretch = next_stretch (self)) != NULL; self->next++) {
    if (stopped (self->set))
      return;
    if (failure != NULL)
      leave_out (self->set, stretch, failure);
    else
      cut (self, stretch);
    count_done (self->set, 1);
  }
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const Stretch *x = *(Stretch *const *) a, *y = *(Stretch *const *) b;

  return (x->start > y->start) - (x->start < y->start);
}

/* Returns: (transfer full): those of a file that are to be computed */
static GPtrArray *
find_missing (Dataset *self, const GPtrArray *file)
{
  GPtrArray *missing = g_ptr_array_new ();
  g_auto (GStrv) front_end = gls_spec_to_strv (&self->spec);

  for (guint i = 0; i < file->len; i++) {
    Stretch *stretch = file->pdata[i];
    g_autofree char *segment =
        g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                         " context %" G_GINT64_FORMAT " precision %d",
            stretch->start, stretch->end, self->context,
            (int) self->spec.precision);
    CacheEntry entry;

    stretch->key =
        cache_key (stretch->path, segment, (const char *const *) front_end);
    if (cache_open (self->options.cache, stretch->key, self->frame_size,
            &entry)) {
      cache_entry_clear (&entry);
      stretch->usable = TRUE;
    } else
      g_ptr_array_add (missing, stretch);
  }
  g_ptr_array_sort (missing, compare_starts);
  return missing;
}

static void
process_file (Dataset *self, GPtrArray *file, GlsTransformStream *stream,
    float *frame)
{
  g_autoptr (GPtrArray) missing = find_missing (self, file);
  const char *path = ((Stretch *) file->pdata[0])->path;
  Cutter cutter = {
    .set = self, .stretches = missing, .stream = stream, .frame = frame
  };
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;

  count_done (self, file->len - missing->len);
  if (missing->len == 0)
    return;
  cutter.samples = g_array_new (FALSE, FALSE, sizeof (float));
  cutter.frames = g_array_new (FALSE, FALSE, sizeof (float));
  if (strstr (path, "://") == NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    finish_file (&cutter, "there is no such file");
  else {
    uri = inputs_to_uri (path);
    if (decode_run (uri, self->spec.rate, on_samples, &cutter, &cutter.report,
            &error))
      finish_file (&cutter, NULL);
    else
      finish_file (&cutter, error->message);
  }
  g_array_unref (cutter.samples);
  g_array_unref (cutter.frames);
}

static gpointer
work (gpointer data)
{
  Dataset *self = data;
  g_autoptr (GlsTransformStream) stream = gls_transform_stream_new (self->plan);
  g_autofree float *frame = g_new (float, self->frame_size);

  while (!stopped (self)) {
    GPtrArray *file = NULL;

    g_mutex_lock (&self->lock);
    if (self->next_file < self->files->len)
      file = self->files->pdata[self->next_file++];
    g_mutex_unlock (&self->lock);
    if (file == NULL)
      break;
    process_file (self, file, stream, frame);
  }
  return NULL;
}

static void
compute (Dataset *self)
{
  guint n_jobs = CLAMP (self->options.n_jobs, 1, MAX (self->files->len, 1));
  g_autofree GThread **threads = g_new (GThread *, n_jobs);

  progress_begin ("features", (double) self->n_stretches);
  for (guint i = 0; i < n_jobs; i++)
    threads[i] = g_thread_new ("features", work, self);
  for (guint i = 0; i < n_jobs; i++)
    g_thread_join (threads[i]);
  progress_end ();
}

static void
collect_stretches (Dataset *self, const gboolean *wanted)
{
  const GPtrArray *rows = self->manifest->rows;
  g_autoptr (GHashTable) by_path = g_hash_table_new (g_str_hash, g_str_equal);
  double rate = self->spec.rate;

  self->stretches = g_new0 (Stretch, rows->len);
  self->files =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < rows->len; i++) {
    const ManifestRow *row = rows->pdata[i];
    Stretch *stretch = &self->stretches[self->n_stretches];
    GPtrArray *file;

    if (!wanted[i])
      continue;
    self->n_stretches++;
    stretch->row = i;
    stretch->path = row->path;
    stretch->start = llround (row->start_s * rate);
    stretch->end =
        isinf (row->end_s) ? G_MAXINT64 : llround (row->end_s * rate);
    file = g_hash_table_lookup (by_path, row->path);
    if (file == NULL) {
      file = g_ptr_array_new ();
      g_ptr_array_add (self->files, file);
      g_hash_table_insert (by_path, row->path, file);
    }
    g_ptr_array_add (file, stretch);
  }
}

static void
cut_into_segments (Dataset *self)
{
  size_t n = self->options.n_frames;

  for (size_t i = 0; i < self->n_stretches; i++) {
    Stretch *stretch = &self->stretches[i];
    size_t n_frames, count;

    if (!stretch->usable
        || !cache_open (self->options.cache, stretch->key, self->frame_size,
            &stretch->entry)) {
      self->n_failed++;
      continue;
    }
    n_frames = stretch->entry.n_frames;
    count = n_frames / n + (2 * (n_frames % n) >= n);
    count = MAX (count, 1);
    for (size_t k = 0; k < count; k++) {
      Segment segment = { .stretch = i,
        .first_frame = k * n,
        .n_frames = MIN (n, n_frames - k * n) };

      g_array_append_val (self->segments, segment);
    }
  }
}

Dataset *
dataset_new (const Manifest *manifest, const gboolean *wanted,
    const GlsSpec *spec, const DatasetOptions *options, GError **error)
{
  g_autoptr (Dataset) self = g_new0 (Dataset, 1);

  g_mutex_init (&self->lock);
  self->manifest = manifest;
  self->options = *options;
  self->spec = *spec;
  self->segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  self->plan = gls_transform_plan_new (spec, error);
  if (self->plan == NULL)
    return NULL;
  self->frame_size = gls_transform_plan_get_frame_size (self->plan);
  self->stride = gls_transform_plan_get_stride (self->plan);
  self->context = llround (options->context_s * spec->rate);

  collect_stretches (self, wanted);
  compute (self);
  if (self->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&self->error));
    return NULL;
  }
  cut_into_segments (self);
  if (self->segments->len == 0) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
        "there is no usable row in it");
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
dataset_free (Dataset *self)
{
  if (self == NULL)
    return;
  for (size_t i = 0; i < self->n_stretches; i++) {
    g_free (self->stretches[i].key);
    cache_entry_clear (&self->stretches[i].entry);
  }
  g_free (self->stretches);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_array_unref (self->segments);
  g_clear_pointer (&self->plan, gls_transform_plan_unref);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  g_free (self);
}

size_t
dataset_get_n_segments (const Dataset *self)
{
  return self->segments->len;
}

size_t
dataset_get_n_failed (const Dataset *self)
{
  return self->n_failed;
}

size_t
dataset_get_frame_size (const Dataset *self)
{
  return self->frame_size;
}

size_t
dataset_get_row (const Dataset *self, size_t segment)
{
  return self
      ->stretches[g_array_index (self->segments, Segment, segment).stretch]
      .row;
}

void
dataset_read (const Dataset *self, size_t segment, float *frames)
{
  const Segment *at = &g_array_index (self->segments, Segment, segment);
  const float *from = self->stretches[at->stretch].entry.frames
      + at->first_frame * self->frame_size;

  for (size_t done = 0; done < self->options.n_frames;) {
    size_t n = MIN (at->n_frames, self->options.n_frames - done);

    memcpy (frames + done * self->frame_size, from,
        n * self->frame_size * sizeof *frames);
    done += n;
  }
}

char *
dataset_default_cache (void)
{
  return g_build_filename (g_get_user_cache_dir (), "glissando", "features",
      NULL);
}
