/* Inputs that need not be heard again.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_RESUMING_H
#define GLISSANDO_RESUMING_H

#include "audio/inputs.h"
#include "output/archive.h"

/* How many characters of a model's digest stand in JSON lines. */
#define RESUMING_SIGNATURE 16

/* inputs: (element-type Input): loses those that the archive has already, and
 * that, if unchanged, are as they were; how many is said */
void resuming_skip_archived (GPtrArray *inputs, Archive *archive,
    gboolean unchanged);

/**
 * resuming_skip_logged:
 * @inputs: (element-type Input): loses those of which a file of JSON lines has
 *   a summary; how many is said
 * @location: the file, or an address that is none and has nothing
 * @model: by which they must be
 * @signature: of it
 *
 * Cuts off what jsonlog_open() does.
 *
 * Returns: %FALSE, having said why, if the file cannot be gone on with
 */
gboolean resuming_skip_logged (GPtrArray *inputs, const char *location,
    const GlsModel *model, const char *signature);

#endif
