/* Playlists as stations and players write them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "radio/playlist.h"

static void
test_recognise (void)
{
  static const struct
  {
    const char *text, *name, *type;
    GlsPlaylistKind kind;
  } cases[] = {
    { "#EXTM3U\nhttp://a/\n", NULL, NULL, GLS_PLAYLIST_M3U },
    { "\xef\xbb\xbf#EXTM3U\r\n#EXTINF:-1,x\r\nhttp://a/", NULL, NULL,
        GLS_PLAYLIST_M3U },
    { "http://a/b\n", "/x.m3u", NULL, GLS_PLAYLIST_M3U },
    { "http://a/b\n", "/x.M3U8", NULL, GLS_PLAYLIST_M3U },
    { "http://a/b\n", "/x", "audio/x-mpegurl; charset=utf-8",
        GLS_PLAYLIST_M3U },
    { "http://a/b\n", "/x", "text/plain", GLS_PLAYLIST_NONE },
    { "http://a/b\n", NULL, NULL, GLS_PLAYLIST_NONE },
    { "<html>", "/x.m3u", NULL, GLS_PLAYLIST_NONE },
    { "ID3\x03\x01", "/x.m3u", NULL, GLS_PLAYLIST_NONE },
    { "", "/x.m3u", NULL, GLS_PLAYLIST_NONE },
    { "#EXTM3U\n#EXT-X-VERSION:3\n", "/x.m3u8", NULL, GLS_PLAYLIST_HLS },
    { "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n", NULL, NULL,
        GLS_PLAYLIST_HLS },
    { "#EXTM3U\na.ts\n", NULL, "application/vnd.apple.mpegurl",
        GLS_PLAYLIST_HLS },
    { "\n[Playlist]\nFile1=a\n", NULL, NULL, GLS_PLAYLIST_PLS },
    { "<?xml version='1.0'?>\n<playlist version='1' "
      "xmlns='http://xspf.org/ns/0/'>",
        NULL, NULL, GLS_PLAYLIST_XSPF },
    { "<?xml version='1.0'?><playlist/>", NULL, NULL, GLS_PLAYLIST_NONE },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (gls_playlist_recognise (cases[i].text,
                         strlen (cases[i].text), cases[i].name, cases[i].type),
        ==, cases[i].kind);
}

/* wanted: entries with a “|” between them */
static void
assert_entries (const char *text, GlsPlaylistKind kind, const char *wanted)
{
  g_autoptr (GPtrArray) entries =
      gls_playlist_parse (text, strlen (text), kind);
  g_autofree char *got = NULL;

  g_assert_nonnull (entries);
  g_ptr_array_add (entries, NULL);
  got = g_strjoinv ("|", (char **) entries->pdata);
  g_assert_cmpstr (got, ==, wanted);
}

static void
test_m3u (void)
{
  assert_entries ("#EXTM3U\n#EXTINF:-1,A song\n  http://a/b \n\nc d.mp3\r\n",
      GLS_PLAYLIST_M3U, "http://a/b|c d.mp3");
  assert_entries ("caf\xe9.mp3\rb.mp3", GLS_PLAYLIST_M3U, "caf\xe9.mp3|b.mp3");
  assert_entries ("a\x07"
                  "b\nc\td\ne\n",
      GLS_PLAYLIST_M3U, "e");
  assert_entries ("", GLS_PLAYLIST_M3U, "");
}

/* The numbers order the entries; keys are written in any case. */
static void
test_pls (void)
{
  assert_entries ("[playlist]\nNumberOfEntries=3\nfile2 = "
                  "b\nFILE10=c\nFile1=a\n"
                  "Title1=File9=x\nLength1=-1\nFile=\nFile3\n",
      GLS_PLAYLIST_PLS, "a|b|c");
}

static void
test_xspf (void)
{
  assert_entries ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\">\n"
                  "<location>http://own.address/</location><trackList>\n"
                  "<track><title>t</title><location> http://a/?x=1&amp;y=2 "
                  "</location>\n"
                  "<location>http://mirror/</location></track>\n"
                  "<track><location><![CDATA[b.ogg]]></location></track>\n"
                  "<track><location></location></track></trackList></playlist>",
      GLS_PLAYLIST_XSPF, "http://a/?x=1&y=2|b.ogg");
  /* Of a damaged one what stands before the damage. */
  assert_entries ("<p><track><location>a</location></track><track><loc",
      GLS_PLAYLIST_XSPF, "a");
  assert_entries ("<p><track><location>a</location></track></q>"
                  "<track><location>b</location></track>",
      GLS_PLAYLIST_XSPF, "a");
}

static void
test_bounds (void)
{
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GPtrArray) entries = NULL;

  for (guint i = 0; i < 2 * GLS_PLAYLIST_MAX_ENTRIES; i++)
    g_string_append (many, "a\n");
  entries = gls_playlist_parse (many->str, many->len, GLS_PLAYLIST_M3U);
  g_assert_cmpuint (entries->len, ==, GLS_PLAYLIST_MAX_ENTRIES);
}

static void
assert_resolves (const char *entry, const char *base, const char *wanted)
{
  g_autofree char *uri = gls_playlist_resolve (entry, base);

  g_assert_cmpstr (uri, ==, wanted);
}

static void
test_addresses (void)
{
  const char *base = "http://host:8000/lists/all.m3u?x=1";

  assert_resolves ("http://a/b c.mp3", base, "http://a/b%20c.mp3");
  assert_resolves ("b%20c.mp3", base, "http://host:8000/lists/b%20c.mp3");
  assert_resolves ("100% hits.mp3", base,
      "http://host:8000/lists/100%25%20hits.mp3");
  assert_resolves ("/b;stream?y=2", base, "http://host:8000/b;stream?y=2");
  assert_resolves ("../b", base, "http://host:8000/b");
  assert_resolves ("//other/b", base, "http://other/b");
  assert_resolves ("http://a/b", "file:///x.m3u", "http://a/b");
  assert_resolves ("http://[", base, NULL);
  assert_resolves ("http://host;y=2", base, NULL);
  assert_resolves ("x:/.//y", base, NULL);
}

/* A file name is one, whatever characters are in it. */
static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("glissando-test-XXXXXX", NULL);
  g_autofree char *list = g_build_filename (folder, "a.m3u", NULL);
  g_autofree char *odd = g_build_filename (folder, "50%20 #1.mp3", NULL);
  g_autofree char *spaced = g_build_filename (folder, "b c.mp3", NULL);
  g_autofree char *base = g_filename_to_uri (list, NULL, NULL);
  g_autofree char *odd_uri = g_filename_to_uri (odd, NULL, NULL);
  g_autofree char *spaced_uri = g_filename_to_uri (spaced, NULL, NULL);

  g_assert_true (g_file_set_contents (odd, "x", 1, NULL));
  g_assert_true (g_file_set_contents (spaced, "x", 1, NULL));
  assert_resolves ("50%20 #1.mp3", base, odd_uri);
  assert_resolves ("b c.mp3", base, spaced_uri);
  assert_resolves ("b%20c.mp3", base, spaced_uri);
  assert_resolves (".\\b c.mp3", base, spaced_uri);
  assert_resolves ("/etc/none.mp3", base, "file:///etc/none.mp3");
  g_unlink (odd);
  g_unlink (spaced);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/playlist/recognise", test_recognise);
  g_test_add_func ("/playlist/m3u", test_m3u);
  g_test_add_func ("/playlist/pls", test_pls);
  g_test_add_func ("/playlist/xspf", test_xspf);
  g_test_add_func ("/playlist/bounds", test_bounds);
  g_test_add_func ("/playlist/addresses", test_addresses);
  g_test_add_func ("/playlist/files", test_files);
  return g_test_run ();
}
