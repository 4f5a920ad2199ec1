/* What was found in a library, for people and for programs.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_MATCHES_H
#define GLISSANDO_MATCHES_H

#include "catalogue/search.h"

typedef enum
{
  MATCHES_AS_TEXT, /* how good and where, on a line each */
  MATCHES_AS_JSON,
  MATCHES_AS_CSV,
  MATCHES_AS_PATHS, /* each ended by a zero byte */
  MATCHES_AS_PLAYLIST,
} MatchesFormat;

/* matches: (element-type GlsMatch); expression: (nullable): what they fit */
void matches_append (GString *out, const GPtrArray *matches,
    const GlsExpression *expression, MatchesFormat format);

/* counts: (element-type GlsTagCount); format: text, JSON or CSV */
void matches_append_counts (GString *out, const GPtrArray *counts,
    MatchesFormat format);

#endif
