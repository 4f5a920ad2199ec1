/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "radio/backoff.h"

#include <math.h>

#define FIRST_S 1.0

double
gls_backoff_wait_s (guint attempt, double longest_s, double chance)
{
  int doublings = (int) CLAMP (attempt, 1, 64) - 1;
  double whole_s = fmin (ldexp (FIRST_S, doublings), fmax (longest_s, 0));

  return whole_s * (0.5 + 0.5 * chance);
}
