/* Shared models: one in memory, whoever asks.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "open-model.h"

#include <string.h>

#include "train/architecture.h"
#include "scratch.h"

#define N_THREADS 8
#define N_ROUNDS 200

static char *folder;

/* Returns: (transfer full): where a small model with the label stands */
static char *
write_model (const char *file, const char *label)
{
  static const char text[] =
      "{\"architecture\":1,\"name\":\"small\",\"front_end\":{},\"frames\":2,"
      "\"layers\":[{\"type\":\"fold\"},{\"type\":\"conv2d\",\"channels\":"
      "\"labels\",\"kernel\":\"all\",\"padding\":\"valid\"},"
      "{\"type\":\"sigmoid\"}]}";
  const char *const labels[] = { label, NULL };
  const size_t shape[] = { 2, 3 };
  char *path = g_build_filename (folder, file, NULL);
  g_autofree char *source = g_build_filename (folder, "small.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsArchitecture) architecture = NULL;
  g_autoptr (GlsModel) model = NULL;

  g_file_set_contents (source, text, -1, &error);
  g_assert_no_error (error);
  architecture = gls_architecture_load (source, &error);
  g_assert_no_error (error);
  model =
      gls_model_new_from_arch (architecture, NULL, labels, shape, 2, 1, &error);
  g_assert_no_error (error);
  gls_model_save (model, path, GLS_DTYPE_F32, &error);
  g_assert_no_error (error);
  return path;
}

/* No name, the name of what is meant then, and its own mean the same model,
 * which is there once. */
static void
test_default (void)
{
  g_autoptr (GlsModel) model = open_model (NULL);
  g_autoptr (GlsModel) again = open_model (GLS_MODELS_DEFAULT);
  g_autofree char *name = gls_models_resolve (NULL);
  g_autoptr (GlsModel) by_name = open_model (name);
  size_t n_labels;

  g_assert_true (model == again && model == by_name);
  g_assert_cmpstr (gls_model_get_name (model), ==, name);
  gls_model_get_labels (model, &n_labels);
  g_assert_cmpuint (n_labels, >, 1);
}

static void
assert_resolved (const char *name, const char *expected)
{
  g_autofree char *resolved = gls_models_resolve (name);

  g_assert_cmpstr (resolved, ==, expected);
}

/* Alone and in a list; files stay what they are. */
static void
test_resolve (void)
{
  g_autofree char *usual = gls_models_resolve (GLS_MODELS_DEFAULT);
  g_autofree char *list = g_strdup_printf ("techniques,%s,a/default", usual);

  assert_resolved (NULL, usual);
  assert_resolved ("techniques", "techniques");
  assert_resolved ("./default", "./default");
  assert_resolved ("techniques,default,a/default", list);
}

/* Each of the built-in models opens by its name, and who mistakes a name is told
 * which there are. */
static void
test_built_in (void)
{
  g_auto (GStrv) names = gls_models_list_built_in ();
  g_autofree char *usual = gls_models_resolve (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (names[0], ==, usual);
  g_assert_true (g_strv_contains ((const char *const *) names, "techniques"));
  g_assert_null (gls_models_open ("tecniques", &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
  for (char **name = names; *name != NULL; name++) {
    g_autoptr (GlsModel) model = open_model (*name);

    g_assert_cmpstr (gls_model_get_name (model), ==, *name);
    g_assert_nonnull (strstr (error->message, *name));
  }
}

/* A file is the same under all of its names, and may be called as a built-in
 * model is. */
static void
test_file (void)
{
  g_autofree char *path = write_model ("default", "a");
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autoptr (GlsModel) model = open_model (path);
  g_autoptr (GlsModel) built_in = open_model ("default");
  g_autoptr (GlsModel) linked = NULL;

  g_assert_cmpint (symlink (path, link), ==, 0);
  linked = open_model (link);
  g_assert_true (model == linked);
  g_assert_true (model != built_in);
}

/* Who holds the old model keeps it; who opens the name gets the new one. */
static void
test_replaced (void)
{
  g_autofree char *path = write_model ("replaced.safetensors", "before");
  g_autoptr (GlsModel) before = open_model (path);
  g_autofree char *same = write_model ("replaced.safetensors", "after");
  g_autoptr (GlsModel) after = open_model (same);

  g_assert_cmpstr (gls_model_get_labels (before, NULL)[0], ==, "before");
  g_assert_cmpstr (gls_model_get_labels (after, NULL)[0], ==, "after");
}

/* A failure leaves nothing behind: the next try succeeds. */
static void
test_failure (void)
{
  g_autofree char *path = g_build_filename (folder, "late", NULL);
  g_autofree char *written = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = NULL;

  g_assert_null (gls_models_open (path, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
  written = write_model ("late", "a");
  model = open_model (path);
}

static gpointer
open_and_release (gpointer path)
{
  for (int i = 0; i < N_ROUNDS; i++) {
    g_autoptr (GlsModel) model = open_model (path);
    g_autoptr (GlsModel) again = open_model (path);

    g_assert_true (model == again);
    g_assert_cmpstr (gls_model_get_labels (model, NULL)[0], ==, "a");
  }
  return NULL;
}

/* Last references go while others look the model up. */
static void
test_threads (void)
{
  g_autofree char *path = write_model ("threads.safetensors", "a");
  GThread *threads[N_THREADS];

  for (int i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("open", open_and_release, path);
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("gls-test-models-XXXXXX", NULL);
  g_test_add_func ("/models/default", test_default);
  g_test_add_func ("/models/resolve", test_resolve);
  g_test_add_func ("/models/built-in", test_built_in);
  g_test_add_func ("/models/file", test_file);
  g_test_add_func ("/models/replaced", test_replaced);
  g_test_add_func ("/models/failure", test_failure);
  g_test_add_func ("/models/threads", test_threads);
  status = g_test_run ();
  scratch_remove (folder);
  g_free (folder);
  return status;
}
