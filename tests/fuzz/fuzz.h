/* The shape of every fuzz target, and what they share.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A target is one file with the three functions below. main.c, linked to it, is
 * an ordinary test: it tries each seed, the seed cut at every place, with every
 * byte changed and with pieces moved about, and then the files named on the
 * command line; with GLISSANDO_FUZZ_SECONDS set it goes on for as long. Critical
 * warnings are fatal. With -Dfuzz=true and clang the target is linked to
 * libFuzzer, too; tests/fuzz/run does all of that.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* Reads the bytes as its own kind, and aborts if the answer contradicts itself.
 * Returns: 0 */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Returns: (transfer full) (element-type GBytes): small ones that are read
 *   without an error, or with one that only whole files can cause */
GPtrArray *fuzz_make_seeds (void);

/* What makes sense for this kind only, by calling fuzz_try(). */
void fuzz_try_more (GBytes *seed);

/* FOR THEIR USE */

/* Seeds that are texts. [n] */
GPtrArray *fuzz_seeds_from_texts (const char *const *texts, size_t n);

/* Tries bytes, in an exact copy, so that a sanitizer sees a read past the end. */
void fuzz_try (const void *data, size_t size);

/* How many have been tried. */
size_t fuzz_get_n_tried (void);

/* Tries the seed with each number written in it replaced by those at which
 * arithmetic on sizes goes wrong. */
void fuzz_try_numbers (GBytes *seed);

/* The values that it tries. [n] */
const char *const *fuzz_get_numbers (size_t *n);

/* Tries the seed with each four bytes of it replaced by sizes of any kind, in
 * either order. */
void fuzz_try_sizes (GBytes *seed);

/* For what reads files: one in memory, whose content is replaced each time.
 * Returns: (transfer none): its path */
const char *fuzz_write_file (const void *data, size_t size);

/* An error of this library's own domain, with a sentence. */
void fuzz_check_error (const GError *error);

#endif
