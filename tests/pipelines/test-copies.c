/* What changed copies of rows are, and what labels they have.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "data/cache.h"
#include "data/copies.h"
#include "gls.h"

#define N_LABELS 2

static void
add_row (Manifest *manifest, const char *path, double start_s, double end_s,
    const char *split, float first, float second)
{
  ManifestRow *row = g_new0 (ManifestRow, 1);

  row->line = manifest->rows->len + 2;
  row->name = g_strdup (path);
  row->path = g_strdup (path);
  row->start_s = start_s;
  row->end_s = end_s;
  row->split = g_strdup (split);
  row->targets = g_new (float, N_LABELS);
  row->targets[0] = first;
  row->targets[1] = second;
  g_ptr_array_add (manifest->rows, row);
}

/* Windows of three clips on one grid, one more of another, whose windows lie
 * elsewhere, and one row to choose by. */
static Manifest *
make_manifest (void)
{
  Manifest *manifest = manifest_new_empty ();

  manifest->n_labels = N_LABELS;
  for (int i = 0; i < 4; i++) {
    add_row (manifest, "/a", i, i + 1, "train", 0.1f * (float) i, 0);
    add_row (manifest, "/b", i, i + 1, "train", 0.25f, NAN);
    add_row (manifest, "/c", i, i + 1, "train", 0.05f, 1);
  }
  add_row (manifest, "/d", 2.5, 4.5, "train", 0.5f, 0.5f);
  add_row (manifest, "/e", 0, 1, "valid", 0.5f, 0.5f);
  return manifest;
}

static CopiesOptions
some (guint n)
{
  CopiesOptions options;

  copies_options_init (&options);
  options.n = n;
  options.seed = 3;
  return options;
}

/* Returns: (transfer full) (nullable): the value of a step, as text */
static char *
value_of (const ManifestRow *row, const char *step)
{
  g_autofree char *text = disturbance_to_text (row->disturbance);
  g_autofree char *name = g_strconcat (" ", step, "=", NULL);
  const char *at = strstr (text, name);

  if (at == NULL)
    return NULL;
  at += strlen (name);
  return g_strndup (at, strcspn (at, " "));
}

static double
number_of (const ManifestRow *row, const char *step)
{
  g_autofree char *value = value_of (row, step);

  g_assert_nonnull (value);
  return g_ascii_strtod (value, NULL);
}

/* Each row to train on has its copies, and no other row; they are behind all
 * rows, and those are as they were. */
static void
test_rows (void)
{
  g_autoptr (Manifest) manifest = make_manifest ();
  CopiesOptions options = some (3);
  const guint n = manifest->rows->len;
  guint count[14] = { 0 };

  options.gain = 6;
  copies_add (manifest, "train", &options);
  g_assert_cmpuint (manifest->rows->len, ==, n + 3 * (n - 1));
  for (guint i = 0; i < manifest->rows->len; i++) {
    const ManifestRow *row = manifest_get_row (manifest, i);

    g_assert_true ((row->original != NULL) == (i >= n));
    g_assert_true ((row->disturbance != NULL) == (i >= n));
    if (i < n)
      continue;
    g_assert_cmpstr (row->path, ==, row->original->path);
    g_assert_cmpstr (row->split, ==, "train");
    g_assert_cmpfloat (row->start_s, ==, row->original->start_s);
    g_assert_cmpmem (row->targets, sizeof (float[N_LABELS]),
        row->original->targets, sizeof (float[N_LABELS]));
    count[row->original->line - 2]++;
  }
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (count[i], ==, i < n - 1 ? 3 : 0);
}

/* Amounts are in their range and use all of it; rows of a file share them, and
 * neither copies nor files do. */
static void
test_amounts (void)
{
  g_autoptr (Manifest) manifest = make_manifest ();
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  CopiesOptions options = some (100);
  double low = INFINITY, high = -INFINITY;

  options.gain = 6;
  options.noise = 10;
  options.pitch = 2;
  options.tempo = 1.25;
  copies_add (manifest, "train", &options);
  for (guint i = 14; i < manifest->rows->len; i++) {
    const ManifestRow *row = manifest_get_row (manifest, i);
    double gain = number_of (row, "gain"), noise = number_of (row, "noise");
    double pitch = number_of (row, "pitch"), tempo = number_of (row, "tempo");

    g_assert_true (gain >= -6 && gain <= 6);
    g_assert_true (noise >= 10 && noise <= 40);
    g_assert_true (pitch >= -2 && pitch <= 2);
    g_assert_true (tempo >= 0.8 && tempo <= 1.25);
    g_assert_cmpfloat (disturbance_get_tempo (row->disturbance), ==, tempo);
    low = MIN (low, tempo);
    high = MAX (high, tempo);
    g_hash_table_add (seen, disturbance_to_text (row->disturbance));
  }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 4 * 100);
  g_assert_cmpfloat (low, <, 0.81);
  g_assert_cmpfloat (high, >, 1.24);
}

/* Returns: (nullable): the row that is heard with a copy: that of the file which
 * its text names, in the same place if there is one */
static const ManifestRow *
partner_of (const Manifest *manifest, const ManifestRow *copy)
{
  static const char *const nothing[] = { NULL };
  g_autofree char *text = disturbance_to_text (copy->disturbance);
  const ManifestRow *found = NULL;

  for (guint i = 0; i < 13; i++) {
    const ManifestRow *row = manifest_get_row (manifest, i);
    g_autofree char *stamp = cache_key (row->path, "mix", nothing);

    if (strstr (text, stamp) != NULL
        && (found == NULL || row->start_s == copy->start_s))
      found = row;
  }
  return found;
}

static void
check_target (float mixed, float mine, float other)
{
  if (isnan (mine) || isnan (other))
    g_assert_true (isnan (mixed));
  else
    g_assert_cmpfloat (mixed, ==, MAX (mine, other));
}

/* A mix has the larger one of both labels, and does not know what one of them
 * does not know; it is with another file, in the same place if that has a row
 * there, so that rows of a file still hear the same. */
static void
test_mix (void)
{
  g_autoptr (Manifest) manifest = make_manifest ();
  CopiesOptions options = some (20);
  guint n_seen[4][4] = { 0 };

  options.mix = 12;
  copies_add (manifest, "train", &options);
  for (guint i = 14; i < manifest->rows->len; i++) {
    const ManifestRow *row = manifest_get_row (manifest, i);
    const ManifestRow *other = partner_of (manifest, row);
    g_autofree char *text = disturbance_to_text (row->disturbance);
    g_autofree char *offset = NULL;

    if (row->path[1] == 'd') { /* no other row is as long */
      g_assert_null (other);
      continue;
    }
    g_assert_true (number_of (row, "mix") >= -12
        && number_of (row, "mix") <= 0);
    g_assert_cmpstr (row->path, !=, other->path);
    for (guint t = 0; t < N_LABELS; t++)
      check_target (row->targets[t], row->original->targets[t],
          other->targets[t]);
    offset = g_strdup_printf (" %g ", other->start_s - row->start_s);
    g_assert_nonnull (strstr (text, offset));
    n_seen[row->path[1] - 'a'][other->path[1] - 'a']++;
  }
  for (guint a = 0; a < 3; a++)
    for (guint b = 0; b < 4; b++)
      g_assert_true ((n_seen[a][b] > 0) == (a != b));
}

static char *
describe (const CopiesOptions *options)
{
  g_autoptr (Manifest) manifest = make_manifest ();
  GString *text = g_string_new (NULL);

  copies_add (manifest, "train", options);
  for (guint i = 14; i < manifest->rows->len; i++) {
    const ManifestRow *row = manifest_get_row (manifest, i);
    g_autofree char *mix = value_of (row, "mix");
    g_autofree char *gain = value_of (row, "gain");

    g_string_append_printf (text, "%s %s %s\n", row->path, mix, gain);
  }
  return g_string_free (text, FALSE);
}

/* All follows from the seed, and what is asked for beside it changes nothing. */
static void
test_seed (void)
{
  CopiesOptions options = some (2);
  g_autofree char *first = NULL, *again = NULL, *more = NULL, *other = NULL;

  options.gain = 6;
  options.mix = 12;
  first = describe (&options);
  again = describe (&options);
  options.noise = 20;
  options.pitch = 1;
  more = describe (&options);
  options.seed = 4;
  other = describe (&options);
  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, ==, more);
  g_assert_cmpstr (first, !=, other);
}

static void
test_options (void)
{
  CopiesOptions options = some (0);
  g_autoptr (GError) error = NULL;

  g_assert_true (copies_options_check (&options, NULL));
  options.gain = 3;
  g_assert_false (copies_options_check (&options, &error));
  g_assert_nonnull (strstr (error->message, "--copies"));
  g_clear_error (&error);
  options.n = 2;
  g_assert_true (copies_options_check (&options, NULL));
  options.gain = 0;
  g_assert_false (copies_options_check (&options, &error));
  g_assert_nonnull (strstr (error->message, "--copy-gain"));
  options.mix = 0;
  g_assert_true (copies_options_check (&options, NULL));
  options.mix = NAN;
  g_assert_false (copies_options_check (&options, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/copies/rows", test_rows);
  g_test_add_func ("/copies/amounts", test_amounts);
  g_test_add_func ("/copies/mix", test_mix);
  g_test_add_func ("/copies/seed", test_seed);
  g_test_add_func ("/copies/options", test_options);
  return g_test_run ();
}
