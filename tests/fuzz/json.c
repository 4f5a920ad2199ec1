/* Fuzz target of the JSON reader and writer.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the bytes, the answer is an object or an error, and an object that is
 * written, on one line or on many, reads as the same.
 */
#include "fuzz.h"

#include <string.h>

#include "json.h"

static void
check_round_trip (const json_t *object, guint indent)
{
  g_autofree char *text = gls_json_to_text (object, indent);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) again =
      gls_json_parse_object (text, strlen (text), "it", &error);

  g_assert_no_error (error);
  g_assert_true (json_equal (object, again));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) object =
      gls_json_parse_object ((const char *) data, size, "it", &error);

  g_assert_true ((object == NULL) == (error != NULL));
  if (object == NULL) {
    fuzz_check_error (error);
    return 0;
  }
  check_round_trip (object, 0);
  check_round_trip (object, 2);
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char *const texts[] = {
    "{}",
    "{\"a\":[1,-2.5e-3,true,null,{\"b\":[[],{}]}],\"\xc3\xa9\":\"\\u00e9\\n\"}",
    "{\"big\":9223372036854775807,\"small\":5e-324,\"zero\":-0.0,"
    "\"pair\":\"\\ud834\\udd1e\",\"del\":\"\\u007f\"}",
  };

  return fuzz_seeds_from_texts (texts, G_N_ELEMENTS (texts));
}

void
fuzz_try_more (GBytes *seed)
{
  fuzz_try_numbers (seed);
}
