/* Rows by file; a team of cutters, each of which takes the next file.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/excerpts.h"

#include <math.h>

#include "data/cachefolder.h"
#include "data/cutter.h"
#include "gls.h"
#include "scattering/transform.h"
#include "team.h"

typedef struct
{
  size_t row;
  CutterStretch place;
  char *key;
  char *fault; /* of a changed copy: why it cannot be used, or NULL */
  gboolean usable;
  Excerpt excerpt;
} Stretch;

struct _Excerpts
{
  const Manifest *manifest;
  ExcerptsOptions options;
  char *cache;  /* the folder */
  char *origin; /* of features, as the cache is told */
  Problems *problems;
  GlsSpec spec;
  GlsTransformPlan *plan;
  size_t frame_size;
  gint64 context;

  Stretch *stretches; /* [n_stretches], in order of rows */
  size_t n_stretches;
  GPtrArray *usable; /* of Stretch, in order of rows */

  /* While features are being computed */
  GPtrArray *files; /* of GPtrArray of Stretch: what one pass is for */
  Cutter **cutters; /* [n_members], as they are needed */
  guint n_threads;  /* of each */
  GMutex lock;
  size_t n_done;
  GError *error; /* the first one that ends everything */
};

/* What a worker has in hand. */
typedef struct
{
  Excerpts *set;
  GPtrArray *missing; /* of Stretch: of one file, not in the cache, by start */
} Task;

static void
count_done (Excerpts *self, size_t n)
{
  g_mutex_lock (&self->lock);
  self->n_done += n;
  if (self->options.on_done != NULL)
    self->options.on_done (self->n_done, self->n_stretches);
  g_mutex_unlock (&self->lock);
}

static void
stop_with (Excerpts *self, GError *error)
{
  g_mutex_lock (&self->lock);
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
  g_mutex_unlock (&self->lock);
}

static gboolean
is_stopped (Excerpts *self)
{
  gboolean stopped;

  g_mutex_lock (&self->lock);
  stopped = self->error != NULL;
  g_mutex_unlock (&self->lock);
  return stopped;
}

static void
leave_out (Excerpts *self, Stretch *stretch, const char *why)
{
  const ManifestRow *row = manifest_get_row (self->manifest, stretch->row);

  if (row->original != NULL)
    stretch->fault = g_strdup (why);
  else
    problems_add (self->problems, row->path, row->line,
        "the row of line %" G_GSIZE_FORMAT " is left out: %s", row->line, why);
}

/* Of copies that cannot be used though their rows can. */
static void
tell_of_copies (Excerpts *self)
{
  g_autoptr (GHashTable) usable = g_hash_table_new (NULL, NULL);

  for (size_t i = 0; i < self->n_stretches; i++) {
    const Stretch *stretch = &self->stretches[i];
    ManifestRow *row = self->manifest->rows->pdata[stretch->row];

    if (stretch->usable)
      g_hash_table_add (usable, row);
    if (stretch->fault != NULL && g_hash_table_contains (usable, row->original))
      problems_add (self->problems, row->path, row->line,
          "a copy of the row of line %zu is left out: %s", row->line,
          stretch->fault);
  }
}

/* What was known before. */
static void
tell_fault (Excerpts *self, const ManifestRow *row)
{
  if (row->fault_kind == NULL)
    problems_note (self->problems, row->path, row->line,
        "the row of line %zu is left out: %s", row->line, row->fault);
  else
    problems_add_of_kind (self->problems, row->fault_kind, row->path, row->line,
        "the row of line %zu is left out: %s", row->line, row->fault);
}

static void
set_usable (Stretch *stretch, size_t n_frames, guint64 n_samples)
{
  stretch->usable = TRUE;
  stretch->excerpt = (Excerpt){ stretch->row, n_frames, n_samples };
}

/* --- one file --- */

static gboolean
on_result (size_t i, const CutterResult *result, gpointer data)
{
  const Task *task = data;
  Excerpts *self = task->set;
  Stretch *stretch = task->missing->pdata[i];
  GError *error = NULL;

  if (result->problem != NULL)
    leave_out (self, stretch, result->problem);
  else if (cache_store (self->cache, stretch->key, result->frames,
               result->n_frames, self->frame_size, result->n_samples,
               self->origin, &error))
    set_usable (stretch, result->n_frames, result->n_samples);
  else
    stop_with (self, error);
  count_done (self, 1);
  return !is_stopped (self);
}

/* Returns: (transfer full): nothing where nothing is done to it */
static char *
describe_disturbance (const ManifestRow *row)
{
  g_autofree char *text = NULL;

  if (row->disturbance == NULL)
    return g_strdup ("");
  text = disturbance_to_text (row->disturbance);
  return g_strconcat (" disturbed ", text, NULL);
}

/* A whole file has no surroundings, however much of them is asked for. */
static char *
make_key (const Excerpts *self, const Stretch *stretch)
{
  const CutterStretch *place = &stretch->place;
  gboolean whole = place->start == 0 && place->end == G_MAXINT64;
  g_auto (GStrv) front_end = gls_spec_to_strv (&self->spec);
  const ManifestRow *row = manifest_get_row (self->manifest, stretch->row);
  g_autofree char *disturbance = describe_disturbance (row);
  g_autofree char *segment =
      g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                       " context %" G_GINT64_FORMAT " precision %d%s",
          place->start, place->end, whole ? 0 : self->context,
          (int) self->spec.precision, disturbance);

  return cache_key (row->path, segment, (const char *const *) front_end);
}

static gboolean
find_in_cache (const Excerpts *self, Stretch *stretch)
{
  g_auto (CacheEntry) entry = { 0 };
  const ManifestRow *row = manifest_get_row (self->manifest, stretch->row);
  CacheState state =
      cache_open (self->cache, stretch->key, self->frame_size, &entry);

  if (state == CACHE_DAMAGED)
    problems_note (self->problems, row->path, row->line,
        "the features of line %" G_GSIZE_FORMAT
        " in the cache are damaged, and are computed again",
        row->line);
  if (state != CACHE_WHOLE)
    return FALSE;
  cache_touch (self->cache, stretch->key);
  set_usable (stretch, entry.n_frames, entry.n_samples);
  return TRUE;
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const Stretch *x = *(Stretch *const *) a, *y = *(Stretch *const *) b;

  return (x->place.start > y->place.start) - (x->place.start < y->place.start);
}

/* Returns: (transfer full): those of a file that are to be computed */
static GPtrArray *
find_missing (Excerpts *self, const GPtrArray *file)
{
  GPtrArray *missing = g_ptr_array_new ();

  for (guint i = 0; i < file->len; i++) {
    Stretch *stretch = file->pdata[i];

    stretch->key = make_key (self, stretch);
    if (!find_in_cache (self, stretch))
      g_ptr_array_add (missing, stretch);
  }
  g_ptr_array_sort (missing, compare_starts);
  return missing;
}

static void
process_file (size_t index, size_t member, gpointer data)
{
  Excerpts *self = data;
  const GPtrArray *file = self->files->pdata[index];
  g_autoptr (GPtrArray) missing = NULL;
  g_autofree CutterStretch *places = NULL;
  const ManifestRow *row;
  Task task = { .set = self };

  if (is_stopped (self))
    return;
  task.missing = missing = find_missing (self, file);
  count_done (self, file->len - missing->len);
  if (missing->len == 0)
    return;
  places = g_new (CutterStretch, missing->len);
  for (guint i = 0; i < missing->len; i++)
    places[i] = ((Stretch *) missing->pdata[i])->place;
  if (self->cutters[member] == NULL)
    self->cutters[member] = cutter_new (self->plan, self->spec.rate,
        self->context, self->n_threads);
  row = manifest_get_row (self->manifest, ((Stretch *) missing->pdata[0])->row);
  cutter_run (self->cutters[member], row->path, row->disturbance, places,
      missing->len, on_result, &task);
}

/* --- all of them --- */

static void
process_files (Excerpts *self)
{
  size_t n_members = CLAMP (self->files->len, 1, self->options.n_jobs);
  GlsTeam *team = gls_team_new (n_members);

  /* Where there are fewer files than jobs, several threads work at each. */
  self->n_threads =
      CLAMP (self->options.n_jobs / (guint) n_members, 1, GLS_MAX_THREADS);
  self->cutters = g_new0 (Cutter *, n_members);
  gls_team_run (team, self->files->len, process_file, self);
  gls_team_free (team);
  for (size_t i = 0; i < n_members; i++)
    cutter_free (self->cutters[i]);
  g_clear_pointer (&self->cutters, g_free);
}

static void
collect_stretches (Excerpts *self, const gboolean *wanted)
{
  const GPtrArray *rows = self->manifest->rows;
  double rate = self->spec.rate;

  self->stretches = g_new0 (Stretch, rows->len);
  for (guint i = 0; i < rows->len; i++) {
    const ManifestRow *row = rows->pdata[i];
    Stretch *stretch = &self->stretches[self->n_stretches];

    if (wanted != NULL && !wanted[i])
      continue;
    if (row->fault != NULL) {
      tell_fault (self, row);
      continue;
    }
    self->n_stretches++;
    stretch->row = i;
    stretch->place.start = llround (row->start_s * rate);
    stretch->place.end =
        isinf (row->end_s) ? G_MAXINT64 : llround (row->end_s * rate);
  }
}

/* What is decoded at once: of a file, what is disturbed in the same way. */
static void
group_stretches (Excerpts *self)
{
  g_autoptr (GHashTable) known =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (size_t i = 0; i < self->n_stretches; i++) {
    const ManifestRow *row =
        manifest_get_row (self->manifest, self->stretches[i].row);
    g_autofree char *disturbance = describe_disturbance (row);
    g_autofree char *name = g_strconcat (row->path, "\n", disturbance, NULL);
    GPtrArray *file = g_hash_table_lookup (known, name);

    if (file == NULL) {
      file = g_ptr_array_new ();
      g_ptr_array_add (self->files, file);
      g_hash_table_insert (known, g_steal_pointer (&name), file);
    }
    g_ptr_array_add (file, &self->stretches[i]);
  }
}

Excerpts *
excerpts_new (const Manifest *manifest, const gboolean *wanted,
    const GlsSpec *spec, const ExcerptsOptions *options, Problems *problems,
    GError **error)
{
  g_autoptr (Excerpts) self = g_new0 (Excerpts, 1);
  g_auto (GStrv) front_end = NULL;

  g_mutex_init (&self->lock);
  self->manifest = manifest;
  self->options = *options;
  self->cache = g_strdup (options->cache);
  self->problems = problems;
  self->spec = *spec;
  self->usable = g_ptr_array_new ();
  self->files =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->plan = gls_transform_plan_new (spec, error);
  if (self->plan == NULL)
    return NULL;
  self->frame_size = gls_transform_plan_get_frame_size (self->plan);
  self->context = llround (options->context_s * spec->rate);
  front_end = gls_spec_to_strv (spec);
  self->origin = g_strjoinv (" ", front_end);

  cachefolder_tidy (self->cache);
  collect_stretches (self, wanted);
  group_stretches (self);
  process_files (self);
  tell_of_copies (self);
  if (self->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&self->error));
    return NULL;
  }
  for (size_t i = 0; i < self->n_stretches; i++)
    if (self->stretches[i].usable)
      g_ptr_array_add (self->usable, &self->stretches[i]);
  if (self->usable->len == 0) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
        "there is no usable row in it");
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
excerpts_free (Excerpts *self)
{
  if (self == NULL)
    return;
  for (size_t i = 0; i < self->n_stretches; i++) {
    g_free (self->stretches[i].key);
    g_free (self->stretches[i].fault);
  }
  g_free (self->stretches);
  g_free (self->cache);
  g_free (self->origin);
  g_ptr_array_unref (self->usable);
  g_ptr_array_unref (self->files);
  g_clear_pointer (&self->plan, gls_transform_plan_unref);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static const Stretch *
stretch_of (const Excerpts *self, size_t i)
{
  return self->usable->pdata[i];
}

size_t
excerpts_get_n (const Excerpts *self)
{
  return self->usable->len;
}

const Excerpt *
excerpts_get (const Excerpts *self, size_t i)
{
  return &stretch_of (self, i)->excerpt;
}

const Manifest *
excerpts_get_manifest (const Excerpts *self)
{
  return self->manifest;
}

const GlsSpec *
excerpts_get_spec (const Excerpts *self)
{
  return &self->spec;
}

size_t
excerpts_get_frame_size (const Excerpts *self)
{
  return self->frame_size;
}

gboolean
excerpts_open (const Excerpts *self, size_t i, CacheEntry *entry,
    GError **error)
{
  const Stretch *stretch = stretch_of (self, i);
  const ManifestRow *row = manifest_get_row (self->manifest, stretch->row);

  if (cache_open (self->cache, stretch->key, self->frame_size, entry)
          == CACHE_WHOLE
      && entry->n_frames == stretch->excerpt.n_frames)
    return TRUE;
  cache_entry_clear (entry);
  g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
      "the features of line %" G_GSIZE_FORMAT
      " have been removed from the cache in %s meanwhile, or damaged",
      row->line, self->cache);
  return FALSE;
}
