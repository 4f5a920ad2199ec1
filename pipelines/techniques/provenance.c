/* One JSON object; "made_from" is what audio depends on.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "provenance.h"

#include <fluidsynth.h>
#include <string.h>

#include "gls-version.h"
#include "json.h"
#include "outfile.h"
#include "sound.h"
#include "textfile.h"

#define MAX_BYTES ((gsize) 1 << 20)

static char *
get_path (const CorpusSettings *settings)
{
  return g_build_filename (settings->folder, "provenance.json", NULL);
}

static char *
hash_file (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);

  if (file == NULL)
    return NULL;
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256,
      (const guint8 *) g_mapped_file_get_contents (file),
      g_mapped_file_get_length (file));
}

static json_t *
describe_font (const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *sha256 = hash_file (path, error);

  if (sha256 == NULL)
    return NULL;
  return json_pack ("{s:o, s:s}", "file", gls_json_text (name), "sha256",
      sha256);
}

static json_t *
describe_fonts (const CorpusSettings *settings, GError **error)
{
  g_autoptr (json_t) fonts = json_object ();

  for (Split split = 0; split < N_SPLITS; split++) {
    json_t *font;

    if (settings->fonts[split] == NULL)
      continue;
    font = describe_font (settings->fonts[split], error);
    if (font == NULL)
      return NULL;
    json_object_set_new (fonts, split_name (split), font);
  }
  return g_steal_pointer (&fonts);
}

static json_t *
describe_origin (const CorpusSettings *settings, const char *notes_sha256,
    GError **error)
{
  json_t *fonts = describe_fonts (settings, error);

  if (fonts == NULL)
    return NULL;
  return json_pack ("{s:i, s:I, s:i, s:s, s:o, s:s*, s:o*}", "recipe",
      CORPUS_RECIPE, "seed", (json_int_t) settings->seed, "rate", SOUND_RATE,
      "fluidsynth", fluid_version_str (), "fonts", fonts, "notes_sha256",
      notes_sha256, "alone", settings->alone ? json_true () : NULL);
}

static void
add_remarks (json_t *object, GStrv remarks)
{
  for (gsize i = 0; remarks != NULL && remarks[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (remarks[i], "=", 2);

    if (parts[0] != NULL && parts[1] != NULL)
      json_object_set_new (object, parts[0], gls_json_text (parts[1]));
  }
}

static gboolean
write_object (const CorpusSettings *settings, const json_t *object,
    GError **error)
{
  g_autofree char *path = get_path (settings);
  GString *text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  gls_json_append (text, object, 2);
  g_string_append_c (text, '\n');
  bytes = g_string_free_to_bytes (text);
  return gls_outfile_replace (path, bytes, error);
}

/* Returns: (nullable): what stands in the folder, if anything does */
static json_t *
read_origin (const CorpusSettings *settings)
{
  g_autofree char *path = get_path (settings);
  size_t length;
  g_autofree char *text = gls_textfile_read (path, MAX_BYTES, &length, NULL);
  g_autoptr (json_t) object =
      text == NULL ? NULL : gls_json_parse_object (text, length, path, NULL);

  return json_incref (json_object_get (object, "made_from"));
}

gboolean
corpus_provenance_begin (const CorpusSettings *settings,
    const char *notes_sha256, GError **error)
{
  g_autoptr (json_t) origin = describe_origin (settings, notes_sha256, error);
  g_autoptr (json_t) found = read_origin (settings);
  g_autoptr (json_t) object = NULL;

  if (origin == NULL)
    return FALSE;
  if (found != NULL && !json_equal (found, origin)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "%s holds a corpus that was made from something else (see its "
        "provenance.json); name an empty folder",
        settings->folder);
    return FALSE;
  }
  object = json_pack ("{s:s, s:b, s:O}", "program",
      "glissando-techniques " GLS_VERSION, "is_complete", FALSE, "made_from",
      origin);
  return write_object (settings, object, error);
}

static json_t *
count_recordings (const GPtrArray *recordings, gboolean real)
{
  json_t *counts = json_object ();
  json_int_t n[N_SPLITS] = { 0 };

  for (guint i = 0; i < recordings->len; i++) {
    const Recording *recording = recordings->pdata[i];

    n[recording->split] += recording->is_real == real;
  }
  for (Split split = 0; split < N_SPLITS; split++)
    json_object_set_new (counts, split_name (split), json_integer (n[split]));
  return counts;
}

static json_t *
count_events (const GPtrArray *recordings)
{
  json_t *counts = json_object ();
  json_int_t n[N_TECHNIQUES] = { 0 };

  for (guint i = 0; i < recordings->len; i++) {
    const Recording *recording = recordings->pdata[i];

    for (guint e = 0; e < recording->events->len; e++)
      n[g_array_index (recording->events, TechniqueEvent, e).technique]++;
  }
  for (Technique t = 0; t < N_TECHNIQUES; t++)
    json_object_set_new (counts, technique_name (t), json_integer (n[t]));
  return counts;
}

gboolean
corpus_provenance_finish (const CorpusSettings *settings,
    const char *notes_sha256, const GPtrArray *recordings, GError **error)
{
  const Windows *windows = &settings->windows;
  g_autoptr (json_t) origin = describe_origin (settings, notes_sha256, error);
  g_autoptr (json_t) object = NULL;

  if (origin == NULL)
    return FALSE;
  object = json_pack ("{s:s, s:b, s:O, s:{s:o, s:o, s:o}, s:{s:o, s:o}, s:o}",
      "program", "glissando-techniques " GLS_VERSION, "is_complete",
      !settings->only_plan, "made_from", origin, "windows", "seconds",
      gls_json_number (windows->seconds), "hop", gls_json_number (windows->hop),
      "train_hop", gls_json_number (windows->train_hop), "recordings",
      "synthesised", count_recordings (recordings, FALSE), "real",
      count_recordings (recordings, TRUE), "events", count_events (recordings));
  add_remarks (object, settings->remarks);
  return write_object (settings, object, error);
}
