/* What people want of a model.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_OUTPUT_H
#define GLS_NET_OUTPUT_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * GlsOutput:
 * @GLS_OUTPUT_TAGS: what each segment is like, and their mean
 * @GLS_OUTPUT_EVENTS: when something begins and ends; see tags/events.h
 */
typedef enum
{
  GLS_OUTPUT_TAGS,
  GLS_OUTPUT_EVENTS,
} GlsOutput;

G_END_DECLS

#endif
