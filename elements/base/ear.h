/* What streams are like that come one after the other, and when that is decided.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Of one thread, which hears predictions and the events between them. What it
 * decides goes to the verdicts, where other threads find it.
 */
#ifndef GST_GLISSANDO_EAR_H
#define GST_GLISSANDO_EAR_H

#include "base/tagreader.h"
#include "base/verdicts.h"

G_BEGIN_DECLS

/**
 * GstGlsEarSettings:
 * @listen_s: seconds to hear before it is decided; 0: all of the stream
 * @top: at most so many tags; 0: all
 * @threshold: only tags of at least this probability; 0: the model's own
 * @field: what the tags become; %GST_TAG_KEYWORDS: GLISSANDO_TAGS as well, for
 *   containers that have no keywords
 * @follow: decides again with each prediction after that
 */
typedef struct
{
  double listen_s;
  guint top;
  double threshold;
  const char *field;
  gboolean follow;
} GstGlsEarSettings;

typedef struct
{
  GstGlsVerdicts *verdicts;
  guint stream; /* number of its STREAM_START; 0: none yet */
  GstSegment segment;
  GstGlsTagReader *reader;
  double begin_s; /* of what was heard; below 0: nothing yet */
} GstGlsEar;

/* verdicts: borrowed */
void gst_gls_ear_init (GstGlsEar *self, GstGlsVerdicts *verdicts);
/* As initialised */
void gst_gls_ear_clear (GstGlsEar *self);

/**
 * gst_gls_ear_hear_event:
 * @event: borrowed
 *
 * Returns: FALSE if the caps are none of predictions
 */
gboolean gst_gls_ear_hear_event (GstGlsEar *self,
    const GstGlsEarSettings *settings, GstEvent *event, GError **error);

/**
 * gst_gls_ear_hear_prediction:
 * @buffer: borrowed; of the caps that came before it
 *
 * Returns: FALSE if it is no prediction
 */
gboolean gst_gls_ear_hear_prediction (GstGlsEar *self,
    const GstGlsEarSettings *settings, GstBuffer *buffer, GError **error);

G_END_DECLS

#endif
