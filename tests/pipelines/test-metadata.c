/* Files as they would be, what becomes of fields, and files that have changed.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>
#include <unistd.h>

#include "files/edit.h"
#include "files/oggpages.h"
#include "files/overlay.h"
#include "scratch.h"

/* --- the overlay --- */

static int
open_bytes (const void *data, size_t size)
{
  g_autofree char *path = NULL;
  int descriptor = g_file_open_tmp ("gls-test-XXXXXX", &path, NULL);

  g_assert_true (write (descriptor, data, size) == (ssize_t) size);
  g_unlink (path);
  return descriptor;
}

static void
assert_same (Overlay *overlay, const GByteArray *plain)
{
  g_autofree guint8 *read = g_malloc (plain->len + 10);

  g_assert_cmpuint (overlay_get_size (overlay), ==, plain->len);
  g_assert_cmpuint (overlay_read (overlay, 0, read, plain->len + 10), ==,
      plain->len);
  g_assert_cmpmem (read, plain->len, plain->data, plain->len);
}

/* The same on an array of bytes. */
static void
replace_plainly (GByteArray *plain, guint at, guint n_old, const guint8 *data,
    guint n_new)
{
  g_autoptr (GByteArray) rest = g_byte_array_new ();

  at = MIN (at, plain->len);
  n_old = MIN (n_old, plain->len - at);
  g_byte_array_append (rest, plain->data + at + n_old, plain->len - at - n_old);
  g_byte_array_set_size (plain, at);
  g_byte_array_append (plain, data, n_new);
  g_byte_array_append (plain, rest->data, rest->len);
}

/* Whatever is put in, out and over, the overlay reads as the bytes would. */
static void
test_overlay_is_what_it_stands_for (void)
{
  guint8 bytes[40000];
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (Overlay) overlay = NULL;
  int descriptor;

  for (size_t i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) g_test_rand_int ();
  g_byte_array_append (plain, bytes, sizeof bytes);
  descriptor = open_bytes (bytes, sizeof bytes);
  overlay = overlay_new (descriptor, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 300; i++) {
    guint at = (guint) g_test_rand_int_range (0, (int) plain->len + 50);
    guint n_old = (guint) g_test_rand_int_range (0, 300);
    guint n_new = (guint) g_test_rand_int_range (0, 300);

    overlay_replace (overlay, at, n_old, bytes, n_new);
    replace_plainly (plain, at, n_old, bytes, n_new);
    assert_same (overlay, plain);
  }
  g_assert_null (overlay_get_failure (overlay));
  close (descriptor);
}

/* It knows which of the file's own bytes are still there. */
static void
test_overlay_keeps (void)
{
  static const char bytes[] = "head audio tail";
  int descriptor = open_bytes (bytes, sizeof bytes - 1);
  g_autoptr (Overlay) overlay = overlay_new (descriptor, NULL);

  overlay_replace (overlay, 0, 4, "a longer head", 13);
  g_assert_true (overlay_keeps (overlay, 5, 10));
  g_assert_false (overlay_keeps (overlay, 3, 10));
  overlay_replace (overlay, 16, 0, "!", 1); /* amid the audio */
  g_assert_false (overlay_keeps (overlay, 5, 10));
  g_assert_true (overlay_keeps (overlay, 10, 15));
  close (descriptor);
}

/* A file that has become shorter is a failure, not an end. */
static void
test_overlay_notices_shrinking (void)
{
  guint8 bytes[100] = { 0 };
  int descriptor = open_bytes (bytes, sizeof bytes);
  g_autoptr (Overlay) overlay = overlay_new (descriptor, NULL);

  g_assert_cmpint (ftruncate (descriptor, 50), ==, 0);
  g_assert_cmpuint (overlay_read (overlay, 0, bytes, sizeof bytes), <,
      sizeof bytes);
  g_assert_nonnull (overlay_get_failure (overlay));
  close (descriptor);
}

/* --- pages of Ogg --- */

static void
add_page (GByteArray *file, guint8 moment, guint8 number, const char *data)
{
  guint8 page[28] = "OggS";

  page[6] = moment;
  page[18] = number;
  page[22] = (guint8) (number * 7); /* in place of a checksum */
  page[26] = 1;
  page[27] = (guint8) strlen (data);
  g_byte_array_append (file, page, sizeof page);
  g_byte_array_append (file, (const guint8 *) data, (guint) strlen (data));
}

static Overlay *
make_pages (guint n_headers, const char *audio, const char *end)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();

  for (guint i = 0; i < n_headers; i++)
    add_page (file, 0, (guint8) i, "header");
  add_page (file, 10, (guint8) n_headers, audio);
  add_page (file, 20, (guint8) (n_headers + 1), end);
  return overlay_new (open_bytes (file->data, file->len), NULL);
}

/* Metadata that take another page give all that follow other numbers; their
 * audio may not change. */
static void
test_pages_have_other_numbers (void)
{
  g_autoptr (Overlay) a = make_pages (2, "audio", "more");
  g_autoptr (Overlay) b = make_pages (3, "audio", "more");
  g_autoptr (Overlay) c = make_pages (3, "audiO", "more");
  g_autoptr (Overlay) d = make_pages (3, "audio", "");

  g_assert_cmpuint (ogg_find_audio (a), ==, 2 * (28 + 6));
  g_assert_true (ogg_pages_are_same (a, b));
  g_assert_false (ogg_pages_are_same (a, c));
  g_assert_false (ogg_pages_are_same (a, d));
}

/* --- fields --- */

static const char *const none[] = { NULL };
static const char *const rock[] = { "Rock", NULL };
static const char *const tags[] = { "slow", "choir", NULL };
static const char *const genres[] = { "choir", NULL };

static void
set (GStrv *values, MetadataField field, const char *const *to)
{
  g_strfreev (values[field]);
  values[field] = g_strdupv ((char **) to);
}

static void
assert_is (GStrv *values, MetadataField field, const char *const *expected)
{
  g_assert_cmpstrv (values[field], expected);
}

/* What was planned has happened. */
static void
go_on (Change *change)
{
  for (int i = 0; i < METADATA_N_FIELDS; i++)
    set (change->before, i, (const char *const *) change->after[i]);
}

static void
start (Change *change, const char *const *genre)
{
  set (change->before, METADATA_TAGS, none);
  set (change->before, METADATA_GENRE, genre);
  set (change->before, METADATA_RECORD, none);
}

static void
test_values_stay (void)
{
  const ChangePlan plan = { .tags = tags, .genre = genres };
  g_auto (Change) change = { 0 };

  start (&change, rock);
  set (change.before, METADATA_TAGS, genres);
  change_plan (&change, &plan);
  g_assert_true (change_is_none (&change));
}

/* Not even then is a genre replaced by none. */
static void
test_genre_stays_for_none (void)
{
  const ChangePlan plan = { .tags = tags, .genre = none, .overwrite = TRUE };
  g_auto (Change) change = { 0 };

  start (&change, rock);
  change_plan (&change, &plan);
  assert_is (change.after, METADATA_TAGS, tags);
  assert_is (change.after, METADATA_GENRE, rock);
  assert_is (change.after, METADATA_RECORD, none);
}

/* However often it is written, what comes back is what was there at first. */
static void
test_undo_leads_back_to_the_start (void)
{
  ChangePlan plan = { .tags = tags, .genre = genres, .overwrite = TRUE };
  g_auto (Change) change = { 0 };

  start (&change, rock);
  for (int i = 0; i < 3; i++) {
    plan.genre = i % 2 ? tags : genres;
    change_plan (&change, &plan);
    assert_is (change.after, METADATA_GENRE, plan.genre);
    go_on (&change);
  }
  plan.undo = TRUE;
  change_plan (&change, &plan);
  assert_is (change.after, METADATA_TAGS, none);
  assert_is (change.after, METADATA_GENRE, rock);
  assert_is (change.after, METADATA_RECORD, none);
}

/* What others have made of the genre is not ours to take back, nor is what they
 * have put where the record should be. */
static void
test_undo_leaves_what_is_not_ours (void)
{
  static const char *const texts[] = { "{}", "no JSON", "[]",
    "{\"genre\":[\"a\"]}", "{\"genre\":[\"a\"],\"written\":\"Rock\"}",
    "{\"genre\":[\"a\"],\"written\":[\"Pop\"]}",
    "{\"genre\":[1],"
    "\"written\":[\"Rock\"]}" };
  const ChangePlan plan = { .undo = TRUE };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    const char *const record[] = { texts[i], NULL };
    g_auto (Change) change = { 0 };

    start (&change, rock);
    set (change.before, METADATA_RECORD, record);
    change_plan (&change, &plan);
    assert_is (change.after, METADATA_GENRE, rock);
    assert_is (change.after, METADATA_RECORD, none);
    g_assert_true (change_leaves_genre (&change, &plan));
  }
}

/* --- files --- */

/* 8-bit samples behind the shortest head; of an even number. */
static GBytes *
make_wav (void)
{
  static const char head[] = "RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f"
                             "\0\0\x40\x1f\0\0\1\0\10\0data\x8\0\0\0audio--";

  return g_bytes_new_static (head, sizeof head);
}

static char *
make_file (const char *folder)
{
  char *path = g_build_filename (folder, "a.wav", NULL);
  g_autoptr (GBytes) wav = make_wav ();

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (wav, NULL),
      (gssize) g_bytes_get_size (wav), NULL));
  return path;
}

static void
assert_untouched (const char *path)
{
  g_autoptr (GBytes) wav = make_wav ();
  g_autofree char *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  g_assert_cmpmem (data, size, g_bytes_get_data (wav, NULL),
      g_bytes_get_size (wav));
}

/* A file that was replaced or changed since it was heard is left alone. */
static void
test_changed_files_are_refused (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gls-test-edit-XXXXXX", NULL);
  g_autofree char *path = make_file (folder);
  const ChangePlan plan = { .tags = tags };
  const EditOptions options = { 0 };
  FileState heard;
  g_autoptr (GError) error = NULL;

  g_assert_true (file_state_read (path, &heard, NULL));
  for (int i = 0; i < 3; i++) {
    FileState other = heard;
    g_auto (Change) change = { 0 };

    other.inode += i == 0;
    other.size += i == 1;
    other.changed.tv_nsec ^= i == 2;
    g_assert_false (edit_apply (path, &other, &plan, &options, &change,
        &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
    g_assert_nonnull (strstr (error->message, "since it was heard"));
    g_clear_error (&error);
    assert_untouched (path);
  }
  scratch_remove (folder);
}

static void
apply (const char *path, const ChangePlan *plan)
{
  const EditOptions options = { 0 };
  g_auto (Change) change = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (edit_apply (path, NULL, plan, &options, &change, &error));
  g_assert_no_error (error);
}

/* What goes in comes out, to the last byte where there was nothing before. */
static void
test_there_and_back (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gls-test-edit-XXXXXX", NULL);
  g_autofree char *path = make_file (folder);
  const ChangePlan write = { .tags = tags, .genre = genres };
  const ChangePlan undo = { .undo = TRUE };
  g_auto (Change) change = { 0 };
  FileState before, after;

  apply (path, &write);
  g_assert_true (edit_look (path, &before, &change, NULL));
  assert_is (change.before, METADATA_TAGS, tags);
  assert_is (change.before, METADATA_GENRE, genres);
  apply (path, &write);
  g_assert_true (file_state_read (path, &after, NULL));
  g_assert_true (file_state_is_same (&before, &after));
  apply (path, &undo);
  assert_untouched (path);
  scratch_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/overlay/is-what-it-stands-for",
      test_overlay_is_what_it_stands_for);
  g_test_add_func ("/overlay/keeps", test_overlay_keeps);
  g_test_add_func ("/overlay/notices-shrinking",
      test_overlay_notices_shrinking);
  g_test_add_func ("/ogg/pages-have-other-numbers",
      test_pages_have_other_numbers);
  g_test_add_func ("/change/values-stay", test_values_stay);
  g_test_add_func ("/change/genre-stays-for-none", test_genre_stays_for_none);
  g_test_add_func ("/change/undo-leads-back-to-the-start",
      test_undo_leads_back_to_the_start);
  g_test_add_func ("/change/undo-leaves-what-is-not-ours",
      test_undo_leaves_what_is_not_ours);
  g_test_add_func ("/edit/changed-files-are-refused",
      test_changed_files_are_refused);
  g_test_add_func ("/edit/there-and-back", test_there_and_back);
  return g_test_run ();
}
