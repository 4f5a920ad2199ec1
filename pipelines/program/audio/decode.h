/* Any audio file or stream, as mono float samples at a rate.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_DECODE_H
#define GLISSANDO_DECODE_H

#include "audio/source.h"

/**
 * DecodeFunc:
 * @x: float[n], mono, in order from the first sample of the input on
 * @n: how many
 *
 * Returns: %FALSE when no more are wanted
 */
typedef gboolean (*DecodeFunc) (const float *x, size_t n, gpointer data);

/**
 * decode_run:
 * @uri: what to decode
 * @rate: in Hz
 * @func: gets the samples, on the calling thread
 * @data: for @func
 * @report: (out): what came through; when @func is called first, the declared
 *   duration stands in it already, as far as it is known then
 *
 * Decodes until the end, an error, or until @func has enough. Mono is the
 * plain mean of the channels.
 *
 * Fails with %GLS_ERROR_IO; samples may have been given before that.
 */
gboolean decode_run (const char *uri, guint rate, DecodeFunc func,
    gpointer data, SourceReport *report, GError **error);

#endif
