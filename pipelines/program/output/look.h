/* How a picture looks: tensorview's properties as options of a command.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_LOOK_H
#define GLISSANDO_LOOK_H

#include <gst/gst.h>

/**
 * Look:
 * @values: [rows of the table] what was given for each property, or %NULL
 * @size: (nullable): WIDTHxHEIGHT
 *
 * Zeros are what tensorview does by itself.
 */
#define LOOK_N_PROPERTIES 6
typedef struct
{
  char *values[LOOK_N_PROPERTIES];
  char *size;
} Look;

/* entries: (element-type GOptionEntry): receives an option for each */
void look_add_to (Look *self, GArray *entries);
void look_clear (Look *self);

/* Returns: (transfer none) (nullable): the first option that was given */
const char *look_get_given (const Look *self);

/* Whether it is the picture of planes that was asked for. */
gboolean look_is_plane (const Look *self);

/* Whether all values are right; says on stderr which is not. */
gboolean look_check (const Look *self);
/* Sets the properties of a tensorview; fails as look_check(). */
gboolean look_apply (const Look *self, GstElement *tensorview);

#endif
