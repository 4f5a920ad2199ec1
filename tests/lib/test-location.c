/* What is a path, and what an address.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "location.h"

static const struct
{
  const char *text;
  gboolean is_uri;
  const char *path; /* or NULL */
} cases[] = {
  { "song.ogg", FALSE, "song.ogg" },
  { "/a/b c.ogg", FALSE, "/a/b c.ogg" },
  { "a:b.ogg", FALSE, "a:b.ogg" },
  { "http:/a", FALSE, "http:/a" },
  { "AC/DC://x", FALSE, "AC/DC://x" },
  { "://x", FALSE, "://x" },
  { "1://x", FALSE, "1://x" },
  { "", FALSE, "" },
  { "http://station/x", TRUE, NULL },
  { "HTTP://station/x", TRUE, NULL },
  { "sftp+x://h/a", TRUE, NULL },
  { "file:///a%20b.ogg", TRUE, "/a b.ogg" },
  { "file:///%FF", TRUE, "/\xff" },
  { "file:///a.ogg#t=1,2", TRUE, "/a.ogg" },
  { "a.ogg#t=1,2", FALSE, "a.ogg#t=1,2" },
};

static void
test_tells_apart (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = gls_location_get_path (cases[i].text);

    g_assert_cmpint (gls_location_is_uri (cases[i].text), ==, cases[i].is_uri);
    g_assert_cmpstr (path, ==, cases[i].path);
  }
}

/* An address leads back to the path, whatever bytes are in it. */
static void
test_leads_back (void)
{
  static const char *const paths[] = { "/a b/\xff%20#?.ogg", "/x:y/ü" };
  g_autofree char *relative = gls_location_get_uri ("x");

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autofree char *uri = gls_location_get_uri (paths[i]);
    g_autofree char *path = gls_location_get_path (uri);
    g_autofree char *same = gls_location_get_uri (uri);

    g_assert_true (gls_location_is_uri (uri));
    g_assert_cmpstr (path, ==, paths[i]);
    g_assert_cmpstr (same, ==, uri);
  }
  g_assert_true (g_str_has_prefix (relative, "file:///"));
  g_assert_true (g_str_has_suffix (relative, "/x"));
}

/* What begins the same is not below. */
static void
test_prefix (void)
{
  g_autofree char *folder = gls_location_get_prefix ("file:///Music");
  g_autofree char *same = gls_location_get_prefix (folder);
  g_autofree char *root = gls_location_get_prefix ("/");

  g_assert_cmpstr (folder, ==, "file:///Music/");
  g_assert_cmpstr (same, ==, folder);
  g_assert_cmpstr (root, ==, "/");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/location/tells-apart", test_tells_apart);
  g_test_add_func ("/location/leads-back", test_leads_back);
  g_test_add_func ("/location/prefix", test_prefix);
  return g_test_run ();
}
