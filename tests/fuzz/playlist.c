/* Fuzz target of playlists: any bytes, as each kind of them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "radio/playlist.h"

static const char *const seeds[] = {
  "#EXTM3U\n#EXTINF:-1,A station\nhttp://host/a?x=1&y=2\r\n\nb c.mp3\n",
  "[playlist]\nNumberOfEntries=2\nFile2=http://host/b\nFile1=a.ogg\n"
  "Length1=-1\nTitle1=t\n",
  "<?xml version=\"1.0\"?><playlist version=\"1\" "
  "xmlns=\"http://xspf.org/ns/0/\"><trackList><track>"
  "<location>http://host/a?x=1&amp;y=2</location></track>"
  "<track><location><![CDATA[b]]></location></track></trackList></playlist>",
  "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\na.ts\n",
};

/* Whatever an entry is, what becomes of it is an address. */
static void
try_entry (const char *entry)
{
  static const char *const bases[] = { "http://host/lists/a.pls",
    "file:///none/a.m3u" };

  if (entry[0] == '\0')
    abort ();
  for (const char *c = entry; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      abort ();
  for (size_t i = 0; i < G_N_ELEMENTS (bases); i++) {
    g_autofree char *uri = gls_playlist_resolve (entry, bases[i]);

    if (uri != NULL && !g_uri_is_valid (uri, G_URI_FLAGS_ENCODED, NULL))
      abort ();
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  GlsPlaylistKind kind =
      gls_playlist_recognise (data, size, "/a.m3u", "audio/x-mpegurl");

  for (GlsPlaylistKind as = GLS_PLAYLIST_M3U; as <= GLS_PLAYLIST_XSPF; as++) {
    g_autoptr (GPtrArray) entries = gls_playlist_parse (data, size, as);

    if (entries->len > GLS_PLAYLIST_MAX_ENTRIES)
      abort ();
    for (guint i = 0; as == kind && i < MIN (entries->len, 20); i++)
      try_entry (entries->pdata[i]);
  }
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (size_t i = 0; i < G_N_ELEMENTS (seeds); i++)
    g_ptr_array_add (list, g_bytes_new (seeds[i], strlen (seeds[i])));
  return list;
}

void
fuzz_try_more (GBytes *seed)
{
  fuzz_try_numbers (seed);
}
