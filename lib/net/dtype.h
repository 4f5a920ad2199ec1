/* Types of stored numbers.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_DTYPE_H
#define GLS_NET_DTYPE_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * GlsDtype:
 * @GLS_DTYPE_F32: IEEE 754 single precision
 * @GLS_DTYPE_F16: half precision; half the file, 3 decimal digits
 *
 * How weights are stored in a file; in memory they are float.
 */
typedef enum
{
  GLS_DTYPE_F32,
  GLS_DTYPE_F16,
} GlsDtype;

G_END_DECLS

#endif
