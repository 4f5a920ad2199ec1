/* What every outlet does, and those that are files.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "outlet.h"

gboolean
gls_outlet_follow (GlsOutlet *self)
{
  return self->class->follow != NULL && self->class->follow (self);
}

gboolean
gls_outlet_write (GlsOutlet *self, const char *about, const char *text,
    size_t size, GError **error)
{
  return self->class->write (self, about, text, size, error);
}

void
gls_outlet_publish (GlsOutlet *self)
{
  if (self->class->publish != NULL)
    self->class->publish (self);
}

gboolean
gls_outlet_drain (GlsOutlet *self, GCancellable *hurry, GError **error)
{
  return self->class->drain == NULL || self->class->drain (self, hurry, error);
}

gboolean
gls_outlet_finish (GlsOutlet *self, GError **error)
{
  return self->class->finish (self, error);
}

void
gls_outlet_abandon (GlsOutlet *self)
{
  if (self != NULL)
    self->class->abandon (self);
}

/* --- a file that is written as a whole --- */

typedef struct
{
  GlsOutlet parent;
  GlsOutfile *file;
} FileOutlet;

static gboolean
file_write (GlsOutlet *outlet, const char *about, const char *text, size_t size,
    GError **error)
{
  GlsOutfile *file = ((FileOutlet *) outlet)->file;

  gls_outfile_write (file, text, size);
  if (gls_outfile_flush (file))
    return TRUE;
  if (error != NULL)
    *error = g_error_copy (gls_outfile_get_failure (file));
  return FALSE;
}

static void
file_publish (GlsOutlet *outlet)
{
  gls_outfile_publish (((FileOutlet *) outlet)->file);
}

static gboolean
file_finish (GlsOutlet *outlet, GError **error)
{
  gboolean ok = gls_outfile_finish (((FileOutlet *) outlet)->file, error);

  g_free (outlet);
  return ok;
}

static void
file_abandon (GlsOutlet *outlet)
{
  gls_outfile_abandon (((FileOutlet *) outlet)->file);
  g_free (outlet);
}

GlsOutlet *
gls_outlet_new_outfile (GlsOutfile *file)
{
  static const GlsOutletClass class = { .write = file_write,
    .publish = file_publish,
    .finish = file_finish,
    .abandon = file_abandon };
  FileOutlet *self = g_new (FileOutlet, 1);

  *self = (FileOutlet){ .parent.class = &class, .file = file };
  return &self->parent;
}

/* --- a file that grows --- */

typedef struct
{
  GlsOutlet parent;
  GlsLogfile *log;
} LogOutlet;

static gboolean
log_follow (GlsOutlet *outlet)
{
  return gls_logfile_follow (((LogOutlet *) outlet)->log);
}

static gboolean
log_write (GlsOutlet *outlet, const char *about, const char *text, size_t size,
    GError **error)
{
  return gls_logfile_write (((LogOutlet *) outlet)->log, text, size, error);
}

static void
log_abandon (GlsOutlet *outlet)
{
  gls_logfile_free (((LogOutlet *) outlet)->log);
  g_free (outlet);
}

/* What was written is there already. */
static gboolean
log_finish (GlsOutlet *outlet, GError **error)
{
  log_abandon (outlet);
  return TRUE;
}

GlsOutlet *
gls_outlet_new_logfile (GlsLogfile *log)
{
  static const GlsOutletClass class = { .follow = log_follow,
    .write = log_write,
    .finish = log_finish,
    .abandon = log_abandon };
  LogOutlet *self = g_new (LogOutlet, 1);

  *self = (LogOutlet){ .parent.class = &class, .log = log };
  return &self->parent;
}
