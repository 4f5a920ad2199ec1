/* The order of what is written, and the line that is in its way.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <poll.h>
#include <pty.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "output/outbox.h"
#include "scratch.h"
#include "terminal/progress.h"

/* --- order --- */

typedef struct
{
  char *folder;
  char *path;
  Outbox *box;
} Fixture;

static const GlsSelection all = { 0 };

static void
open_box (Fixture *f, OutboxOrder order)
{
  g_autoptr (GError) error = NULL;
  GlsTagWriter *writer = gls_tag_writer_new (f->path, GLS_FORMAT_TEXT,
      GLS_TAG_WRITER_AT_END, &error);

  g_assert_no_error (error);
  f->box = outbox_new (writer, &all, order, 4);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("gls-test-outbox-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "tags", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  scratch_remove (f->folder);
  g_free (f->path);
  g_free (f->folder);
}

/* One second of an input that is called by a letter. */
static void
write_second (Fixture *f, size_t input, guint second, gboolean is_live)
{
  static const char *const labels[] = { "t", NULL };
  static const float p[] = { 1 };
  const char name[] = { (char) ('a' + (char) input), '\0' };
  GlsPrediction prediction = { .input = name,
    .start = second,
    .end = second + 1,
    .n_tags = 1,
    .labels = labels,
    .p = p };

  outbox_write (f->box, input, &prediction, is_live);
}

/* Returns: (transfer full): what is written, as “a01b0”: names and seconds */
static char *
close_box (Fixture *f)
{
  GString *brief = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (outbox_close (f->box, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (strlen (*line) == 1)
      g_string_append (brief, *line);
    else if (**line != '\0')
      g_string_append_c (brief, (*line)[6]);
  return g_string_free (brief, FALSE);
}

static void
write_all (Fixture *f, OutboxOrder order, gboolean is_live)
{
  open_box (f, order);
  write_second (f, 2, 0, FALSE);
  write_second (f, 0, 0, FALSE);
  write_second (f, 1, 0, is_live);
  write_second (f, 0, 1, FALSE);
  outbox_done (f->box, 2);
  write_second (f, 1, 1, is_live);
  outbox_done (f->box, 0);
  write_second (f, 1, 2, is_live);
  outbox_done (f->box, 1);
  outbox_done (f->box, 3); /* it had nothing to say */
}

static void
test_at_once (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  write_all (f, OUTBOX_AT_ONCE, FALSE);
  text = close_box (f);
  g_assert_cmpstr (text, ==, "c0a0b0a1b12");
}

/* Each input together, and the first that is done first. */
static void
test_when_done (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  write_all (f, OUTBOX_WHEN_DONE, FALSE);
  text = close_box (f);
  g_assert_cmpstr (text, ==, "c0a01b012");
}

/* A radio station is never done. */
static void
test_live (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  write_all (f, OUTBOX_WHEN_DONE, TRUE);
  text = close_box (f);
  g_assert_cmpstr (text, ==, "b0c0b1a01b2");
}

static void
test_by_input (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  write_all (f, OUTBOX_BY_INPUT, FALSE);
  text = close_box (f);
  g_assert_cmpstr (text, ==, "a01b012c0");
}

/* Nor does anyone wait for it. */
static void
test_live_by_input (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  open_box (f, OUTBOX_BY_INPUT);
  write_second (f, 1, 0, FALSE);
  write_second (f, 2, 0, TRUE);
  write_second (f, 3, 0, FALSE);
  write_second (f, 0, 0, TRUE);
  write_second (f, 1, 1, FALSE);
  write_second (f, 2, 1, TRUE);
  outbox_done (f->box, 1);
  write_second (f, 0, 1, TRUE);
  text = close_box (f);
  g_assert_cmpstr (text, ==, "c0b0a0b1c1d0a1");
}

/* Whoever found out that it has an end after all has been told already. */
static void
test_live_once (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  open_box (f, OUTBOX_BY_INPUT);
  write_second (f, 0, 0, TRUE);
  write_second (f, 0, 1, FALSE);
  outbox_done (f->box, 0);
  write_second (f, 1, 0, FALSE);
  outbox_done (f->box, 1);
  text = close_box (f);
  g_assert_cmpstr (text, ==, "a01b0");
}

/* What is dropped is not written, and nobody waits for it. */
static void
test_dropped (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  open_box (f, GPOINTER_TO_UINT (data));
  write_second (f, 1, 0, FALSE);
  write_second (f, 2, 0, FALSE);
  write_second (f, 1, 1, FALSE);
  outbox_drop (f->box, 0);
  outbox_drop (f->box, 2);
  outbox_done (f->box, 1);
  text = close_box (f);
  g_assert_cmpstr (text, ==, "b01");
}

/* What is live can be read along, titles and all, in the place of what stood
 * there. */
static void
test_read_along (Fixture *f, gconstpointer data)
{
  GlsPrediction heading = { .input = "a", .title = "T", .moment_us = 1 };
  g_autofree char *text = NULL, *old = NULL;

  g_setenv ("TZ", "UTC", TRUE);
  g_assert_true (g_file_set_contents (f->path, "old", -1, NULL));
  open_box (f, OUTBOX_WHEN_DONE);
  write_second (f, 1, 0, FALSE);
  g_assert_true (g_file_get_contents (f->path, &old, NULL, NULL));
  g_assert_cmpstr (old, ==, "old");
  outbox_write_title (f->box, 0, &heading);
  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "a\n1970-01-01\n00:00:00            ♪ T\n");
  g_free (text);
  text = close_box (f);
  g_assert_nonnull (strstr (text, "b0"));
}

/* Whoever stops before the turn of an input does not lose what it said. */
static void
test_rest (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  open_box (f, OUTBOX_BY_INPUT);
  write_second (f, 1, 0, FALSE);
  write_second (f, 0, 0, FALSE);
  outbox_done (f->box, 1);
  text = close_box (f);
  g_assert_cmpstr (text, ==, "a0b0");
}

/* Nothing new, nothing replaced. */
static void
test_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (f->path, "old", -1, NULL));
  open_box (f, OUTBOX_AT_ONCE);
  g_assert_true (outbox_close (f->box, FALSE, NULL));
  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "old");
  open_box (f, OUTBOX_AT_ONCE);
  g_free (text);
  text = close_box (f);
  g_assert_cmpstr (text, ==, "");
}

static void
test_failure (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GlsTagWriter *writer = gls_tag_writer_new ("/dev/full", GLS_FORMAT_TEXT,
      GLS_TAG_WRITER_AT_END, NULL);

  if (writer == NULL) {
    g_test_skip ("there is no /dev/full");
    return;
  }
  f->box = outbox_new (writer, &all, OUTBOX_AT_ONCE, 1);
  g_assert_false (outbox_has_failed (f->box));
  write_second (f, 0, 0, FALSE);
  g_assert_true (outbox_has_failed (f->box));
  write_second (f, 0, 1, FALSE);
  g_assert_false (outbox_close (f->box, TRUE, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
}

/* --- the progress bar --- */

static void
set_columns (int terminal, gushort columns)
{
  struct winsize size = { .ws_row = 24, .ws_col = columns };

  g_assert_cmpint (ioctl (terminal, TIOCSWINSZ, &size), ==, 0);
}

/* Returns: (transfer full): what was written, once @piece is in it and nothing
 * more comes */
static char *
read_terminal (int terminal, const char *piece)
{
  struct pollfd more = { .fd = terminal, .events = POLLIN };
  char text[4096] = "";
  size_t n = 0;

  while (strstr (text, piece) == NULL || poll (&more, 1, 100) > 0) {
    ssize_t count = read (terminal, text + n, sizeof text - 1 - n);

    g_assert_cmpint ((int) count, >, 0);
    n += (size_t) count;
    text[n] = '\0';
  }
  return g_strdup (text);
}

/* A line of 65 columns takes three rows of a terminal that is narrowed to 30:
 * all of them are erased. */
static void
test_narrowed_terminal (void)
{
  g_autofree char *text = NULL, *note = g_strnfill (60, 'x');
  int terminal, other, standard_error;

  if (openpty (&terminal, &other, NULL, NULL, NULL) != 0) {
    g_test_skip ("no pseudoterminal can be had here: is /dev/pts mounted?");
    return;
  }
  standard_error = dup (STDERR_FILENO);
  dup2 (other, STDERR_FILENO);
  set_columns (terminal, 100);
  progress_begin ("abc", 0);
  g_usleep (1100 * 1000);
  progress_set (0, note);
  text = read_terminal (terminal, note);
  g_assert_nonnull (strstr (text, note));
  set_columns (terminal, 30);
  progress_pause ();
  progress_resume ();
  g_free (text);
  text = read_terminal (terminal, "\033[J");
  g_assert_cmpstr (text, ==, "\033[2A\r\033[J");
  progress_end ();
  dup2 (standard_error, STDERR_FILENO);
  close (standard_error);
  close (terminal);
  close (other);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*function) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/outbox/at-once", test_at_once },
    { "/outbox/when-done", test_when_done },
    { "/outbox/live", test_live },
    { "/outbox/by-input", test_by_input },
    { "/outbox/live-by-input", test_live_by_input },
    { "/outbox/live-once", test_live_once },
    { "/outbox/read-along", test_read_along },
    { "/outbox/rest", test_rest },
    { "/outbox/nothing", test_nothing },
    { "/outbox/failure", test_failure },
  };

  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].function,
        tear_down);
  for (guint order = OUTBOX_WHEN_DONE; order <= OUTBOX_BY_INPUT; order++)
    g_test_add (order == OUTBOX_BY_INPUT ? "/outbox/dropped-by-input"
                                         : "/outbox/dropped",
        Fixture, GUINT_TO_POINTER (order), set_up, test_dropped, tear_down);
  g_test_add_func ("/progress/narrowed", test_narrowed_terminal);
  return g_test_run ();
}
