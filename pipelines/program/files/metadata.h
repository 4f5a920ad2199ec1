/* The fields of a file's metadata that are written here, whatever the file.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * TagLib does the work. Its binding for C reaches only title, artist and a few
 * more, each with one value, in the version that Debian 12 has; so what is
 * behind this header is written in C++.
 */
#ifndef GLISSANDO_METADATA_H
#define GLISSANDO_METADATA_H

#include "files/fields.h"
#include "files/overlay.h"

G_BEGIN_DECLS

typedef struct _Metadata Metadata;

/**
 * metadata_open:
 * @file: borrowed
 *
 * Reads the metadata of a file, of whatever name. A file of a kind that has
 * none that are known here has no fields.
 *
 * Fails with %GLS_ERROR_DATA if they are damaged, and with %GLS_ERROR_IO if the
 * file cannot be read.
 */
Metadata *metadata_open (Overlay *file, GError **error);
void metadata_free (Metadata *self);

/* Whether the file is of a kind that can have these fields. Fails with
 * %GLS_ERROR_DATA if not; then nothing may be set. */
gboolean metadata_can_change (const Metadata *self, GError **error);

/* Returns: (transfer full): its values; empty if it is not there */
GStrv metadata_get (const Metadata *self, MetadataField field);
/* values: may be empty: the field is removed */
void metadata_set (Metadata *self, MetadataField field,
    const char *const *values);

/**
 * metadata_save:
 *
 * Changes the file that it was read from. @self is of no use any more then.
 *
 * Fails with %GLS_ERROR_DATA or %GLS_ERROR_IO.
 */
gboolean metadata_save (Metadata *self, GError **error);

/* Whether two files have the same metadata, but for these fields. */
gboolean metadata_others_are_same (const Metadata *a, const Metadata *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Metadata, metadata_free)

G_END_DECLS

#endif
