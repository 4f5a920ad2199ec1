/* Glissando: streaming joint time-frequency scattering and music tagging.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Conventions of the whole library.
 *
 * Audio is float, mono, full scale -1 .. +1. Frequencies are in cycles per
 * sample unless a name ends in _hz; durations are in samples at the rate of the
 * input unless a name says otherwise. Arrays are C order (last axis fastest)
 * and their shape stands where they are declared.
 *
 * A plan is immutable and reference counted: any number of threads may use it.
 * A stream is made from a plan and belongs to one thread at a time. Only new()
 * functions allocate; a stream takes all its memory when it is made.
 *
 * Functions that can fail take a GError and say which codes of #GlsError they
 * set. The number of threads of OpenBLAS is the application's to set.
 */
#ifndef GLS_H
#define GLS_H

#include <glib-object.h>
#include <stddef.h>
#include <stdint.h>

#include "gls-version.h"

G_BEGIN_DECLS

#define GLS_API __attribute__ ((visibility ("default"))) extern

/* Most threads that one stream, or one training run, may use. */
#define GLS_MAX_THREADS 64

/**
 * GlsError:
 * @GLS_ERROR_INVALID_SPEC: a parameter is unknown or out of range
 * @GLS_ERROR_MODEL: a model file is damaged, or asks for what is not known
 * @GLS_ERROR_SHAPE: two shapes that must agree do not
 * @GLS_ERROR_DATA: training or label data cannot be used as it is
 * @GLS_ERROR_IO: a file cannot be read or written
 *
 * Codes of #GLS_ERROR. The message is one sentence for the user, without a
 * trailing full stop, and names the value at fault.
 */
typedef enum
{
  GLS_ERROR_INVALID_SPEC,
  GLS_ERROR_MODEL,
  GLS_ERROR_SHAPE,
  GLS_ERROR_DATA,
  GLS_ERROR_IO,
} GlsError;

#define GLS_ERROR (gls_error_quark ())
GLS_API GQuark gls_error_quark (void);

G_END_DECLS

#endif
