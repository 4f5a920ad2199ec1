/* Predictions on their way into a database, track by track.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_ARCHIVE_H
#define GLISSANDO_ARCHIVE_H

#include "catalogue/catalogue.h"
#include "net/model.h"
#include "tags/prediction.h"

typedef struct _Archive Archive;

/* Returns: (transfer full) (nullable): the path of the database that an output
 * of this name is: “sqlite:PATH”, a name that ends as those of databases do, or
 * what is one already; %NULL if it is something else */
char *archive_get_path (const char *output);

/**
 * archive_open:
 * @path: the database; what stands there stays
 * @model: whose tags come
 * @error: return location for an error, or %NULL
 *
 * Any thread may call what follows. Fails as gls_catalogue_open() does.
 *
 * Returns: (transfer full) (nullable): an archive
 */
Archive *archive_open (const char *path, GlsModel *model,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer none): what it writes to, for one thread before the first
 *   input */
GlsCatalogue *archive_get_catalogue (Archive *self);

/* Returns: whether this is known already: heard by this model, to its end or,
 *   of a file, as far as it went; and, if unchanged, of a file that is still the
 *   same in size and time */
gboolean archive_has (Archive *self, const char *uri, gboolean unchanged);

/**
 * archive_begin:
 * @selection: which tags of segments are kept; of the mean, all are
 * @n: how many inputs there will be
 *
 * To be called before the first one.
 */
void archive_begin (Archive *self, const GlsSelection *selection, size_t n);
/* Before an input is heard. uri: what will be heard */
void archive_begin_input (Archive *self, size_t input, const char *uri);
/* A file that this program itself has changed since is known as it is now. */
void archive_look_again (Archive *self, size_t input, const char *uri);
/* Keeps segments and their summary; what is said of parts of a stream without end
 * is not kept. */
void archive_write (Archive *self, size_t input,
    const GlsPrediction *prediction);
/* Puts the track into the database, if there is a summary and if it is wanted.
 * Nothing more will come from this input. */
void archive_end_input (Archive *self, size_t input, gboolean is_wanted);
gboolean archive_has_failed (Archive *self);
/* self: (transfer full). Fails with the first failure to write. */
gboolean archive_close (Archive *self, GError **error);

#endif
