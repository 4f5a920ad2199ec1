/* A piece table, as editors of text have it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "files/overlay.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK (1 << 20)

/* Read at once, since TagLib asks for a few bytes at a time. */
#define WINDOW (1 << 14)

typedef struct
{
  gboolean is_new; /* in memory */
  guint64 start;   /* there */
  guint64 size;    /* > 0 */
} Piece;

struct _Overlay
{
  int descriptor;
  GArray *pieces;    /* of Piece */
  GByteArray *added; /* grows only */
  guint64 size;
  GError *failure;
  guint64 window_at; /* in the file */
  size_t window_size;
  guint8 window[WINDOW];
};

Overlay *
overlay_new (int descriptor, GError **error)
{
  struct stat status;
  Overlay *self;
  Piece whole = { 0 };

  if (fstat (descriptor, &status) != 0) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "it cannot be read: %s",
        g_strerror (errno));
    return NULL;
  }
  self = g_new0 (Overlay, 1);
  self->descriptor = descriptor;
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  self->added = g_byte_array_new ();
  self->size = whole.size = (guint64) status.st_size;
  if (whole.size > 0)
    g_array_append_val (self->pieces, whole);
  return self;
}

void
overlay_free (Overlay *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->pieces);
  g_byte_array_unref (self->added);
  g_clear_error (&self->failure);
  g_free (self);
}

guint64
overlay_get_size (const Overlay *self)
{
  return self->size;
}

const GError *
overlay_get_failure (const Overlay *self)
{
  return self->failure;
}

static Piece *
get_piece (const Overlay *self, guint index)
{
  return &g_array_index (self->pieces, Piece, index);
}

/* --- reading --- */

static void
note_failure (Overlay *self, const char *why)
{
  if (self->failure == NULL)
    g_set_error (&self->failure, GLS_ERROR, GLS_ERROR_IO,
        "it cannot be read: %s", why);
}

/* Returns: how many; fewer at the end of the file, or at a failure */
static size_t
read_directly (Overlay *self, guint64 at, guint8 *data, size_t n)
{
  size_t done = 0;

  while (done < n) {
    ssize_t got =
        pread (self->descriptor, data + done, n - done, (off_t) (at + done));

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      note_failure (self, g_strerror (errno));
    if (got <= 0)
      break;
    done += (size_t) got;
  }
  return done;
}

static size_t
read_window (Overlay *self, guint64 at, guint8 *data, size_t n)
{
  if (at < self->window_at || at + n > self->window_at + self->window_size) {
    self->window_at = at;
    self->window_size = read_directly (self, at, self->window, WINDOW);
  }
  n = MIN (n, self->window_size);
  memcpy (data, self->window + (at - self->window_at), n);
  return n;
}

/* Returns: whether there was all of it */
static gboolean
read_file (Overlay *self, guint64 at, guint8 *data, size_t n)
{
  size_t got = n <= WINDOW ? read_window (self, at, data, n)
                           : read_directly (self, at, data, n);

  if (got < n)
    note_failure (self, "it has become shorter");
  return got == n;
}

static gboolean
read_piece (Overlay *self, const Piece *piece, guint64 offset, guint8 *data,
    size_t n)
{
  if (!piece->is_new)
    return read_file (self, piece->start + offset, data, n);
  memcpy (data, self->added->data + piece->start + offset, n);
  return TRUE;
}

size_t
overlay_read (Overlay *self, guint64 at, void *data, size_t n)
{
  size_t done = 0;

  for (guint i = 0; i < self->pieces->len && done < n; i++) {
    const Piece *piece = get_piece (self, i);
    size_t part;

    if (at >= piece->size) {
      at -= piece->size;
      continue;
    }
    part = (size_t) MIN (n - done, piece->size - at);
    if (!read_piece (self, piece, at, (guint8 *) data + done, part))
      break;
    done += part;
    at = 0;
  }
  return done;
}

void
overlay_write (Overlay *self, GlsOutfile *out)
{
  g_autofree guint8 *block = g_malloc (BLOCK);
  guint64 at = 0;
  size_t n;

  while ((n = overlay_read (self, at, block, BLOCK)) > 0) {
    gls_outfile_write (out, block, n);
    at += n;
  }
}

/* --- changes --- */

/* Makes a piece begin at @at. Returns: which one; the number of pieces at the
 * end */
static guint
split (Overlay *self, guint64 at)
{
  for (guint i = 0; i < self->pieces->len; i++) {
    Piece *piece = get_piece (self, i);
    Piece rest = *piece;

    if (at == 0)
      return i;
    if (at < piece->size) {
      rest.start += at;
      rest.size -= at;
      piece->size = at;
      g_array_insert_val (self->pieces, i + 1, rest);
      return i + 1;
    }
    at -= piece->size;
  }
  return self->pieces->len;
}

/* Bytes that follow each other in memory, too, as when page after page is
 * replaced, become one piece. */
static void
insert (Overlay *self, guint index, const void *data, size_t n)
{
  Piece piece = { TRUE, self->added->len, n };
  Piece *before = index > 0 ? get_piece (self, index - 1) : NULL;

  g_byte_array_append (self->added, data, (guint) n);
  if (before != NULL && before->is_new
      && before->start + before->size == piece.start)
    before->size += n;
  else
    g_array_insert_val (self->pieces, index, piece);
}

void
overlay_replace (Overlay *self, guint64 at, guint64 n_old, const void *data,
    size_t n_new)
{
  guint first, end;

  at = MIN (at, self->size);
  n_old = MIN (n_old, self->size - at);
  if (n_new > G_MAXUINT32 - self->added->len) {
    note_failure (self, "more is to be changed in it than fits in memory");
    return;
  }
  first = split (self, at);
  end = split (self, at + n_old);
  g_array_remove_range (self->pieces, first, end - first);
  if (n_new > 0)
    insert (self, first, data, n_new);
  self->size += n_new - n_old;
}

gboolean
overlay_keeps (const Overlay *self, guint64 start, guint64 end)
{
  for (guint i = 0; i < self->pieces->len; i++) {
    const Piece *piece = get_piece (self, i);

    if (!piece->is_new && piece->start <= start
        && end <= piece->start + piece->size)
      return TRUE;
  }
  return start >= end;
}
