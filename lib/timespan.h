/* A part of a file, named as W3C's Media Fragments URI 1.0 (2012) names it:
 * album.flac#t=61.5,242
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TIMESPAN_H
#define GLS_TIMESPAN_H

#include <math.h>

#include "gls.h"

G_BEGIN_DECLS

/**
 * GlsTimespan:
 * @start_s: seconds from the start of the file, >= 0
 * @end_s: likewise, > @start_s; %INFINITY: its end
 */
typedef struct
{
  double start_s, end_s;
} GlsTimespan;

/* All of it. */
#define GLS_TIMESPAN_WHOLE ((GlsTimespan){ 0, INFINITY })

gboolean gls_timespan_is_whole (const GlsTimespan *self);

/**
 * gls_timespan_split:
 * @name: a path or an address
 * @length: (out) (optional): bytes of it before the time span; all of them if
 *   there is none
 * @span: (out) (optional): the whole if there is none
 *
 * Returns: whether @name ends in one: “#t=START”, “#t=START,END” or “#t=,END”,
 *   in seconds
 */
gboolean gls_timespan_split (const char *name, size_t *length,
    GlsTimespan *span);

/* Returns: (transfer full): @name and the time span, to the microsecond; of the
 * whole, @name alone */
char *gls_timespan_join (const char *name, const GlsTimespan *span);

G_END_DECLS

#endif
