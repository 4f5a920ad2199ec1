/* How hot loops are compiled.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A function marked GLS_KERNEL is plain C that the compiler vectorises; it is
 * compiled once for each of these instruction sets, and the loader picks the
 * best that the processor has. Sanitisers run before such picking can work.
 */
#ifndef GLS_SCATTERING_KERNEL_H
#define GLS_SCATTERING_KERNEL_H

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)            \
    && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define GLS_KERNEL                                                             \
  __attribute__ ((target_clones ("default", "arch=x86-64-v3",                  \
      "arch=x86-64-v4")))
#else
#define GLS_KERNEL
#endif

#endif
