/* Decodes, and feeds the stretch that comes next as the audio comes by.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/cutter.h"

#include <math.h>

#include "audio/decode.h"
#include "gls.h"
#include "location.h"

/* Audio may end this much before a stretch does: files end where codecs end. */
#define TOLERANCE_S 0.5

struct _Cutter
{
  GlsTransformPlan *plan;
  GlsTransformStream *stream;
  gint64 context;
  gint64 stride;
  guint rate;
  size_t frame_size;
  float *frame;
  size_t max_frames; /* of a stretch */

  /* The file at work */
  const CutterStretch *stretches; /* [n] */
  size_t n, next;
  gint64 *needed; /* [n]: first sample that this stretch or a later one needs */
  CutterFunc func;
  gpointer data;
  SourceReport report;
  const Disturbance *disturbance; /* or NULL */
  char *name;                     /* of the file, without its folder */
  double tempo;                   /* at which it is heard */
  gboolean is_file;
  gboolean stopped;
  gint64 base; /* of the samples that are kept */
  GArray *samples;

  gboolean ended; /* there are no more samples */

  /* The next stretch, or the last one whose frames may serve others too */
  gint64 fed; /* samples before this one went into the stream */
  gboolean begun;
  gint64 origin;  /* first sample that went in */
  gint64 first;   /* sample on which the first frame is centred */
  size_t n_skip;  /* frames still to come before that */
  GArray *frames; /* floats */
  size_t n_frames;
  char *trouble; /* why it cannot be heard, or NULL */
};

Cutter *
cutter_new (GlsTransformPlan *plan, guint rate, gint64 context, guint n_threads)
{
  Cutter *self = g_new0 (Cutter, 1);

  self->plan = gls_transform_plan_ref (plan);
  self->stream = gls_transform_stream_new_threaded (plan, n_threads);
  self->context = context;
  self->stride = (gint64) gls_transform_plan_get_stride (plan);
  self->rate = rate;
  self->frame_size = gls_transform_plan_get_frame_size (plan);
  self->frame = g_new (float, self->frame_size);
  self->max_frames = CUTTER_MAX_BYTES / (self->frame_size * sizeof (float));
  self->samples = g_array_new (FALSE, FALSE, sizeof (float));
  self->frames = g_array_new (FALSE, FALSE, sizeof (float));
  return self;
}

void
cutter_free (Cutter *self)
{
  if (self == NULL)
    return;
  gls_transform_stream_free (self->stream);
  gls_transform_plan_unref (self->plan);
  g_array_unref (self->samples);
  g_array_unref (self->frames);
  g_free (self->needed);
  g_free (self->name);
  g_free (self->trouble);
  g_free (self->frame);
  g_free (self);
}

/* --- where a stretch lies --- */

/* Samples of the file, as what the transform hears of them, and the reverse */
static gint64
to_heard (const Cutter *self, gint64 n)
{
  return llround ((double) n / self->tempo);
}

static gint64
to_file (const Cutter *self, gint64 n)
{
  return llround ((double) n * self->tempo);
}

/* The first sample that the transform gets: on the grid of frames through the
 * stretch's start, so that one frame is centred on it. */
static gint64
excerpt_start (const Cutter *self, const CutterStretch *stretch)
{
  gint64 before = (gint64) ((double) stretch->start / self->tempo);

  return stretch->start
      - to_file (self,
          MIN (self->context, before) / self->stride * self->stride);
}

static gint64
excerpt_end (const Cutter *self, const CutterStretch *stretch)
{
  return stretch->end == G_MAXINT64
      ? G_MAXINT64
      : stretch->end + to_file (self, self->context);
}

static gint64
samples_end (const Cutter *self)
{
  return self->base + (gint64) self->samples->len;
}

/* n: samples heard */
static size_t
frames_within (const Cutter *self, gint64 n)
{
  return (size_t) ((n + self->stride - 1) / self->stride);
}

/* Between two places of the file that are whole frames apart, but for rounding */
static size_t
frames_between (const Cutter *self, gint64 start, gint64 end)
{
  return (size_t) ((to_heard (self, end - start) + self->stride / 2)
      / self->stride);
}

/* --- the stretch at work --- */

static void
begin (Cutter *self)
{
  const CutterStretch *stretch = &self->stretches[self->next];

  self->begun = TRUE;
  self->origin = self->fed = excerpt_start (self, stretch);
  self->first = stretch->start;
  self->n_skip = frames_between (self, self->fed, stretch->start);
  self->n_frames = 0;
  g_clear_pointer (&self->trouble, g_free);
  g_array_set_size (self->frames, 0);
  gls_transform_stream_reset (self->stream);
}

static void
take_frames (Cutter *self)
{
  while (self->n_frames < self->max_frames
      && gls_transform_stream_pull (self->stream, self->frame)) {
    if (self->n_skip > 0)
      self->n_skip--;
    else {
      g_array_append_vals (self->frames, self->frame, (guint) self->frame_size);
      self->n_frames++;
    }
  }
}

/* Returns: how many of the n samples it took before there were too many frames
 */
static gint64
push (Cutter *self, const float *x, gint64 n)
{
  gint64 done = 0;

  while (done < n && self->n_frames < self->max_frames) {
    done += (gint64) gls_transform_stream_push (self->stream, x + done,
        (size_t) (n - done));
    take_frames (self);
  }
  return done;
}

/* x: float[n], what comes next in the file */
static void
push_disturbed (Cutter *self, const float *x, gint64 n)
{
  Sound sound = { g_array_new (FALSE, FALSE, sizeof (float)), self->rate,
    self->name, self->fed };
  g_autoptr (GError) error = NULL;

  g_array_append_vals (sound.samples, x, (guint) n);
  if (disturbance_apply (self->disturbance, &sound, &error))
    push (self, (const float *) (gpointer) sound.samples->data,
        sound.samples->len);
  else
    self->trouble = g_strdup (error->message);
  g_array_unref (sound.samples);
}

/* What disturbs a stretch must know all of it. */
static void
feed_disturbed (Cutter *self, const float *x, gint64 n, gboolean is_all)
{
  if (n > CUTTER_MAX_DISTURBED)
    self->trouble =
        g_strdup_printf ("more than %.0f minutes are too many to be "
                         "disturbed: make several shorter rows",
            CUTTER_MAX_DISTURBED / 60.0 / self->rate);
  else if (is_all) {
    push_disturbed (self, x, n);
    self->fed += n;
  }
}

/* Gives the transform what is there of the stretch and its surroundings. */
static void
feed (Cutter *self)
{
  gint64 end = excerpt_end (self, &self->stretches[self->next]);
  gint64 n = MIN (end, samples_end (self)) - self->fed;
  const float *x =
      (const float *) (gpointer) self->samples->data + (self->fed - self->base);

  if (n <= 0)
    return;
  if (self->disturbance != NULL)
    feed_disturbed (self, x, n, self->ended || self->fed + n == end);
  else
    self->fed += push (self, x, n);
}

/* Whether no more audio is needed, or of use. */
static gboolean
is_fed (const Cutter *self)
{
  return self->fed >= excerpt_end (self, &self->stretches[self->next])
      || self->n_frames >= self->max_frames || self->trouble != NULL;
}

static void
hand_over (Cutter *self, const CutterResult *result)
{
  if (!self->func (self->next, result, self->data))
    self->stopped = TRUE;
  self->next++;
  self->begun = FALSE;
}

static void
refuse (Cutter *self, const char *problem)
{
  CutterResult result = { .problem = problem };

  hand_over (self, &result);
}

/* Whether the next stretch hears the very samples that went in last, to the
 * end of the file, so that its frames are there already. */
static gboolean
has_been_heard (const Cutter *self)
{
  const CutterStretch *stretch = &self->stretches[self->next];

  return !self->begun && self->ended && self->fed == samples_end (self)
      && self->fed <= excerpt_end (self, stretch)
      && self->origin == excerpt_start (self, stretch)
      && self->first <= stretch->start && self->n_frames < self->max_frames;
}

/* Frames of the next stretch, and of what comes after it */
static size_t
count_frames (const Cutter *self)
{
  size_t before =
      frames_between (self, self->first, self->stretches[self->next].start);

  return self->n_frames - MIN (before, self->n_frames);
}

/* Returns: (transfer full) (nullable): why the audio does not do */
static char *
find_fault (const Cutter *self, gint64 end)
{
  const CutterStretch *stretch = &self->stretches[self->next];

  if (self->trouble != NULL)
    return g_strdup (self->trouble);
  if (self->n_frames >= self->max_frames)
    return g_strdup_printf ("its features take more than %" G_GSIZE_FORMAT
                            " MiB: make several shorter rows of it",
        CUTTER_MAX_BYTES >> 20);
  if (end <= stretch->start || count_frames (self) == 0
      || (stretch->end != G_MAXINT64
          && samples_end (self) + (gint64) (TOLERANCE_S * self->rate)
              < stretch->end))
    return g_strdup_printf ("the audio ends at %.1f s",
        (double) samples_end (self) / self->rate);
  return NULL;
}

/* What the stream gave is what the stretch needs. */
static void
give_frames (Cutter *self)
{
  const CutterStretch *stretch = &self->stretches[self->next];
  gint64 end = MIN (stretch->end, samples_end (self));
  g_autofree char *fault = find_fault (self, end);
  size_t n = count_frames (self);
  CutterResult result = { .problem = fault };

  if (fault == NULL) {
    result.frames = (const float *) (gpointer) self->frames->data
        + (self->n_frames - n) * self->frame_size;
    result.n_samples = (guint64) to_heard (self, end - stretch->start);
    result.n_frames = MIN (n, frames_within (self, (gint64) result.n_samples));
  }
  hand_over (self, &result);
}

/* The audio that the stretch needs went in, or there will be no more. */
static void
finish (Cutter *self)
{
  gls_transform_stream_drain (self->stream);
  take_frames (self);
  give_frames (self);
}

/* --- the file --- */

static void
forget (Cutter *self)
{
  gint64 keep = self->next < self->n ? self->needed[self->next] : G_MAXINT64;
  gint64 n;

  if (self->begun)
    keep = MIN (self->fed,
        self->next + 1 < self->n ? self->needed[self->next + 1] : G_MAXINT64);
  n = CLAMP (keep - self->base, 0, (gint64) self->samples->len);
  /* Moving the rest costs something: only when it pays. */
  if (n < (gint64) self->samples->len / 2)
    return;
  g_array_remove_range (self->samples, 0, (guint) n);
  self->base += n;
}

/* Goes on with the next stretch, and those after it, as far as the audio
 * reaches. */
static void
work (Cutter *self)
{
  while (self->next < self->n && !self->stopped) {
    if (excerpt_start (self, &self->stretches[self->next])
        >= samples_end (self))
      return;
    if (!self->begun)
      begin (self);
    feed (self);
    if (!is_fed (self))
      return;
    finish (self);
  }
}

/* A radio station has no end and no length; a stretch that waits for its end
 * would wait for ever. */
static gboolean
never_ends (const Cutter *self)
{
  return !self->is_file && self->report.declared_s <= 0;
}

static gboolean
on_samples (const float *x, size_t n, gpointer data)
{
  Cutter *self = data;

  while (self->next < self->n && never_ends (self) && !self->stopped
      && self->stretches[self->next].end == G_MAXINT64)
    refuse (self, "a stream of unknown length needs its end_s");
  g_array_append_vals (self->samples, x, (guint) n);
  work (self);
  forget (self);
  return self->next < self->n && !self->stopped;
}

/* Whatever the file could not give. */
static void
finish_file (Cutter *self, const char *failure)
{
  self->ended = TRUE;
  while (self->next < self->n && !self->stopped) {
    if (failure != NULL)
      refuse (self, failure);
    else if (has_been_heard (self))
      give_frames (self);
    else {
      if (!self->begun)
        begin (self);
      feed (self);
      finish (self);
    }
  }
}

static void
start_file (Cutter *self, const CutterStretch *stretches, size_t n)
{
  self->stretches = stretches;
  self->n = n;
  self->next = 0;
  self->stopped = FALSE;
  self->ended = FALSE;
  self->begun = FALSE;
  self->origin = -1;
  self->base = 0;
  g_array_set_size (self->samples, 0);
  g_free (self->needed);
  self->needed = g_new (gint64, n);
  for (size_t i = n; i-- > 0;)
    self->needed[i] = MIN (excerpt_start (self, &stretches[i]),
        i + 1 < n ? self->needed[i + 1] : G_MAXINT64);
}

static void
set_disturbance (Cutter *self, const char *path, const Disturbance *disturbance)
{
  g_free (self->name);
  self->name = g_path_get_basename (path);
  self->disturbance = disturbance;
  self->tempo = disturbance != NULL ? disturbance_get_tempo (disturbance) : 1.0;
}

void
cutter_run (Cutter *self, const char *path, const Disturbance *disturbance,
    const CutterStretch *stretches, size_t n, CutterFunc func, gpointer data)
{
  g_autofree char *local = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;

  set_disturbance (self, path, disturbance);
  start_file (self, stretches, n);
  self->func = func;
  self->data = data;
  local = gls_location_get_path (path);
  self->is_file = local != NULL;
  if (self->is_file && !g_file_test (local, G_FILE_TEST_EXISTS)) {
    finish_file (self, "there is no such file");
    return;
  }
  uri = gls_location_get_uri (path);
  if (decode_run (uri, self->rate, on_samples, self, &self->report, &error))
    finish_file (self, NULL);
  else
    finish_file (self, error->message);
}
