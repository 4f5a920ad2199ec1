/* What stands between a manifest and the network: rows, splits, problems, the
 * cache of features.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <fcntl.h>
#include <glib.h>
#include <math.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "data/cache.h"
#include "data/cachefolder.h"
#include "data/manifest.h"
#include "data/split.h"
#include "gls.h"
#include "scratch.h"
#include "textfile.h"

static char *folder;

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static char *
write_file (const char *name, const char *text, gssize n)
{
  char *path = in_folder (name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, n, &error);
  g_assert_no_error (error);
  return path;
}

/* --- manifest --- */

static void
test_manifest_reads_rows (void)
{
  g_autofree char *path = write_file ("m.csv",
      "\xEF\xBB\xBFlow,path,split,start_s,\"high, bright\",end_s\r\n"
      "0.25,a b.ogg,valid,1.5,1,3\r\n"
      "1,\"x,\"\"y\"\".ogg\",,,0.5,\r\n"
      "0,/abs/z.ogg,test,0,0,2\r\n"
      "0,http://radio/z,train,0,0,2\r\n",
      -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (Problems) problems = problems_new ();
  g_autoptr (Manifest) m = manifest_load (path, NULL, problems, &error);
  g_autofree char *first = in_folder ("a b.ogg");
  g_autofree char *second = in_folder ("x,\"y\".ogg");
  const ManifestRow *row;

  g_assert_no_error (error);
  g_assert_cmpuint (problems_get_n (problems), ==, 0);
  g_assert_true (m->has_splits);
  g_assert_cmpuint (m->n_labels, ==, 2);
  g_assert_cmpstr (m->labels[0], ==, "low");
  g_assert_cmpstr (m->labels[1], ==, "high, bright");
  g_assert_cmpuint (m->rows->len, ==, 4);
  g_assert_cmpuint (m->n_bad, ==, 0);
  row = m->rows->pdata[0];
  g_assert_cmpstr (row->path, ==, first);
  g_assert_cmpstr (row->split, ==, "valid");
  g_assert_cmpfloat (row->start_s, ==, 1.5);
  g_assert_cmpfloat (row->end_s, ==, 3);
  g_assert_cmpfloat (row->targets[0], ==, 0.25f);
  g_assert_cmpfloat (row->targets[1], ==, 1);
  row = m->rows->pdata[1];
  g_assert_cmpstr (row->path, ==, second);
  g_assert_cmpstr (row->split, ==, "train");
  g_assert_cmpfloat (row->start_s, ==, 0);
  g_assert_true (isinf (row->end_s));
  g_assert_cmpuint (row->line, ==, 3);
  row = m->rows->pdata[2];
  g_assert_cmpstr (row->path, ==, "/abs/z.ogg");
  g_assert_cmpstr (row->split, ==, "test");
  row = m->rows->pdata[3];
  g_assert_cmpstr (row->path, ==, "http://radio/z");
}

/* A label that is not filled in is one that nobody knows. */
static void
test_manifest_of_unknown (void)
{
  g_autofree char *path = write_file ("u.csv", "path,a,b\nx,,1\ny,0,\n", -1);
  g_autoptr (Problems) problems = problems_new ();
  g_autoptr (Manifest) m = manifest_load (path, NULL, problems, NULL);

  g_assert_cmpuint (problems_get_n (problems), ==, 0);
  g_assert_true (isnan (manifest_get_row (m, 0)->targets[0]));
  g_assert_cmpfloat (manifest_get_row (m, 0)->targets[1], ==, 1);
  g_assert_cmpfloat (manifest_get_row (m, 1)->targets[0], ==, 0);
  g_assert_true (isnan (manifest_get_row (m, 1)->targets[1]));
}

/* Names may start from another folder than the manifest's. */
static void
test_manifest_of_audio_elsewhere (void)
{
  g_autofree char *path = write_file ("e.csv", "path,a\nx,1\n/y,0\n", -1);
  g_autoptr (Problems) problems = problems_new ();
  g_autoptr (Manifest) m = manifest_load (path, "there", problems, NULL);

  g_assert_cmpstr (manifest_get_row (m, 0)->path, ==, "there/x");
  g_assert_cmpstr (manifest_get_row (m, 1)->path, ==, "/y");
}

static void
test_manifest_keeps_labels (void)
{
  g_autofree char *path =
      write_file ("k.csv", "path,a,b,c\nx,0.1,0.2,0.3\ny,1,0,1\n", -1);
  g_autoptr (Problems) problems = problems_new ();
  g_autoptr (Manifest) m = manifest_load (path, NULL, problems, NULL);
  static const gboolean keep[] = { TRUE, FALSE, TRUE };

  manifest_keep_labels (m, keep);
  g_assert_cmpuint (m->n_labels, ==, 2);
  g_assert_cmpstr (m->labels[1], ==, "c");
  g_assert_null (m->labels[2]);
  g_assert_cmpfloat (((ManifestRow *) m->rows->pdata[0])->targets[1], ==, 0.3f);
}

/* A number that is none, or that no row can have, is named and leaves out its
 * row, and no other. */
static void
test_manifest_numbers (void)
{
  static const char *const bad_times[] = { "1e300", "1e18", "1000001", "-1",
    "-1e-9", "nan", "inf", "-inf", "1,5", "1 ", "0x", "1e", "one" };
  static const char *const bad_targets[] = { "1.0000001", "-0.1", "nan", "inf",
    " ", "1e300", "yes" };
  g_autoptr (GString) text = g_string_new ("path,start_s,end_s,a\n");
  g_autoptr (Problems) problems = problems_new ();
  g_autoptr (GPtrArray) taken = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (Manifest) m = NULL;
  g_autofree char *path = NULL;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (bad_times); i++, n += 2)
    g_string_append_printf (text, "x,\"%s\",,1\nx,0,\"%s\",1\n", bad_times[i],
        bad_times[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bad_targets); i++, n++)
    g_string_append_printf (text, "x,,,%s\n", bad_targets[i]);
  g_string_append (text, "x,0,0,1\nx,2,1,1\nx,0,1000000,1\nx,0,0x10,1e-300\n");
  n += 2;
  path = write_file ("numbers.csv", text->str, -1);
  m = manifest_load (path, NULL, problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (m->rows->len, ==, 2);
  g_assert_cmpuint (m->n_bad, ==, n);
  g_assert_cmpuint (problems_get_n (problems), ==, n);
  taken = problems_take (problems);
  for (guint i = 0; i < n; i++) {
    const Problem *problem = taken->pdata[i];

    g_assert_cmpuint (problem->line, ==, i + 2);
    g_assert_cmpstr (problem->subject, ==, path);
    g_assert_true (g_str_has_prefix (problem->sentence, "line "));
  }
}

/* A column that occurs twice would hide one of the two. */
static void
test_manifest_columns (void)
{
  static const char *const heads[] = { "path,path,a", "path,end_s,a,end_s",
    "a,b", "path", "path,a,a", "path," };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++) {
    g_autofree char *text = g_strconcat (heads[i], "\nx,1,1,1\n", NULL);
    g_autofree char *path = write_file ("columns.csv", text, -1);
    g_autoptr (Problems) problems = problems_new ();
    g_autoptr (GError) error = NULL;

    g_assert_null (manifest_load (path, NULL, problems, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
  }
}

/* --- text files --- */

/* A character that two pieces share is whole; one that is torn by the end of
 * the file, and a zero byte anywhere, are no text. */
static void
test_text_in_pieces (void)
{
  static const gsize lengths[] = { 0, 1, 65533, 65534, 65535, 65536, 65537,
    131071 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *path = NULL, *read = NULL, *torn = NULL, *zero = NULL;
    g_autoptr (GError) error = NULL;
    gsize n;

    for (gsize k = 0; k < lengths[i]; k++)
      g_string_append_c (text, 'a');
    g_string_append (text, "\xF0\x9F\x8E\xB5");
    path = write_file ("text", text->str, (gssize) text->len);
    read = gls_textfile_read (path, 1 << 20, &n, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (n, ==, text->len);
    g_assert_cmpstr (read, ==, text->str);
    torn = write_file ("torn", text->str, (gssize) text->len - 1);
    g_assert_null (gls_textfile_read (torn, 1 << 20, &n, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
    g_clear_error (&error);
    zero = write_file ("zero", text->str, (gssize) text->len + 1);
    g_assert_null (gls_textfile_read (zero, 1 << 20, &n, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
  }
}

/* What never ends is not read for ever, and what is too large not whole. */
static void
test_text_without_end (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_file ("much", "12345", -1);
  gsize n;

  g_assert_null (gls_textfile_read ("/dev/zero", G_MAXSIZE, &n, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
  g_clear_error (&error);
  g_assert_null (gls_textfile_read (path, 4, &n, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
  g_clear_error (&error);
  g_assert_null (gls_textfile_read (folder, 4, &n, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
}

/* --- splits --- */

static void
check_split (const Manifest *m, const char *name, const char *meant,
    const char *rows)
{
  g_autoptr (GError) error = NULL;
  const char *chosen;
  g_autofree gboolean *wanted = split_choose (m, name, &chosen, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (chosen, ==, meant);
  for (guint i = 0; i < m->rows->len; i++)
    g_assert_cmpint (wanted[i], ==, rows[i] == 'x');
}

/* A split is any name; an unknown one says which there are. */
static void
test_splits (void)
{
  g_autofree char *path = write_file ("s.csv",
      "path,split,a\nx,train,1\nx,valid,1\nx,fold 3,1\nx,,1\n", -1);
  g_autofree char *plain = write_file ("p.csv", "path,a\nx,1\ny,0\n", -1);
  g_autoptr (Problems) problems = problems_new ();
  g_autoptr (Manifest) m = manifest_load (path, NULL, problems, NULL);
  g_autoptr (Manifest) p = manifest_load (plain, NULL, problems, NULL);
  g_autoptr (GError) error = NULL;
  const char *chosen;

  check_split (m, NULL, "valid", " x  ");
  check_split (m, "train", "train", "x  x");
  check_split (m, "fold 3", "fold 3", "  x ");
  check_split (m, "all", "all", "xxxx");
  check_split (p, NULL, "all", "xx");
  g_assert_null (split_choose (m, "fold", &chosen, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "“train”, “valid”, “fold 3”"));
}

/* --- problems --- */

static gpointer
add_many (gpointer data)
{
  for (size_t line = 0; line < 100; line++)
    problems_add (data, "x", 99 - line, "%zu", line);
  return NULL;
}

/* In order of lines, whoever adds, and each once. */
static void
test_problems (void)
{
  g_autoptr (Problems) problems = problems_new ();
  GThread *threads[4];
  g_autoptr (GPtrArray) taken = NULL, rest = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("adding", add_many, problems);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  taken = problems_take (problems);
  g_assert_cmpuint (taken->len, ==, 400);
  for (guint i = 0; i < taken->len; i++)
    g_assert_cmpuint (((Problem *) taken->pdata[i])->line, ==, i / 4);
  problems_add (problems, "x", 7, "one more");
  rest = problems_take (problems);
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_cmpuint (problems_get_n (problems), ==, 401);
}

/* --- cache --- */

static void
test_cache_gives_back (void)
{
  static const float frames[] = { 1, 2, 3, 4, 5, 6 };
  static const char *const front_end[] = { "a=1", "b=2", NULL };
  static const char *const other[] = { "a=1b=2", NULL };
  g_autofree char *cache = in_folder ("cache");
  g_autofree char *audio = write_file ("audio", "sound", -1);
  g_autofree char *key = cache_key (audio, "0 10", front_end);
  g_autofree char *again = cache_key (audio, "0 10", front_end);
  g_autofree char *elsewhere = cache_key (audio, "0 11", front_end);
  g_autofree char *otherwise = cache_key (audio, "0 10", other);
  g_autofree char *changed = NULL;
  g_autoptr (GError) error = NULL;
  CacheEntry entry;

  g_assert_cmpstr (key, ==, again);
  g_assert_cmpstr (key, !=, elsewhere);
  g_assert_cmpstr (key, !=, otherwise);
  g_assert_cmpint (cache_open (cache, key, 3, &entry), ==, CACHE_ABSENT);
  g_assert_true (cache_store (cache, key, frames, 2, 3, 5, "a=1", &error));
  g_assert_no_error (error);
  g_assert_cmpint (cache_open (cache, key, 3, &entry), ==, CACHE_WHOLE);
  g_assert_cmpuint (entry.n_frames, ==, 2);
  g_assert_cmpuint (entry.n_samples, ==, 5);
  g_assert_cmpmem (entry.frames, sizeof frames, frames, sizeof frames);
  cache_entry_clear (&entry);
  /* Frames of another size are no answer. */
  g_assert_cmpint (cache_open (cache, key, 2, &entry), ==, CACHE_DAMAGED);
  /* A file that has changed is another file. */
  g_free (write_file ("audio", "other sound", -1));
  changed = cache_key (audio, "0 10", front_end);
  g_assert_cmpstr (key, !=, changed);
}

static void
test_cache_says_where_it_fails (void)
{
  static const float frames[] = { 1 };
  g_autofree char *file = write_file ("file", "", 0);
  g_autofree char *cache = g_build_filename (file, "below", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (cache_store (cache, "0123456789", frames, 1, 1, 1, "",
      &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, cache));
}

/* A byte that has changed anywhere in an entry makes it none. */
static void
test_cache_notices_damage (void)
{
  static const float frames[] = { 1, 2, 3, 4 };
  const char *key = "0123456789";
  g_autofree char *cache = in_folder ("damaged");
  g_autofree char *path = g_build_filename (cache, "01", "23456789", NULL);
  g_autofree char *bytes = NULL;
  gsize n;
  CacheEntry entry;

  g_assert_true (cache_store (cache, key, frames, 2, 2, 9, "a=1 b=2", NULL));
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  for (gsize i = 0; i < n; i++) {
    bytes[i] ^= 1;
    g_assert_true (g_file_set_contents (path, bytes, (gssize) n, NULL));
    bytes[i] ^= 1;
    g_assert_cmpint (cache_open (cache, key, 2, &entry), ==, CACHE_DAMAGED);
  }
  for (gsize shorter = 0; shorter < n; shorter++) {
    g_assert_true (g_file_set_contents (path, bytes, (gssize) shorter, NULL));
    g_assert_cmpint (cache_open (cache, key, 2, &entry), ==, CACHE_DAMAGED);
  }
}

static void
touch (const char *cache, const char *shard, const char *name)
{
  g_autofree char *below = g_build_filename (cache, shard, NULL);
  g_autofree char *path = g_build_filename (below, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (below, 0777), ==, 0);
  g_assert_true (g_file_set_contents (path, "12345", 5, NULL));
}

/* origins: of the groups, the largest first, each ended by “;” */
static void
check_use (const char *cache, size_t n_files, guint64 n_bytes,
    const char *origins)
{
  g_autoptr (GPtrArray) groups = NULL;
  g_autoptr (GString) seen = g_string_new (NULL);
  size_t files = 0;
  guint64 bytes = 0;

  g_assert_true (cachefolder_measure (cache, &groups, NULL));
  for (guint i = 0; i < groups->len; i++) {
    const CacheGroup *group = groups->pdata[i];

    files += group->use.n_files;
    bytes += group->use.n_bytes;
    g_string_append_printf (seen, "%s;", group->origin);
  }
  g_assert_cmpuint (files, ==, n_files);
  g_assert_cmpuint (bytes, ==, n_bytes);
  g_assert_cmpstr (seen->str, ==, origins);
}

/* What a run that was killed has left goes too; what is not the cache's own
 * stays. */
static void
test_cache_empties (void)
{
  g_autofree char *cache = in_folder ("to-be-emptied");
  g_autofree char *key =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, "x", 1);
  g_autofree char *shard = g_strndup (key, 2);
  g_autofree char *left = g_strconcat (key + 2, ".A1B2C3", NULL);
  g_autofree char *below = g_build_filename (cache, shard, NULL);
  g_autofree char *mine = g_build_filename (below, "notes.txt", NULL);
  g_autofree char *other = g_build_filename (cache, "zz", key + 2, NULL);
  const float frame = 1;
  CacheUse use;

  check_use (cache, 0, 0, "");
  g_assert_true (cache_store (cache, key, &frame, 1, 1, 1, "a=1", NULL));
  touch (cache, shard, left);
  touch (cache, shard, "notes.txt");
  touch (cache, "zz", key + 2);
  check_use (cache, 2, 64 + 4 + 3 + 5, "a=1;;");
  g_assert_true (cachefolder_empty (cache, &use, NULL));
  g_assert_cmpuint (use.n_files, ==, 2);
  g_assert_true (g_file_test (mine, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  check_use (cache, 0, 0, "");
}

/* Entries name what made them; those that were of no use for longest go first,
 * and no more of them than must. */
static void
test_cache_shrinks (void)
{
  const float frames[4] = { 1, 2, 3, 4 };
  const guint64 size = 64 + sizeof frames + 3;
  g_autofree char *cache = in_folder ("to-be-shrunk");
  char *keys[4];
  CacheUse removed;
  CacheEntry entry;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    const char byte = (char) i;
    g_autofree char *path = NULL;

    keys[i] = g_compute_checksum_for_string (G_CHECKSUM_SHA256, &byte, 1);
    g_assert_true (cache_store (cache, keys[i], frames, 2, 2, 9,
        i < 3 ? "a=1" : "b=2", NULL));
    path = g_strdup_printf ("%s/%.2s/%s", cache, keys[i], keys[i] + 2);
    /* Seconds since 1970: the first one is the oldest. */
    g_assert_cmpint (utimensat (AT_FDCWD, path,
                         (struct timespec[]){
                             { .tv_sec = 1000 + i }, { .tv_sec = 2000 - i } },
                         0),
        ==, 0);
  }
  check_use (cache, 4, 4 * size, "a=1;b=2;");
  cache_touch (cache, keys[0]);
  g_assert_true (cachefolder_shrink (cache, 4 * size, &removed, NULL));
  g_assert_cmpuint (removed.n_files, ==, 0);
  g_assert_true (cachefolder_shrink (cache, 3 * size - 1, &removed, NULL));
  g_assert_cmpuint (removed.n_files, ==, 2);
  g_assert_cmpuint (removed.n_bytes, ==, 2 * size);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_assert_cmpint (cache_open (cache, keys[i], 2, &entry), ==,
        i == 0 || i == 3 ? CACHE_WHOLE : CACHE_ABSENT);
    cache_entry_clear (&entry);
  }
  g_assert_true (cachefolder_shrink (cache, 0, &removed, NULL));
  check_use (cache, 0, 0, "");
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_free (keys[i]);
}

/* Entries that earlier versions wrote have no last line, and are as good. */
static void
test_cache_of_before (void)
{
  static const float frames[] = { 1, 2, 3, 4 };
  g_autofree char *cache = in_folder ("of-before");
  g_autofree char *path = g_build_filename (cache, "01", "23456789", NULL);
  CacheEntry entry;

  g_assert_true (cache_store (cache, "0123456789", frames, 2, 2, 9, "", NULL));
  g_assert_null (cache_read_origin (path));
  g_assert_cmpint (cache_open (cache, "0123456789", 2, &entry), ==,
      CACHE_WHOLE);
  g_assert_cmpmem (entry.frames, sizeof frames, frames, sizeof frames);
  cache_entry_clear (&entry);
}

/* A run that is at work holds a lock on what it writes. */
static void
test_cache_tidies (void)
{
  g_autofree char *cache = in_folder ("to-be-tidied");
  g_autofree char *key =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, "x", 1);
  g_autofree char *shard = g_strndup (key, 2);
  g_autofree char *name = g_strconcat (".", key + 2, ".part", NULL);
  g_autofree char *path = g_build_filename (cache, shard, name, NULL);
  int held;

  touch (cache, shard, name);
  check_use (cache, 1, 5, ";");
  held = g_open (path, O_WRONLY, 0);
  g_assert_cmpint (flock (held, LOCK_EX), ==, 0);
  cachefolder_tidy (cache);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  close (held);
  cachefolder_tidy (cache);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("glissando-data-XXXXXX", NULL);
  g_test_add_func ("/manifest/rows", test_manifest_reads_rows);
  g_test_add_func ("/manifest/unknown", test_manifest_of_unknown);
  g_test_add_func ("/manifest/audio", test_manifest_of_audio_elsewhere);
  g_test_add_func ("/manifest/keep", test_manifest_keeps_labels);
  g_test_add_func ("/manifest/numbers", test_manifest_numbers);
  g_test_add_func ("/manifest/columns", test_manifest_columns);
  g_test_add_func ("/text/pieces", test_text_in_pieces);
  g_test_add_func ("/text/without-end", test_text_without_end);
  g_test_add_func ("/splits", test_splits);
  g_test_add_func ("/problems", test_problems);
  g_test_add_func ("/cache/round-trip", test_cache_gives_back);
  g_test_add_func ("/cache/failure", test_cache_says_where_it_fails);
  g_test_add_func ("/cache/damage", test_cache_notices_damage);
  g_test_add_func ("/cache/empty", test_cache_empties);
  g_test_add_func ("/cache/shrink", test_cache_shrinks);
  g_test_add_func ("/cache/of-before", test_cache_of_before);
  g_test_add_func ("/cache/tidy", test_cache_tidies);
  status = g_test_run ();
  scratch_remove (folder);
  g_free (folder);
  return status;
}
