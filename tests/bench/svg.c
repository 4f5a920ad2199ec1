/* Marks as SVG elements.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "svg.h"

GString *
svg_new (double width, double height)
{
  GString *svg = g_string_new (NULL);

  g_string_append_printf (svg,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" "
      "font-family=\"sans-serif\" font-size=\"10\">\n"
      "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
      width, height);
  return svg;
}

void
svg_text (GString *svg, double x, double y, const char *anchor,
    const char *what)
{
  g_autofree char *escaped = g_markup_escape_text (what, -1);

  g_string_append_printf (svg,
      "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y,
      anchor, escaped);
}

void
svg_line (GString *svg, double x0, double y0, double x1, double y1)
{
  g_string_append_printf (svg,
      "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#bbb\"/>\n", x0, y0, x1, y1);
}

void
svg_circle (GString *svg, double x, double y, double radius, const char *colour)
{
  g_string_append_printf (svg,
      "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%g\" fill=\"%s\"/>\n", x, y, radius,
      colour);
}

gboolean
svg_write (GString *svg, const char *path, GError **error)
{
  gboolean ok;

  g_string_append (svg, "</svg>\n");
  ok = g_file_set_contents (path, svg->str, -1, error);
  g_string_free (svg, TRUE);
  return ok;
}
