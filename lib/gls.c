/* What the whole library shares: the error domain.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "gls.h"

/* Not G_DEFINE_QUARK(), which keeps it in a variable that several threads may
 * write at the same time. */
GQuark
gls_error_quark (void)
{
  return g_quark_from_static_string ("gls_error_quark");
}
