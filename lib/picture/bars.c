/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/bars.h"

#include <math.h>

#include "gls.h"

/* Those of Okabe and Ito, "Color universal design", 2008, which are told apart
 * with any kind of colour vision, made lighter where they are dark. */
static const guint8 colors[][3] = {
  { 230, 159, 0 },
  { 86, 180, 233 },
  { 0, 190, 140 },
  { 240, 228, 66 },
  { 90, 150, 235 },
  { 235, 110, 40 },
  { 225, 140, 185 },
  { 200, 200, 200 },
};

const guint8 *
gls_bars_get_color (size_t lane)
{
  return colors[lane % G_N_ELEMENTS (colors)];
}

void
gls_bars_free (GlsBars *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->names);
  g_free (self->bars);
  g_free (self);
}

/* Returns: its lane, or -1 if there are too many */
static gssize
find_lane (GlsBars *self, const char *name)
{
  for (size_t i = 0; i < self->n_lanes; i++)
    if (g_str_equal (self->names[i], name))
      return (gssize) i;
  if (self->n_lanes == GLS_BARS_MAX_LANES)
    return -1;
  self->names[self->n_lanes] = g_strdup (name);
  return (gssize) self->n_lanes++;
}

static gboolean
read_seconds (char **at, double *seconds)
{
  char *end;

  *seconds = g_ascii_strtod (*at, &end);
  if (end == *at || !g_ascii_isspace (*end) || !isfinite (*seconds))
    return FALSE;
  *at = end;
  return TRUE;
}

/* part: changed */
static gboolean
read_bar (GlsBars *self, char *part, GError **error)
{
  GlsBar *bar = &self->bars[self->n_bars];
  g_autofree char *whole = g_strdup (part);
  gssize lane;

  if (!read_seconds (&part, &bar->from_s) || !read_seconds (&part, &bar->to_s)
      || bar->to_s <= bar->from_s || *g_strstrip (part) == '\0') {
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "“%s” is no mark: FROM TO NAME, in seconds, FROM before TO", whole);
    return FALSE;
  }
  lane = find_lane (self, part);
  if (lane < 0) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "marks have more than %d names", GLS_BARS_MAX_LANES);
    return FALSE;
  }
  bar->lane = (size_t) lane;
  self->n_bars++;
  return TRUE;
}

GlsBars *
gls_bars_parse (const char *text, GError **error)
{
  g_autoptr (GlsBars) self = g_new0 (GlsBars, 1);
  g_auto (GStrv) parts = g_strsplit_set (text, ";\n", -1);

  self->names = g_new0 (char *, GLS_BARS_MAX_LANES + 1);
  self->bars = g_new (GlsBar, g_strv_length (parts) + 1);
  for (size_t i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0' && !read_bar (self, parts[i], error))
      return NULL;
  return g_steal_pointer (&self);
}
