/* What the whole library shares: the error domain. */
#include "gls.h"

G_DEFINE_QUARK (gls - error - quark, gls_error)
