/* An event counts if half of it is in the window, or half of the window in it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "windows.h"

#define ENOUGH 0.5
#define TOO_LITTLE 0.25
/* Times are sums of decimal fractions. */
#define TOLERANCE_S 1e-9

double
windows_get_hop (const Windows *self, const Recording *recording)
{
  return recording->split == SPLIT_TRAIN ? self->train_hop : self->hop;
}

guint
windows_count (const Windows *self, const Recording *recording)
{
  double room = recording->seconds - self->seconds + TOLERANCE_S;

  return room < 0 ? 0 : (guint) (room / windows_get_hop (self, recording)) + 1;
}

/* Of the shorter of the two */
static double
share_of (const TechniqueEvent *event, double start, double seconds)
{
  double overlap =
      MIN (event->offset, start + seconds) - MAX (event->onset, start);

  return overlap / MIN (event->offset - event->onset, seconds);
}

static WindowLabel
label_of (double share)
{
  if (share >= ENOUGH)
    return WINDOW_HAS;
  return share >= TOO_LITTLE ? WINDOW_MAY_HAVE : WINDOW_HAS_NOT;
}

/* Ordinary notes come in many short events, which count together. */
static WindowLabel
label_ordinary (const Recording *recording, double start, double seconds)
{
  double sum = 0;

  for (guint i = 0; i < recording->events->len; i++) {
    const TechniqueEvent *event =
        &g_array_index (recording->events, TechniqueEvent, i);
    double overlap =
        MIN (event->offset, start + seconds) - MAX (event->onset, start);

    if (event->technique == TECHNIQUE_PLAIN && overlap > 0)
      sum += overlap;
  }
  return label_of (sum / seconds);
}

/* Ordinary notes, and nothing else */
static WindowLabel
label_plain (const WindowLabel *label, WindowLabel ordinary)
{
  for (Technique t = 0; t < TECHNIQUE_PIZZICATO; t++) {
    if (label[t] == WINDOW_HAS)
      return WINDOW_HAS_NOT;
    if (label[t] == WINDOW_MAY_HAVE && ordinary == WINDOW_HAS)
      ordinary = WINDOW_MAY_HAVE;
  }
  return ordinary;
}

/* A player's held notes may swing a little, whatever they are called: only
 * where it was measured is it known. */
static gboolean
may_swing (const Recording *recording, const double *share)
{
  return recording->is_real
      && (share[TECHNIQUE_PLAIN] >= TOO_LITTLE
          || share[TECHNIQUE_LEGATO] >= TOO_LITTLE
          || share[TECHNIQUE_GLISSANDO] >= TOO_LITTLE);
}

void
windows_label (const Windows *self, const Recording *recording, guint i,
    WindowLabel label[N_TECHNIQUES])
{
  double start = i * windows_get_hop (self, recording),
         share[N_TECHNIQUES] = { 0 };

  for (guint e = 0; e < recording->events->len; e++) {
    const TechniqueEvent *event =
        &g_array_index (recording->events, TechniqueEvent, e);

    share[event->technique] =
        MAX (share[event->technique], share_of (event, start, self->seconds));
  }
  for (Technique t = 0; t < TECHNIQUE_PLAIN; t++)
    label[t] = label_of (share[t]);
  label[TECHNIQUE_PLAIN] =
      label_plain (label, label_ordinary (recording, start, self->seconds));
  if (label[TECHNIQUE_VIBRATO] != WINDOW_HAS && may_swing (recording, share))
    label[TECHNIQUE_VIBRATO] = WINDOW_MAY_HAVE;
}
