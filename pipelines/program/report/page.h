/* One page of a library, with all that it needs.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_REPORT_PAGE_H
#define GLISSANDO_REPORT_PAGE_H

#include "catalogue/survey.h"
#include "report/chart.h"

/**
 * page_make:
 * @title: what stands above it
 * @base: (nullable): as of links_make()
 *
 * What the page is made of lies in web/ and is built into the program. A policy
 * in the page lets a browser run these scripts and no others, take nothing from
 * anywhere, and play what the links lead to.
 *
 * Returns: (transfer full): HTML in UTF-8
 */
GString *page_make (const GlsSurvey *survey, const Chart *chart,
    const char *title, const char *base);

#endif
