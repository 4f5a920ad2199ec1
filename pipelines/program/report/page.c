/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/page.h"

#include <gio/gio.h>
#include <string.h>

#include "gls.h"
#include "report/data.h"
#include "report/plain.h"

#define FOLDER "/org/glissando/report/"

/* In this order, so that each knows those before it. */
static const char *const scripts[] = { "expression.js", "library.js", "tags.js",
  "map.js", "list.js", "track.js", "page.js" };

typedef struct
{
  const GlsSurvey *survey;
  const Chart *chart;
  const char *title, *base;
  GString *style, *script;
} Page;

static void
append_resource (GString *out, const char *name)
{
  g_autofree char *path = g_strconcat (FOLDER, name, NULL);
  g_autoptr (GBytes) bytes =
      g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize length;
  const char *text;

  g_assert (bytes != NULL);
  text = g_bytes_get_data (bytes, &length);
  g_string_append_len (out, text, (gssize) length);
}

static GString *
make_style (void)
{
  GString *style = g_string_new (NULL);

  append_resource (style, "style.css");
  return style;
}

/* Within a function, so that their names are nobody else's. */
static GString *
make_script (void)
{
  GString *script = g_string_new ("(() => {\n'use strict';\n");

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    append_resource (script, scripts[i]);
  g_string_append (script, "})();\n");
  return script;
}

/* 'sha256-…', as Content Security Policy Level 3, 2.3.1, has it */
static void
append_hash (GString *out, const GString *text)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *encoded = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (sum, (const guchar *) text->str, (gssize) text->len);
  g_checksum_get_digest (sum, digest, &length);
  encoded = g_base64_encode (digest, length);
  g_string_append_printf (out, "'sha256-%s'", encoded);
}

static void
append_policy (GString *out, const Page *self)
{
  g_string_append (out, "default-src 'none'; script-src ");
  append_hash (out, self->script);
  g_string_append (out, "; style-src ");
  append_hash (out, self->style);
  g_string_append (out,
      "; img-src data:; media-src file: http: https:; base-uri 'none'; "
      "form-action 'none'");
}

static void
append_part (GString *out, const Page *self, const char *name)
{
  if (g_str_equal (name, "policy"))
    append_policy (out, self);
  else if (g_str_equal (name, "version"))
    g_string_append (out, GLS_VERSION);
  else if (g_str_equal (name, "title"))
    plain_append_text (out, self->title);
  else if (g_str_equal (name, "style"))
    g_string_append_len (out, self->style->str, (gssize) self->style->len);
  else if (g_str_equal (name, "about"))
    plain_append_about (out, self->survey);
  else if (g_str_equal (name, "plain"))
    plain_append_tables (out, self->survey, self->base);
  else if (g_str_equal (name, "data"))
    data_append (out, self->survey, self->chart, self->base);
  else if (g_str_equal (name, "script"))
    g_string_append_len (out, self->script->str, (gssize) self->script->len);
  else
    g_assert_not_reached ();
}

/* Every {{name}} of the template becomes that part. */
static GString *
fill (const Page *self, const char *template)
{
  GString *out = g_string_new (NULL);
  const char *open;

  for (; (open = strstr (template, "{{")) != NULL;) {
    const char *close = strstr (open, "}}");
    g_autofree char *name = NULL;

    g_assert (close != NULL);
    name = g_strndup (open + 2, (gsize) (close - open) - 2);
    g_string_append_len (out, template, (gssize) (open - template));
    append_part (out, self, name);
    template = close + 2;
  }
  return g_string_append (out, template);
}

GString *
page_make (const GlsSurvey *survey, const Chart *chart, const char *title,
    const char *base)
{
  Page page = { survey, chart, title, base, make_style (), make_script () };
  GString *template = g_string_new (NULL);
  GString *out;

  append_resource (template, "page.html");
  out = fill (&page, template->str);
  g_string_free (template, TRUE);
  g_string_free (page.style, TRUE);
  g_string_free (page.script, TRUE);
  return out;
}
