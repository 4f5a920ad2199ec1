/* The plugin as GStreamer loads it: all elements, and their pages complete.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Its path is the first argument. Does not link the elements: they must come
 * out of the file.
 */
#include <gst/gst.h>

#include <string.h>

static const char *path;

static gboolean
is_ours (const GParamSpec *property)
{
  const char *const types[] = { "GstGls", "GstScalogram", "GstJtfst",
    "GstMelSpectrogram", "GstPacknet", "GstTagsink", "GstTensorview",
    "GstTimeScattering" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_has_prefix (g_type_name (property->owner_type), types[i]))
      return TRUE;
  return FALSE;
}

/* A choice says what it means, not its own name once more. */
static void
check_choices (const GParamSpec *property)
{
  const GEnumClass *choices;

  if (!G_IS_PARAM_SPEC_ENUM (property))
    return;
  choices = G_PARAM_SPEC_ENUM (property)->enum_class;
  for (guint i = 0; i < choices->n_values; i++)
    g_assert_cmpstr (choices->values[i].value_name, !=,
        choices->values[i].value_nick);
}

static void
check_page (GstElementFactory *factory)
{
  const char *const keys[] = { GST_ELEMENT_METADATA_LONGNAME,
    GST_ELEMENT_METADATA_KLASS, GST_ELEMENT_METADATA_DESCRIPTION,
    GST_ELEMENT_METADATA_AUTHOR };
  g_autoptr (GstElement) element = NULL;
  g_autofree GParamSpec **properties = NULL;
  guint n;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_nonnull (gst_element_factory_get_metadata (factory, keys[i]));
  g_assert_cmpstr (gst_element_factory_get_metadata (factory,
                       GST_ELEMENT_METADATA_AUTHOR),
      ==, "Glissando contributors");

  element = gst_object_ref_sink (gst_element_factory_create (factory, NULL));
  properties =
      g_object_class_list_properties (G_OBJECT_GET_CLASS (element), &n);
  for (guint i = 0; i < n; i++) {
    GValue value = G_VALUE_INIT;

    if (!is_ours (properties[i]))
      continue;
    g_assert_cmpuint (strlen (g_param_spec_get_blurb (properties[i])), >, 10);
    check_choices (properties[i]);
    /* What the page calls the default is what a new element has. */
    g_value_init (&value, G_PARAM_SPEC_VALUE_TYPE (properties[i]));
    g_object_get_property (G_OBJECT (element), properties[i]->name, &value);
    if (!GST_VALUE_HOLDS_ARRAY (&value))
      g_assert_true (g_param_value_defaults (properties[i], &value));
    g_value_unset (&value);
  }
}

/* What is sent is tensors of a type, whatever their number. */
static void
check_template (const GstStaticPadTemplate *template)
{
  g_autoptr (GstCaps) caps =
      gst_static_pad_template_get_caps ((GstStaticPadTemplate *) template);
  const GstStructure *s = gst_caps_get_structure (caps, 0);

  if (template->direction == GST_PAD_SRC
      && gst_structure_has_name (s, "other/tensors"))
    g_assert_true (gst_structure_has_field (s, "types"));
}

static void
test_plugin (void)
{
  const char *const names[] = { "scalogram", "jtfst", "melspectrogram",
    "musictagger", "packnet", "tagsink", "tensorview", "timescattering" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GstPlugin) plugin = gst_plugin_load_file (path, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (gst_plugin_get_name (plugin), ==, "glissando");
  g_assert_cmpstr (gst_plugin_get_license (plugin), ==, "GPL");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GstElementFactory) factory = gst_element_factory_find (names[i]);

    g_assert_nonnull (factory);
    g_assert_cmpstr (
        gst_plugin_feature_get_plugin_name (GST_PLUGIN_FEATURE (factory)), ==,
        "glissando");
    check_page (factory);
    for (const GList *l =
             gst_element_factory_get_static_pad_templates (factory);
         l != NULL; l = l->next)
      check_template (l->data);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_assert_cmpint (argc, ==, 2);
  path = argv[1];
  g_test_add_func ("/plugin/loads", test_plugin);
  return g_test_run ();
}
