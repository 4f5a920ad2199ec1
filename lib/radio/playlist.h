/* Playlists: texts that name what is to be played.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_PLAYLIST_H
#define GLS_PLAYLIST_H

#include "gls.h"

G_BEGIN_DECLS

/* What is longer than this, in bytes, is no playlist. */
#define GLS_PLAYLIST_MAX_BYTES (1u << 20)

/* Entries beyond that many are left out. */
#define GLS_PLAYLIST_MAX_ENTRIES 10000

/**
 * GlsPlaylistKind:
 * @GLS_PLAYLIST_NONE: something else
 * @GLS_PLAYLIST_M3U: a line for each entry
 * @GLS_PLAYLIST_PLS: File1=, File2=, ...
 * @GLS_PLAYLIST_XSPF: XML, https://xspf.org/spec
 * @GLS_PLAYLIST_HLS: an M3U that lists the pieces of a stream, or streams in
 *   pieces (RFC 8216); whoever plays one does not go through its entries
 */
typedef enum
{
  GLS_PLAYLIST_NONE,
  GLS_PLAYLIST_M3U,
  GLS_PLAYLIST_PLS,
  GLS_PLAYLIST_XSPF,
  GLS_PLAYLIST_HLS,
} GlsPlaylistKind;

/* Whether it is one whose entries are gone through. */
gboolean gls_playlist_is_list (GlsPlaylistKind kind);

/**
 * gls_playlist_recognise:
 * @bytes: how it begins; [@n], any bytes
 * @n: how many
 * @name: (nullable): what it is called, a path or the path of an address
 * @media_type: (nullable): as a server gives it
 *
 * The bytes decide; only an M3U that does not begin as one is known by its name
 * or media type, and HLS by its type where its marks come later than @n.
 *
 * Returns: what it is
 */
GlsPlaylistKind gls_playlist_recognise (const void *bytes, size_t n,
    const char *name, const char *media_type);

/**
 * gls_playlist_parse:
 * @bytes: the whole playlist; [@n], any bytes
 * @n: how many; what comes after %GLS_PLAYLIST_MAX_BYTES is not read
 * @kind: as recognised, but not NONE or HLS
 *
 * Returns: (transfer full) (element-type filename): the entries in order, as
 *   they stand there: paths or addresses, no empty ones, none with control
 *   characters, of any encoding. Of a damaged playlist those before the damage.
 */
GPtrArray *gls_playlist_parse (const void *bytes, size_t n,
    GlsPlaylistKind kind);

/**
 * gls_playlist_resolve:
 * @entry: one of the above
 * @base: the address of the playlist
 *
 * A relative entry is looked for beside the playlist. In a local one it may be a
 * file name as it is, or one with %20 for a space, whichever exists. Programs
 * on Windows write “\” between folders.
 *
 * Returns: (transfer full) (nullable): its address; %NULL if it is none
 */
char *gls_playlist_resolve (const char *entry, const char *base);

/* All addresses in a playlist, by the two above. Returns: (transfer full) (element-type utf8): addresses */
GPtrArray *gls_playlist_list (const void *bytes, size_t n, GlsPlaylistKind kind,
    const char *base);

/**
 * gls_playlist_read_file:
 * @path: a file
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the addresses in it;
 *   %NULL if it is not a playlist, is HLS, or cannot be read
 */
GPtrArray *gls_playlist_read_file (const char *path);

G_END_DECLS

#endif
