/* What transform.c knows of a transform.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each transform fills in a row of methods in its own file; transform.c owns
 * the scalogram and hands on its ticks. Plans and streams of a class are behind
 * pointers: what plan_new() returned is @plan of the others, what stream_new()
 * returned is @stream.
 */
#ifndef GLS_SCATTERING_TRANSFORM_CLASS_H
#define GLS_SCATTERING_TRANSFORM_CLASS_H

#include "scattering/banks.h"

G_BEGIN_DECLS

/**
 * GlsTransformClass:
 * @plan_new: @scalogram is %NULL where the class takes no ticks
 * @get_latency_samples: from a tick's first sample to the frame centred on it,
 *   or from a sample to its frame where the class takes no ticks
 * @push: samples; optional for what is made of ticks alone. Where the class
 *   takes ticks it must take all, else it returns how many it took
 * @end_samples: no sample will follow, though ticks may; optional
 * @push_tick: a tick, which stays valid until pull() returned %FALSE; %NULL for
 *   what is made of samples alone
 * @end_ticks: no tick will follow; optional
 * @pull: a frame, or %FALSE if it needs more
 * @get_n_not_finite: for a class that takes no ticks
 */
typedef struct
{
  gpointer (*plan_new) (GlsBanks *banks, GlsScalogramPlan *scalogram);
  void (*plan_free) (gpointer plan);
  size_t (*get_latency_samples) (gconstpointer plan);

  gpointer (*stream_new) (gpointer plan, guint n_threads);
  void (*stream_free) (gpointer stream);
  size_t (*push) (gpointer stream, const float *x, size_t n);
  void (*end_samples) (gpointer stream);
  void (*push_tick) (gpointer stream, const float *const *u,
      const GlsTick *tick);
  void (*end_ticks) (gpointer stream);
  gboolean (*pull) (gpointer stream, float *frame);
  void (*reset) (gpointer stream);
  uint64_t (*get_n_not_finite) (gconstpointer stream);
} GlsTransformClass;

extern const GlsTransformClass gls_columns_class; /* of a scalogram */
extern const GlsTransformClass gls_timescattering_class;
extern const GlsTransformClass gls_zeroth_class; /* time scattering with S0 */
extern const GlsTransformClass gls_jtfst_class;
extern const GlsTransformClass gls_mel_class;

GlsScalogramPlan *gls_scalogram_plan_new_from_banks (GlsBanks *banks);

G_END_DECLS

#endif
