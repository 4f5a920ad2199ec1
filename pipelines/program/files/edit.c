/* What is written was checked before: the fields read back, the other metadata
 * are the same, and the audio is the file's own bytes.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "files/edit.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "files/audiobytes.h"
#include "files/belongings.h"
#include "files/metadata.h"
#include "files/rawtags.h"

/* By how much a file may grow: what is written is short, but damage can make
 * TagLib leave room without end. */
#define MAX_GROWTH (4 << 20)

typedef struct
{
  const char *path;
  int descriptor; /* of the file as it is */
  FileState state;
  Overlay *original;
  Metadata *metadata; /* of that */
} Edit;

const char *
edit_find_missing (void)
{
  return NULL;
}

static gboolean G_GNUC_PRINTF (3, 4)
    fail (GError **error, GlsError code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (GLS_ERROR, (int) code, format, args);
  va_end (args);
  return FALSE;
}

static void
edit_clear (Edit *self)
{
  g_clear_pointer (&self->metadata, metadata_free);
  g_clear_pointer (&self->original, overlay_free);
  if (self->descriptor >= 0)
    close (self->descriptor);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Edit, edit_clear)

/* --- before --- */

/* Of a hard link, one name would go on leading to the file without tags. */
static gboolean
check_kind (const Edit *self, const struct stat *status, GError **error)
{
  if (!S_ISREG (status->st_mode))
    return fail (error, GLS_ERROR_DATA, "only files have metadata");
  if (status->st_nlink > 1)
    return fail (error, GLS_ERROR_DATA,
        "it has %ju names (hard links), of which the others would keep the old "
        "file",
        (uintmax_t) status->st_nlink);
  return TRUE;
}

static gboolean
open_original (Edit *self, GError **error)
{
  struct stat status;

  /* A pipe must not be waited for. */
  self->descriptor = open (self->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (self->descriptor < 0 || fstat (self->descriptor, &status) != 0)
    return fail (error, GLS_ERROR_IO, "it cannot be opened: %s",
        g_strerror (errno));
  if (!check_kind (self, &status, error))
    return FALSE;
  self->state = file_state_of (&status);
  self->original = overlay_new (self->descriptor, error);
  if (self->original != NULL)
    self->metadata = metadata_open (self->original, error);
  return self->metadata != NULL;
}

/* A new file could take the place of one that may not be written. */
static gboolean
check_rights (const Edit *self, GError **error)
{
  g_autofree char *real = realpath (self->path, NULL);
  g_autofree char *folder = real != NULL ? g_path_get_dirname (real) : NULL;

  if (real == NULL || access (real, W_OK) != 0)
    return fail (error, GLS_ERROR_IO, "it cannot be written: %s",
        g_strerror (errno));
  if (access (folder, W_OK | X_OK) != 0)
    return fail (error, GLS_ERROR_IO, "its folder cannot be written: %s",
        g_strerror (errno));
  return TRUE;
}

static void
read_fields (const Metadata *metadata, GStrv *values)
{
  for (int i = 0; i < METADATA_N_FIELDS; i++)
    values[i] = metadata_get (metadata, i);
}

gboolean
edit_look (const char *path, FileState *state, Change *change, GError **error)
{
  g_auto (Edit) self = { .path = path, .descriptor = -1 };

  if (!open_original (&self, error)
      || !metadata_can_change (self.metadata, error)
      || !check_rights (&self, error))
    return FALSE;
  *state = self.state;
  read_fields (self.metadata, change->before);
  return TRUE;
}

/* --- the changed file --- */

static gboolean
check_fields (const Metadata *metadata, const Change *change, GError **error)
{
  for (int i = 0; i < METADATA_N_FIELDS; i++) {
    g_auto (GStrv) values = metadata_get (metadata, i);

    if (!g_strv_equal ((const char *const *) values,
            (const char *const *) change->after[i]))
      return fail (error, GLS_ERROR_DATA,
          "%s does not read back as it would be written",
          metadata_field_get_name (i));
  }
  return TRUE;
}

/* raw: what raw_tags_read() found in the file as it is */
static gboolean
check (const Edit *self, const GPtrArray *raw, Overlay *changed,
    const Change *change, GError **error)
{
  g_autoptr (Metadata) metadata = metadata_open (changed, error);

  if (metadata == NULL || !check_fields (metadata, change, error))
    return FALSE;
  if (overlay_get_size (changed)
      > overlay_get_size (self->original) + MAX_GROWTH)
    return fail (error, GLS_ERROR_DATA, "its metadata are damaged");
  if (!metadata_others_are_same (self->metadata, metadata))
    return fail (error, GLS_ERROR_DATA,
        "other metadata would be lost, which cannot be written as they are");
  return raw_tags_are_kept (raw, changed, error)
      && audio_bytes_are_same (self->original, changed, error);
}

/* Returns: (transfer full) (nullable): what the file is to become */
static Overlay *
make_changed (const Edit *self, const Change *change, GError **error)
{
  g_autoptr (Overlay) changed = overlay_new (self->descriptor, error);
  g_autoptr (GPtrArray) raw = NULL;
  g_autoptr (Metadata) metadata = NULL;

  if (changed != NULL)
    raw = raw_tags_read (self->original, error);
  if (raw != NULL)
    metadata = metadata_open (changed, error);
  if (metadata == NULL)
    return NULL;
  for (int i = 0; i < METADATA_N_FIELDS; i++)
    if (change_has (change, i))
      metadata_set (metadata, i, (const char *const *) change->after[i]);
  if (!metadata_save (metadata, error)
      || !check (self, raw, changed, change, error))
    return NULL;
  return g_steal_pointer (&changed);
}

/* --- in its place --- */

static gboolean
is_still_there (const Edit *self, GError **error)
{
  FileState now;

  if (!file_state_read (self->path, &now, error))
    return FALSE;
  if (!file_state_is_same (&now, &self->state))
    return fail (error, GLS_ERROR_DATA,
        "it has changed in the meantime, and was left as it is");
  return TRUE;
}

static gboolean
fill (const Edit *self, Overlay *changed, GlsOutfile *out,
    const EditOptions *options, GError **error)
{
  const GError *failure;

  overlay_write (changed, out);
  gls_outfile_flush (out);
  failure = overlay_get_failure (changed);
  if (failure == NULL)
    failure = gls_outfile_get_failure (out);
  if (failure != NULL) {
    g_propagate_error (error, g_error_copy (failure));
    return FALSE;
  }
  return belongings_copy (self->descriptor, gls_outfile_get_descriptor (out),
             options->keep_times, error)
      && is_still_there (self, error);
}

static gboolean
replace (const Edit *self, Overlay *changed, const EditOptions *options,
    GError **error)
{
  GlsOutfile *out = gls_outfile_new (self->path, error);

  if (out == NULL)
    return FALSE;
  if (fill (self, changed, out, options, error))
    return gls_outfile_finish (out, error);
  gls_outfile_abandon (out);
  return FALSE;
}

gboolean
edit_apply (const char *path, const FileState *expected, const ChangePlan *plan,
    const EditOptions *options, Change *change, GError **error)
{
  g_auto (Edit) self = { .path = path, .descriptor = -1 };
  g_autoptr (Overlay) changed = NULL;

  if (!open_original (&self, error))
    return FALSE;
  if (expected != NULL && !file_state_is_same (expected, &self.state))
    return fail (error, GLS_ERROR_DATA,
        "it has changed since it was heard, and was left as it is");
  read_fields (self.metadata, change->before);
  change_plan (change, plan);
  if (change_is_none (change))
    return TRUE;
  if (!metadata_can_change (self.metadata, error)
      || !check_rights (&self, error))
    return FALSE;
  changed = make_changed (&self, change, error);
  return changed != NULL
      && (options->dry_run || replace (&self, changed, options, error));
}
