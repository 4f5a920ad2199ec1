/* Which elements a transform takes is known here alone.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/frontend.h"

/* The last one has the parameters. */
#define LAST "transform"

static const char *
get_elements (GlsTransform transform)
{
  switch (transform) {
    case GLS_TRANSFORM_SCALOGRAM:
      return "scalogram name=" LAST;
    case GLS_TRANSFORM_TIMESCATTERING:
      return "scalogram ! timescattering name=" LAST;
    case GLS_TRANSFORM_MEL:
      return "melspectrogram name=" LAST;
    case GLS_TRANSFORM_JTFST:
    default:
      return "scalogram ! jtfst name=" LAST;
  }
}

static GstElement *
get_last (GstElement *self)
{
  return gst_bin_get_by_name (GST_BIN (self), LAST);
}

static gboolean
has_property (GstElement *element, const char *name)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (element), name)
      != NULL;
}

GstElement *
gst_gls_front_end_new (GlsTransform transform, guint n_threads)
{
  g_autoptr (GError) error = NULL;
  GstElement *self =
      gst_parse_bin_from_description (get_elements (transform), TRUE, &error);
  g_autoptr (GstElement) last = NULL;

  if (self == NULL)
    g_error ("the elements are not registered: %s", error->message);
  last = get_last (self);
  if (has_property (last, "threads"))
    g_object_set (last, "threads", n_threads, NULL);
  return self;
}

void
gst_gls_front_end_set_spec (GstElement *self, const GlsSpec *spec)
{
  g_autoptr (GstElement) last = get_last (self);
  size_t n;
  const GlsParameter *rows = gls_parameters (&n);
  GlsSpec plain;

  gls_spec_init (&plain, spec->transform);
  for (size_t i = 0; i < n; i++) {
    g_autofree char *value = gls_spec_get (spec, rows[i].name);
    g_autofree char *usual = gls_spec_get (&plain, rows[i].name);

    /* Set to its default, the stride of a scalogram would still ask for one
     * rate. */
    if (!g_str_equal (value, usual) && has_property (last, rows[i].name))
      gst_util_set_object_arg (G_OBJECT (last), rows[i].name, value);
  }
}
