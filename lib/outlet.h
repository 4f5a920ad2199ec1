/* Where text goes, bit by bit: into a file, or to whoever takes it elsewhere.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_OUTLET_H
#define GLS_OUTLET_H

#include <gio/gio.h>

#include "logfile.h"
#include "outfile.h"

G_BEGIN_DECLS

typedef struct _GlsOutlet GlsOutlet;

/**
 * GlsOutletClass:
 * @follow: (nullable): as of gls_logfile_follow(): whether what is to be at the
 *   top is due again. %NULL: never
 * @write: takes whole lines; about: (nullable): what they are about, for an
 *   outlet that sorts them. Fails with %GLS_ERROR_IO, and from then on always
 * @publish: (nullable): from now on, others want to read along
 * @drain: (nullable): waits, for as long as the outlet thinks right, until all
 *   has arrived. Fails with %GLS_ERROR_IO if not all has, and as @write does
 * @finish: frees it; all is written. Fails as @drain does, unless that has said
 *   so already
 * @abandon: frees it; what was written is of no use
 *
 * What an outlet can do. It belongs to one thread at a time.
 */
typedef struct
{
  gboolean (*follow) (GlsOutlet *self);
  gboolean (*write) (GlsOutlet *self, const char *about, const char *text,
      size_t size, GError **error);
  void (*publish) (GlsOutlet *self);
  gboolean (*drain) (GlsOutlet *self, GCancellable *hurry, GError **error);
  gboolean (*finish) (GlsOutlet *self, GError **error);
  void (*abandon) (GlsOutlet *self);
} GlsOutletClass;

/* The first member of what an outlet is made of. */
struct _GlsOutlet
{
  const GlsOutletClass *class;
};

/* file: (transfer full). Returns: (transfer full): an outlet into it */
GlsOutlet *gls_outlet_new_outfile (GlsOutfile *file);
/* log: (transfer full). Returns: (transfer full): an outlet at its end */
GlsOutlet *gls_outlet_new_logfile (GlsLogfile *log);

gboolean gls_outlet_follow (GlsOutlet *self);
gboolean gls_outlet_write (GlsOutlet *self, const char *about, const char *text,
    size_t size, GError **error);
void gls_outlet_publish (GlsOutlet *self);
/* hurry: (nullable): ends the wait, which is no failure */
gboolean gls_outlet_drain (GlsOutlet *self, GCancellable *hurry,
    GError **error);
/* self: (transfer full) */
gboolean gls_outlet_finish (GlsOutlet *self, GError **error);
/* self: (transfer full) (nullable) */
void gls_outlet_abandon (GlsOutlet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsOutlet, gls_outlet_abandon)

G_END_DECLS

#endif
