/* Glissando: streaming joint time-frequency scattering and music tagging.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All of the library. Its conventions are in gls.h; what it is made of:
 *
 *   scattering/  audio to scalograms, joint and time scattering, mel
 *   net/         model files, and what they predict for a segment of frames
 *   tags/        vocabularies, smoothing and summaries over time, measures
 *   train/       models from examples
 *   tagger.h     all of it at once: audio in, tags out
 */
#ifndef GLISSANDO_H
#define GLISSANDO_H

#include "bindings.h"
#include "gls.h"
#include "net/dtype.h"
#include "net/model.h"
#include "net/models.h"
#include "net/output.h"
#include "net/segmenter.h"
#include "scattering/axes.h"
#include "scattering/jtfst.h"
#include "scattering/mel.h"
#include "scattering/scalogram.h"
#include "scattering/silence.h"
#include "scattering/spec.h"
#include "scattering/timescattering.h"
#include "scattering/transform.h"
#include "tagger.h"
#include "tags/agreement.h"
#include "tags/event-scores.h"
#include "tags/events.h"
#include "tags/intervals.h"
#include "tags/metrics.h"
#include "tags/prediction.h"
#include "tags/smoothing.h"
#include "tags/summary.h"
#include "tags/vocabulary.h"
#include "tags/writer.h"
#include "train/architecture.h"
#include "train/options.h"
#include "train/train-data.h"
#include "train/trainer.h"

#endif
