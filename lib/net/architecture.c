/* Reads architecture files.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/architecture-private.h"
#include "net/description.h"
#include "text.h"

#include <string.h>

#define WHAT "the architecture"

void
gls_architecture_free (GlsArchitecture *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_strfreev (self->front_end);
  g_clear_pointer (&self->layers, json_decref);
  g_clear_pointer (&self->training, json_decref);
  g_free (self->licence);
  g_free (self);
}

static gboolean
parse_object (GlsArchitecture *self, json_t *object, GError **error)
{
  static const char *const known[] = { "architecture", "name", "about",
    "front_end", "frames", "hop", "layers", "training", "licence", NULL };
  const char *name, *about = NULL, *licence = NULL;
  json_t *front_end, *training = NULL;
  json_t *layers;
  size_t format;

  if (!gls_json_only_has (object, WHAT, known, error)
      || !gls_json_get_size (object, WHAT, "architecture", 1, 1, &format, error)
      || !gls_json_get_string (object, WHAT, "name", GLS_MAX_TEXT, &name, error)
      || !gls_json_may_get_string (object, WHAT, "about", 4096, &about, error)
      || !gls_json_get_object (object, WHAT, "front_end", &front_end, error)
      || !gls_json_get_size (object, WHAT, "frames", 1, GLS_MAX_FRAMES,
          &self->n_frames, error)
      || !gls_json_get_array (object, WHAT, "layers", &layers, error)
      || !gls_json_may_get_string (object, WHAT, "licence", GLS_MAX_TEXT,
          &licence, error)
      || !gls_json_may_get_object (object, WHAT, "training", &training, error))
    return FALSE;
  self->hop = self->n_frames;
  if (!gls_json_may_get_size (object, WHAT, "hop", 1, GLS_MAX_FRAMES,
          &self->hop, error))
    return FALSE;

  self->name = g_strdup (name);
  self->licence = g_strdup (licence);
  self->layers = json_incref (layers);
  self->training = training != NULL ? json_incref (training) : json_object ();
  self->front_end = gls_front_end_from_json (front_end, WHAT, error);
  return self->front_end != NULL;
}

GlsArchitecture *
gls_architecture_parse (const char *text, size_t length, GError **error)
{
  g_autoptr (GlsArchitecture) self = NULL;
  g_autoptr (json_t) object = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  object = gls_json_parse_object (text, length, WHAT, error);
  if (object == NULL)
    return NULL;
  self = g_new0 (GlsArchitecture, 1);
  if (!parse_object (self, object, error))
    return NULL;
  return g_steal_pointer (&self);
}

GlsArchitecture *
gls_architecture_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) reason = NULL;
  GlsArchitecture *self;
  size_t length;

  g_return_val_if_fail (path != NULL, NULL);
  if (!g_file_get_contents (path, &text, &length, &reason)) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_IO, reason->message);
    return NULL;
  }
  self = gls_architecture_parse (text, length, error);
  if (self == NULL)
    g_prefix_error (error, "cannot use architecture file \"%s\": ", path);
  return self;
}

const char *
gls_architecture_get_name (const GlsArchitecture *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->name;
}

const char *const *
gls_architecture_get_front_end (const GlsArchitecture *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return (const char *const *) self->front_end;
}

size_t
gls_architecture_get_n_frames (const GlsArchitecture *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_frames;
}

size_t
gls_architecture_get_hop_frames (const GlsArchitecture *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->hop;
}
