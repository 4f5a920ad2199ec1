/* What the whole library shares: the error domain.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "gls.h"

G_DEFINE_QUARK (gls_error_quark, gls_error)
