/* A library as tables, for browsers that run no scripts.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_REPORT_PLAIN_H
#define GLISSANDO_REPORT_PLAIN_H

#include "catalogue/survey.h"

/* A sentence on the whole of it, and two tables: tags, and tracks with theirs.
 * base: (nullable): as of links_make() */
void plain_append_about (GString *out, const GlsSurvey *survey);
void plain_append_tables (GString *out, const GlsSurvey *survey,
    const char *base);

/* Text within HTML, also in an attribute; bytes that are no UTF-8 become
 * U+FFFD */
void plain_append_text (GString *out, const char *text);

#endif
