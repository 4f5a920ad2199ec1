/* What the whole library shares: the error domain. */
#include "gls.h"

G_DEFINE_QUARK (gls_error_quark, gls_error)
