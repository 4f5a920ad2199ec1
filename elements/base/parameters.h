/* Parameters of a transform as properties of an element.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names, ranges and defaults come from gls_parameters(). A property that was
 * set is binding; one left alone follows what the other elements ask for.
 */
#ifndef GST_GLISSANDO_PARAMETERS_H
#define GST_GLISSANDO_PARAMETERS_H

#include <gst/gst.h>

#include "scattering/spec.h"

G_BEGIN_DECLS

/**
 * GstGlsParameters:
 * @spec: what was set, and defaults
 * @set: bit i: row i of gls_parameters() was set
 * @error: why a text was refused, if one was
 *
 * Lock the element around every call.
 */
typedef struct
{
  GlsSpec spec;
  guint32 set;
  GError *error;
} GstGlsParameters;

void gst_gls_parameters_init (GstGlsParameters *self, GlsTransform transform);
void gst_gls_parameters_clear (GstGlsParameters *self);

/* Installs a property for each parameter of @transform but those that caps
 * carry (transform, rate) and s0, which no element has to give. The id of row i
 * is i + 1. */
void gst_gls_parameters_install (GObjectClass *object_class,
    GlsTransform transform);
void gst_gls_parameters_set_property (GstGlsParameters *self, guint id,
    const GValue *value);
void gst_gls_parameters_get_property (const GstGlsParameters *self, guint id,
    GValue *value);

/**
 * gst_gls_parameters_follow:
 * @spec: (inout): receives what @s says
 * @s: (nullable): a structure of caps
 *
 * Takes over what @s fixes and no property binds. A value out of range is left
 * out: the caps then do not fit, which is told with both of them at hand.
 */
void gst_gls_parameters_follow (const GstGlsParameters *self, GlsSpec *spec,
    const GstStructure *s);

/**
 * gst_gls_parameters_find_contradiction:
 * @s: (nullable): a structure of caps
 * @theirs: (out) (transfer full): the value in @s
 *
 * Returns: (nullable): the first parameter that was set as a property, and is
 *   another in @s
 */
const GlsParameter *
gst_gls_parameters_find_contradiction (const GstGlsParameters *self,
    const GstStructure *s, char **theirs);

/* Whether the parameter called @name was set as a property. */
gboolean gst_gls_parameters_is_set (const GstGlsParameters *self,
    const char *name);

G_END_DECLS

#endif
