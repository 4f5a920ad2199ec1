/* What is true of a stretch of a recording.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_WINDOWS_H
#define GLISSANDO_WINDOWS_H

#include "recording.h"

/* Two ticks of the scalogram and one, of 8192 samples at 16 kHz */
#define WINDOW_SECONDS 1.024
#define WINDOW_HOP_SECONDS 0.512
#define WINDOW_TRAIN_HOP_SECONDS 1.024

/* seconds: how long each is; hop: seconds from one's start to the next one's;
 * train_hop: the same of recordings to train on */
typedef struct
{
  double seconds;
  double hop;
  double train_hop;
} Windows;

typedef enum
{
  WINDOW_HAS_NOT,
  WINDOW_HAS,
  WINDOW_MAY_HAVE, /* not known, or not to be decided */
} WindowLabel;

/* Returns: the one that holds for the recording */
double windows_get_hop (const Windows *self, const Recording *recording);
/* How many lie whole within the recording. */
guint windows_count (const Windows *self, const Recording *recording);

/* label[N_TECHNIQUES] = what window @i of it has: see docs/techniques.md. */
void windows_label (const Windows *self, const Recording *recording, guint i,
    WindowLabel label[N_TECHNIQUES]);

#endif
