/* A tagger hears the same start again and again, each time more of it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "live/early.h"

#include <string.h>

#include "scattering/spec.h"
#include "tagger.h"

static const guint after_s[] = { 5, 10, 20 };
#define LONGEST_S 20

struct _Early
{
  GlsModel *model;
  guint rate;
  guint n_due;       /* of after_s: those that are shorter than a segment */
  GlsTagger *tagger; /* of who pulls; only while something is heard */

  GMutex lock; /* of what follows */
  float *x;    /* [LONGEST_S * rate], or NULL: nothing is wanted */
  size_t n;    /* samples in it */
  double second;
  guint n_told; /* of after_s */
};

/* A model whose front end is not known here is never heard. */
static void
measure (Early *self)
{
  size_t n_samples;
  GlsSpec spec;

  if (!gls_spec_from_strv (&spec, gls_model_get_front_end (self->model), NULL))
    return;
  self->rate = spec.rate;
  n_samples = gls_model_get_n_frames (self->model) * gls_spec_stride (&spec);
  while (self->n_due < G_N_ELEMENTS (after_s)
      && (size_t) after_s[self->n_due] * spec.rate < n_samples)
    self->n_due++;
}

Early *
early_new (GlsModel *model)
{
  Early *self = g_new0 (Early, 1);

  g_mutex_init (&self->lock);
  self->model = gls_model_ref (model);
  measure (self);
  return self;
}

void
early_free (Early *self)
{
  gls_tagger_free (self->tagger);
  gls_model_unref (self->model);
  g_mutex_clear (&self->lock);
  g_free (self->x);
  g_free (self);
}

void
early_begin (Early *self, double second)
{
  g_mutex_lock (&self->lock);
  if (self->x == NULL)
    self->x = g_new (float, (size_t) LONGEST_S * self->rate);
  self->n = 0;
  self->second = second;
  self->n_told = 0;
  g_mutex_unlock (&self->lock);
}

static void
forget (Early *self)
{
  g_clear_pointer (&self->x, g_free);
  self->n = 0;
}

void
early_end (Early *self)
{
  g_mutex_lock (&self->lock);
  forget (self);
  g_mutex_unlock (&self->lock);
}

guint
early_get_rate (const Early *self)
{
  return self->rate;
}

void
early_push (Early *self, const float *x, size_t n)
{
  size_t room;

  g_mutex_lock (&self->lock);
  room = self->x != NULL ? (size_t) LONGEST_S * self->rate - self->n : 0;
  if (room > 0)
    memcpy (self->x + self->n, x, MIN (n, room) * sizeof *x);
  self->n += MIN (n, room);
  g_mutex_unlock (&self->lock);
}

/* Returns: (transfer full) (nullable): float[n], what is due to be heard */
static float *
take_due (Early *self, size_t *n, double *second)
{
  float *x = NULL;
  guint n_due;

  g_mutex_lock (&self->lock);
  if (self->x == NULL)
    g_clear_pointer (&self->tagger, gls_tagger_free);
  n_due = self->n_told;
  while (self->x != NULL && n_due < self->n_due
      && self->n >= (size_t) after_s[n_due] * self->rate)
    n_due++;
  if (n_due > self->n_told) {
    *n = (size_t) after_s[n_due - 1] * self->rate;
    *second = self->second;
    x = g_memdup2 (self->x, *n * sizeof *x);
    self->n_told = n_due;
  }
  if (n_due == self->n_due)
    forget (self);
  g_mutex_unlock (&self->lock);
  return x;
}

/* Returns: whether the audio, which is shorter than a segment, makes one */
static gboolean
hear (Early *self, const float *x, size_t n, GlsPrediction *prediction)
{
  size_t at = 0, taken = 1;

  if (self->tagger == NULL)
    self->tagger = gls_tagger_new (self->model, NULL);
  if (self->tagger == NULL)
    return FALSE;
  gls_tagger_reset (self->tagger);
  for (; taken > 0 && at < n; at += taken)
    taken = gls_tagger_push (self->tagger, x + at, n - at);
  gls_tagger_drain (self->tagger);
  return gls_tagger_pull (self->tagger, prediction);
}

gboolean
early_pull (Early *self, GlsPrediction *prediction)
{
  double second = 0;
  size_t n = 0;
  g_autofree float *x = take_due (self, &n, &second);

  if (x == NULL || !hear (self, x, n, prediction))
    return FALSE;
  prediction->start += second;
  prediction->end += second;
  prediction->provisional = TRUE;
  return TRUE;
}
