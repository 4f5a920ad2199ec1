/* Fuzz target of tensor caps, which any element or program may send.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the text, if GStreamer takes it for caps, ours are shapes of a size
 * that can be counted, or an error with a sentence; and shapes that are written
 * down again are the same.
 */
#include "fuzz.h"

#include <string.h>

#include "base/caps.h"
#include "base/tagreader.h"

static void
check_shapes (const GstGlsTensors *tensors)
{
  g_autofree char *text = gst_gls_tensors_print (tensors);
  g_autoptr (GstCaps) caps = gst_gls_tensors_to_caps (tensors);
  g_autoptr (GError) error = NULL;
  GstGlsTensors again = { .fps_d = 1 };

  g_assert_cmpuint (gst_gls_tensors_get_size (tensors), >, 0);
  g_assert_true (gst_gls_tensors_parse (&again, text));
  g_assert_true (gst_gls_tensors_equal (tensors, &again));
  g_assert_true (gst_gls_tensors_from_caps (&again, caps, &error));
  g_assert_true (gst_gls_tensors_equal (tensors, &again));
}

static void
check_tags (const GstCaps *caps)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstGlsTagReader) reader = gst_gls_tag_reader_new (caps, &error);

  g_assert_true ((reader == NULL) == (error != NULL));
  if (reader != NULL)
    g_assert_cmpuint (gst_gls_tag_reader_get_n_tags (reader), >, 0);
}

static void
ignore (const char *domain, GLogLevelFlags level, const char *message,
    gpointer data)
{
}

/* GStreamer's parser complains of some texts with criticals of its own. */
static GstCaps *
parse_caps (const char *text)
{
  GLogFunc handler = g_log_set_default_handler (ignore, NULL);
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  GstCaps *caps = gst_caps_from_string (text);

  g_log_set_always_fatal (fatal);
  g_log_set_default_handler (handler, NULL);
  return caps;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autoptr (GstCaps) caps = NULL;
  g_autoptr (GError) error = NULL;
  GstGlsTensors tensors = { .fps_d = 1 }; /* which text alone leaves */

  gst_init (NULL, NULL);
  if (gst_gls_tensors_parse (&tensors, text))
    check_shapes (&tensors);
  caps = parse_caps (text);
  if (caps == NULL || gst_caps_is_any (caps) || gst_caps_is_empty (caps)
      || !gst_caps_is_fixed (caps))
    return 0;
  if (gst_gls_tensors_from_caps (&tensors, caps, &error))
    check_shapes (&tensors);
  else
    fuzz_check_error (error);
  check_tags (caps);
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char *const texts[] = {
    "9:23",
    "8192:12,4096:12:1:1,2048:9",
    "other/tensors, format=(string)static, num_tensors=(int)1, "
    "types=(string)float32, dimensions=(string)9:20:2:9, "
    "framerate=(fraction)125/64, transform=(string)jtfst",
    "other/tensors, format=(string)static, num_tensors=(int)1, "
    "types=(string)float32, dimensions=(string)3:1, framerate=(fraction)1/2, "
    "labels=(string)< a, \"b\\ c\", d >, synonyms=(int)< 0, 0, 2 >, frames=8, "
    "segment-duration=(guint64)28672000000, model=(string)small",
    "other/tensors, format=(string)static, num_tensors=(int)2, "
    "types=(string)\"float32\\,float32\", "
    "dimensions=(string)\"12:512\\,12:256\", framerate=(fraction)0/1",
  };

  return fuzz_seeds_from_texts (texts, G_N_ELEMENTS (texts));
}

void
fuzz_try_more (GBytes *seed)
{
  fuzz_try_numbers (seed);
}
