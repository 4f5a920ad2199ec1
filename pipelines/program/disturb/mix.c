/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disturb/mix.h"

#include <math.h>

#include "audio/decode.h"
#include "gls.h"
#include "location.h"

/* What is wanted of a file: its samples from @first to @end. */
typedef struct
{
  gint64 first, end;
  gint64 at; /* of the next one that comes */
  GArray *samples;
} Wanted;

static gboolean
on_samples (const float *x, size_t n, gpointer data)
{
  Wanted *self = data;
  gint64 from = CLAMP (self->first - self->at, 0, (gint64) n);
  gint64 to = CLAMP (self->end - self->at, from, (gint64) n);

  g_array_append_vals (self->samples, x + from, (guint) (to - from));
  self->at += (gint64) n;
  return self->at < self->end;
}

static gboolean
read_samples (const Mix *self, guint rate, Wanted *wanted, GError **error)
{
  g_autofree char *uri = gls_location_get_uri (self->path);
  SourceReport report = { 0 };

  if (decode_run (uri, rate, on_samples, wanted, &report, error))
    return TRUE;
  g_prefix_error (error, "what it is mixed with, %s: ", self->path);
  return FALSE;
}

/* Silence before the file's start. After its end comes its start, where that is
 * at hand. */
static float
sample_at (const Wanted *self, gint64 place)
{
  gint64 n = self->samples->len;

  if (self->first == 0 && place >= n && n > 0)
    place %= n;
  place -= self->first;
  return place >= 0 && place < n ? g_array_index (self->samples, float, place)
                                 : 0.0f;
}

/* offset: in samples */
static void
add (const Mix *self, Sound *sound, const Wanted *wanted, gint64 offset)
{
  const guint n = sound->samples->len;
  Sound other = *sound;
  double level;

  other.samples = g_array_sized_new (FALSE, FALSE, sizeof (float), n);
  for (guint i = 0; i < n; i++) {
    float x = sample_at (wanted, sound->place + offset + i);

    g_array_append_val (other.samples, x);
  }
  level = sound_get_rms (&other);
  if (level > 0)
    level = sound_get_rms (sound) / level * pow (10, self->db / 20);
  for (guint i = 0; i < n; i++)
    g_array_index (sound->samples, float, i) +=
        (float) level * g_array_index (other.samples, float, i);
  g_array_unref (other.samples);
}

gboolean
mix_apply (const Mix *self, Sound *sound, GError **error)
{
  gint64 offset = llround (self->offset_s * sound->rate);
  gint64 start = sound->place + offset;
  Wanted wanted = { .first = MAX (start, 0),
    .end = MAX (start + (gint64) sound->samples->len, 1),
    .samples = g_array_new (FALSE, FALSE, sizeof (float)) };
  gboolean ok = read_samples (self, sound->rate, &wanted, error);

  if (ok)
    add (self, sound, &wanted, offset);
  g_array_unref (wanted.samples);
  return ok;
}
