/* Tensor caps as text: what is printed, understood, compared and explained.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include <string.h>

static void
assert_parses (const char *text, const char *printed)
{
  GstGlsTensors tensors;
  g_autofree char *again = NULL;

  g_assert_true (gst_gls_tensors_parse (&tensors, text));
  again = gst_gls_tensors_print (&tensors);
  g_assert_cmpstr (again, ==, printed);
}

/* Trailing ones, spaces and NNStreamer's point make no difference. */
static void
test_spellings_of_one_shape (void)
{
  assert_parses ("9:23", "9:23");
  assert_parses ("9:23:1:1", "9:23");
  assert_parses (" 9 : 23 ", "9:23");
  assert_parses ("1", "1");
  assert_parses ("1:1:1", "1");
  assert_parses ("9:1:2", "9:1:2");
  assert_parses ("8192:14,4096:12", "8192:14,4096:12");
  assert_parses ("8192:14.4096:12:1", "8192:14,4096:12");
  assert_parses ("1:2:3:4:5:6:7:8:1:1:1:1:1:1:1:1", "1:2:3:4:5:6:7:8");
}

/* Caps are untrusted: what is no shape is refused, and nothing overflows. */
static void
test_what_is_no_shape (void)
{
  const char *const bad[] = { "", ":", "9:", ":9", "9::23", "0", "9:0", "-1",
    "9:x", "9,", ",9", "1.5.", "9;23", "4294967296", "18446744073709551617",
    "65536:65536", "1:2:3:4:5:6:7:8:9:1:1:1:1:1:1:1:1",
    "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1" };
  GstGlsTensors tensors;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    if (gst_gls_tensors_parse (&tensors, bad[i]))
      g_error ("“%s” was taken for a shape", bad[i]);
}

/* C order in the library, innermost first in caps. */
static void
test_shape_from_the_library (void)
{
  GstGlsTensors tensors = { .n = 1 };
  g_autofree char *text = NULL;

  gst_gls_shape_init (&tensors.shape[0], (const size_t[]){ 1, 2, 20, 9 }, 4);
  text = gst_gls_tensors_print (&tensors);
  g_assert_cmpstr (text, ==, "9:20:2");
  g_assert_cmpuint (gst_gls_shape_get_n (&tensors.shape[0]), ==, 360);
  g_assert_cmpuint (gst_gls_tensors_get_size (&tensors), ==, 1440);
}

static void
test_caps_and_back (void)
{
  GstGlsTensors tensors, again;
  g_autoptr (GstCaps) caps = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (gst_gls_tensors_parse (&tensors, "4:3,2"));
  gst_gls_tensors_set_framerate (&tensors, 16000, 8192);
  g_assert_cmpint (tensors.fps_n, ==, 125);
  g_assert_cmpint (tensors.fps_d, ==, 64);
  caps = gst_gls_tensors_to_caps (&tensors);
  g_assert_true (gst_caps_is_fixed (caps));
  g_assert_true (gst_gls_tensors_from_caps (&again, caps, &error));
  g_assert_no_error (error);
  g_assert_true (gst_gls_tensors_equal (&tensors, &again));
  g_assert_cmpint (again.fps_n, ==, 125);
  g_assert_cmpint (again.fps_d, ==, 64);
}

/* Each of these would make a reader go astray; each is told apart. */
static void
test_caps_that_are_no_static_floats (void)
{
  static const struct
  {
    const char *caps, *says;
  } cases[] = {
    { "audio/x-raw", "audio/x-raw" },
    { "other/tensors,format=(string)flexible,framerate=1/1", "flexible" },
    { "other/tensors,num_tensors=1,types=(string)float32", "no shape" },
    { "other/tensors,num_tensors=1,dimensions=(string)9:x,"
      "types=(string)float32",
        "9:x" },
    { "other/tensors,num_tensors=2,dimensions=(string)9,types=(string)float32",
        "num_tensors=2" },
    { "other/tensors,num_tensors=1,dimensions=(string)9,types=(string)uint8",
        "uint8" },
    { "other/tensors,num_tensors=1,dimensions=(string)9", "float32" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GstCaps) caps = gst_caps_from_string (cases[i].caps);
    g_autoptr (GError) error = NULL;
    GstGlsTensors tensors;

    g_assert_nonnull (caps);
    g_assert_false (gst_gls_tensors_from_caps (&tensors, caps, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_SHAPE);
    assert_holds (error->message, cases[i].says);
  }
}

static GstBuffer *
make_buffer (gsize first, gsize second)
{
  GstBuffer *buffer = gst_buffer_new ();

  gst_buffer_append_memory (buffer, gst_allocator_alloc (NULL, first, NULL));
  if (second > 0)
    gst_buffer_append_memory (buffer, gst_allocator_alloc (NULL, second, NULL));
  return buffer;
}

/* A buffer has exactly the bytes that its caps promise, tensor by tensor. */
static void
test_sizes_of_buffers (void)
{
  static const struct
  {
    gsize first, second;
    gboolean ok;
  } cases[] = { { 48, 8, TRUE }, { 56, 0, TRUE }, { 47, 8, FALSE },
    { 48, 12, FALSE }, { 8, 48, FALSE }, { 55, 0, FALSE } };
  GstGlsTensors tensors;

  g_assert_true (gst_gls_tensors_parse (&tensors, "4:3,2"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GstBuffer) buffer =
        make_buffer (cases[i].first, cases[i].second);
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (gst_gls_tensors_check_buffer (&tensors, buffer, &error),
        ==, cases[i].ok);
    g_assert_cmpint (error == NULL, ==, cases[i].ok);
  }
}

/* Whatever spelling downstream has, it is met; another shape is not. */
static void
test_spelling_for_downstream (void)
{
  g_autoptr (GstCaps) padded =
      gst_caps_from_string ("other/tensors,dimensions=(string)9:23:1:1");
  g_autoptr (GstCaps) other =
      gst_caps_from_string ("other/tensors,dimensions=(string)9:20");
  g_autoptr (GstCaps) caps = NULL;
  GstGlsTensors tensors;

  g_assert_true (gst_gls_tensors_parse (&tensors, "9:23"));
  gst_gls_tensors_set_framerate (&tensors, 16000, 8192);
  caps = gst_gls_tensors_to_caps (&tensors);
  g_assert_false (gst_gls_caps_agree (caps, other, "", NULL));
  g_assert_cmpstr (gst_structure_get_string (gst_caps_get_structure (caps, 0),
                       "dimensions"),
      ==, "9:23");
  g_assert_true (gst_gls_caps_agree (caps, padded, "", NULL));
  g_assert_cmpstr (gst_structure_get_string (gst_caps_get_structure (caps, 0),
                       "dimensions"),
      ==, "9:23:1:1");
}

/* The message names the shape and the parameter that differs. */
static void
test_explanation (void)
{
  g_autoptr (GstCaps) a =
      gst_caps_from_string ("other/"
                            "tensors,num_tensors=1,dimensions=(string)9:23:1:9,"
                            "lambda=(string)local");
  g_autoptr (GstCaps) b = gst_caps_from_string (
      "other/tensors,num_tensors=1,dimensions=(string){9:23,9:23:1},"
      "lambda=(string)pooled");
  g_autofree char *one = gst_gls_caps_describe (a, b);
  g_autofree char *two = gst_gls_caps_describe (b, a);
  g_autofree char *same = gst_gls_caps_describe (a, a);

  g_assert_cmpstr (one, ==, "9:23:1:9 (lambda=local)");
  g_assert_cmpstr (two, ==, "9:23 (lambda=pooled)");
  g_assert_cmpstr (same, ==, "9:23:1:9");
}

/* Frames with a low-pass say so, those without one do not: that is an answer
 * too, if they are frames of jtfst. */
static void
test_explanation_of_low_pass (void)
{
  g_autoptr (GstCaps) with =
      gst_caps_from_string ("other/tensors,dimensions=(string)10:24,"
                            "transform=(string)jtfst,low-pass=true");
  g_autoptr (GstCaps) without =
      gst_caps_from_string ("other/tensors,dimensions=(string)9:23,"
                            "transform=(string)jtfst");
  g_autoptr (GstCaps) others =
      gst_caps_from_string ("other/tensors,dimensions=(string)9:23");
  g_autofree char *one = gst_gls_caps_describe (with, without);
  g_autofree char *two = gst_gls_caps_describe (without, with);
  g_autofree char *three = gst_gls_caps_describe (with, others);

  g_assert_cmpstr (one, ==, "10:24 (low-pass=true)");
  g_assert_cmpstr (two, ==, "9:23 (low-pass=false)");
  g_assert_cmpstr (three, ==, "10:24");
}

static void
add_tests (void)
{
  g_test_add_func ("/caps/spellings-of-one-shape", test_spellings_of_one_shape);
  g_test_add_func ("/caps/what-is-no-shape", test_what_is_no_shape);
  g_test_add_func ("/caps/shape-from-the-library", test_shape_from_the_library);
  g_test_add_func ("/caps/caps-and-back", test_caps_and_back);
  g_test_add_func ("/caps/no-static-floats",
      test_caps_that_are_no_static_floats);
  g_test_add_func ("/caps/sizes-of-buffers", test_sizes_of_buffers);
  g_test_add_func ("/caps/spelling-for-downstream",
      test_spelling_for_downstream);
  g_test_add_func ("/caps/explanation", test_explanation);
  g_test_add_func ("/caps/explanation-of-low-pass",
      test_explanation_of_low_pass);
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
