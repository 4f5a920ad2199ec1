/* Samples to frames, frames to segments, segments to predictions.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tagger.h"

#include "net/segmenter.h"
#include "scattering/silence.h"
#include "scattering/transform.h"
#include "tags/summary.h"

struct _GlsTagger
{
  gint refs; /* atomic */
  GlsModel *model;
  GlsSpec spec;  /* the model's front end */
  size_t stride; /* samples from a frame to the next */
  size_t n_tags;
  const char *const *labels; /* [n_tags], the model's */
  const size_t *synonyms;    /* [n_tags], the model's, or NULL */
  const gboolean *untaught;  /* [n_tags], likewise */

  GlsTransformStream *stream;
  GlsSegmenter *segmenter;
  GlsPredictor *predictor;
  GlsSummary *summary;

  float *frame;   /* [frame_size], one that waits for the segmenter */
  float *segment; /* [n_frames][frame_size] */
  size_t segment_size;
  float *p, *mean; /* [n_tags] */

  guint64 n_in; /* samples */
  gboolean frame_waits;
  enum
  {
    LISTENING,
    ENDED,   /* no sample comes */
    DRAINED, /* nor a frame */
    SPENT,   /* nor a segment */
  } state;
};

/* Whether frames of @plan are what @model takes; @size gets their floats. */
static gboolean
check_frames (GlsModel *model, const GlsTransformPlan *plan, size_t *size,
    GError **error)
{
  size_t n_axes, wanted = 1;
  const size_t *shape = gls_model_get_frame_shape (model, &n_axes);

  for (size_t i = 0; i < n_axes; i++)
    wanted *= shape[i];
  *size = gls_transform_plan_get_frame_size (plan);
  if (*size == wanted)
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
      "the model takes frames of %zu values, but its front end makes %zu",
      wanted, *size);
  return FALSE;
}

static void
make_parts (GlsTagger *self, GlsTransformPlan *plan, size_t frame_size)
{
  const size_t n_frames = gls_model_get_n_frames (self->model);

  self->stride = gls_transform_plan_get_stride (plan);
  self->labels = gls_model_get_labels (self->model, &self->n_tags);
  self->synonyms = gls_model_get_synonyms (self->model);
  self->untaught = gls_model_get_untaught (self->model);
  self->segment_size = n_frames * frame_size;
  self->stream = gls_transform_stream_new (plan);
  self->segmenter = gls_segmenter_new (GLS_CUT_HEAR, n_frames,
      gls_model_get_hop_frames (self->model), frame_size);
  self->predictor = gls_predictor_new (self->model);
  self->summary = gls_summary_new (self->n_tags);
  self->frame = g_new (float, frame_size);
  self->segment = g_new (float, n_frames *frame_size);
  self->p = g_new (float, self->n_tags);
  self->mean = g_new (float, self->n_tags);
}

GlsTagger *
gls_tagger_new (GlsModel *model, GError **error)
{
  g_autoptr (GlsTransformPlan) plan = NULL;
  GlsTagger *self;
  GlsSpec spec;
  size_t frame_size;

  g_return_val_if_fail (model != NULL, NULL);
  if (!gls_spec_from_strv (&spec, gls_model_get_front_end (model), error))
    return NULL;
  plan = gls_transform_plan_get_shared (&spec, error);
  if (plan == NULL || !check_frames (model, plan, &frame_size, error))
    return NULL;
  self = g_new0 (GlsTagger, 1);
  self->refs = 1;
  self->model = gls_model_ref (model);
  self->spec = spec;
  make_parts (self, plan, frame_size);
  return self;
}

GlsTagger *
gls_tagger_ref (GlsTagger *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
gls_tagger_free (GlsTagger *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->refs))
    return;
  gls_transform_stream_free (self->stream);
  gls_segmenter_free (self->segmenter);
  gls_predictor_free (self->predictor);
  gls_summary_free (self->summary);
  gls_model_unref (self->model);
  g_free (self->frame);
  g_free (self->segment);
  g_free (self->p);
  g_free (self->mean);
  g_free (self);
}

guint
gls_tagger_get_rate (const GlsTagger *self)
{
  return self->spec.rate;
}

/* Hands frames on until there is none, or one has to wait for a segment to be
 * taken. */
static void
hand_on_frames (GlsTagger *self)
{
  while (self->frame_waits
      || gls_transform_stream_pull (self->stream, self->frame)) {
    self->frame_waits =
        gls_segmenter_push (self->segmenter, self->frame, 1) == 0;
    if (self->frame_waits)
      return;
  }
}

size_t
gls_tagger_push (GlsTagger *self, const float *x, size_t n)
{
  size_t taken = 0, more = 1;

  g_return_val_if_fail (self->state == LISTENING, 0);
  for (; more > 0 && taken < n; taken += more) {
    hand_on_frames (self);
    more = self->frame_waits
        ? 0
        : gls_transform_stream_push (self->stream, x + taken, n - taken);
  }
  self->n_in += taken;
  return taken;
}

static double
seconds_at (const GlsTagger *self, guint64 frame)
{
  guint64 sample = frame * self->stride;

  if (self->state != LISTENING)
    sample = MIN (sample, self->n_in);
  return (double) sample / self->spec.rate;
}

/* What is next when there is no segment: at the end, what is still inside comes
 * out. */
static gboolean
advance (GlsTagger *self)
{
  switch (self->state) {
    case ENDED:
      gls_transform_stream_drain (self->stream);
      hand_on_frames (self);
      self->state = DRAINED;
      return TRUE;
    case DRAINED:
      gls_segmenter_drain (self->segmenter);
      self->state = SPENT;
      return TRUE;
    default:
      return FALSE;
  }
}

gboolean
gls_tagger_pull (GlsTagger *self, GlsPrediction *segment)
{
  GlsSegment place;

  hand_on_frames (self);
  while (!gls_segmenter_pull (self->segmenter, self->segment, &place))
    if (!advance (self))
      return FALSE;
  gls_predictor_run (self->predictor, self->segment, self->p);
  *segment = (GlsPrediction){
    .start = seconds_at (self, place.first),
    .end = seconds_at (self, place.first + place.n_real),
    .padded = place.padded,
    .silent =
        gls_spec_is_silence (&self->spec, self->segment, self->segment_size),
    .n_tags = self->n_tags,
    .labels = self->labels,
    .synonyms = self->synonyms,
    .untaught = self->untaught,
    .p = self->p,
  };
  gls_summary_add_prediction (self->summary, segment);
  return TRUE;
}

gboolean
gls_tagger_sum_up (GlsTagger *self, GlsPrediction *whole)
{
  GlsPrediction mean = {
    .n_tags = self->n_tags,
    .labels = self->labels,
    .synonyms = self->synonyms,
    .untaught = self->untaught,
  };

  if (!gls_summary_get_prediction (self->summary, self->mean, &mean))
    return FALSE;
  *whole = mean;
  return TRUE;
}

void
gls_tagger_drain (GlsTagger *self)
{
  if (self->state == LISTENING)
    self->state = ENDED;
}

void
gls_tagger_reset (GlsTagger *self)
{
  gls_transform_stream_reset (self->stream);
  gls_segmenter_reset (self->segmenter);
  gls_summary_reset (self->summary);
  self->n_in = 0;
  self->frame_waits = FALSE;
  self->state = LISTENING;
}
