/* Fuzz target of JSON lines that “tag --resume” goes on with.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever stands there: what is refused stays as it is, and of what is taken
 * only the end is cut off; the rest is taken again as it is.
 */
#include "fuzz.h"

#include <string.h>

#include "output/jsonlog.h"

static const char *const labels[] = { "a", "b", NULL };

/* Returns: how much of the file is left; it is as it was up to there */
static size_t
check_content (const char *path, const uint8_t *data, size_t size)
{
  g_autofree char *content = NULL;
  size_t length;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_cmpuint (length, <=, size);
  g_assert_true (length == 0 || memcmp (content, data, length) == 0);
  return length;
}

static void
check_again (const char *path, const uint8_t *data, size_t size)
{
  g_autoptr (Jsonlog) log = jsonlog_open (path, "0123", labels, NULL);
  Input input = { .name = (char *) "x", .uri = (char *) "file:///x" };

  g_assert_nonnull (log);
  jsonlog_has (log, &input);
  g_assert_cmpuint (check_content (path, data, size), ==, size);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *path = fuzz_write_file (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (Jsonlog) log = jsonlog_open (path, "0123", labels, &error);
  size_t left = check_content (path, data, size);

  if (log != NULL) {
    check_again (path, data, left);
    return 0;
  }
  fuzz_check_error (error);
  g_assert_cmpuint (left, ==, size);
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char *const texts[] = {
    "{\"input\":\"x\",\"start\":0.0,\"end\":1.0,\"tags\":[]}\n"
    "{\"input\":\"x\",\"summary\":true,\"tags\":[{\"tag\":\"a\",\"p\":0.5}]}\n"
    "{\"input\":\"y\",\"uri\":\"file:///"
    "y\",\"summary\":true,\"model\":\"0123\","
    "\"partial\":true,\"tags\":[]}\n{\"input\":\"z\",\"start",
    "{\"input\":\"http://a/"
    "b\",\"summary\":true,\"of\":\"title\",\"time\":\"t\","
    "\"tags\":[{\"tag\":3}]}\n\n{\"input\":null,\"tags\":1}\n",
  };

  return fuzz_seeds_from_texts (texts, G_N_ELEMENTS (texts));
}

void
fuzz_try_more (GBytes *seed)
{
}
