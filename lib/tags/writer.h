/* Where predictions are written to, and how.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TAGS_WRITER_H
#define GLS_TAGS_WRITER_H

#include "tags/prediction.h"

G_BEGIN_DECLS

typedef struct _GlsTagWriter GlsTagWriter;

/**
 * GlsTagWriterMode:
 * @GLS_TAG_WRITER_AT_ONCE: what stood in a file is gone at once, and others can
 *   read along
 * @GLS_TAG_WRITER_AT_END: what stood in a file stays until
 *   gls_tag_writer_finish() or gls_tag_writer_publish() puts the new one in its
 *   place
 * @GLS_TAG_WRITER_APPEND: what stands in a file stays, each prediction is added
 *   in one piece, and whoever moves the file away finds the next ones in a new
 *   one
 */
typedef enum
{
  GLS_TAG_WRITER_AT_ONCE,
  GLS_TAG_WRITER_AT_END,
  GLS_TAG_WRITER_APPEND,
} GlsTagWriterMode;

/**
 * gls_tag_writer_new:
 * @location: (nullable): a path or a file: address; %NULL and "-" are standard
 *   output
 * @format: of what is written
 * @mode: what becomes of what stands there
 *
 * Opens a place for predictions and writes what stands before all of them,
 * at the top of each file.
 *
 * Fails with %GLS_ERROR_IO if it cannot be opened, or if nothing here writes to
 * addresses of its kind. Messages do not name @location.
 *
 * Returns: (transfer full) (nullable): a writer; it belongs to one thread at a
 *   time
 */
GLS_API GlsTagWriter *gls_tag_writer_new (const char *location,
    GlsFormat format, GlsTagWriterMode mode,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * gls_tag_writer_write:
 * @prediction: what to write
 * @selection: (nullable): which of its tags; %NULL means all
 *
 * Writes one prediction and hands it over to the system. In
 * %GLS_FORMAT_TEXT, the input's name stands above where it is another one than
 * before, unless the line has a label; and the day, where it is known and
 * another one.
 *
 * Fails with %GLS_ERROR_IO, and from then on always.
 */
GLS_API gboolean gls_tag_writer_write (GlsTagWriter *self,
    const GlsPrediction *prediction, const GlsSelection *selection,
    GError **error);

/* Writes what gls_prediction_append_title() makes of it, in the same way. */
GLS_API gboolean gls_tag_writer_write_title (GlsTagWriter *self,
    const GlsPrediction *heading, GError **error);

/* From now on, what is written can be read where it will stand. */
GLS_API void gls_tag_writer_publish (GlsTagWriter *self);

/* self: (transfer full): all is written. Fails with GLS_ERROR_IO, also for what
 * failed before. */
GLS_API gboolean gls_tag_writer_finish (GlsTagWriter *self, GError **error);
/* self: (transfer full) (nullable): leaves what is to be replaced as it was */
GLS_API void gls_tag_writer_free (GlsTagWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsTagWriter, gls_tag_writer_free)

G_END_DECLS

#endif
