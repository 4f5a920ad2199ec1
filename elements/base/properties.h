/* Properties of an element from a table.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A row is all that is to be said of a property: where in a struct of settings
 * it is kept, its range, its default and what it means. Its id is its place in
 * the table, from 1 on.
 */
#ifndef GST_GLISSANDO_PROPERTIES_H
#define GST_GLISSANDO_PROPERTIES_H

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * GstGlsProperty:
 * @name: as on the command line
 * @nick: for people
 * @blurb: one sentence, with the unit
 * @type: %G_TYPE_BOOLEAN, %G_TYPE_UINT, %G_TYPE_DOUBLE, %G_TYPE_ENUM (kept as
 *   a gint) or %G_TYPE_STRING (kept as a char *, %NULL at first)
 * @offset: where in the settings
 * @min: of a number
 * @max: of a number
 * @initial: the default, but of a string
 * @enum_name: of an enum, the name of its type
 * @enum_values: of an enum, its values, the last one all zeros; static
 */
typedef struct
{
  const char *name, *nick, *blurb;
  GType type;
  size_t offset;
  double min, max, initial;
  const char *enum_name;
  const GEnumValue *enum_values;
} GstGlsProperty;

/* Installs them, to be set in READY at the latest. */
void gst_gls_properties_install (GObjectClass *object_class,
    const GstGlsProperty *table, guint n);

/* Says that these, of those that are installed, may be set at any time. names:
 * %NULL-terminated */
void gst_gls_properties_allow_while_playing (GObjectClass *object_class,
    const char *const *names);

/* Sets all of them to their defaults. */
void gst_gls_properties_init (gpointer settings, const GstGlsProperty *table,
    guint n);
/* Frees strings. */
void gst_gls_properties_clear (gpointer settings, const GstGlsProperty *table,
    guint n);

/* Lock the element around both. */
void gst_gls_properties_set (gpointer settings, const GstGlsProperty *row,
    const GValue *value);
void gst_gls_properties_get (gconstpointer settings, const GstGlsProperty *row,
    GValue *value);

G_END_DECLS

#endif
