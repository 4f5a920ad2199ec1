/* What sounds when, as bars beside a picture along time: a lane for each name.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_PICTURE_BARS_H
#define GLS_PICTURE_BARS_H

#include <glib.h>
#include <stddef.h>

G_BEGIN_DECLS

/* More would leave no room for the picture. */
#define GLS_BARS_MAX_LANES 32

/* A bar in a lane, in seconds. */
typedef struct
{
  size_t lane;
  double from_s, to_s;
} GlsBar;

/**
 * GlsBars:
 * @n_lanes: how many lanes there are
 * @names: [n_lanes] what stands at the left of each, in order of appearance
 * @n_bars: how many bars there are
 * @bars: [n_bars]
 */
typedef struct
{
  size_t n_lanes;
  char **names;
  size_t n_bars;
  GlsBar *bars;
} GlsBars;

/**
 * gls_bars_parse:
 * @text: "FROM TO NAME", in seconds, for each bar; separated by semicolons or
 *   line breaks; a name is what is left of its part, without spaces at the ends
 *
 * Fails with %GLS_ERROR_DATA if a part is not as above, if a bar ends before it
 * begins, or if there are more than %GLS_BARS_MAX_LANES names.
 *
 * Returns: (transfer full) (nullable): bars; none if there is nothing but space
 */
GlsBars *gls_bars_parse (const char *text,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* self: (nullable) (transfer full) */
void gls_bars_free (GlsBars *self);

/* Returns: red, green and blue of a lane, which are light upon dark paper and
 * differ from those of the lanes around it, also for the colour-blind */
const guint8 *gls_bars_get_color (size_t lane);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsBars, gls_bars_free)

G_END_DECLS

#endif
