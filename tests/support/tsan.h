/* How a function of a library that the thread sanitizer does not see is called
 * and annotated: see tsan.c.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#define EXPORTED __attribute__ ((visibility ("default")))

/* The library's own @function, looked up once. */
#define REAL(function)                                                         \
  static __typeof__ (function) *found;                                         \
  __typeof__ (function) *real = __atomic_load_n (&found, __ATOMIC_ACQUIRE);    \
  if (real == NULL) {                                                          \
    real = (__typeof__ (function) *) dlsym (RTLD_NEXT, #function);             \
    __atomic_store_n (&found, real, __ATOMIC_RELEASE);                         \
  }
