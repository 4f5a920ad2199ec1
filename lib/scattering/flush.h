/* No subnormal numbers while a stream works.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The square of a value below 1e-19 is subnormal, and a processor takes a
 * hundred times as long for such numbers: a sound that fades away through
 * -240 .. -440 dB made a stream five times as slow as a loud one. Between
 * begin and end they count as zero instead, which is what hardware offers for
 * the purpose (Intel, "Software developer's manual", vol. 1, 10.2.3.3; Arm,
 * "Architecture reference manual", FPCR.FZ). The mode belongs to each thread
 * and is given back as it was.
 */
#ifndef GLS_SCATTERING_FLUSH_H
#define GLS_SCATTERING_FLUSH_H

#include "gls.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

typedef struct
{
  guint64 control; /* of the thread, before */
} GlsFlush;

static inline GlsFlush
gls_flush_begin (void)
{
  GlsFlush before = { 0 };

#if defined(__SSE2__)
  before.control = _mm_getcsr ();
  /* flush to zero, denormals are zero */
  _mm_setcsr ((guint) before.control | 0x8040u);
#elif defined(__aarch64__)
  __asm__ volatile("mrs %0, fpcr" : "=r"(before.control));
  __asm__ volatile("msr fpcr, %0" : : "r"(before.control | (1u << 24)));
#endif
  return before;
}

static inline void
gls_flush_end (GlsFlush before)
{
#if defined(__SSE2__)
  /* the flags that were raised in between stay raised */
  _mm_setcsr (((guint) before.control & ~0x3fu) | (_mm_getcsr () & 0x3fu));
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"(before.control));
#endif
}

#endif
