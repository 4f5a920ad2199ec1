/* What a model takes and gives, and what is said when it does not fit.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include <math.h>
#include <string.h>

#include "base/modelcaps.h"
#include "base/tagreader.h"

/* Segments of 8 frames, one every 4; a frame every 256 samples. */
static GstGlsModelCaps *
open_small (void)
{
  g_autofree char *path = make_model ("mu-skip=1", 8, 4);
  g_autoptr (GError) error = NULL;
  GstGlsModelCaps *self = gst_gls_model_caps_open (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (self);
  return self;
}

/* A frame in, a probability per tag out, every hop. */
static void
test_tensors (void)
{
  g_autoptr (GstGlsModelCaps) self = open_small ();
  size_t n_axes, n = 1;
  const size_t *shape = gls_model_get_frame_shape (self->model, &n_axes);

  for (size_t i = 0; i < n_axes; i++)
    n *= shape[i];
  g_assert_cmpuint (gst_gls_tensors_get_size (&self->frames), ==,
      n * sizeof (float));
  g_assert_cmpuint (gst_gls_tensors_get_size (&self->tags), ==,
      3 * sizeof (float));
  g_assert_cmpint (self->frames.fps_n * TICK, ==, self->frames.fps_d * RATE);
  g_assert_cmpint (self->tags.fps_n * TICK * 4, ==, self->tags.fps_d * RATE);
  g_assert_cmpuint (gst_gls_model_caps_get_samples (self), ==, 8 * TICK);
}

/* Whatever the sink pad asks for, fixed, is taken. */
static void
test_takes_what_it_asks_for (void)
{
  g_autoptr (GstGlsModelCaps) self = open_small ();
  g_autoptr (GstCaps) asked = gst_gls_model_caps_make_sink (self);

  g_assert_cmpuint (gst_caps_get_size (asked), ==, 2);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GstCaps) caps = gst_caps_fixate (gst_caps_copy_nth (asked, i));
    g_autoptr (GError) error = NULL;

    g_assert_true (gst_gls_model_caps_check (self, caps, &error));
    g_assert_no_error (error);
  }
}

/* The sentence names the model, and on each side what contradicts. */
static void
test_refuses_other_frames (void)
{
  static const struct
  {
    const char *field, *value, *says;
  } cases[] = {
    { "orientation", "up", "orientation=up" },
    { "dimensions", "5:7", "upstream delivers 5:7" },
    { "types", "uint8", "“small” expects frames of" },
  };
  g_autoptr (GstGlsModelCaps) self = open_small ();
  g_autoptr (GstCaps) asked = gst_gls_model_caps_make_sink (self);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GstCaps) caps = gst_caps_fixate (gst_caps_copy_nth (asked, 0));
    g_autoptr (GError) error = NULL;

    gst_caps_set_simple (caps, cases[i].field, G_TYPE_STRING, cases[i].value,
        NULL);
    g_assert_false (gst_gls_model_caps_check (self, caps, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_SHAPE);
    assert_holds (error->message, "“small”");
    assert_holds (error->message, cases[i].says);
  }
}

/* Who takes anything gets the tags with their names; who takes other tensors
 * gets a sentence. */
static void
test_source (void)
{
  g_autoptr (GstGlsModelCaps) self = open_small ();
  g_autoptr (GstCaps) any = gst_caps_new_any ();
  g_autoptr (GstCaps) other =
      gst_caps_from_string ("other/tensors,format=(string)static,num_tensors=1,"
                            "dimensions=(string)4,types=(string)float32");
  g_autoptr (GError) error = NULL;
  g_autoptr (GstCaps) caps = gst_gls_model_caps_choose_src (self, any, &error);
  const GValue *labels;

  g_assert_no_error (error);
  g_assert_true (gst_caps_is_fixed (caps));
  labels = gst_structure_get_value (gst_caps_get_structure (caps, 0), "labels");
  g_assert_cmpuint (gst_value_array_get_size (labels), ==, 3);
  g_assert_null (gst_gls_model_caps_choose_src (self, other, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_SHAPE);
  assert_holds (error->message, "model “small” delivers tags of 3");
}

/* Seconds of both. */
static void
test_short_audio (void)
{
  g_autoptr (GstGlsModelCaps) self = open_small ();
  g_autofree char *text =
      gst_gls_model_caps_describe_short (self, 110 * GST_MSECOND);

  assert_holds (text, "lasts 0.1 s, less than the 0.3 s");
}

/* Thresholds go through caps to whoever reads them; without any, caps are as
 * they always were. */
static void
test_thresholds (void)
{
  const float thresholds[] = { 0.25f, NAN, 1 };
  g_autofree char *path = make_model ("mu-skip=1", 8, 4);
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = gls_model_load (path, &error);
  g_autoptr (GstCaps) any = gst_caps_new_any (), with = NULL, without = NULL;
  g_autoptr (GstGlsTagReader) reader = NULL, plain_reader = NULL;
  g_autoptr (GstGlsModelCaps) plain = open_small (), self = NULL;
  const float *got;

  g_assert_no_error (error);
  g_assert_true (gls_model_set_thresholds (model, thresholds, &error));
  g_assert_true (gls_model_save (model, path, GLS_DTYPE_F16, &error));
  self = gst_gls_model_caps_open (path, &error);
  with = gst_gls_model_caps_choose_src (self, any, &error);
  without = gst_gls_model_caps_choose_src (plain, any, &error);
  g_assert_no_error (error);
  reader = gst_gls_tag_reader_new (with, &error);
  plain_reader = gst_gls_tag_reader_new (without, &error);
  g_assert_no_error (error);
  got = gst_gls_tag_reader_get_thresholds (reader);
  g_assert_cmpfloat (got[0], ==, 0.25f);
  g_assert_true (isnan (got[1]));
  g_assert_cmpfloat (got[2], ==, 1);
  g_assert_null (gst_gls_tag_reader_get_thresholds (plain_reader));
  g_assert_false (gst_structure_has_field (gst_caps_get_structure (without, 0),
      "thresholds"));
}

/* So does what could not be learnt. */
static void
test_untaught (void)
{
  const gboolean untaught[] = { FALSE, TRUE, FALSE };
  g_autofree char *path = make_model ("mu-skip=1", 8, 4);
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = gls_model_load (path, &error);
  g_autoptr (GstCaps) any = gst_caps_new_any (), with = NULL, without = NULL;
  g_autoptr (GstGlsTagReader) reader = NULL, plain_reader = NULL;
  g_autoptr (GstGlsModelCaps) plain = open_small (), self = NULL;

  g_assert_no_error (error);
  gls_model_set_untaught (model, untaught);
  g_assert_true (gls_model_save (model, path, GLS_DTYPE_F16, &error));
  self = gst_gls_model_caps_open (path, &error);
  with = gst_gls_model_caps_choose_src (self, any, &error);
  without = gst_gls_model_caps_choose_src (plain, any, &error);
  g_assert_no_error (error);
  reader = gst_gls_tag_reader_new (with, &error);
  plain_reader = gst_gls_tag_reader_new (without, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (gst_gls_tag_reader_get_untaught (reader), sizeof untaught,
      untaught, sizeof untaught);
  g_assert_null (gst_gls_tag_reader_get_untaught (plain_reader));
  g_assert_false (gst_structure_has_field (gst_caps_get_structure (without, 0),
      "untaught"));
}

static void
add_tests (void)
{
  g_test_add_func ("/modelcaps/tensors", test_tensors);
  g_test_add_func ("/modelcaps/takes-what-it-asks-for",
      test_takes_what_it_asks_for);
  g_test_add_func ("/modelcaps/refuses-other-frames",
      test_refuses_other_frames);
  g_test_add_func ("/modelcaps/source", test_source);
  g_test_add_func ("/modelcaps/thresholds", test_thresholds);
  g_test_add_func ("/modelcaps/untaught", test_untaught);
  g_test_add_func ("/modelcaps/short-audio", test_short_audio);
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
