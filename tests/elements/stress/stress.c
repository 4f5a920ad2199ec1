/* Things done to pipelines at random, thousands of them: states, seeks, caps,
 * properties, models, branches that come and go, damage to the stream. What is
 * done depends on a seed alone; how it meets the threads, on chance.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     stress [--seed N] [--seconds S] [--operations N]
 *
 * Without options as GLISSANDO_STRESS_SEED and GLISSANDO_STRESS_SECONDS say, or
 * for a few seconds, from seed 1. Each pipeline must stay alive: every
 * now and then it is asked to play a file from start to end. An error that
 * nobody made, a leak of a pipeline, and a standstill are failures.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "operations.h"
#include "support.h"

/* No operation takes longer, even under a sanitizer on a busy machine. */
#define STANDSTILL_S 120
#define N_REMEMBERED 16

typedef struct
{
  gint64 seed, seconds, n_operations;
} Options;

static Options options = { -1, -1, -1 };

/* What is being done, for whoever must say where it stood still or fell. */
static struct
{
  const char *names[N_REMEMBERED];
  gint n;
} doing;

static void
say_where (void)
{
  gint n = g_atomic_int_get (&doing.n);

  fprintf (stderr,
      "stress: seed %" G_GINT64_FORMAT ", operation %d, after:", options.seed,
      n);
  for (gint i = MAX (n - N_REMEMBERED, 0); i < n; i++)
    fprintf (stderr, "%s %s", i > MAX (n - N_REMEMBERED, 0) ? "," : "",
        doing.names[i % N_REMEMBERED]);
  fprintf (stderr, "\n");
}

static void
fall (int number)
{
  say_where ();
  signal (SIGABRT, SIG_DFL);
  abort ();
}

/* The watchdog: aborts when the same operation goes on for too long. */
static gpointer
watch_over (gpointer data)
{
  gint before = -1;

  for (guint still = 0;; still++) {
    gint now = g_atomic_int_get (&doing.n);

    if (now != before)
      still = 0;
    before = now;
    if (still > STANDSTILL_S) {
      fprintf (stderr, "stress: a standstill.\n");
      abort ();
    }
    g_usleep (G_USEC_PER_SEC);
  }
  return NULL;
}

static void
perform (World *world, const Operation *operation)
{
  doing.names[doing.n % N_REMEMBERED] = operation->name;
  g_atomic_int_inc (&doing.n);
  operation->act (world);
  world_hear (world);
}

/* What GStreamer (1.22) says of itself, and goes on. */
static const struct
{
  const char *domain, *message;
} faults_of_others[] = {
  /* A pad is linked while another thread changes states, as decodebin's is. */
  { "GStreamer", "loop detected in the graph of bin" },
  /* A branch comes while a flush has taken the events away from tee. Only of its
   * pads is that forgiven. */
  { "GStreamer", "gst_pad_push_data:<tee:src_" },
  /* An end of stream meets wavparse as it stops. */
  { "GStreamer-Base", "gst_adapter_available: assertion" },
};

static gboolean
is_fatal (const char *domain, GLogLevelFlags level, const char *message,
    gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults_of_others); i++)
    if (g_strcmp0 (domain, faults_of_others[i].domain) == 0
        && strstr (message, faults_of_others[i].message) != NULL)
      return FALSE;
  return TRUE;
}

/* Not as the test would say what it ends of. */
static void
hear_log (const char *domain, GLogLevelFlags level, const char *message,
    gpointer data)
{
  if (is_fatal (domain, level, message, data))
    g_log_default_handler (domain, level, message, data);
  else
    g_test_message ("%s: %s", domain, message);
}

static void
forgive_others (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults_of_others); i++)
    g_log_set_handler (faults_of_others[i].domain,
        G_LOG_LEVEL_MASK | G_LOG_FLAG_FATAL, hear_log, NULL);
  g_test_log_set_fatal_handler (is_fatal, NULL);
}

static void
test_stress (void)
{
  World world = { 0 };
  gint64 end = g_get_monotonic_time () + options.seconds * G_USEC_PER_SEC;
  guint n_settled = 0;

  forgive_others ();
  world_init (&world, (guint32) options.seed);
  world_build (&world);
  while (g_get_monotonic_time () < end
      && (options.n_operations < 0 || doing.n < options.n_operations)) {
    perform (&world, operation_pick (&world));
    if (!world.is_file || world_pick (&world, 0, 60) != 0)
      continue;
    perform (&world, &operation_settle);
    n_settled++;
  }
  world_tear_down (&world);
  world_clear (&world);
  g_test_message ("%d operations, %u files heard to their end", doing.n,
      n_settled);
}

static void
add_tests (void)
{
  g_test_add_func ("/stress", test_stress);
}

static void
read_environment (const char *name, gint64 *value, gint64 otherwise)
{
  const char *text = g_getenv (name);

  if (*value < 0)
    *value = text ? g_ascii_strtoll (text, NULL, 10) : otherwise;
}

static void
read_options (int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options.seed, "of what is done", "N" },
    { "seconds", 0, 0, G_OPTION_ARG_INT64, &options.seconds, "how long", "S" },
    { "operations", 0, 0, G_OPTION_ARG_INT64, &options.n_operations,
        "at most so many", "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_ignore_unknown_options (context, TRUE);
  if (!g_option_context_parse (context, argc, argv, &error))
    g_error ("%s", error->message);
  read_environment ("GLISSANDO_STRESS_SEED", &options.seed, 1);
  read_environment ("GLISSANDO_STRESS_SECONDS", &options.seconds, 5);
}

int
main (int argc, char **argv)
{
  read_options (&argc, &argv);
  printf ("# seed %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " s\n", options.seed,
      options.seconds);
  fflush (stdout);
  signal (SIGABRT, fall);
  signal (SIGTRAP, fall);
  signal (SIGSEGV, fall);
  g_thread_unref (g_thread_new ("watchdog", watch_over, NULL));
  return test_main (argc, argv, add_tests);
}
