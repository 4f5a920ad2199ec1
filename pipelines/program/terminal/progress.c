/* One line on the terminal, drawn at most ten times a second:
 *
 *     tagging  [#########···················]  34 %  3 of 9, 0:12 left
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "terminal/progress.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "terminal/terminal.h"
#include "text.h"

#define FIRST_DRAW_US (1 * G_USEC_PER_SEC)
#define REDRAW_US (G_USEC_PER_SEC / 10)

static GRecMutex lock;
static struct
{
  gboolean active;
  size_t drawn; /* columns of the line that stands there */
  char *what;
  char *note;
  double total;
  double done;
  gint64 begun_us;
  gint64 drawn_us;
} bar;

/* Where the terminal has become narrower, it has broken the line. */
static void
erase (void)
{
  size_t columns = MAX (terminal_get_columns (STDERR_FILENO), 1);

  if (bar.drawn == 0)
    return;
  if (bar.drawn > columns)
    fprintf (stderr, "\033[%zuA", (bar.drawn - 1) / columns);
  fputs ("\r\033[J", stderr);
  fflush (stderr);
  bar.drawn = 0;
}

static char *
time_left (double fraction, gint64 now_us)
{
  double elapsed = (double) (now_us - bar.begun_us) / G_USEC_PER_SEC;
  double left = fmin (ceil (elapsed * (1 - fraction) / fraction), 359999);
  g_autofree char *clock = NULL;

  if (fraction < 0.02)
    return g_strdup ("");
  clock = gls_text_clock (left, 0);
  return g_strdup_printf ("  %s left", clock);
}

static void
draw (gint64 now_us)
{
  g_autoptr (GString) line = g_string_new (bar.what);
  size_t columns = MAX (terminal_get_columns (STDERR_FILENO), 2) - 1;
  size_t length;

  if (bar.total > 0 && bar.done > 0) {
    double fraction = CLAMP (bar.done / bar.total, 0, 1);
    size_t cells = columns > 100 ? 40 : 20;
    g_autofree char *left = time_left (fraction, now_us);

    g_string_append (line, "  [");
    for (size_t i = 0; i < cells; i++)
      g_string_append (line,
          (double) i < fraction * (double) cells ? "#" : "·");
    g_string_append_printf (line, "] %3.0f %%%s", floor (100 * fraction), left);
  }
  if (bar.note != NULL)
    g_string_append_printf (line, "  %s", bar.note);

  length = MIN ((size_t) g_utf8_strlen (line->str, -1), columns);
  g_string_truncate (line,
      (gsize) (g_utf8_offset_to_pointer (line->str, (glong) length)
          - line->str));
  if (bar.drawn > columns)
    erase ();
  fprintf (stderr, "\r%s\033[K", line->str);
  fflush (stderr);
  bar.drawn = length;
  bar.drawn_us = now_us;
}

void
progress_begin (const char *what, double total)
{
  g_rec_mutex_lock (&lock);
  bar.active = isatty (STDERR_FILENO);
  g_free (bar.what);
  bar.what = g_strdup (what);
  g_clear_pointer (&bar.note, g_free);
  bar.total = total;
  bar.done = 0;
  bar.begun_us = g_get_monotonic_time ();
  bar.drawn_us = 0;
  g_rec_mutex_unlock (&lock);
}

void
progress_set (double done, const char *note)
{
  gint64 now_us;

  g_rec_mutex_lock (&lock);
  if (bar.active) {
    now_us = g_get_monotonic_time ();
    bar.done = done;
    if (g_strcmp0 (note, bar.note) != 0) {
      g_free (bar.note);
      bar.note = note != NULL ? g_utf8_make_valid (note, -1) : NULL;
    }
    if (now_us - bar.begun_us >= FIRST_DRAW_US
        && now_us - bar.drawn_us >= REDRAW_US)
      draw (now_us);
  }
  g_rec_mutex_unlock (&lock);
}

void
progress_end (void)
{
  g_rec_mutex_lock (&lock);
  erase ();
  bar.active = FALSE;
  g_clear_pointer (&bar.what, g_free);
  g_clear_pointer (&bar.note, g_free);
  g_rec_mutex_unlock (&lock);
}

void
progress_pause (void)
{
  g_rec_mutex_lock (&lock);
  erase ();
}

void
progress_resume (void)
{
  g_rec_mutex_unlock (&lock);
}
