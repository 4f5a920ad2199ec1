/* Parts of the program that the user does not see by themselves: torn files,
 * the order of output, NumPy files.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "audio/truncation.h"
#include "gls.h"
#include "output/npy.h"
#include "scratch.h"

static char *folder;

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* --- torn files --- */

static const char *
check (const guint8 *bytes, size_t n)
{
  g_autoptr (Peek) file = peek_new_bytes (bytes, n);

  return truncation_check (file);
}

/* Cut anywhere but between its pieces, a file is torn; whole, it is not.
 * whole_at: [n_whole] where it may be cut */
static void
check_cuts (const guint8 *bytes, size_t n, const size_t *whole_at,
    size_t n_whole, size_t from)
{
  g_assert_null (check (bytes, n));
  for (size_t cut = from; cut < n; cut++) {
    gboolean whole = FALSE;
    /* A copy of its own, so that a read too far is seen. */
    g_autofree guint8 *copy = g_memdup2 (bytes, cut);

    for (size_t i = 0; i < n_whole; i++)
      whole |= cut == whole_at[i];
    if ((check (copy, cut) == NULL) != whole)
      g_error ("cut at %zu of %zu", cut, n);
  }
}

static void
test_cutoff_mp3 (void)
{
  /* MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes */
  static const guint8 header[] = { 0xff, 0xfb, 0x90, 0x00 };
  static const size_t whole_at[] = { 834, 1251, 835, 836, 837, 1252, 1253,
    1254 };
  guint8 bytes[4 * 417] = { 0 };

  for (int i = 0; i < 4; i++)
    memcpy (bytes + 417 * i, header, sizeof header);
  /* Less than a header at the end, or a first frame alone, proves nothing. */
  check_cuts (bytes, sizeof bytes, whole_at, G_N_ELEMENTS (whole_at), 835);
  for (size_t n = 0; n < 834; n++) {
    g_autofree guint8 *copy = g_memdup2 (bytes, n);

    g_assert_null (check (copy, n));
  }

  /* A Xing header that declares more bytes than there are proves nothing. */
  memcpy (bytes + 36, "Xing\0\0\0\3\0\0\0\3\0\1\6\x84", 16);
  check_cuts (bytes, sizeof bytes, whole_at, G_N_ELEMENTS (whole_at), 835);
}

static void
test_cutoff_mp3_behind_id3 (void)
{
  static const guint8 header[] = { 0xff, 0xfb, 0x90, 0x00 };
  guint8 bytes[20 + 3 * 417 + 128] = "ID3\4\0\0\0\0\0\12";

  for (int i = 0; i < 3; i++)
    memcpy (bytes + 20 + 417 * i, header, sizeof header);
  memcpy (bytes + 20 + 3 * 417, "TAG", 3);
  g_assert_null (check (bytes, sizeof bytes));
  g_assert_nonnull (check (bytes, 20 + 3 * 417 - 1));
}

static void
test_cutoff_ogg (void)
{
  /* Two pages, of 27 + 2 + 300 and 27 + 1 + 10 bytes. */
  guint8 bytes[329 + 38] = "OggS";
  static const size_t whole_at[] = { 329, 330, 331, 332 };

  bytes[26] = 2;
  bytes[27] = 255;
  bytes[28] = 45;
  memcpy (bytes + 329, "OggS", 4);
  bytes[329 + 26] = 1;
  bytes[329 + 27] = 10;
  check_cuts (bytes, sizeof bytes, whole_at, G_N_ELEMENTS (whole_at), 4);
}

static void
test_cutoff_wav (void)
{
  guint8 bytes[12 + 8 + 16 + 8 + 11 + 1 + 8 + 4] = "RIFF";
  /* Where no data chunk is torn: at chunk bounds, and in the others. */
  static const size_t data = 12 + 8 + 16;

  memcpy (bytes + 8, "WAVEfmt \x10", 9);
  memcpy (bytes + data, "data\xb", 5);
  memcpy (bytes + data + 20, "LIST\4", 5);
  for (size_t n = 12; n <= sizeof bytes; n++) {
    g_autofree guint8 *copy = g_memdup2 (bytes, n);

    g_assert_true ((check (copy, n) != NULL)
        == (n >= data + 8 && n < data + 8 + 11));
  }
  /* Written to a pipe. */
  memset (bytes + data + 4, 0xff, 4);
  g_assert_null (check (bytes, sizeof bytes));
}

/* A pipe is not looked at again: it has nothing left, and would never open. */
static void
test_cutoff_not_of_pipes (void)
{
  g_autofree char *path = in_folder ("pipe.wav");

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_null (truncation_check_file (path));
}

/* --- NumPy --- */

static void
test_npy (void)
{
  g_autofree char *path = in_folder ("x.npy");
  static const size_t size[] = { 2, 3 };
  static const float item[] = { 1, 2, 3, 4, 5, 6 };
  g_autoptr (GError) error = NULL;
  NpyWriter *writer = npy_writer_new (path, 2, size, &error);
  g_autofree char *bytes = NULL;
  gsize n;

  g_assert_no_error (error);
  for (int i = 0; i < 12; i++)
    npy_writer_add (writer, item);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (npy_writer_finish (writer, &error));
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_cmpuint (n, ==, 256 + 12 * sizeof item);
  g_assert_nonnull (strstr (bytes + 10, "'shape': (12, 2, 3), }"));
  g_assert_cmpint (bytes[255], ==, '\n');
  g_assert_cmpmem (bytes + n - sizeof item, sizeof item, item, sizeof item);

  writer = npy_writer_new (path, 2, size, &error);
  npy_writer_abandon (writer);
}

static void
test_npy_full (void)
{
  static const size_t size[] = { 4096 };
  float item[4096] = { 0 };
  g_autoptr (GError) error = NULL;
  NpyWriter *writer;

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS)) {
    g_test_skip ("there is no /dev/full");
    return;
  }
  writer = npy_writer_new ("/dev/full", 1, size, &error);
  g_assert_no_error (error);
  npy_writer_add (writer, item);
  g_assert_false (npy_writer_finish (writer, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("glissando-test-XXXXXX", NULL);
  g_test_add_func ("/cutoff/mp3", test_cutoff_mp3);
  g_test_add_func ("/cutoff/mp3-id3", test_cutoff_mp3_behind_id3);
  g_test_add_func ("/cutoff/ogg", test_cutoff_ogg);
  g_test_add_func ("/cutoff/wav", test_cutoff_wav);
  g_test_add_func ("/cutoff/pipes", test_cutoff_not_of_pipes);
  g_test_add_func ("/npy/file", test_npy);
  g_test_add_func ("/npy/full", test_npy_full);
  status = g_test_run ();
  scratch_remove (folder);
  g_free (folder);
  return status;
}
