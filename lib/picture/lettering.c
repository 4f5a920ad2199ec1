/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/lettering.h"

#include <pango/pangocairo.h>

/* A clock that runs makes a new text each second: then all begin anew. */
#define MAX_WORDS 512
/* No text is drawn higher than that many lines, whatever is stacked in it. */
#define MAX_LINES 3

/* A text, laid out for no more than some width. */
typedef struct
{
  char *text;
  size_t widest;
} Key;

/* What is covered of it. */
typedef struct
{
  size_t width;          /* that it takes in its line */
  ptrdiff_t left, top;   /* of the mask, from the place of the line */
  cairo_surface_t *mask; /* A8; NULL if nothing is to be seen */
} Word;

struct _GlsLettering
{
  PangoContext *context;
  PangoLayout *layout;
  GlsLetteringMetrics metrics;
  int ascent;        /* from the top of a line to its base */
  GHashTable *words; /* Key -> Word */
};

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;

  return g_str_hash (key->text) ^ (guint) key->widest;
}

static gboolean
key_equal (gconstpointer data, gconstpointer other)
{
  const Key *a = data, *b = other;

  return a->widest == b->widest && g_str_equal (a->text, b->text);
}

static void
key_free (gpointer data)
{
  Key *key = data;

  g_free (key->text);
  g_free (key);
}

static void
word_free (gpointer data)
{
  Word *word = data;

  g_clear_pointer (&word->mask, cairo_surface_destroy);
  g_free (word);
}

/* --- fonts --- */

/* The same on every desktop, whatever is set there. */
static void
set_options (PangoContext *context)
{
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_SLIGHT);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_ON);
  pango_cairo_context_set_font_options (context, options);
  pango_cairo_context_set_resolution (context, 96.0);
  cairo_font_options_destroy (options);
}

static GlsLetteringMetrics
measure (PangoLayout *layout)
{
  PangoRectangle ink, logical;

  pango_layout_set_text (layout, "0", -1);
  pango_layout_get_pixel_extents (layout, &ink, &logical);
  return (GlsLetteringMetrics){ (size_t) logical.height, (size_t) logical.width,
    (size_t) (ink.y + ink.height / 2), (size_t) ink.height };
}

GlsLettering *
gls_lettering_new (size_t size)
{
  GlsLettering *self = g_new0 (GlsLettering, 1);
  g_autoptr (PangoFontMap) fonts = pango_cairo_font_map_new ();
  PangoFontDescription *description = pango_font_description_new ();
  g_autoptr (PangoFont) font = NULL;

  self->words =
      g_hash_table_new_full (key_hash, key_equal, key_free, word_free);
  self->context = pango_font_map_create_context (fonts);
  set_options (self->context);
  pango_font_description_set_family_static (description, "Sans");
  pango_font_description_set_absolute_size (description,
      (double) size * PANGO_SCALE);
  font = pango_context_load_font (self->context, description);
  if (font != NULL) {
    self->layout = pango_layout_new (self->context);
    pango_layout_set_font_description (self->layout, description);
    pango_layout_set_single_paragraph_mode (self->layout, TRUE);
    pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
    self->metrics = measure (self->layout);
    self->ascent = PANGO_PIXELS (pango_layout_get_baseline (self->layout));
  }
  pango_font_description_free (description);
  return self;
}

void
gls_lettering_free (GlsLettering *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->words);
  g_clear_object (&self->layout);
  g_clear_object (&self->context);
  g_free (self);
}

GlsLetteringMetrics
gls_lettering_get_metrics (const GlsLettering *self)
{
  return self->metrics;
}

/* --- words --- */

static void
lay_out (GlsLettering *self, const char *text, size_t widest)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  int width;

  /* Left alone where it fits, or what is written from the right would move. */
  pango_layout_set_width (self->layout, -1);
  pango_layout_set_text (self->layout, valid, -1);
  pango_layout_get_pixel_size (self->layout, &width, NULL);
  if ((size_t) width > widest)
    pango_layout_set_width (self->layout, (int) widest * PANGO_SCALE);
}

/* ink: in pixels from the top left corner of the layout */
static cairo_surface_t *
draw_mask (PangoLayout *layout, const PangoRectangle *ink)
{
  cairo_surface_t *mask =
      cairo_image_surface_create (CAIRO_FORMAT_A8, ink->width, ink->height);
  cairo_t *cairo = cairo_create (mask);

  cairo_move_to (cairo, -ink->x, -ink->y);
  pango_cairo_show_layout (cairo, layout);
  cairo_destroy (cairo);
  cairo_surface_flush (mask);
  return mask;
}

static Word *
make_word (GlsLettering *self, const char *text, size_t widest)
{
  int highest = MAX_LINES * (int) self->metrics.line;
  Word *word = g_new0 (Word, 1);
  PangoRectangle ink, logical;

  lay_out (self, text, widest);
  pango_layout_get_pixel_extents (self->layout, &ink, &logical);
  ink.width = MIN (ink.width, logical.width + highest);
  ink.height = MIN (ink.height, highest);
  word->width = (size_t) logical.width;
  word->left = ink.x - logical.x;
  /* On the line's base, though another script's font is higher. */
  word->top = ink.y + self->ascent
      - PANGO_PIXELS (pango_layout_get_baseline (self->layout));
  if (ink.width > 0 && ink.height > 0)
    word->mask = draw_mask (self->layout, &ink);
  return word;
}

static const Word *
find_word (GlsLettering *self, const char *text, size_t widest)
{
  const Key wanted = { (char *) text, widest };
  Word *word = g_hash_table_lookup (self->words, &wanted);
  Key *key;

  if (word != NULL)
    return word;
  if (g_hash_table_size (self->words) == MAX_WORDS)
    g_hash_table_remove_all (self->words);
  key = g_new (Key, 1);
  *key = (Key){ g_strdup (text), widest };
  word = make_word (self, text, widest);
  g_hash_table_insert (self->words, key, word);
  return word;
}

size_t
gls_lettering_get_width (GlsLettering *self, const char *text, size_t widest)
{
  return self->layout != NULL ? find_word (self, text, widest)->width : 0;
}

void
gls_lettering_write (GlsLettering *self, const GlsCanvas *canvas, ptrdiff_t x,
    ptrdiff_t y, const char *text, size_t widest, const guint8 color[3])
{
  const Word *word;

  if (self->layout == NULL)
    return;
  word = find_word (self, text, widest);
  if (word->mask != NULL)
    gls_canvas_stain (canvas, x + word->left, y + word->top,
        &(GlsMask){ cairo_image_surface_get_data (word->mask),
            cairo_image_surface_get_width (word->mask),
            cairo_image_surface_get_height (word->mask),
            cairo_image_surface_get_stride (word->mask) },
        color);
}
